"""Checks an accounts file against its own totals, to the yen."""

from __future__ import annotations

from collections.abc import Iterable

from michisuji.figures import yen
from michisuji.importers.city.accounts.mapping import AccountsMapping
from michisuji.importers.city.accounts.reading import AccountRow, AccountsFile, TotalRow
from michisuji.importers.city.forms.converting import title_of
from michisuji.importers.problems import Problems


def title(key: str) -> str:
    """Return the name for people of a key of budgets."""
    return title_of(f"program.budget.{key}")


def check_totals(file: AccountsFile, mapping: AccountsMapping, problems: Problems) -> None:
    """Add each total that is not the sum of its rows, with both sums.

    A kind of total that the mapping names and the file lacks is a problem as well.
    """
    for rule in mapping.totals:
        found = [total for total in file.totals if total.rule is rule]
        if not found:
            shown = " / ".join(rule.texts)
            problems.add(
                file.source.name,
                "",
                f"合計の行「{shown}」がありません(ファイルが途中で切れていませんか)",
                f"there is no row of totals '{shown}' (is the file cut off?)",
            )
        for total in found:
            _check(file, total, list(_summed(file, mapping, total)), problems)


def _summed(file: AccountsFile, mapping: AccountsMapping, total: TotalRow) -> Iterable[AccountRow]:
    """Return the rows that a total sums: those of its code, or of the rows right above it."""
    places = [mapping.code.index(column) for column in total.rule.by]
    above = [row for row in file.rows if row.number < total.number]
    last = above[-1] if above else None
    group = [total.code[n] or (last.code[n] if last else "") for n in places]
    for row in file.rows:
        same_year = total.year is None or row.year == total.year
        if same_year and [row.code[n] for n in places] == group:
            yield row


def _check(file: AccountsFile, total: TotalRow, rows: list[AccountRow], problems: Problems) -> None:
    for key, stated in total.yen.items():
        ours = sum(row.yen[key] for row in rows)
        if ours != stated:
            problems.add(
                file.source.name,
                f"line {total.number}",
                f"{title(key)}の合計が合いません: ファイルの合計は {yen(stated, 'ja')}、"
                f"{len(rows):,}行の和は {yen(ours, 'ja')}(差 {yen(stated - ours, 'ja')})",
                f"the total of {key} does not agree: the file states {yen(stated, 'en')}, its "
                f"{len(rows):,} rows add up to {yen(ours, 'en')} "
                f"(difference {yen(stated - ours, 'en')})",
            )
