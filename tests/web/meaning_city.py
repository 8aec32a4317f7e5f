"""Random cities whose values and ways are known, imported, checked and served."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from asking import BASE, BROWSER, Page
from flask.testing import FlaskClient
from michisuji import questions
from michisuji.achievement import Achievement, achievement
from michisuji.importers.rdf import import_rdf
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
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
#: A city, a department, a section.
UNITS = (
    f"<id/unit/t-c> a org:FormalOrganization ; lm:unitKind <{CODE}unit-kind/city> .\n"
    f'<id/unit/t-d> a org:OrganizationalUnit ; rdfs:label "部"@ja ; org:unitOf <id/unit/t-c> ;'
    f" lm:unitKind <{CODE}unit-kind/department> .\n"
    f'<id/unit/t-s> a org:OrganizationalUnit ; rdfs:label "課"@ja ; org:unitOf <id/unit/t-d> ;'
    f" lm:unitKind <{CODE}unit-kind/section> .\n"
)
YEARS = (2023, 2024, 2025)
VALUES = [
    Decimal(t)
    for t in (
        "-3",
        "0",
        "2.5",
        "54",
        "43.99",
        "54.98",
        "55",
        "79.96",
        "80",
        "99.99",
        "100",
        "100.04",
    )
]


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
    report: last_check.Saved
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


def indicator_text(name: str, element: str, values: Values, more: str = "") -> str:
    """An indicator of an element and its values, in Turtle; ``more``: further properties."""
    text = f'<id/indicator/{name}> a lm:Indicator ; rdfs:label "{name}"@ja ; lm:indicates {element}'
    if values.direction:
        text += f" ; lm:desiredDirection <{CODE}direction/{values.direction}>"
    if values.tolerance is not None:
        text += f" ; lm:tolerance {_literal('decimal', values.tolerance)}"
    text += f"{more} .\n"
    for kind, own in (("target", values.targets), ("actual", values.actuals)):
        for year, value in own.items():
            text += observation_text(name, kind, year, value)
    return text


def _indicator(draw: random.Random, name: str, element: str) -> tuple[str, Values]:
    direction = draw.choice(["up", "up", "down", "down", "keep", "keep", ""])
    tolerance = Decimal(draw.choice(["0", "0.04", "5"])) if draw.random() < 0.7 else None
    values = Values(direction, tolerance, {}, {})
    text = ""
    for kind, own in (("target", values.targets), ("actual", values.actuals)):
        for year in YEARS:
            if draw.random() < 0.9:
                own[year] = draw.choice(VALUES)
        if draw.random() < 0.3:  # of a group: it says nothing of the whole
            text += observation_text(name, kind, 2025, Decimal(7), "女性")
    return indicator_text(name, element, values) + text, values


def observation_text(name: str, kind: str, year: int, value: Decimal, group: str = "") -> str:
    of = f' ; lm:disaggregation "{group}"@ja' if group else ""
    return (
        f"<id/observation/{name}-{kind}-{year}{'-g' if group else ''}> a qb:Observation ; "
        f"lm:ofIndicator <id/indicator/{name}> ; lm:valueKind <{CODE}value-kind/{kind}> ; "
        f"lm:fiscalYear {_literal('gYear', year)} ; "
        f"lm:value {_literal('decimal', format(value, 'f'))}{of} .\n"
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


def stored(text: str, folder: Path) -> tuple[MemoryStore, Settings]:
    """Import Turtle as the data set ``t``, next to the vocabulary."""
    path = folder / "city.ttl"
    path.write_text(text, "utf-8")
    store = MemoryStore(BASE)
    store.replace(import_vocabulary(base_iri=BASE, out_dir=folder / "vocabulary")[0])
    batch, _ = import_rdf([path], dataset="t", base_iri=BASE, out_dir=folder / "out")
    store.replace(batch)
    return store, Settings(home=folder / "home", rate_per_minute=1_000_000)


def made(seed: int, folder: Path) -> City:
    draw = random.Random(seed)
    text = PREFIXES + UNITS
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
            for i in range(draw.randint(1, 4)):
                name = f"{program}-{i}"
                said, values = _indicator(draw, name, f"<id/outcome/{program}-6>")
                text += said
                indicators[name] = values
                own.append(name)
        measures[measure] = own
    store, settings = stored(text, folder)
    saved = last_check.keep(check_store(store, settings), store, settings)
    client = create_app(settings, store).test_client()
    return City(client, store, saved, indicators, measures, programs)


MARKS = {"met": "○", "close": "△", "missed": "×", "not-due": "–"}
WORDS = {"met": "met", "close": "close", "missed": "missed", "not-due": "not due"}


def told_of(found: Achievement | None) -> str:
    """What a page in English says of an achievement: mark, word, percentage."""
    if found is None:
        return ""
    percent = f" {found.percent}%" if found.percent is not None else ""
    return f"{MARKS[found.state]}{WORDS[found.state]}{percent}"
