"""Timing and a table: medians in milliseconds within one run, and their ratios."""

from __future__ import annotations

import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence


def median_ms(action: Callable[[], object], *, least: int = 5, budget_s: float = 2.0) -> float:
    """The median of at least ``least`` runs (one when a run takes longer than the budget)."""
    taken: list[float] = []
    begun = time.perf_counter()
    while not taken or (len(taken) < 200 and time.perf_counter() - begun < budget_s):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
        if len(taken) >= least and time.perf_counter() - begun > budget_s:
            break
    return statistics.median(taken)


def seconds(action: Callable[[], object]) -> float:
    """One run, in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str | float]]) -> str:
    """A plain table; numbers are right-aligned, Japanese counts two cells a character."""
    cells = [list(headings), *[[_cell(value) for value in row] for row in rows]]
    widths = [max(_width(line[i]) for line in cells) for i in range(len(headings))]
    lines = [f"\n{title}"]
    for number, line in enumerate(cells):
        shown = [
            cell + " " * (width - _width(cell)) if i == 0 else " " * (width - _width(cell)) + cell
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  " + "  ".join(shown))
        if number == 0:
            lines.append("  " + "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _cell(value: str | float) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else value


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
