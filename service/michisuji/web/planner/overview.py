"""The parts of the pages of all measures, programs and indicators: pages of rows, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request

from michisuji.analysis.priority.choosing import BUDGETS, REACHED, Traits
from michisuji.analysis.tables import Named
from michisuji.web.context import current_lang
from michisuji.web.drawing.quadrants.change import COLOURS, MOST, Bubble, change_quadrant

#: Rows of a table on one page.
PER_PAGE = 100
R = TypeVar("R")


@dataclass(frozen=True)
class Part(Generic[R]):
    """One page of rows; ``first`` is the number of its first row, from 1."""

    rows: Sequence[R]
    page: int
    pages: int
    first: int


@dataclass(frozen=True)
class OverviewRow:
    """A row as the pages show it: its resource, what it is chosen by, its change in %."""

    item: Named
    href: str
    row: Any
    of: Traits

    @property
    def percent(self) -> float | None:
        """The budget's change in % of the year before; None if that is not stated, or zero."""
        if self.of.change is None or self.of.amount is None or self.of.amount == self.of.change:
            return None
        return float(100 * self.of.change / (self.of.amount - self.of.change))


def part_of(rows: Sequence[R], most: int = PER_PAGE) -> Part[R]:
    """Return the page of rows that the request asks for, or the nearest that exists."""
    pages = max(1, -(-len(rows) // most))
    word = request.args.get("page", "")
    page = int(word) if word.isdecimal() and len(word) < 6 else 1
    page = min(max(page, 1), pages)
    begin = (page - 1) * most
    return Part(rows[begin : begin + most], page, pages, begin + 1)


def overview(
    result: Any, lines: Sequence[OverviewRow], title: str, count: Callable[[Any], Any]
) -> dict[str, Any]:
    """Return the variables of ``planner/_overview.html``; ``count`` gives a row's states."""
    groups = {one.iri: n for n, one in enumerate(result.policies, 1)}
    bubbles = list(_bubbles(lines, groups))
    shown = {one.group for one in bubbles}
    picture = change_quadrant(bubbles, title=title, count=len(lines), lang=current_lang())
    return {
        "part": part_of(lines),
        "policies": result.policies,
        "departments": result.departments,
        "reached": REACHED,
        "budgets": BUDGETS,
        "states": count,
        "groups": groups,
        "colours": COLOURS,
        "legend": [(n, one) for n, one in enumerate(result.policies, 1) if n in shown],
        "picture": picture,
        "drawn": min(len(bubbles), MOST),
        "chosen": len(lines),
    }


def _bubbles(lines: Sequence[OverviewRow], groups: Mapping[str, int]) -> Iterator[Bubble]:
    for line in lines:
        if line.percent is not None and line.of.share is not None:
            group = groups[line.of.policies[0].iri] if line.of.policies else 0
            amount = float(line.of.amount or 0)
            yield Bubble(line.item.label, line.href, group, line.percent, line.of.share, amount)
