"""Finds what cells refer to: by id or code first, by name second; two of one name are reported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from michisuji.folding import fold
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


class FoundReference(NamedTuple):
    """The result of looking for a reference: how it was found, or which it may be."""

    kind: str = ""
    name: str = ""
    #: ``id``, ``zeros`` (its leading zeros were missing) or ``name``; "" if it was not found.
    how: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Definitions:
    """Everything that rows define: kind → id → row, and by name."""

    ids: dict[str, dict[str, SheetRow]] = field(default_factory=dict)
    _names: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _short: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, rows: Iterable[SheetRow]) -> None:
        """Add what rows define; of two rows of one id the first counts."""
        for row in rows:
            kind, name = defined(row)
            if not name or name in self.ids.setdefault(kind, {}):
                continue
            self.ids[kind][name] = row
            if kind == "goal":  # told with its kind, a vision or mission is one
                self.ids.setdefault(str(row.values.get("kind")), {})[name] = row
            self._short.setdefault((kind, _short(name)), []).append(name)
            for key in ("name", "title", "text"):
                said = row.values.get(key)
                if isinstance(said, str):
                    self._names.setdefault((kind, fold(said).casefold()), []).append(name)

    def find(self, column: WorkbookColumn, said: str, row: SheetRow) -> FoundReference:
        """Return what a cell of a column refers to, seen from the row it stands in."""
        kinds = _kinds(column, row)
        token = fold(said.split()[0] if said.split() else said).casefold()
        spellings = _spellings(kinds, token, row, self._measure(row))
        for kind, name in spellings:
            if name in self.ids.get(kind, {}):
                return FoundReference(kind, name, "id")
        short = {(k, n) for kind, t in spellings for k, n in self._without_zeros(kind, t)}
        if len(short) == 1:
            return FoundReference(*short.pop(), "zeros")
        named = [(k, n) for k in kinds for n in self._names.get((k, fold(said).casefold()), ())]
        if not named:
            rest = _name_after(said) if _LIKE_ID.fullmatch(token) else ""
            named = [(k, n) for k in kinds for n in self._names.get((k, rest), ())] if rest else []
        own = [pair for pair in named if _is_own(*pair, row)]
        named = own if len(own) == 1 else named
        if len(named) == 1:
            return FoundReference(*named[0], "name")
        return FoundReference(choices=tuple(name for _, name in named))

    def contradicts(self, said: str, found: FoundReference) -> bool:
        """Return True if the name that stands after an id is that of something else."""
        others = self._names.get((found.kind, _name_after(said)), [])
        return bool(others) and found.name not in others

    def _measure(self, row: SheetRow) -> str:
        """Return the measure that a row's program belongs to, or the row itself."""
        if "measure" in row.values:
            return str(row.values["measure"])
        above = self.ids.get("program", {}).get(_program(row))
        return "" if above is None else str(above.values.get("measure", ""))

    def _without_zeros(self, kind: str, name: str) -> list[tuple[str, str]]:
        return [(kind, full) for full in self._short.get((kind, _short(name)), ()) if full != name]


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
    """Return what stands after the first blank, for comparison."""
    parts = said.split(maxsplit=1)
    return fold(parts[1]).casefold() if len(parts) > 1 else ""


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


def _short(name: str) -> str:
    return "/".join(part.lstrip("0") for part in name.split("/"))


def _is_own(kind: str, name: str, row: SheetRow) -> bool:
    """Return True for an element or town condition of the row's own program or measure."""
    owner = name.rpartition("/")[0]
    if kind == "element":
        return owner in (row.values.get("program"), str(row.values.get("from", "")).split("/")[0])
    return kind == "town-condition" and owner == f"measure:{row.values.get('measure')}"
