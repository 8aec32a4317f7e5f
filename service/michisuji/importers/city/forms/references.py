"""References of forms, in words: units, measures, programs; ``reference_index`` has the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from michisuji.folding import fold
from michisuji.importers.city.cells import CellValue, Reason, identifier, several
from michisuji.importers.city.cells.texts import RawCell, absent, written
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import PLAN_TABLES, tables
from michisuji.importers.city.reference_index import CellIndex, Reference, spelled

_BLANKS = re.compile(r"[\s\u3000]+")
_REMARK = re.compile(r"[((【].*?[))】]")


@dataclass
class References:
    """The resources of a city, to be found by id and name, and its programs by budget code."""

    index: CellIndex[Document] = field(default_factory=CellIndex)
    #: Budget code, as :func:`budget_code` writes it → programs.
    budget_codes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, dict[str, Document]]:
        """What the city has: kind → id → document."""
        return self.index.ids

    def add(self, kind: str, item: Document) -> None:
        """Add a resource of the city."""
        name = item.get("id")
        if isinstance(name, str):
            self.index.add(kind, name, item, [str(item.get("name", ""))])

    def find(self, kinds: tuple[str, ...], cell: RawCell) -> CellValue:
        """Return the id that a cell gives: by id first, by name second.

        A name of two resources, and one that the city does not have, is a problem.
        """
        if (found := absent(cell)) is not None:
            return found
        said = written(cell)
        for kind in kinds:
            prefix = f"{kind}:" if len(kinds) > 1 else ""
            for spelling in _spellings(said):
                ids = [(kind, spelling), (kind, str(identifier(spelling).value or spelling))]
                one = self.index.find(ids, [kind], [spelling], self._below(said))
                if one.how:
                    return CellValue(prefix + one.name)
                if one.choices:
                    return _two(said, one.choices)
        return CellValue(
            problem=Reason(
                "unknown-name",
                f"「{said}」は登録されていません(番号か正式な名前を書いてください)",
                f"'{said}' is not known (write its id or its full name)",
            )
        )

    def _below(self, said: str) -> Callable[[list[Reference]], list[Reference]]:
        """Return a choice of those of several units whose units above are named before them."""
        above = {spelled(part) for part in _BLANKS.split(said)[:-1]}

        def nearest(named: list[Reference]) -> list[Reference]:
            within = [one for one in named if above and above <= self._line(*one)]
            return within or named

        return nearest

    def _line(self, kind: str, unit: str) -> set[str]:
        """Return the names of a unit and of those above it."""
        known, seen = self.ids.get(kind, {}), dict[str, str]()
        while unit in known and unit not in seen:
            seen[unit] = spelled(str(known[unit].get("name", "")))
            unit = str(known[unit].get("parent", ""))
        return set(seen.values())


def _spellings(said: str) -> Iterator[str]:
    """Yield a reference as written, without remarks, and its last part: 総務部 防災課 is 防災課."""
    yield said
    bare = _REMARK.sub("", said).strip()
    if bare and bare != said:
        yield bare
    parts = _BLANKS.split(bare)
    if len(parts) > 1:
        yield parts[0] if identifier(parts[0]).value else parts[-1]
        yield parts[-1]


def _two(said: str, ids: Sequence[str]) -> CellValue:
    return CellValue(
        problem=Reason(
            "two-of-name",
            f"「{said}」は{len(ids)}つあります({'、'.join(ids)})。番号で書いてください",
            f"'{said}' names {len(ids)} ({', '.join(ids)}): write the id",
        )
    )


def budget_code(said: str) -> str:
    """Return a budget code for comparison: parts without leading zeros, joined by hyphens."""
    parts = [p for p in re.split(r"[^0-9A-Za-z]+", fold(said)) if p]
    return "-".join(p.lstrip("0") or "0" for p in parts)


def references(city: City) -> References:
    """Return the index of a city's units, measures, programs, plans and indicators."""
    out = References()
    for table, kind in PLAN_TABLES.items():
        for item in city.tables("plan.toml", table):
            out.add(kind, item)
    for item in city.tables("organization.toml", "unit"):
        out.add("unit", item)
    for item in city.tables("organization.toml", "goal"):
        out.add("goal", item)
    for _, measure, programs in city.measures():
        out.add("measure", measure)
        for condition in tables(measure, "town_condition"):
            for indicator in tables(condition, "indicator"):
                out.add("indicator", indicator)
        for program in programs:
            _add_program(out, program)
    return out


def _add_program(out: References, program: Document) -> None:
    out.add("program", program)
    name = str(program.get("id"))
    code = program.get("budget_code")
    for one in several(code) if isinstance(code, str) else []:
        out.budget_codes.setdefault(budget_code(one), []).append(name)
    for element in tables(program, "element"):
        for indicator in tables(element, "indicator"):
            out.add("indicator", indicator)
