"""Takes out what cannot be used, told at its cell, until what is left can be imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from michisuji.importers.city.checking import check_table
from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import year_of
from michisuji.importers.city.schema import FILES, MEASURE
from michisuji.importers.city.schema_years import YEAR
from michisuji.importers.city.workbook.reading.building import build
from michisuji.importers.city.workbook.reading.built import BuiltCity
from michisuji.importers.city.workbook.reading.locating import SaidBy, locate
from michisuji.importers.city.workbook.reading.references import defined
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.telling import Teller
from michisuji.importers.problems import ImportProblem, Problems, SourceProblems

#: Rounds of checking; each takes out at least one cell, mostly all at once.
_ROUNDS = 50


@dataclass
class Settling:
    """The rows of an import, and those that were left out of it."""

    rows: list[SheetRow]
    tell: Teller
    #: What rows that were left out had defined: kind and reference → the row.
    gone: dict[tuple[str, str], SheetRow] = field(default_factory=dict)
    _with: Counter[SheetRow] = field(default_factory=Counter)

    def require(self) -> None:
        """Drop rows whose required cells are empty or cannot be read."""
        for row in list(self.rows):
            missing = None if row.sheet.upright or row.place is None else _missing(row)
            if missing is not None:
                self.tell.leave_out(row, missing)
                self.leave_out(row)

    def settle(self) -> BuiltCity:
        """Return a city without problems.

        Raises SourceProblems if what is wrong is no row's matter, such as sheet 00.
        """
        for _ in range(_ROUNDS):
            self._drop_references()
            built = build(self.rows)
            problems = _checked(built)
            if not problems and not built.orphans and not built.astray:
                self._tell_left_out()
                return built
            self._take_out(built, problems)
        raise self._refusal(problems)

    def leave_out(self, row: SheetRow, because: SheetRow | None = None) -> None:
        """Drop a row; with ``because``, as another row that it needs was dropped."""
        self.rows.remove(row)
        kind, name = defined(row)
        if name:
            self.gone[kind, name] = because or row
        if because is not None:
            self._with[because] += 1
            if row.place is not None:
                self.tell.report.rows(row.sheet.name).refused += 1

    def _take_out(self, built: BuiltCity, problems: list[ImportProblem]) -> None:
        out: set[SheetRow] = set()
        for owner, rows in built.orphans.items():
            cause = self._cause(owner)
            for row in rows:
                if cause is None:
                    self.tell.row(row, _owner_key(row), "nowhere", owner)
                    self.leave_out(row)
                else:
                    self.leave_out(row, cause)
                out.add(row)
        for row, key, target in built.astray:
            if row not in out:
                self._drop_target(row, key, target, out)
        fatal = []
        for problem in problems:
            said = locate(built, problem)
            if said is None or (said.row.sheet.upright and not _can_do_without(said)):
                fatal.append(_at_cell(problem, said))
            elif said.row not in out:
                self._drop(said, problem, out)
        if fatal:
            raise self._refusal(fatal)

    def _refusal(self, problems: list[ImportProblem]) -> SourceProblems:
        return SourceProblems("、".join(one.name for one in self.tell.report.files), problems)

    def _drop_target(self, row: SheetRow, key: str, target: str, out: set[SheetRow]) -> None:
        self.tell.cell(row, key, "other-model", target)
        if row.sheet.rows == "link":
            self.tell.report.rows(row.sheet.name).refused += 1
            self.leave_out(row)
            out.add(row)
        else:
            row.values[key] = [one for one in row.values[key] if one != target]

    def _drop(self, said: SaidBy, problem: ImportProblem, out: set[SheetRow]) -> None:
        """Take out the cell that a problem is about, or its row if it cannot do without."""
        row, key, year = said
        values = row.values.get(key)
        optional = _can_do_without(said)
        at = f"{key}:{year}" if year else key
        if optional and year and isinstance(values, dict) and year in values:
            self.tell.found(row, at, problem.ja, problem.en, "cell")
            del values[year]
        elif optional:
            self.tell.found(row, at, problem.ja, problem.en, "cell")
            del row.values[key]
        else:
            self.tell.found(row, at, problem.ja, problem.en, "row")
            self.leave_out(row)
            out.add(row)

    def _drop_references(self) -> None:
        """Take out references to what was left out."""
        if not self.gone:
            return
        present = {defined(row) for row in self.rows}
        gone = {name: row for name, row in self.gone.items() if name not in present}
        for row in self.rows:
            for column in row.sheet.columns:
                value = row.values.get(column.key)
                if not column.refs or column.owner or value is None:
                    continue
                items = value if isinstance(value, list) else [value]
                bad = {one: cause for one in items if (cause := _gone(one, column.refs, gone))}
                if not bad:
                    continue
                for cause in bad.values():
                    self._with[cause] += 1
                kept = [one for one in items if one not in bad]
                if not kept:
                    del row.values[column.key]
                elif isinstance(value, list):
                    row.values[column.key] = kept

    def _cause(self, owner: str) -> SheetRow | None:
        return next((row for (_, name), row in self.gone.items() if name == owner), None)

    def _tell_left_out(self) -> None:
        for row, count in self._with.items():
            self.tell.note("left-out-with", row.where(), count)


def _gone(
    said: str, kinds: Iterable[str], gone: dict[tuple[str, str], SheetRow]
) -> SheetRow | None:
    kind, colon, name = said.partition(":")
    for wanted in kinds:
        for spelling in (said, name if colon and kind in (wanted, "program") else said):
            if (wanted, spelling) in gone:
                return gone[wanted, spelling]
    return None


def _missing(row: SheetRow) -> str | None:
    """Return the key of a required value that a row lacks."""
    for column in row.sheet.columns:
        if column.field.required and not column.yearly and row.values.get(column.key) is None:
            if column.key == "kind" and len(row.sheet.kinds) == 1:
                continue
            if row.values.get("kind") == "money" and column.key in ("text", "key"):
                continue
            return column.key
    return None


def _can_do_without(said: SaidBy) -> bool:
    """Return True for a cell that holds a value, but need not."""
    column = next((c for c in said.row.sheet.columns if c.key == said.key), None)
    found = said.row.values.get(said.key)
    return column is not None and not column.field.required and found is not None


def _owner_key(row: SheetRow) -> str:
    return next((c.key for c in row.sheet.columns if c.owner), "")


def _checked(built: BuiltCity) -> list[ImportProblem]:
    problems = Problems()
    for name, document in built.city.files.items():
        table = FILES.get(name) or (MEASURE if year_of(name) is None else YEAR)
        check_table(problems, name, "", table, document)
    check_city(built.city, problems)
    return problems.sorted()


def _at_cell(problem: ImportProblem, said: SaidBy | None) -> ImportProblem:
    """Return a problem with its place in the workbook instead of a file and key path."""
    if said is None or said.row.place is None:
        return problem
    place, cell = said.row.place, said.row.cell(said.key)
    if not cell:
        cell = next((f"「{c.ja}」" for c in said.row.sheet.columns if c.key == said.key), "")
    return ImportProblem(place.book, f"{place.sheet} {cell}".rstrip(), problem.ja, problem.en)
