"""Header rows of tables on a form: what each column is about, and which year it is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import fold
from michisuji.importers.city.forms.mapping.rules import TableRule
from michisuji.importers.city.forms.sheet.finding import PlaceNotFound, SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.texts import label, matches, money_unit

_ERA = r"(?:令和|平成|昭和|令|平|昭|(?<![A-Za-z])[RHS])\.?(?:元|\d{1,2})"
_YEAR = re.compile(
    rf"(?:(?<!\d)(?:19|20)\d\d|{_ERA})(?:\([^)]*\))?(?:年度末?|年|(?!\d))(?:\(\d+\))?", re.I
)


@dataclass(frozen=True)
class HeaderColumn:
    """One column: its header's texts without the year, the year, and the unit of money in it."""

    words: tuple[str, ...]
    year: int | None
    money: str | None
    area: Area
    #: The key of the record that it gives; '' for one that names rows, or is not read.
    key: str


@dataclass(frozen=True)
class Header:
    """The header of a table: the area of its first text, its last row, its columns."""

    area: Area
    bottom: int
    columns: tuple[HeaderColumn, ...]


def split_year(text: str) -> tuple[int | None, str]:
    """Return the fiscal year that a text states and the rest of it: ``R6決算`` is 2024, 決算."""
    folded = fold(text)
    found = _YEAR.search(folded)
    year = parse_fiscal_year(found[0]) if found else None
    if found is None or year is None:
        return None, folded
    return year, (folded[: found.start()] + folded[found.end() :]).replace("()", "")


def relative_year(word: str, years: Mapping[str, int]) -> tuple[int | None, str]:
    """Return the year of a label that begins with a word for one: 前年度決算 is last year, 決算."""
    for words in sorted(years, key=len, reverse=True):
        if words and word.startswith(words):
            return years[words], word[len(words) :]
    return None, word


def find_header(labels: SheetLabels, rule: TableRule, years: Mapping[str, int]) -> Header:
    """Return the header of a rule's table.

    Raises PlaceNotFound.
    """
    areas = _header_areas(labels, rule)
    bottom = max(area.bottom for area in areas)
    if rule.header_rows:
        bottom = areas[0].top + rule.header_rows - 1
    top = min(area.top for area in areas)
    columns = []
    for left, right in _lowest(labels.grid, areas, top, bottom):
        texts = _texts_above(labels.grid, left, top, bottom)
        columns.append(_column(texts, Area(top, left, bottom, right), rule, years))
    return Header(areas[0], bottom, tuple(columns))


def _header_areas(labels: SheetLabels, rule: TableRule) -> list[Area]:
    """Return the areas of the header texts, which stand in the same rows."""
    first, *others = rule.header
    candidates = labels.all([first])
    if rule.under:
        candidates = labels.under(rule.under, candidates)
    for area in candidates:
        last = max(area.bottom, area.top + (rule.header_rows or 1) - 1)
        found = [area]
        for text in others:
            near = [a for a in labels.all([text]) if area.top <= a.top <= last and a not in found]
            found += sorted(near, key=lambda a: abs(a.left - area.left))[:1]
        if len(found) == len(rule.header):
            return found
    shown = "、".join(rule.header)
    under = f"「{' / '.join(rule.under)}」の下に" if rule.under else ""
    raise PlaceNotFound(
        f"{under}表の見出し行({shown})が見つかりません",
        f"no row with the headers {', '.join(rule.header)}"
        + (f" under '{' / '.join(rule.under)}'" if rule.under else ""),
    )


def _lowest(grid: Grid, areas: list[Area], top: int, bottom: int) -> list[tuple[int, int]]:
    """Return the first and last column of each column of the table, from left to right.

    A table goes on to both sides as far as its header has texts.
    """
    left, right = min(a.left for a in areas), max(a.right for a in areas)
    while left > 0 and _texts_above(grid, left - 1, top, bottom):
        left -= 1
    while right + 1 < grid.width and _texts_above(grid, right + 1, top, bottom):
        right += 1
    spans = {grid.area(bottom, column)[1::2] for column in range(left, right + 1)}
    return sorted((first, last) for first, last in spans)


def _texts_above(grid: Grid, column: int, top: int, bottom: int) -> list[str]:
    """Return the texts of a column's header cells, from above, merged ones once."""
    seen = dict.fromkeys(grid.area(row, column) for row in range(top, bottom + 1))
    texts = [str(grid.value(area.top, area.left)).strip() for area in seen]
    return [text for text in texts if text]


def _column(
    texts: list[str], area: Area, rule: TableRule, years: Mapping[str, int]
) -> HeaderColumn:
    year, words, money = None, [], None
    for text in texts:
        money = money_unit(text) or money
        found, rest = split_year(text)
        word = label(rest)
        if found is None:
            found, word = relative_year(word, years)
        year = found if found is not None else year
        if word:
            words.append(word)
    return HeaderColumn(tuple(words), year, money, area, _key(words, rule.columns))


def _key(words: list[str], columns: Mapping[str, str]) -> str:
    """Return the key that header texts stand for, the lowest of them first."""
    for word in (*reversed(words), "".join(words)):
        for pattern, key in columns.items():
            if matches([pattern], word):
                return key
    return ""
