"""Resources of the city by id and by name: forms name units, measures, programs in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from michisuji.folding import fold
from michisuji.importers.city.cells import CellValue, Reason, identifier, several
from michisuji.importers.city.cells.texts import RawCell, absent, written
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import PLAN_TABLES, tables

_BLANKS = re.compile(r"[\s\u3000]+")
_REMARK = re.compile(r"[((【].*?[))】]")


@dataclass
class References:
    """Ids by kind, and for each kind the ids of a name."""

    ids: dict[str, dict[str, Document]] = field(default_factory=dict)
    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    #: Budget code, as :func:`budget_code` writes it → programs.
    budget_codes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, item: Document) -> None:
        """Add a resource of the city."""
        name = item.get("id")
        if not isinstance(name, str):
            return
        self.ids.setdefault(kind, {})[name] = item
        of = self.names.setdefault(kind, {}).setdefault(fold(str(item.get("name", ""))), [])
        of.append(name)

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
                ids = self._ids(kind, spelling)
                if len(ids) > 1:
                    ids = self._within(kind, ids, said) or ids
                if len(ids) == 1:
                    return CellValue(prefix + ids[0])
                if ids:
                    return _two(said, ids)
        return CellValue(
            problem=Reason(
                "unknown-name",
                f"「{said}」は登録されていません(番号か正式な名前を書いてください)",
                f"'{said}' is not known (write its id or its full name)",
            )
        )

    def _within(self, kind: str, ids: list[str], said: str) -> list[str]:
        """Return those of several units whose units above are named in front of them."""
        above = {fold(part) for part in _BLANKS.split(said)[:-1]}
        known = self.ids.get(kind, {})

        def names(unit: str) -> set[str]:
            seen: dict[str, str] = {}
            while unit in known and unit not in seen:
                seen[unit] = fold(str(known[unit].get("name", "")))
                unit = str(known[unit].get("parent", ""))
            return set(seen.values())

        return [one for one in ids if above and above <= names(one)]

    def _ids(self, kind: str, said: str) -> list[str]:
        known = self.ids.get(kind, {})
        if said in known:
            return [said]
        bare = identifier(said).value
        if isinstance(bare, str):
            if bare in known:
                return [bare]
            if bare.isdecimal():
                # Spreadsheets drop leading zeros.
                same = [i for i in known if i.isdecimal() and i.lstrip("0") == bare.lstrip("0")]
                if same:
                    return same
        return self.names.get(kind, {}).get(fold(said), [])


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


def _two(said: str, ids: list[str]) -> CellValue:
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
