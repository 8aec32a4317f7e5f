"""達成率 and completeness mean one thing: in pages, questions, API, files and findings alike.

Random cities are imported, checked and asked at every door; what each says is compared with what
the rules (:mod:`michisuji.achievement`, CHAIN-01) make of the same values.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from asking import BASE, BROWSER, Page
from flask.testing import FlaskClient
from michisuji import questions
from michisuji.achievement import Achievement, achievement
from michisuji.importers.rdf import import_rdf
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality import history
from michisuji.quality.command import check_store
from michisuji.quality.counts import completeness, overall
from michisuji.quality.members import members
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

CODE = "https://w3id.org/michisuji/code/"
PREFIXES = """@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix code: <https://w3id.org/michisuji/code/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
YEARS = (2023, 2024, 2025)
VALUES = [Decimal(t) for t in ("-3", "0", "2.5", "54", "54.98", "55", "99.99", "100", "100.04")]


@dataclass
class Values:
    """What an indicator of a random city states."""

    direction: str
    tolerance: Decimal | None
    targets: dict[int, Decimal]
    actuals: dict[int, Decimal]

    def achieved(self, year: int) -> Achievement | None:
        if year not in self.targets or year not in self.actuals:
            return None
        return achievement(self.direction, self.targets[year], self.actuals[year], self.tolerance)


@dataclass
class City:
    """A random city, checked and served."""

    client: FlaskClient
    store: MemoryStore
    report: history.Saved
    indicators: dict[str, Values]
    #: Measure → the indicators of its programs.
    measures: dict[str, list[str]]
    programs: list[str] = field(default_factory=list)

    def page(self, path: str) -> Page:
        found = self.client.get(path, headers=BROWSER)
        assert found.status_code == 200
        return Page(found.text)

    def rows(self, name: str, **given: str) -> list[dict[str, object]]:
        return questions.run(self.store, name, given, base_iri=BASE).dicts()


def _literal(kind: str, value: object) -> str:
    return f'"{value}"^^xsd:{kind}'


def _indicator(draw: random.Random, name: str, element: str) -> tuple[str, Values]:
    direction = draw.choice(["up", "up", "down", "down", "keep", ""])
    tolerance = Decimal(draw.choice(["0", "0.04", "5"])) if draw.random() < 0.5 else None
    values = Values(direction, tolerance, {}, {})
    text = f'<id/indicator/{name}> a lm:Indicator ; rdfs:label "{name}"@ja ; lm:indicates {element}'
    text += f" ; lm:direction <{CODE}direction/{direction}>" if direction else ""
    text += f" ; lm:tolerance {_literal('decimal', tolerance)}" if tolerance is not None else ""
    text += " .\n"
    for kind, own in (("target", values.targets), ("actual", values.actuals)):
        for year in YEARS:
            if draw.random() < 0.8:
                own[year] = draw.choice(VALUES)
                text += _observation(name, kind, year, own[year])
        if draw.random() < 0.3:  # of a group: it says nothing of the whole
            text += _observation(name, kind, 2025, Decimal(7), "女性")
    return text, values


def _observation(name: str, kind: str, year: int, value: Decimal, group: str = "") -> str:
    of = f' ; lm:disaggregation "{group}"@ja' if group else ""
    return (
        f"<id/observation/{name}-{kind}-{year}{'-g' if group else ''}> a qb:Observation ; "
        f"lm:ofIndicator <id/indicator/{name}> ; lm:valueKind <{CODE}value-kind/{kind}> ; "
        f"lm:fiscalYear {_literal('gYear', year)} ; lm:value {_literal('decimal', value)}{of} .\n"
    )


def _program(draw: random.Random, name: str, measure: str) -> str:
    """A program with elements in a row, of which some links are missing or turned."""
    kinds = ["staff", "activity", "activity", "output", "output", "outcome", "outcome"]
    classes = {"staff": "Staff", "activity": "Activity", "output": "Output", "outcome": "Outcome"}
    nodes = [f"<id/{kind}/{name}-{n}>" for n, kind in enumerate(kinds)]
    model = f"<id/model/{name}-2026>"
    text = (
        f'<id/program/{name}> a lm:Program ; rdfs:label "{name}"@ja ; lm:purpose "目的"@ja ; '
        f"lm:partOf <id/measure/{measure}> ; lm:leadUnit <id/unit/t-s> .\n"
        f"{model} a lm:LogicModel ; lm:modelOf <id/program/{name}> ; "
        f"lm:fiscalYear {_literal('gYear', 2026)} .\n"
    )
    for node, kind in zip(nodes, kinds, strict=True):
        stage = f" ; lm:stage <{CODE}stage/{draw.choice(['short', 'long'])}>"
        text += f'{node} a lm:{classes[kind]} ; rdfs:label "{kind}"@ja ; lm:inModel {model}'
        text += (stage if kind == "outcome" else "") + " .\n"
    for here in range(len(nodes) - 1):
        there = here + 1 if draw.random() < 0.8 else draw.randrange(len(nodes))
        if draw.random() < 0.9:
            text += f"{nodes[here]} lm:leadsTo {nodes[there]} .\n"
    return text


def made(seed: int, folder: Path) -> City:
    draw = random.Random(seed)
    text = PREFIXES + (
        f"<id/unit/t-c> a org:FormalOrganization ; lm:unitKind <{CODE}unit-kind/city> .\n"
        f'<id/unit/t-d> a org:OrganizationalUnit ; rdfs:label "部"@ja ; org:unitOf <id/unit/t-c> ;'
        f" lm:unitKind <{CODE}unit-kind/department> .\n"
        f'<id/unit/t-s> a org:OrganizationalUnit ; rdfs:label "課"@ja ; org:unitOf <id/unit/t-d> ;'
        f" lm:unitKind <{CODE}unit-kind/section> .\n"
    )
    indicators: dict[str, Values] = {}
    measures: dict[str, list[str]] = {}
    programs = []
    for m in range(2):
        measure, own = f"t-m{m}", list[str]()
        text += f'<id/measure/{measure}> a lm:Measure ; rdfs:label "{measure}"@ja .\n'
        for p in range(draw.randint(1, 4)):
            program = f"t-{m}{p}"
            programs.append(program)
            text += _program(draw, program, measure)
            for i in range(draw.randint(0, 3)):
                name = f"{program}-{i}"
                said, values = _indicator(draw, name, f"<id/outcome/{program}-6>")
                text += said
                indicators[name] = values
                own.append(name)
        measures[measure] = own
    path = folder / "city.ttl"
    path.write_text(text, "utf-8")
    store = MemoryStore(BASE)
    store.replace(import_vocabulary(base_iri=BASE, out_dir=folder / "vocabulary")[0])
    batch, _ = import_rdf([path], dataset="t", base_iri=BASE, out_dir=folder / "out")
    store.replace(batch)
    settings = Settings(home=folder / "home", rate_per_minute=1_000_000)
    saved = history.keep(check_store(store, settings), store, settings)
    client = create_app(settings, store).test_client()
    return City(client, store, saved, indicators, measures, programs)


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
            words = ""
            if found is not None and found.percent is not None:
                words = f"{found.percent}%"
            elif found is not None:
                words = "met" if found.met else "missed"
            assert told[year] == words, (name, year)


def test_the_question_of_missed_targets(city: City) -> None:
    expected = {}
    for name, values in city.indicators.items():
        latest = max(values.actuals, default=0)
        found = values.achieved(latest)
        if found is not None and not found.met:
            expected[name] = (latest, found.percent)
    told = {
        str(row["indicator"]).rpartition("/")[2]: (
            int(str(row["year"])),
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
