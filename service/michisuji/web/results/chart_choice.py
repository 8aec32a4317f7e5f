"""The chart of a table: which columns make lines by fiscal year, or bars; None without such."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from michisuji.analysis.tables import Cell, Column, Table, cell_text
from michisuji.messages import listed, message
from michisuji.web.results.chart_drawing import LOOKS, YearSeries, bars, lines

#: Bars that can be read at one glance, and the fewest that compare anything.
MOST_BARS, _FEWEST = 20, 2
#: Rows beyond this many make no chart: it would show next to nothing of them.
_MOST_ROWS = 10_000
_UNIT = re.compile(r"[((]([^()()]+)[))]\s*$")
_NAMES = ("link", "text")


@dataclass(frozen=True)
class TableChart:
    """A chart as markup; ``kind`` is line or bars; ``note`` says what it leaves out, or ''."""

    kind: str
    svg: Markup
    note: str = ""


def chart_of(table: Table, lang: str, wanted: str = "") -> TableChart | None:
    """Return the chart of a table: ``wanted`` is line, bars, or '' for the one that suits it."""
    if not _FEWEST <= len(table.rows) <= _MOST_ROWS:
        return None
    numbers = _measured(table.columns, lang)
    if not numbers:
        return None
    years = [n for n, column in enumerate(table.columns) if column.kind == "year"]
    found = None
    if wanted != "bars" and len(years) == 1:
        found = _lines(table, years[0], numbers, lang)
    if found is None and wanted != "line":
        found = _bars(table, numbers[0], lang)
    return found


def _measured(columns: Sequence[Column], lang: str) -> list[int]:
    """Return the columns of numbers in one unit: the first unit that a heading states."""
    numbers = [n for n, column in enumerate(columns) if column.kind == "number"]
    units = {n: found[1] for n in numbers if (found := _UNIT.search(columns[n].label[lang]))}
    first = next(iter(units.values()), None)
    return [n for n in numbers if units.get(n) == first]


def _lines(table: Table, year: int, numbers: Sequence[int], lang: str) -> TableChart | None:
    """Draw a line per name, or, of one name, a line per number; None if a year has two values."""
    names = [n for n, column in enumerate(table.columns) if column.kind in _NAMES]
    keys = {row_name(row, names, lang) for row in table.rows}
    drawn = numbers if len(keys) == 1 else numbers[:1]
    values: dict[str, dict[int, float]] = {}
    for row in table.rows:
        for n in drawn:
            name = table.columns[n].label[lang] if len(keys) == 1 else row_name(row, names, lang)
            value, at = _number(row[n]), row[year]
            if value is None or not isinstance(at, int):
                continue
            series = values.setdefault(name, {})
            if at in series:
                return None
            series[at] = value
    every = [YearSeries(name, found) for name, found in values.items()]
    if not any(len(one.values) >= _FEWEST for one in every):
        return None
    every.sort(key=lambda one: -one.values[max(one.values)])
    shown = every[: len(LOOKS)]
    what = listed((table.columns[n].label[lang] for n in drawn), lang)
    title = message("result_chart.line", lang, what=what)
    note = _note("first_series", len(shown), len(every), lang)
    svg = Markup(lines(shown, title=title, lang=lang))  # noqa: S704 (drawn here, its words escaped)
    return TableChart("line", svg, note)


def _bars(table: Table, number: int, lang: str) -> TableChart | None:
    names = [n for n, c in enumerate(table.columns) if c.kind in (*_NAMES, "year")]
    rows = [
        (row_name(row, names, lang), value)
        for row in table.rows
        if (value := _number(row[number])) is not None
    ]
    if len(rows) < _FEWEST or not names:
        return None
    shown = sorted(rows, key=lambda row: -row[1])[:MOST_BARS]
    title = message("result_chart.bars", lang, what=table.columns[number].label[lang])
    note = _note("first_bars", len(shown), len(rows), lang)
    svg = Markup(bars(shown, title=title, lang=lang))  # noqa: S704 (drawn here, its words escaped)
    return TableChart("bars", svg, note)


def _note(key: str, shown: int, count: int, lang: str) -> str:
    return message(f"result_chart.{key}", lang, shown=shown, all=count) if count > shown else ""


def row_name(row: Sequence[Cell], names: Sequence[int], lang: str) -> str:
    """Return the name of a row: the texts of its columns that are no numbers."""
    return " · ".join(filter(None, (cell_text(row[n], lang=lang) for n in names)))


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None
