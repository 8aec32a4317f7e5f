"""Table 2-1: a program's money by fiscal year, and its lines by account, in yen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.importers.common import LABEL, canonical_decimal, decimal, gyear, literal, name
from michisuji.importers.rs.sheet import Fate, RowRefused, Sheets
from michisuji.importers.rs.tables import LINES, TOTALS

_PREDICATES = {
    "initial": name("lm:initialBudget"),
    "supplementary": name("lm:supplementaryBudget"),
    "carried_over": name("lm:carriedOver"),
    "reserve": name("lm:reserve"),
    "planned": name("lm:plannedAmount"),
    "executed": name("lm:executedAmount"),
    "rate": name("lm:executionRate"),
    "carried_forward": name("lm:carriedForward"),
    "requested": name("lm:requestedAmount"),
}
#: Known only once the year is closed; before that the sheets put 0, which is not an amount.
_AFTER_CLOSING = frozenset({"executed", "rate", "carried_forward"})
_ACCOUNTS = {"一般会計": "general", "特別会計": "special"}
_BUDGET_YEAR = name("lm:BudgetYear")
_LINE = name("lm:AccountLine")
#: What adds up: the total's key, and the columns of a line that it sums.
_SUMS = {
    "initial": ("line_initial",),
    "supplementary": tuple(f"line_supplementary{n}" for n in range(1, 6)),
    "carried_over": ("line_carried_over",),
    "reserve": tuple(f"line_reserve{n}" for n in range(1, 5)),
    "planned": ("line_planned",),
    "executed": ("line_executed",),
    "requested": ("line_requested",),
}
#: Half a yen: lines and totals of the sheets are whole yen.
_TOLERANCE = Decimal("0.5")


class _Year:
    """The totals, lines and sums read so far for one program and budget year."""

    __slots__ = ("accounts", "lines", "place", "sums", "totals")

    def __init__(self) -> None:
        self.totals: tuple[str, ...] | None = None
        self.place = ""
        self.sums: dict[str, Decimal] = {}
        self.accounts: dict[str, None] = {}
        self.lines: dict[tuple[str, ...], int] = {}


class Budget:
    """Makes lm:BudgetYear from the （合計） rows and lm:AccountLine from the account rows."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._years: dict[tuple[str, int], _Year] = {}

    def row(self, row: Mapping[str, str]) -> Fate:
        """Import one row: totals, one account, or both."""
        has_totals = any(row[key] for key in TOTALS)
        has_line = bool(row["category"] or row["account"]) or any(row[key] for key in LINES)
        if not has_totals and not has_line:
            self._sheets.program(row)
            return Fate.EMPTY
        year = parse_fiscal_year(row["budget_year"])
        if year is None:
            raise RowRefused("budget_year", row["budget_year"], "budget-year")
        program = self._sheets.program(row)
        key = (row["id"], year)
        money = self._money(key, program)
        new = has_totals and self._totals(key, money, row)
        if has_line:
            new = self._line(key, money, row) or new
        return Fate.USED if new else Fate.DUPLICATE

    def _money(self, key: tuple[str, int], program: str) -> str:
        sheets = self._sheets
        reference, year = key
        money = sheets.term("money", f"{reference}-{year}")
        if key not in self._years:
            self._years[key] = _Year()
            sheets.graph.typed(money, _BUDGET_YEAR)
            sheets.graph.add_all(
                money,
                (
                    (LABEL, literal(f"予算({year}年度)", "ja")),
                    (LABEL, literal(f"Budget (FY{year})", "en")),
                    (name("lm:budgetOf"), program),
                    (name("lm:fiscalYear"), gyear(year)),
                ),
            )
            if year == sheets.year:
                sheets.money_of_year[reference] = money
        return money

    def _totals(self, key: tuple[str, int], money: str, row: Mapping[str, str]) -> bool:
        sheets, state = self._sheets, self._years[key]
        totals = tuple(row[column] for column in TOTALS)
        if state.totals is not None:
            if totals == state.totals:
                return False
            raise RowRefused("initial", row["initial"], "second-totals")
        state.totals, state.place = totals, sheets.place
        for column in TOTALS:
            self._amount(money, column, column, row[column], key[1])
        for column, predicate in (("reason", "rdfs:comment"), ("remark", "rdfs:comment")):
            sheets.put_text(money, name(predicate), row[column])
        sheets.derived(money)
        return True

    def _amount(self, subject: str, meaning: str, column: str, value: str, year: int) -> None:
        number = self._sheets.number(column, value)
        if number is None:
            return
        if meaning in _AFTER_CLOSING and year >= self._sheets.year and number == "0":
            self._sheets.note("not-closed")
            return
        self._sheets.graph.add(subject, _PREDICATES[meaning], decimal(number))

    def _line(self, key: tuple[str, int], money: str, row: Mapping[str, str]) -> bool:
        sheets, state = self._sheets, self._years[key]
        accounts = tuple("".join(row[c].split()) for c in ("category", "account", "sub_account"))
        # The same account may have several lines in a year, even with equal amounts.
        state.lines[accounts] = state.lines.get(accounts, 0) + 1
        line = sheets.hashed(
            "account-line", key[0], str(key[1]), *accounts, str(state.lines[accounts])
        )
        sheets.graph.typed(line, _LINE)
        sheets.graph.add(line, name("lm:breakdownOf"), money)
        sheets.graph.add(line, name("lm:fiscalYear"), gyear(key[1]))
        for column, predicate in (
            ("category", "lm:accountCategory"),
            ("account", "lm:accountName"),
            ("sub_account", "lm:subAccount"),
        ):
            if row[column]:
                sheets.graph.add(line, name(predicate), sheets.text(row[column]))
        code = _ACCOUNTS.get(accounts[0])
        if code:
            state.accounts[code] = None
            sheets.graph.add(line, name("lm:account"), name(f"code:account/{code}"))
        else:
            sheets.note("unknown-account", row["category"])
        for meaning, columns in _SUMS.items():
            self._line_amount(line, state, meaning, columns, row, key[1])
        sheets.derived(line)
        return True

    def _line_amount(
        self,
        line: str,
        state: _Year,
        meaning: str,
        columns: tuple[str, ...],
        row: Mapping[str, str],
        year: int,
    ) -> None:
        numbers = [self._sheets.number(column, row[column]) for column in columns]
        given = [Decimal(number) for number in numbers if number is not None]
        if not given:
            return
        total = sum(given, Decimal(0))
        state.sums[meaning] = state.sums.get(meaning, Decimal(0)) + total
        if not (meaning in _AFTER_CLOSING and year >= self._sheets.year and total == 0):
            self._sheets.graph.add(line, _PREDICATES[meaning], decimal(f"{total:f}"))

    def finish(self) -> None:
        """Write the kind of account of each budget, and compare totals with their lines."""
        sheets = self._sheets
        for (reference, year), state in self._years.items():
            money = sheets.term("money", f"{reference}-{year}")
            for code in sorted(state.accounts):
                sheets.graph.add(money, name("lm:account"), name(f"code:account/{code}"))
            if state.totals is None:
                sheets.note_at("no-totals", f"{reference} {year}")
            elif state.sums:
                self._compare(reference, year, state)

    def _compare(self, reference: str, year: int, state: _Year) -> None:
        assert state.totals is not None
        for column, value in zip(TOTALS, state.totals, strict=True):
            number = canonical_decimal(value) if value and column in _SUMS else None
            total = state.sums.get(column)
            if number is None or total is None:
                continue
            if abs(Decimal(number) - total) >= _TOLERANCE:
                self._sheets.report.note(
                    f"sum-{column}",
                    f"会計別の内訳の和が合計と合わない({TOTALS[column]})",
                    f"account lines do not sum to the total ({column})",
                    f"{state.place} {reference} {year}: {number} / {total:f}",
                )
