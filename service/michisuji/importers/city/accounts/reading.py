"""The rows of an accounts file: codes and exact amounts, and the totals that it states itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from michisuji.importers.city import cells
from michisuji.importers.city.accounts.mapping import AccountsMapping, TotalRule
from michisuji.importers.city.books import BookSheet, read_book
from michisuji.importers.city.cells import RawCell
from michisuji.importers.city.cells.texts import written
from michisuji.importers.city.forms.references import budget_code
from michisuji.importers.city.forms.sheet.texts import MONEY, label, matches
from michisuji.importers.problems import Problems
from michisuji.importers.report import SourceFile

#: Rows above the header: titles, dates, units.
_MOST_ABOVE = 50


@dataclass(frozen=True)
class AccountRow:
    """One row with money: its number, its budget code, its name, yen by key."""

    number: int
    code: tuple[str, ...]
    name: str
    year: int
    yen: Mapping[str, int]

    @property
    def budget_code(self) -> str:
        """The code as programs have it, for comparison."""
        return budget_code("-".join(self.code))


@dataclass(frozen=True)
class TotalRow:
    """A row of totals: its rule, the code that it is about, yen by key where it states them."""

    number: int
    rule: TotalRule
    code: tuple[str, ...]
    year: int | None
    yen: Mapping[str, int]


@dataclass
class AccountsFile:
    """The rows of one file, in its order."""

    source: SourceFile
    rows: list[AccountRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    blank: int = 0


def read_accounts(path: Path, mapping: AccountsMapping, problems: Problems) -> AccountsFile | None:
    """Read a file; everything that cannot be read is added, and then nothing is returned.

    Raises BadInput for a file that is no table at all.
    """
    book = read_book(path)
    before = len(problems.found)
    out = AccountsFile(book.source)
    _Reader(out, book.sheets[0], mapping, problems).read()
    return out if len(problems.found) == before else None


class _Reader:
    def __init__(
        self, out: AccountsFile, sheet: BookSheet, mapping: AccountsMapping, problems: Problems
    ) -> None:
        self._out = out
        self._sheet = sheet
        self._mapping = mapping
        self._problems = problems
        self._columns: dict[str, list[int]] = {}
        self._code = [""] * len(mapping.code)

    def read(self) -> None:
        """Read the rows below the header."""
        header = self._header()
        if header is None:
            return
        for number, row in enumerate(self._sheet.rows[header + 1 :], header + 2):
            if not any(written(cell) for cell in row):
                self._out.blank += 1
                continue
            self._row(number, row)

    def _wanted(self) -> dict[str, tuple[str, ...]]:
        """Return what must be among the headers: name → headers."""
        mapping = self._mapping
        wanted: dict[str, tuple[str, ...]] = {column: (column,) for column in mapping.code}
        wanted |= {h: (h,) for headers in mapping.amounts.values() for h in headers}
        wanted |= {"": mapping.year_column} if mapping.year_column else {}
        return wanted

    def _header(self) -> int | None:
        """Return the row (from 0) of the header and note its columns; None if it is missing."""
        wanted = self._wanted()
        best: list[str] = []
        for number, row in enumerate(self._sheet.rows[:_MOST_ABOVE]):
            labels = [label(written(cell)) for cell in row]
            found = {
                name: [n for n, text in enumerate(labels) if matches(headers, text)]
                for name, headers in {**wanted, "name": self._mapping.name}.items()
            }
            present = [name for name in wanted if found[name]]
            best = max(best, present, key=len)
            if len(present) == len(wanted):
                self._columns = found
                return self._unique(number, wanted)
        missing = "、".join(headers[0] for name, headers in wanted.items() if name not in best)
        self._add("", f"列が見つかりません: {missing}", f"columns not found: {missing}")
        return None

    def _unique(self, number: int, wanted: Mapping[str, tuple[str, ...]]) -> int | None:
        twice = [headers[0] for name, headers in wanted.items() if len(self._columns[name]) > 1]
        if not twice:
            return number
        shown = "、".join(twice)
        self._add(
            f"line {number + 1}",
            f"同じ名前の列が2つあります: {shown}",
            f"two columns of one name: {shown}",
        )
        return None

    def _row(self, number: int, row: list[RawCell]) -> None:
        total = self._total(row)
        code = self._read_code(row, total is not None)
        amounts = self._amounts(number, row, total is not None)
        year = self._year(number, row, total is not None)
        if amounts is None:
            return
        if total is not None:
            if amounts:
                self._out.totals.append(TotalRow(number, total, code, year, amounts))
            return
        if year is not None:
            name = self._cell(row, "name")
            self._out.rows.append(AccountRow(number, code, written(name), year, amounts))

    def _total(self, row: list[RawCell]) -> TotalRule | None:
        """Return the rule of a row of totals; None for any other row."""
        texts = [label(written(cell)) for cell in row]
        for rule in self._mapping.totals:
            if any(matches(rule.texts, text) for text in texts):
                return rule
        return None

    def _read_code(self, row: list[RawCell], is_total: bool) -> tuple[str, ...]:
        """Return the parts of the code; blank ones are as above where the mapping says so."""
        parts = [written(self._cell(row, column)) for column in self._mapping.code]
        if is_total:
            return tuple(parts)
        if self._mapping.fill_down:
            first = next((n for n, part in enumerate(parts) if part), len(parts))
            parts = [*self._code[:first], *parts[first:]]
        self._code = parts
        return tuple(parts)

    def _amounts(self, number: int, row: list[RawCell], is_total: bool) -> dict[str, int] | None:
        """Return yen by key; None, with a problem for each, if a cell is no exact amount."""
        out: dict[str, int] = {}
        right = True
        for key, headers in self._mapping.amounts.items():
            for header in headers:
                cell = self._cell(row, header)
                if is_total and not written(cell):
                    continue
                yen = self._yen(number, header, cell)
                right &= yen is not None
                out[key] = out.get(key, 0) + (yen or 0)
        return out if right else None

    def _yen(self, number: int, header: str, cell: RawCell) -> int | None:
        found = cells.number(cell)
        if found.problem is not None:
            self._add(
                f"line {number}",
                f"{header}「{written(cell)}」: {found.problem.ja}",
                f"{header} '{written(cell)}': {found.problem.en}",
            )
            return None
        if found.value is None:
            return 0
        yen = Decimal(repr(found.value)) * MONEY[self._mapping.money]
        if yen != yen.to_integral_value():
            self._add(
                f"line {number}",
                f"{header}「{written(cell)}」: 円未満の端数があります",
                f"{header} '{written(cell)}': a fraction of a yen",
            )
            return None
        return int(yen)

    def _year(self, number: int, row: list[RawCell], is_total: bool) -> int | None:
        if self._mapping.year is not None:
            return self._mapping.year
        cell = self._cell(row, "")
        found = cells.year(cell)
        if isinstance(found.value, int):
            return found.value
        if not is_total:
            reason = found.problem or cells.problem("not-a-year").problem
            assert reason is not None
            self._add(f"line {number}", reason.ja, reason.en)
        return None

    def _cell(self, row: list[RawCell], column: str) -> RawCell:
        at = self._columns.get(column, [])
        return row[at[0]] if at and at[0] < len(row) else None

    def _add(self, path: str, ja: str, en: str) -> None:
        self._problems.add(self._out.source.name, path, ja, en)
