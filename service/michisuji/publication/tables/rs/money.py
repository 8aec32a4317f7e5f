"""Table 2-1: for each budget year the totals, then its lines by account, in yen."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from michisuji.importers.rs.tables import TOTALS
from michisuji.publication.tables.rs.view import Row, YearView

#: The sheet's key of a total → the property, and the column of a line that has its amount.
AMOUNTS = {
    "initial": ("lm:initialBudget", "line_initial"),
    "supplementary": ("lm:supplementaryBudget", "line_supplementary1"),
    "carried_over": ("lm:carriedOver", "line_carried_over"),
    "reserve": ("lm:reserve", "line_reserve1"),
    "planned": ("lm:plannedAmount", "line_planned"),
    "executed": ("lm:executedAmount", "line_executed"),
    "rate": ("lm:executionRate", ""),
    "carried_forward": ("lm:carriedForward", ""),
    "requested": ("lm:requestedAmount", "line_requested"),
}
_ACCOUNTS = ("lm:accountCategory", "lm:accountName", "lm:subAccount")


def money_rows(view: YearView, program: str, reference: str) -> list[Row]:
    """Return the rows of a program, by budget year; an empty row if it has no money."""

    def year_of(money: str) -> str:
        return view.text(money, "lm:fiscalYear")

    rows: list[Row] = []
    found = [money for money in view.sources("lm:budgetOf", program) if year_of(money)]
    for year, group in groupby(sorted(found, key=lambda m: (year_of(m), m)), year_of):
        moneys = list(group)
        total = _totals(view, moneys)
        if total:
            rows.append({"budget_year": year, **total})
        lines = [line for money in moneys for line in view.sources("lm:breakdownOf", money)]
        rows += [{"budget_year": year, **row} for row in _lines(view, reference, year, lines)]
    return rows or [{}]


def _totals(view: YearView, moneys: list[str]) -> Row:
    """Return the amounts of a year, summed if the program has money in several places."""
    row: Row = {}
    for key in TOTALS:
        given = [a for money in moneys for a in view.texts(money, AMOUNTS[key][0])]
        if len(given) == 1 or (given and key != "rate"):
            row[key] = given[0] if len(given) == 1 else f"{sum(map(Decimal, given)):f}"
    if row:
        comments = [text for money in moneys for text in view.texts(money, "rdfs:comment")]
        row.update(zip(("reason", "remark"), comments, strict=False))
    return row


def _lines(view: YearView, reference: str, year: str, lines: list[str]) -> list[Row]:
    """Return lines by account; those of one account in the importer's order."""

    def accounts(line: str) -> tuple[str, ...]:
        return tuple("".join(view.text(line, prop).split()) for prop in _ACCOUNTS)

    def numbered(line: str) -> tuple[tuple[str, ...], int, str]:
        key = accounts(line)
        turns = range(1, counts[key] + 1)
        parts = ("account-line", reference, year, *key)
        turn = next((n for n in turns if view.is_hash(line, *parts, str(n))), counts[key])
        return key, turn, line

    counts: dict[tuple[str, ...], int] = {}
    for line in lines:
        counts[accounts(line)] = counts.get(accounts(line), 0) + 1
    return [_line(view, line) for line in sorted(lines, key=numbered)]


def _line(view: YearView, line: str) -> Row:
    row = {
        key: view.text(line, prop)
        for key, prop in zip(("category", "account", "sub_account"), _ACCOUNTS, strict=True)
    }
    for prop, column in AMOUNTS.values():
        if column:
            row[column] = view.text(line, prop)
    return row
