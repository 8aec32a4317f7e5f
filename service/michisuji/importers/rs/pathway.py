"""Table 3-2: one causal link per row, why it holds, and why there is only one stage."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.common import name
from michisuji.importers.rs.elements import Cells, Elements
from michisuji.importers.rs.sheet import Fate, Sheets

_RATIONALE = name("lm:rationale")
_SINGLE_STAGE = name("lm:singleStageReason")
_SIDES = ("from_", "to_")


class Pathway:
    """Reads links; a program with a row but no link still gets an (empty) logic model."""

    def __init__(self, sheets: Sheets, elements: Elements) -> None:
        self._sheets = sheets
        self._elements = elements
        self._links: set[str] = set()

    def row(self, row: Mapping[str, str]) -> Fate:
        """Import one row: source element → target element."""
        sheets = self._sheets
        ends = [Cells.of(row, side) for side in _SIDES]
        program = sheets.program(row)
        model = self._elements.model(row["id"], program)
        source, target = (self._element(row["id"], model, end) for end in ends)
        new = sheets.put_text(model, _SINGLE_STAGE, row["single_stage"])
        if new:
            sheets.derived(model)
        if source is None and target is None:
            return Fate.USED if new else Fate.EMPTY
        if source is None or target is None:
            sheets.note("half-link")
            return Fate.USED
        link = self._elements.link(model, source, target)
        again = link in self._links
        self._links.add(link)
        rationale = sheets.put_text(link, _RATIONALE, row["rationale"])
        sheets.derived(link)
        if again and rationale:
            sheets.note("two-rationales")
        return Fate.DUPLICATE if again and not rationale and not new else Fate.USED

    def _element(self, reference: str, model: str, cells: Cells) -> str | None:
        return self._elements.linked(reference, model, cells) if cells.kind else None
