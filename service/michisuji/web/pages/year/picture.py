"""Parts that the first page and the yearly report share: the city's picture, its money in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import url_for

from michisuji.analysis.causal import Amount
from michisuji.analysis.report.answers import CityYear, PolicyYear, cities, city_year
from michisuji.analysis.state import State
from michisuji.figures import sentence_yen
from michisuji.web.answers import ask, unreadable_count
from michisuji.web.context import current_lang, current_settings
from michisuji.web.drawing.policy_tree import policy_tree
from michisuji.web.ready import graph_is_ready


@dataclass(frozen=True)
class MoneyWords:
    """Amounts of a year in words, such as 12.3億円; '' where none is stated.

    ``change``: the next year's budget minus this one's; ``more``: True if it grows, None if equal
    or not stated.
    """

    planned: str
    executed: str
    next_planned: str
    change: str
    more: bool | None


def money_words(money: Mapping[int, Amount], year: int) -> MoneyWords:
    """Return the amounts of a fiscal year, and the budget of the next one."""
    now, then = money.get(year, Amount()), money.get(year + 1, Amount())
    change = None
    if now.planned is not None and then.planned is not None:
        change = then.planned - now.planned
    return MoneyWords(
        _words(now.planned),
        _words(now.executed),
        _words(then.planned),
        _words(abs(change)) if change else "",
        change > 0 if change else None,
    )


def _words(amount: Decimal | None) -> str:
    """Return an amount with three digits: 1.23億円."""
    return "" if amount is None else sentence_yen(Decimal(f"{amount:.3g}"), current_lang())


def shown_graph() -> tuple[int, bool]:
    """Return what these pages depend on besides the data."""
    return unreadable_count(), graph_is_ready()


def current_city(state: State) -> CityYear | None:
    """Return the last year of the first city with evaluations or actuals; None without one."""
    return named(city_year(state)) if cities(state) else None


def named(report: CityYear) -> CityYear:
    """Return the report under the name of the dataset's publisher, which is the city's."""
    publishers = {row["dataset"]: row["publisher"] for row in ask("datasets")}
    iri = f"{current_settings().base_iri}/id/dataset/{report.dataset}"
    return replace(report, city=publishers.get(iri) or report.city)


def picture(report: CityYear, *, links: bool = True) -> str:
    """Draw the policies with the marks of their town conditions; each leads to the report."""
    return policy_tree(
        report, current_lang(), lambda policy: address(report, policy) if links else ""
    )


def address(report: CityYear, policy: PolicyYear) -> str:
    """Return the address of a policy's part of the report."""
    return url_for("pages.year_report", year=report.year, _anchor=anchor(report, policy))


def anchor(report: CityYear, policy: PolicyYear) -> str:
    """Return the name of a policy's part of the report."""
    return f"policy-{report.policies.index(policy) + 1}"
