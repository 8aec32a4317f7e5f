"""Table 1-5: related programs."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.folding import number
from michisuji.importers.common import LABEL, name
from michisuji.importers.rs.sheet import REFERENCE, Fate, RowRefused, Sheets, nothing

_RELATED = name("lm:relatedProgram")


class Related:
    """Writes related programs, some of which are not in the given sheets."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._named: dict[str, str] = {}

    def row(self, row: Mapping[str, str]) -> Fate:
        """Import one row; most rows name no program and are empty."""
        sheets = self._sheets
        program = sheets.program(row)
        reference = "" if nothing(row["related_id"]) else number(row["related_id"])
        if not reference:
            return Fate.EMPTY
        if not REFERENCE.fullmatch(reference):
            raise RowRefused("related_id", reference, "related-id")
        target = sheets.term("program", reference)
        if row["related_name"]:
            self._named.setdefault(reference, row["related_name"])
        sheets.derived(program)
        return Fate.USED if sheets.put(program, _RELATED, target) else Fate.DUPLICATE

    def finish(self) -> None:
        """Name the programs that are only referred to: an entity with a label, no lm:Program."""
        for reference, label in sorted(self._named.items()):
            if reference not in self._sheets.programs:
                target = self._sheets.term("program", reference)
                self._sheets.graph.typed(target, name("prov:Entity"))
                self._sheets.graph.add(target, LABEL, self._sheets.text(label))
                self._sheets.note_at("related-outside", reference)
