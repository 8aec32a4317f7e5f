"""Random indicators of a city with a plan, and how each door of the service tells of them."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from asking import BASE, BROWSER
from flask.testing import FlaskClient
from hypothesis import strategies as st
from meaning_city import CODE, PREFIXES, UNITS, Values, indicator_text, observation_text, stored
from michisuji.achievement import Achievement, in_year
from michisuji.publication import tables
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

#: The fiscal year of all logic models: it, and those after it, are not over.
OPEN = 2026
YEARS = range(2022, 2029)
#: Indicator → fiscal year → what is told of it; years without a verdict are left out.
Told = dict[str, dict[int, str]]

_ROUND = [Decimal(t) for t in ("0", "0", "-3", "2.5", "0.001", "55", "100", "1e6", "7e17")]
#: Shares of a target about the bounds of the verdicts.
_SHARES = [
    Decimal(t) for t in ("0", "0.7999", "0.8", "0.80004", "0.9996", "1", "1.0004", "1.25", "1.2501")
]


def _any(draw: random.Random) -> Decimal:
    return draw.choice(_ROUND) if draw.random() < 0.5 else Decimal(draw.randint(-999, 9999)) / 100


def _values(draw: random.Random) -> Values:
    """An indicator's statements: any direction; actuals near their targets, far off or absent."""
    tolerance = draw.choice([None, Decimal(0), Decimal("0.04"), Decimal(5)])
    values = Values(draw.choice(["up", "up", "down", "down", "keep", ""]), tolerance, {}, {})
    for year in YEARS:
        if draw.random() < 0.7:
            values.targets[year] = _any(draw)
        has = draw.random() if year <= OPEN else 0
        if has > 0.5 and year in values.targets:
            near = values.targets[year] * draw.choice(_SHARES)
            values.actuals[year] = near.quantize(Decimal("1e-6"))
        elif has > 0.2:
            values.actuals[year] = _any(draw)
    return values


def _edge(direction: str, target: str, actual: str) -> Values:
    return Values(direction, Decimal(0), {2025: Decimal(target)}, {2025: Decimal(actual)})


#: Targets of zero in every direction, a division that Oxigraph cannot do, numbers near its limit.
_EDGES = [
    _edge("up", "0", "0"),
    _edge("up", "0", "3"),
    _edge("up", "0", "-3"),
    _edge("down", "0", "0"),
    _edge("down", "0", "2"),
    _edge("keep", "0", "0"),
    _edge("keep", "0", "1"),
    _edge("up", "2.5", "0"),
    _edge("down", "2.5", "0"),
    _edge("up", "7e17", "559930000000000000"),
    _edge("down", "56e16", "7e17"),
]
#: The indicators of a city.
MANY = (
    st.integers(0, 2**32)
    .map(random.Random)
    .map(lambda draw: draw.sample(_EDGES, len(_EDGES)) + [_values(draw) for _ in range(25)])
)


def plain(html: str) -> str:
    """The text of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@dataclass
class PlannedCity:
    """A city with two basic policies, a measure and a program each, and its indicators."""

    client: FlaskClient
    store: MemoryStore
    text: str
    folder: Path
    settings: Settings
    indicators: dict[str, Values]

    @property
    def town(self) -> dict[str, Values]:
        """The indicators of town conditions."""
        return {name: own for name, own in self.indicators.items() if name.startswith("t")}

    def of(self, owner: str) -> list[str]:
        """The indicators of a measure (``m0``), with those of its program, or of a program."""
        return [
            name
            for name in self.indicators
            if int(name[1:]) // 2 % 2 == int(owner[1:])
            and (owner.startswith("m") or name not in self.town)
        ]

    def judged(self, name: str, year: int) -> Achievement | None:
        """What the one rule says of an indicator in a fiscal year."""
        own = self.indicators[name]
        return in_year(year, own.direction, own.targets, own.actuals, own.tolerance, OPEN)

    def latest(self, name: str) -> int | None:
        """The last fiscal year that can be judged."""
        own = self.indicators[name]
        both = sorted(own.targets.keys() & own.actuals.keys(), reverse=True)
        return next((year for year in both if self.judged(name, year)), None)

    def page(self, path: str) -> str:
        """A page in English."""
        more = "&" if "?" in path else "?"
        found = self.client.get(f"{path}{more}lang=en", headers=BROWSER)
        assert found.status_code == 200, path
        return found.text

    def api(self, name: str, **given: str) -> dict[str, list[dict[str, Any]]]:
        """The tables of an analysis."""
        answer = self.client.get(f"/api/analysis/{name}", query_string=given).get_json()
        return {table["name"]: table["rows"] for table in answer["tables"]}

    def file(self, name: str, **given: str) -> list[list[str]]:
        """A table of an analysis as CSV, its heading first."""
        query = {"format": "csv", "lang": "en", **given}
        text = self.client.get(f"/api/analysis/{name}", query_string=query).text
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))

    def sheets(self) -> list[dict[str, str]]:
        """The rows of 達成率 in the national review's layout, which holds the state of a year."""
        store = MemoryStore(BASE)
        state = ox.NamedNode(f"{BASE}/graph/t/{OPEN}")
        text = f"@base <{BASE}/> .{self.text}".encode()
        store.data.load(text, ox.RdfFormat.TURTLE, to_graph=state)
        tables.write(store, self.settings, self.folder)
        (path,) = (self.folder / "tables" / "t" / "rs").glob("3-1_RS_*.zip")
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as binary:
            rows = list(csv.DictReader(io.TextIOWrapper(binary, "utf-8-sig", newline="")))
        return [row for row in rows if row["目標年度／目標値／実績値／達成率"] == "4.達成率"]


def name_of(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rpartition("/")[2]


def planned(many: list[Values], folder: Path) -> PlannedCity:
    """Import and serve a city with these indicators, of town conditions and of outcomes in turn."""
    text = PREFIXES + UNITS
    for n in range(2):
        year = f'lm:fiscalYear "{OPEN}"^^xsd:gYear'
        text += (
            f'<id/basic-policy/t-p{n}> a lm:BasicPolicy ; rdfs:label "政策{n}"@ja ; '
            f'lm:number "{n}" .\n'
            f'<id/measure/m{n}> a lm:Measure ; rdfs:label "施策{n}"@ja ; lm:number "{n}" ; '
            f"lm:partOf <id/basic-policy/t-p{n}> ; lm:leadUnit <id/unit/t-s> .\n"
            f'<id/program/g{n}> a lm:Program ; rdfs:label "事業{n}"@ja ; lm:number "{n}" ; '
            f"lm:partOf <id/measure/m{n}> ; lm:leadUnit <id/unit/t-s> .\n"
            f"<id/model/m{n}> a lm:LogicModel ; lm:modelOf <id/measure/m{n}> ; {year} .\n"
            f"<id/model/g{n}> a lm:LogicModel ; lm:modelOf <id/program/g{n}> ; {year} .\n"
            f'<id/town/m{n}> a lm:TownCondition ; rdfs:label "まち{n}"@ja ; '
            f"lm:inModel <id/model/m{n}> .\n"
            f'<id/outcome/g{n}> a lm:Outcome ; rdfs:label "成果{n}"@ja ; '
            f"lm:inModel <id/model/g{n}> ; "
            f"lm:stage <{CODE}stage/long> ; lm:leadsTo <id/town/m{n}> .\n"
        )
    indicators = {}
    for n, values in enumerate(many):
        owner = n // 2 % 2
        name, of, level = f"o{n}", f"<id/outcome/g{owner}>", "outcome"
        if n % 2:
            name, of, level = f"t{n}", f"<id/town/m{owner}>", "town-condition"
        text += indicator_text(name, of, values, f" ; lm:level <{CODE}level/{level}>")
        if n % 3 == 0:  # of a group: it says nothing of the whole, not even in a later year
            for kind, value in (("target", 1), ("actual", 3)):
                for year in (OPEN - 1, OPEN):
                    text += observation_text(name, kind, year, Decimal(value), "女性")
        indicators[name] = values
    store, settings = stored(text, folder)
    client = create_app(settings, store).test_client()
    return PlannedCity(client, store, text, folder, settings, indicators)


def iri(kind: str, name: str) -> str:
    """The IRI of one of the city's resources."""
    return f"{BASE}/id/{kind}/{name}"
