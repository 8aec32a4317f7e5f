"""Every door tells one figure and state of an indicator: pages, API, questions, files, report."""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from achievement_city import (
    MANY,
    YEARS,
    PlannedCity,
    Told,
    iri,
    name_of,
    plain,
    planned,
)
from asking import BASE
from hypothesis import HealthCheck, Phase, given, settings
from meaning_city import MARKS, Values, told_of
from michisuji import questions
from michisuji.achievement import Achievement, Verdict, can_judge
from openpyxl import load_workbook

_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b.*?</t[hd]>", re.DOTALL)
_INDICATOR = re.compile(r'href="[^"]*/indicator/([a-z]\d+)[^"]*"')


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # a city is too slow to be made smaller
)
@given(MANY)
def test_every_door_tells_the_one_rule(many: list[Values]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = planned(many, Path(folder))
        every = {name: _judged(city, name) for name in city.indicators}
        latest = {n: {y: every[n][y]} for n in every if (y := city.latest(n))}
        town = {name: every[name] for name in city.town}
        last_town = {name: years for name, years in latest.items() if name in town}
        for name, years in every.items():
            stated = city.indicators[name].targets.keys() | city.indicators[name].actuals.keys()
            own = _only({name: years}, stated)
            _same(_indicator_page(city, name), own, f"the page of {name}")
            _some(_impact_page(city, name), {name: years}, f"the impact page of {name}")
        _same(_unit_page(city), latest, "the unit's page")
        for n in range(2):
            _some(_program_page(city, f"g{n}"), every, "a program's page")
            _some(_measure_page(city, f"m{n}"), town, "a measure's page")
        board = _board_page(city)
        _some(board, town, "the board's years")
        for door, told in {"api": _api(city), "csv": _csv(city), "xlsx": _xlsx(city)}.items():
            _same(told["indicators"], last_town, f"the board's {door}")
            _same(told["years"], board, f"the board's years, {door}")
        _same(_reports(city), _only(town, _report_years(city)), "the reports")
        _same(_missed(city), _latest_missed(city), "missed-targets")
        _same(_sheets(city), _with_share(city), "the sheet 3-1")
        _counts(city)


def _only(told: Told, years: Collection[int]) -> Told:
    return {name: {y: t for y, t in own.items() if y in years} for name, own in told.items()}


def _judged(city: PlannedCity, name: str) -> dict[int, str]:
    return {y: told for y in YEARS if (told := told_of(city.judged(name, y)))}


def _same(told: Told, expected: Told, door: str) -> None:
    """Compare what a door tells with the rule, indicator by indicator."""
    shown, wanted = ({n: y for n, y in one.items() if y} for one in (told, expected))
    assert shown.keys() == wanted.keys(), door
    for name, years in wanted.items():
        assert shown[name] == years, (door, name)


def _some(told: Told, expected: Told, door: str) -> None:
    """Compare a door that shows some fiscal years: those, and no verdict on another."""
    assert told, door
    for name, years in told.items():
        for year, words in years.items():
            assert words == expected[name].get(year, ""), (door, name, year)


def _rows(page: str, start: str, end: str = "</section>") -> list[list[str]]:
    """The cells of the rows of a part of a page, as markup."""
    rest = page.partition(start)[2].partition(end)[0]
    return [_CELL.findall(row) for row in _ROW.findall(rest)]


def _year(markup: str) -> int:
    return int(plain(markup).removeprefix("FY").strip() or 0)


def _named(markup: str) -> str:
    found = _INDICATOR.search(markup)
    assert found, markup
    return found[1]


def _indicator_page(city: PlannedCity, name: str) -> Told:
    rows = _rows(city.page(f"/doc/indicator/{name}"), 'id="values"')[1:]
    return {name: {_year(row[0]): words for row in rows if (words := plain(row[-1]))}}


def _impact_page(city: PlannedCity, name: str) -> Told:
    rows = _rows(city.page(f"/impact?target={iri('indicator', name)}"), 'id="own-years"')[1:]
    return {name: {_year(row[0]): plain(row[-1]) for row in rows}}


def _unit_page(city: PlannedCity) -> Told:
    rows = _rows(city.page("/doc/unit/t-s"), 'id="indicators"')
    own = [row for row in rows if _INDICATOR.search("".join(row))]
    return {_named(r[1]): {_year(r[3]): plain(r[0])} for r in own if plain(r[0]) != "—"}


def _program_page(city: PlannedCity, name: str) -> Told:
    rows = _rows(city.page(f"/doc/program/{name}"), 'id="indicators"')[1:]
    return {_named(row[0]): {_year(row[2]): plain(row[-1])} for row in rows}


def _measure_page(city: PlannedCity, name: str) -> Told:
    told = {}
    for part in city.page(f"/doc/measure/{name}").split('<li class="town-indicator">')[1:]:
        years, *_, judged = _rows(part, "<table", "</table>") or [[""], [""]]
        told[_named(part)] = {
            int(plain(year)): plain(cell) for year, cell in zip(years[1:], judged[1:], strict=True)
        }
    return told


def _board_page(city: PlannedCity) -> Told:
    """The years of each card; its verdict on top is that of the last year judged."""
    told = {}
    for card in city.page("/indicators").partition('<ul class="board">')[2].split("<li>")[1:]:
        name = _named(card)
        _, *rows = _rows(card, "<table", "</table>")
        told[name] = {_year(row[0]): plain(row[-1]) for row in rows}
        top = plain(card.partition('<p class="verdict-line">')[2].partition("</p>")[0])
        year = city.latest(name)
        if year:
            verdict = told_of(city.judged(name, year))
            assert top.replace(" ", "") == f"{verdict}FY{year}".replace(" ", ""), name
        else:
            own = city.indicators[name]
            why = "cannot be judged"
            if not can_judge(own.direction, own.tolerance):
                why = "no direction or tolerance: not judged"
            assert top in (why, "– not due"), name
    return told


def _as_told(state: str, percent: object) -> str:
    """What a page in English says of the cells of a file: mark or name of a state, and a share."""
    name = next((key for key, mark in MARKS.items() if state in (key, mark)), None)
    if name is None:
        return ""
    share = None if percent in (None, "") else Decimal(str(percent)).quantize(Decimal("0.1"))
    return told_of(Achievement(cast(Verdict, name), share))


def _api(city: PlannedCity) -> dict[str, Told]:
    tables: dict[str, Told] = {}
    for table, rows in city.api("indicators").items():
        told: Told = tables.setdefault(table, {})
        for row in rows:
            words = _as_told(row["state"] or "", row["achievement"])
            told.setdefault(name_of(row["indicator"]["iri"]), {})[row["year"]] = words
    return {name: _known(told) for name, told in tables.items()}


def _csv(city: PlannedCity) -> dict[str, Told]:
    tables = {name: city.file("indicators", table=name) for name in ("indicators", "years")}
    return {name: _of_lines(head, lines) for name, (head, *lines) in tables.items()}


def _xlsx(city: PlannedCity) -> dict[str, Told]:
    query = {"format": "xlsx", "lang": "en"}
    data = city.client.get("/api/analysis/indicators", query_string=query).data
    _, *sheets = load_workbook(io.BytesIO(data))
    lines = [[list(line) for line in sheet.iter_rows(values_only=True)] for sheet in sheets]
    return {
        name: _of_lines(head, rest)
        for name, (head, *rest) in zip(("indicators", "years"), lines, strict=True)
    }


def _of_lines(head: Sequence[object], lines: Sequence[Sequence[Any]]) -> Told:
    told: Told = {}
    for line in lines:
        row = dict(zip(head, line, strict=True))
        if row["Fiscal year"]:
            words = _as_told(row["State"] or "", row["Achievement (%)"])
            told.setdefault(row["Indicator"], {})[int(row["Fiscal year"])] = words
    return _known(told)


def _known(told: Told) -> Told:
    """Leave out what has no fiscal year: an indicator without a year that can be judged."""
    return {name: {y: words for y, words in years.items() if y} for name, years in told.items()}


def _report_years(city: PlannedCity) -> set[int]:
    """The fiscal years in which an indicator of a town condition has target and actual."""
    found = ((year, city.judged(name, year)) for name in city.town for year in YEARS)
    return {year for year, one in found if one and one.state != "not-due"}


def _reports(city: PlannedCity) -> Told:
    told: Told = {}
    for year in _report_years(city):
        for part in city.page(f"/report/{year}").split('<ul class="report-town">')[1:]:
            for line in part.partition("</ul>")[0].split("<li>")[1:]:
                words = plain(line.partition("<a ")[0])
                if words[:1] in MARKS.values():
                    told.setdefault(_named(line), {})[year] = words
    return told


def _missed(city: PlannedCity) -> Told:
    rows = questions.run(city.store, "missed-targets", {}, base_iri=BASE).dicts()
    return {
        name_of(str(row["indicator"])): {
            int(str(row["year"])): _as_told(str(row["state"]), row.get("achievement"))
        }
        for row in rows
    }


def _latest_missed(city: PlannedCity) -> Told:
    """The indicators that missed a target in the last year with an actual."""
    told = {}
    for name, own in city.indicators.items():
        year = max(own.actuals, default=0)
        found = city.judged(name, year)
        if found and not found.met:
            told[name] = {year: told_of(found)}
    return told


def _sheets(city: PlannedCity) -> Told:
    return {
        row["活動指標／成果指標"]: {year: row[str(year)] for year in YEARS if row[str(year)]}
        for row in city.sheets()
    }


def _with_share(city: PlannedCity) -> Told:
    """The shares of the programs' indicators; the national sheets have no measures."""
    shares: Told = {}
    for name in city.indicators.keys() - city.town.keys():
        found = {year: city.judged(name, year) for year in YEARS}
        shares[name] = {
            year: str(one.percent) for year, one in found.items() if one and one.percent is not None
        }
    return shares


def _counts(city: PlannedCity) -> None:
    """The states in the last year that can be judged, of each measure and each program."""
    year = max((y for name in city.indicators if (y := city.latest(name))), default=0)
    for analysis, kind in (("measures", "measure"), ("programs", "program")):
        for row in city.api(analysis)[analysis]:
            own = city.of(name_of(row[kind]["iri"]))
            states = Counter(found.state for name in own if (found := city.judged(name, year)))
            assert {state: row.get(state) or 0 for state in MARKS} == {
                s: states[s] for s in MARKS
            }, row
