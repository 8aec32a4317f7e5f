"""達成率 and completeness mean one thing: in pages, questions, API, files and findings alike.

Random cities are imported, checked and asked at every door; what each says is compared with what
the rules (:mod:`michisuji.achievement`, CHAIN-01) make of the same values.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal

import pytest
from asking import BASE, BROWSER
from meaning_city import MARKS, YEARS, City, made, told_of
from michisuji.quality.check.members import members
from michisuji.quality.reading.statistics import completeness, overall


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


@pytest.fixture(params=range(5), scope="module")
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> City:
    return made(request.param, tmp_path_factory.mktemp("one-meaning"))


def test_the_page_of_an_indicator(city: City) -> None:
    for name, values in city.indicators.items():
        page = city.client.get(f"/doc/indicator/{name}?lang=en", headers=BROWSER).text
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        told = {
            int(row.partition("</th>")[0].strip("FY ")): row.rpartition('<td class="num">')[
                2
            ].partition("</td>")[0]
            for row in body.split('<th scope="row">')[1:]
        }
        for year in {*values.targets, *values.actuals}:
            found = values.achieved(year)
            words = told_of(found)
            assert plain(told[year]) == words, (name, year)


def test_the_question_of_missed_targets(city: City) -> None:
    expected = {}
    for name, values in city.indicators.items():
        latest = max(values.actuals, default=0)
        found = values.achieved(latest)
        if found is not None and not found.met:
            expected[name] = (latest, MARKS[found.state], found.percent)
    told = {
        str(row["indicator"]).rpartition("/")[2]: (
            int(str(row["year"])),
            str(row["state"]),
            Decimal(str(row["achievement"])) if "achievement" in row else None,
        )
        for row in city.rows("missed-targets")
    }
    assert told == expected


def test_the_targets_met_of_a_measure(city: City) -> None:
    table = city.client.get("/api/analysis/measures").get_json()["tables"][0]
    rows = {row["measure"]["iri"].rpartition("/")[2]: row for row in table["rows"]}
    file = city.client.get("/api/analysis/measures", query_string={"format": "csv"}).text
    lines = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    years = {
        year for v in city.indicators.values() for year in YEARS if v.achieved(year) is not None
    }
    for measure, indicators in city.measures.items():
        judged = [
            found
            for name in indicators
            if (found := city.indicators[name].achieved(max(years, default=0))) is not None
        ]
        row = rows[measure]
        assert row.get("judged", 0) == len(judged)
        if judged:
            share = 100 * sum(found.met for found in judged) / len(judged)
            assert row["achievement"] == pytest.approx(share)
            (line,) = (line for line in lines if measure in line[0] or measure in line[1])
            assert any(_near(cell, share) for cell in line)


def _near(cell: str, share: float) -> bool:
    try:
        return abs(float(cell) - share) < 0.06
    except ValueError:
        return False


def test_habits_of_targets(city: City) -> None:
    answer = city.client.get("/api/analysis/validity").get_json()
    told = {
        table["name"]: {row["indicator"]["iri"].rpartition("/")[2] for row in table["rows"]}
        for table in answer["tables"]
        if table["name"] in {"always", "never"}
    }
    expected: dict[str, set[str]] = {"always": set(), "never": set()}
    for name, values in city.indicators.items():
        found = [values.achieved(year) for year in {*values.targets} & {*values.actuals}]
        if len(found) >= 3 and None not in found:
            met = {one.met for one in found if one}
            if len(met) == 1:
                expected["always" if met == {True} else "never"].add(name)
    assert told == expected


def test_findings_call_met_what_is_met(city: City) -> None:
    """IND-17: a target that stays although it has been met for three years."""
    for finding in city.report.report.findings:
        if finding.rule == "IND-17" and "unmoved" in finding.source_shape:
            values = city.indicators[finding.focus_node.rpartition("/")[2]]
            assert all(found.met for y in YEARS if (found := values.achieved(y)) is not None)


def test_whole_ways_are_those_without_a_finding(city: City) -> None:
    broken = {f.focus_node for f in city.report.report.findings if f.rule == "CHAIN-01"}
    whole = [p for p in city.programs if f"{BASE}/id/program/{p}" not in broken]
    (row,) = city.rows("completeness-by-unit")
    assert (int(str(row["programs"])), int(str(row["complete"]))) == (
        len(city.programs),
        len(whole),
    )


def test_complete_is_what_has_no_violation(city: City) -> None:
    report = city.report.report
    found = members(city.store, BASE)
    everything = overall(report, found)
    by_program = {c.key: c for c in completeness(report, found, by="program") if c.key}
    for program in city.programs:
        iri = f"{BASE}/id/program/{program}"
        rules = Counter(f.rule for f in report.active if f.program == iri)
        violated = any(f.severity == "violation" for f in report.active if f.program == iri)
        page = city.page(f"/doc/program/{program}").text("p")
        assert ("途切れはありません" in page or "違反はありません" in page) == (not violated)
        assert "途切れはありません" not in page or not rules.keys() & {"CHAIN-01", "CHAIN-03"}
        assert by_program[iri].whole_members == (not violated)
    text = city.page("/quality").text()
    assert f"{everything.whole_members} / {everything.members}" in text


def test_how_far_ways_lead(city: City) -> None:
    (unit,) = city.rows("chains-by-unit")
    chains = city.client.get("/api/analysis/chains").get_json()["tables"][0]
    measures = city.client.get("/api/analysis/measures").get_json()["tables"][0]
    assert chains["rows"][0]["reaching"] == int(str(unit["reaching"]))
    reaching = sum(
        Decimal(str(row["reaching"] or 0)) * row["programs"] / 100 for row in measures["rows"]
    )
    assert round(reaching) == int(str(unit["reaching"]))


def test_the_states_of_programs(city: City) -> None:
    """API and CSV of all programs count the states that the rule gives."""
    query = {"format": "csv"}
    table = city.client.get("/api/analysis/programs").get_json()["tables"][0]
    file = city.client.get("/api/analysis/programs", query_string=query).text
    lines = {
        line["事業"]: line for line in csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))
    }
    years = {y for v in city.indicators.values() for y in YEARS if v.achieved(y) is not None}
    for row in table["rows"]:
        name = row["program"]["label"]
        own = [v for key, v in city.indicators.items() if key.rpartition("-")[0] == name]
        states = Counter(
            found.state for v in own if (found := v.achieved(max(years, default=0))) is not None
        )
        for state in ("met", "close", "missed"):
            assert row[state] == states[state], (name, state)
            told = next(cell for head, cell in lines[name].items() if head.startswith(MARKS[state]))
            assert int(told) == states[state]
