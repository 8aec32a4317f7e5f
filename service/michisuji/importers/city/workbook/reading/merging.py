"""Lays a section's copy over the whole: it speaks for its own programs and units only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from michisuji.errors import BadInput
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope, within
from michisuji.importers.city.workbook.layout import layout
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.telling import Teller
from michisuji.importers.city.workbook.rows import rows_of

#: Rows that only the planning section's book speaks for.
_SHARED = ("dataset", "plan", "unit", "waiver")
#: Rows that say one thing in parts: two of one thing complete each other.
_IN_PARTS = ("budget", "value")
_BY_UNIT = ("goal", "practice", "work")
Rows = dict[tuple[Hashable, ...], SheetRow]


def rows_of_city(city: City) -> list[SheetRow]:
    """Return all rows of a city, as its workbook would have them."""
    return [
        SheetRow(
            sheet, {key: deepcopy(value) for key, value in values.items() if value is not None}
        )
        for sheet in layout().sheets
        for values in rows_of(city, sheet)
    ]


def scope_of(told: Any) -> CityScope | None:
    """Return the scope that sheet 00 states (``unit:s-safety 名前``); None for the whole.

    Raises BadInput for one that is no unit or measure, such as an earlier year.
    """
    said = told if isinstance(told, list) else str(told or "").replace("、", "\n").split("\n")
    names = [str(one).split()[0].partition(":") for one in said if str(one).strip()]
    units = tuple(name for kind, _, name in names if kind == "unit")
    measures = tuple(name for kind, _, name in names if kind == "measure")
    if len(units) + len(measures) < len(names):
        raise BadInput(
            "「00 はじめに」の範囲が、組織(unit:…)でも施策(measure:…)でもありません。"
            "過去の年度だけのブックは取り込めません",
            "the scope on sheet “00 はじめに” is neither a unit (unit:…) nor a measure "
            "(measure:…); a book of an earlier year alone cannot be imported",
            hint_ja="市全体のブックなら範囲を空にし、課のブックなら元の範囲に戻してください",
            hint_en="clear it in a book of the whole city, restore it in a section's",
        )
    return CityScope(units, measures) if names else None


@dataclass
class SectionCopy:
    """The rows of a section's book, the numbers of its sheets, and what it speaks for."""

    rows: list[SheetRow]
    sheets: set[str]
    scope: CityScope


def lay_over(
    copies: Sequence[SectionCopy],
    kept: set[int],
    base: list[SheetRow],
    whole: City,
    tell: Teller,
) -> list[SheetRow]:
    """Return the rows of the whole with those of sections' copies in their place.

    ``kept`` holds the ``id()`` of rows that could be used. What a copy has no sheet or column for
    stays, as does what it says in a row that could not be used; rows that it lacks are removed.
    """
    known: Rows = {row.identity: row for row in base}
    elements = {
        str(row.values.get("id")): str(row.values.get("element", ""))
        for rows in (base, *(copy.rows for copy in copies))
        for row in rows
        if row.sheet.rows == "indicator"
    }
    spoken: list[SheetRow] = []
    present: set[Hashable] = set()
    removed: set[Hashable] = set()
    for copy in copies:
        ours = _Spoken(copy.scope, whole, copy.rows, elements)
        for row in copy.rows:
            present.add(row.identity)
            if id(row) in kept and ours.has(row):
                spoken.append(row)
            elif id(row) in kept:
                _compare(row, known.get(row.identity), tell)
        part = {row.identity for row in rows_of_city(within(whole, copy.scope))}
        removed |= {
            row.identity
            for row in base
            if row.identity in part and row.sheet.number in copy.sheets and ours.has(row)
        }
    own = {row.identity: row for row in conflicts(spoken, tell)}
    out: list[SheetRow] = []
    for row in base:
        name = row.identity
        if name in own:
            out.append(_merged(own.pop(name), row))
        elif name in removed and name not in present:
            tell.note("removed", _shown(row))
        else:
            out.append(row)
    return [*out, *own.values()]


def _merged(row: SheetRow, before: SheetRow) -> SheetRow:
    """Keep what the stored row says in columns that the book lacks or that cannot be used."""
    open_ = {*row.bad, *row.contested}
    for column in row.sheet.columns:
        key, stored = column.key, before.values.get(column.key)
        if stored is None:
            continue
        if column.yearly:
            kept = {
                year: value
                for year, value in stored.items()
                if (at := f"{key}:{year}") not in row.keys or at in open_ or key in open_
            }
            if kept:
                row.values[key] = {**kept, **row.values.get(key, {})}
        elif key not in row.keys or key in open_:
            row.values.setdefault(key, stored)
    return row


def _compare(row: SheetRow, before: SheetRow | None, tell: Teller) -> None:
    """Tell of what a copy says differently about things that are not its own."""
    if before is None:
        tell.row(row, next(iter(row.columns), ""), "out-of-scope")
        return
    if not row.sheet.upright:
        tell.report.rows(row.sheet.name).duplicate += 1
    for column in row.sheet.columns:
        value = row.values.get(column.key)
        if value is None or column.own or column.key in ("fiscal_year", "scope"):
            continue
        if not same(value, before.values.get(column.key)):
            tell.cell(row, column.key, "out-of-scope", _told(value))


class _Spoken:
    """Tells which rows a scope speaks for."""

    def __init__(
        self, scope: CityScope, whole: City, rows: Iterable[SheetRow], elements: Mapping[str, str]
    ) -> None:
        units = whole.tables("organization.toml", "unit")
        parents = {u.get("id"): u.get("parent") for u in units}
        self._scope = scope
        self._units = {u for u in parents if _above(u, parents) & set(scope.units)}
        self._measures: dict[str, bool] = {}
        self._programs: dict[str, bool] = {}
        self._own: dict[tuple[str, str], bool] = {}
        #: Indicator → its element in full.
        self._elements = elements
        for _, measure, programs in whole.measures():
            name = str(measure.get("id"))
            self._measures[name] = self._is_ours(name, measure.get("lead"))
            for program in programs:
                ours = self._is_ours(name, program.get("unit"))
                self._programs[str(program.get("id"))] = ours
        for kind, file in (("goal", "organization"), ("practice", "kaizen"), ("work", "work")):
            for table in whole.tables(f"{file}.toml", kind):
                self._own[kind, str(table.get("id"))] = table.get("unit") in self._units
        self._add_new(rows)

    def _add_new(self, rows: Iterable[SheetRow]) -> None:
        for row in rows:
            name = str(row.values.get("id"))
            if row.sheet.rows == "program":
                measure, unit = str(row.values.get("measure")), row.values.get("unit")
                self._programs.setdefault(name, self._is_ours(measure, unit))
            elif row.sheet.rows in _BY_UNIT:
                ours = row.values.get("unit") in self._units
                self._own.setdefault((row.sheet.rows, name), ours)

    def _is_ours(self, measure: str, unit: Any) -> bool:
        scope = self._scope
        in_measures = not scope.measures or measure in scope.measures
        return in_measures and (not scope.units or unit in self._units)

    def has(self, row: SheetRow) -> bool:
        """Return True for a row that the scope speaks for."""
        values, kind = row.values, row.sheet.rows
        if kind in _SHARED:
            return False
        if kind in _BY_UNIT:
            return self._own.get((kind, str(values.get("id"))), False)
        if kind == "tree":
            return values.get("kind") == "measure" and self._measure(values.get("id"))
        if kind in ("town_condition", "priority"):
            return self._measure(values.get("measure"))
        if kind == "evaluation" and not row.sheet.tables[0].startswith("measures/ program"):
            return self._measure(values.get("of")) or values.get("by") in self._units
        return self._by_owner(row)

    def _by_owner(self, row: SheetRow) -> bool:
        values = row.values
        for key in ("program", "of", "from", "element", "indicator"):
            owner = str(values.get(key, ""))
            if row.sheet.rows == "program":
                owner = str(values.get("id"))
            if row.sheet.rows == "value":
                owner = self._elements.get(owner, "")
            if not owner:
                continue
            if owner.startswith("measure:"):
                return self._measure(owner.removeprefix("measure:").partition("/")[0])
            return self._programs.get(owner.removeprefix("program:").partition("/")[0], False)
        return False

    def _measure(self, name: Any) -> bool:
        return self._measures.get(str(name), False)


def conflicts(rows: list[SheetRow], tell: Teller) -> list[SheetRow]:
    """Return rows of which each thing has one, telling where two books or rows differ.

    Of two rows in one book the first counts. Of two books' rows, what both say alike is kept, and
    what they say differently is reported at both places and left as it was.
    """
    groups: dict[Hashable, list[SheetRow]] = defaultdict(list)
    for row in rows:
        groups[row.identity].append(row)
    out = []
    for group in groups.values():
        first, *others = group
        for other in others:
            _settle(first, other, tell)
        out.append(first)
    return out


def _settle(first: SheetRow, other: SheetRow, tell: Teller) -> None:
    counts = tell.report.rows(other.sheet.name)
    differing = [
        key
        for key in dict.fromkeys((*first.values, *other.values))
        if not same(first.values.get(key), other.values.get(key))
    ]
    if not differing:
        counts.duplicate += 1
        return
    one_book = first.place is not None and first.place[:1] == (other.place or ())[:1]
    if one_book and other.sheet.rows not in _IN_PARTS:
        tell.row(other, _key(other), "same-id", other=first.where())
        return
    counts.duplicate += 1
    first.keys |= other.keys
    for key in differing:
        ours, theirs = first.values.get(key), other.values.get(key)
        if ours is None or theirs is None:
            # Only one of them says it.
            first.values[key] = theirs if ours is None else ours
        elif one_book:
            said = {"other": first.where(key), "theirs": _told(ours)}
            tell.cell(other, key, "differs-in-row", _told(theirs), **said)
        else:
            _contest(first, other, key, tell)


def _contest(first: SheetRow, other: SheetRow, key: str, tell: Teller) -> None:
    """Tell at both places that two books differ, and take neither."""
    ours, theirs = _told(first.values[key]), _told(other.values[key])
    tell.cell(first, key, "differs", ours, other=other.where(key), theirs=theirs)
    tell.cell(other, key, "differs", theirs, other=first.where(key), theirs=ours)
    del first.values[key]
    first.contested.add(key)


def same(one: Any, other: Any) -> bool:
    """Return True for values that documents do not tell apart."""
    if isinstance(one, list) != isinstance(other, list):
        one, other = _listed(one), _listed(other)
    return bool(one == other)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _key(row: SheetRow) -> str:
    return next((key for key in ("id", "key") if key in row.columns), next(iter(row.columns), ""))


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return "、".join(f"{key}: {one}" for key, one in value.items())
    return str(value)


def _shown(row: SheetRow) -> str:
    said = row.values.get("name") or row.values.get("title") or row.values.get("text") or ""
    name = "/".join(str(part) for part in row.identity[1:] if part is not None)
    return f"「{row.sheet.name}」{name} {said}".rstrip()


def _above(unit: Any, parents: Mapping[Any, Any]) -> set[Any]:
    found: set[Any] = set()
    while unit is not None and unit not in found:
        found.add(unit)
        unit = parents.get(unit)
    return found
