"""References of the workbook's cells, and what rows define (rules: ``reference_index``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from michisuji.folding import fold
from michisuji.importers.city.reference_index import CellIndex, FoundReference, Reference
from michisuji.importers.city.schema import GOAL_KINDS
from michisuji.importers.city.workbook.layout import WorkbookColumn
from michisuji.importers.city.workbook.reading.rows import SheetRow

_TREE = {
    "principle": "principle",
    "management_policy": "management-policy",
    "direction": "direction",
    "basic_policy": "basic-policy",
    "instrument": "instrument",
    "measure": "measure",
}
_NAMED = ("plan", "program", "unit", "goal", "practice", "work", "indicator")


_LIKE_ID = re.compile(r"[a-z0-9][a-z0-9_:/-]*")


@dataclass
class Definitions:
    """Everything that rows define."""

    index: CellIndex[SheetRow] = field(default_factory=CellIndex)

    @property
    def ids(self) -> dict[str, dict[str, SheetRow]]:
        """What is defined: kind → id → row."""
        return self.index.ids

    def add(self, rows: Iterable[SheetRow]) -> None:
        """Add what rows define; of two rows of one id the first counts."""
        for row in rows:
            kind, name = defined(row)
            said = (row.values.get(key) for key in ("name", "title", "text"))
            names = [one for one in said if isinstance(one, str)]
            if name and self.index.add(kind, name, row, names) and kind == "goal":
                # told with its kind, a vision or mission is one
                self.ids.setdefault(str(row.values.get("kind")), {})[name] = row

    def find(self, column: WorkbookColumn, said: str, row: SheetRow) -> FoundReference:
        """Return what a cell of a column refers to, seen from the row it stands in."""
        kinds = _kinds(column, row)
        token = fold(said.split()[0] if said.split() else said).casefold()
        after_id = _name_after(said) if _LIKE_ID.fullmatch(token) else ""

        def nearest(named: list[Reference]) -> list[Reference]:
            own = [pair for pair in named if _is_own(*pair, row)]
            return own if len(own) == 1 else named

        ids = _spellings(kinds, token, row, self._measure(row))
        return self.index.find(ids, kinds, filter(None, (said, after_id)), nearest)

    def contradicts(self, said: str, found: FoundReference) -> bool:
        """Return True if the name that stands after an id is that of something else."""
        others = self.index.named(found.kind, _name_after(said))
        return bool(others) and found.name not in others

    def _measure(self, row: SheetRow) -> str:
        """Return the measure that a row's program belongs to, or the row itself."""
        if "measure" in row.values:
            return str(row.values["measure"])
        above = self.ids.get("program", {}).get(_program(row))
        return "" if above is None else str(above.values.get("measure", ""))


def defined(row: SheetRow) -> tuple[str, str]:
    """Return the kind and reference of what a row defines; "" for what nothing refers to."""
    values, kind = row.values, row.sheet.rows
    if kind == "tree":
        return _TREE.get(str(values.get("kind")), ""), str(values.get("id", ""))
    if kind == "town_condition":
        return "town-condition", f"measure:{values.get('measure')}/{values.get('key')}"
    if kind == "element":
        return "element", f"{values.get('program')}/{values.get('key')}"
    if kind == "budget" and "program" in values:
        return "element", f"{values['program']}/money"
    if kind == "earlier" and "key" in values:
        of, _, name = str(values.get("of")).partition(":")
        owner = name if of == "program" else f"measure:{name}"
        return "element" if of == "program" else "town-condition", f"{owner}/{values['key']}"
    return kind if kind in _NAMED else "", str(values.get("id", ""))


def _kinds(column: WorkbookColumn, row: SheetRow) -> tuple[str, ...]:
    if row.sheet.rows == "tree" and column.key == "parent":
        return ("basic-policy",) if row.values.get("kind") == "measure" else ("plan",)
    return column.refs


def _name_after(said: str) -> str:
    """Return what stands after the first blank."""
    parts = said.split(maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def _program(row: SheetRow) -> str:
    return str(row.values.get("program") or str(row.values.get("from", "")).split("/")[0])


def _spellings(
    kinds: tuple[str, ...], token: str, row: SheetRow, measure: str
) -> list[tuple[str, str]]:
    """Return the kinds and ids that a token may stand for, the likeliest first."""
    before, colon, after = token.partition(":")
    before = "goal" if before in GOAL_KINDS else before
    out: list[tuple[str, str]] = []
    for kind in kinds:
        if kind == "town-condition" and colon and before != "measure":
            continue
        if kind == "town-condition":
            out.append((kind, token if "/" in token else f"measure:{measure}/{after or token}"))
        elif kind == "element":
            own = after if before == "program" else token
            out.append((kind, own if "/" in own else f"{_program(row)}/{own}"))
        else:
            out.append((kind, after if colon and before == kind else token))
    if colon and before not in kinds and before in _NAMED:
        out.insert(0, (before, after))
    if colon and before in kinds:
        out.sort(key=lambda pair: pair[0] != before)
    return out


def _is_own(kind: str, name: str, row: SheetRow) -> bool:
    """Return True for an element or town condition of the row's own program or measure."""
    owner = name.rpartition("/")[0]
    if kind == "element":
        return owner in (row.values.get("program"), str(row.values.get("from", "")).split("/")[0])
    return kind == "town-condition" and owner == f"measure:{row.values.get('measure')}"
