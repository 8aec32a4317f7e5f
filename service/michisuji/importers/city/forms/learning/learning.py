"""Proposes a mapping for a form: looks at one filled or blank sheet, and asks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from michisuji.errors import BadInput
from michisuji.importers.city.books import read_book
from michisuji.importers.city.forms.learning.findings import Proposal, Proposed
from michisuji.importers.city.forms.learning.known import KnownLabels, known_labels
from michisuji.importers.city.forms.learning.tables import LearnedTable, TableFinder
from michisuji.importers.city.forms.learning.values import LabelFinder, LearnedLabel, proposals
from michisuji.importers.city.forms.learning.writing import written_mapping
from michisuji.importers.city.forms.sheet.finding import SheetLabels
from michisuji.importers.city.forms.sheet.grid import Grid
from michisuji.importers.city.forms.sheet.headers import split_year
from michisuji.importers.city.forms.sheet.texts import label, money_unit, readable

#: Labels that a sheet must hold to be a form, and rows in which its title stands.
_FEWEST, _TITLE_ROWS = 3, 3
_TITLES = ("シート", "調書", "評価票", "カード", "評価書", "評価表")
#: Key of a new element → what a mapping says about it: kind, stage, what it leads to.
_ELEMENTS = {
    "i1": ("staff", "", "a1"),
    "a1": ("activity", "", "p1"),
    "p1": ("output", "", "s1"),
    "s1": ("outcome", "short", "m1"),
    "m1": ("outcome", "mid", "l1"),
    "l1": ("outcome", "long", ""),
}
_LONGEST_LABEL = 14


def learn(path: Path) -> str:
    """Return a mapping (TOML) for the form in a workbook, with comments on what was seen.

    Raises BadInput for a file that cannot be read, or holds no form.
    """
    known = known_labels()
    book = read_book(path)
    grids = [Grid.of(sheet) for sheet in book.sheets if not sheet.hidden]
    counts = {grid.name: _known_labels_on(grid, known) for grid in grids}
    best = max(grids, key=lambda grid: counts[grid.name], default=None)
    if best is None or counts[best.name] < _FEWEST:
        shown = "、".join(grid.name for grid in grids)
        raise BadInput(
            f"{book.name}: 様式の見出し(事業名、担当課など)が見つかりません(シート: {shown})",
            f"{book.name}: no labels of a form (事業名, 担当課 …) were found (sheets: {shown})",
            hint_ja="事業ごとのシートのあるブックを指定してください",
            hint_en="give a workbook with a sheet per program",
        )
    alike = [name for name, count in counts.items() if 2 * count > counts[best.name]]
    return written_mapping(book.name, _proposed(best, alike, known))


def _known_labels_on(grid: Grid, known: KnownLabels) -> int:
    labels = SheetLabels(grid)
    return sum(bool(known.values.meaning(labels.at(area))) for area, _ in grid.filled())


def _proposed(grid: Grid, alike: list[str], known: KnownLabels) -> Proposed:
    labels = SheetLabels(grid)
    tables = list(TableFinder(grid, labels, known).find())
    finder = LabelFinder(grid, labels, known, tables)
    found = finder.find()
    out = Proposed()
    _form(out, grid, alike, found)
    out.rules += proposals(labels, known, finder, found)
    out.rules += [table.proposal for table in tables]
    years = {word for table in tables for word in table.years}
    if years:
        out.form["years"] = {word: known.years[word] for word in sorted(years)}
    _constants(out)
    out.unclear = _unclear(grid, labels, found, tables, finder)
    return _in_words(out, grid)


def _in_words(out: Proposed, grid: Grid) -> Proposed:
    """Return the proposal with labels as they stand on the sheet, not as they are compared."""
    words = {label(v): readable(v) for _, v in grid.filled() if isinstance(v, str)}

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return words.get(value, value)
        if isinstance(value, list):
            return [told(item) for item in value]
        if isinstance(value, dict):
            return {words.get(key, key): told(item) for key, item in value.items()}
        return value

    rules = []
    for rule in out.rules:
        table = {k: v if k in ("key", "into") else told(v) for k, v in rule.table.items()}
        rules.append(Proposal(rule.kind, table, rule.seen))
    return Proposed(out.form, out.about_form, rules, out.constants, out.unclear)


def _form(out: Proposed, grid: Grid, alike: list[str], found: list[LearnedLabel]) -> None:
    """Fill the ``[form]`` table: title, sheets, unit of money, year."""
    title = _title(grid)
    out.form["title"] = _without_year(title) or grid.name
    out.form["sheet"] = _pattern(alike)
    units = {money_unit(v): a for a, v in grid.filled() if isinstance(v, str) and "単位" in v}
    units = {unit: area for unit, area in units.items() if unit}
    if len(units) == 1:
        unit, area = next(iter(units.items()))
        out.form["money"] = unit
        out.about_form.append(f"{area.address} に「単位:{unit}」とある")
    elif units:
        out.about_form.append(f"金額の単位が混ざっている: {'、'.join(map(str, units))}")
    else:
        out.about_form.append('金額の単位が書かれていない: money = "千円" か "円" を加えること')
    labelled = next((one for one in found if one.meaning == "form.year"), None)
    if labelled is not None:
        out.form["year"] = {"label": labelled.text, "at": labelled.at}
    elif split_year(title)[0] is not None:
        out.form["year"] = {"title": _without_year(title)}
    else:
        out.about_form.append("年度が見つからない: year = 2025 のように加えること")


def _title(grid: Grid) -> str:
    for area, value in grid.filled():
        if area.top >= _TITLE_ROWS:
            break
        if isinstance(value, str) and any(word in value for word in _TITLES):
            return readable(value)
    return ""


def _without_year(title: str) -> str:
    """Return a title without the year in front of it."""
    year, rest = split_year(title)
    if year is None:
        return title
    # The rest is folded: as many signs at the end of the title are it.
    return title[-len(rest) :].strip("()の") if rest else ""


def _pattern(names: list[str]) -> str:
    """Return a pattern that fits the names: ``No.*`` for No.1 and No.2."""
    if len(names) == 1:
        return names[0]
    common = ""
    for signs in zip(*names, strict=False):
        if len(set(signs)) > 1:
            break
        common += signs[0]
    return f"{common}*"


def _constants(out: Proposed) -> None:
    """Add the kinds of new elements, and their links, for which the form has no words."""
    keys = [str(rule.table.get("key", "")) for rule in out.rules]
    named = [e for e in _ELEMENTS if any(k.startswith(f"program.element[{e}].") for k in keys)]
    for element in named:
        kind, stage, to = _ELEMENTS[element]
        place = f"program.element[{element}]"
        out.constants[f"{place}.kind"] = kind
        if element == "i1":
            out.constants[f"{place}.text"] = "担当課の職員"
        if stage:
            out.constants[f"{place}.stage"] = stage
        if to in named:
            out.constants[f"{place}.leads_to"] = [to]


def _unclear(
    grid: Grid,
    labels: SheetLabels,
    found: list[LearnedLabel],
    tables: list[LearnedTable],
    finder: LabelFinder,
) -> list[str]:
    """Return what looks like a label and is not known."""
    known = {one.area for one in found}
    values = {grid.right_of(one.area, one.steps) for one in found if one.direction == "right"}
    values |= {grid.below(one.area) for one in found if one.direction == "below"}
    out = []
    for area, value in grid.filled():
        if area in known or area in values or finder.has_meaning(area):
            continue
        if any(table.holds(area) for table in tables):
            continue
        text = labels.at(area)
        beside = grid.right_of(area)
        if (
            isinstance(value, str)
            and 1 < len(text) <= _LONGEST_LABEL
            and area.top > 0
            and not text.startswith(("※", "注", "(注", "単位"))
            and grid.text(beside.top, beside.left)
            and not labels.at(beside).startswith("単位")
        ):
            out.append(f"{area.address}「{readable(value)}」")
    return out
