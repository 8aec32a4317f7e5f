"""Random valid cities: ``@given(SEEDS)`` draws a seed, ``random_city`` makes its city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from michisuji.importers.city import properties, schema
from michisuji.importers.city.checking import check_table
from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.fields import Table
from michisuji.importers.city.index import evaluation_name
from michisuji.importers.city.toml.reading import format_of
from michisuji.importers.problems import Problems
from random_parts import indicator, links
from random_tables import YEAR, Chance, Filling
from random_years import year_files

_UNITS = {"city": None, "d-a": "city", "s-a": "d-a", "u-1-2": "s-a"}
_GOALS = {"v": "vision", "m-1": "mission", "g": "goal"}
_KEYS = ("i1", "a1", "a_2", "p1", "s1", "m1")
_PARTS = {
    "principle": "principle",
    "management_policy": "management-policy",
    "direction": "direction",
    "basic_policy": "basic-policy",
}


#: A test draws a seed, not a city: what fails is told in one line.
SEEDS = st.integers(0, 2**32)


def random_city(seed: int) -> City:
    """The city of a seed, checked, its earlier years laid."""
    chance = Chance(seed)
    making = _Making(chance)
    city = City(making.files())
    for year in sorted(chance.some((2025, 2023), 0), reverse=True):
        city.files |= year_files(making.filling, checked(city), year)
    return checked(city)


def checked(city: City) -> City:
    """A new city of the same documents, its earlier years laid; fails if it has a problem."""
    problems, city = Problems(), City(city.files)
    for file, document in city.files.items():
        check_table(problems, file, "", format_of(file) or {}, document)
    check_city(city, problems)
    assert not problems.sorted(), [problem.line("en") for problem in problems.sorted()]
    return city


def _subtable(table: Table, key: str) -> Table:
    return table[key].table or {}


class _Making:
    """The making of one city: its ids, then its tables."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        #: Measure → its programs; program → keys of its elements; measure → of town conditions.
        self.programs: dict[str, list[str]] = {}
        self.elements: dict[str, list[str]] = {}
        self.conditions: dict[str, list[str]] = {}
        for measure in ("0101", "x-2")[: self._few()]:
            self.programs[measure] = [f"{measure}0{n + 1}" for n in range(self._few())]
            self.conditions[measure] = ["t1", "t2"][: self._few()]
            for program in self.programs[measure]:
                self.elements[program] = chance.sample(_KEYS, chance.randint(0, len(_KEYS)))
        #: Program or measure, and key of an item → ids of its indicators.
        self.indicators = {
            (owner, key): [f"{owner}-{key}-{n}".replace("_", "") for n in range(self._few())]
            for owner, keys in (*self.conditions.items(), *self.elements.items())
            for key in keys
        }
        self.ids = {
            "plan": ["new", "old-plan"][: 1 + self._few()],
            **{kind: ["1", "b-2", "10"][: 1 + self._few()] for kind in _PARTS.values()},
            "instrument": ["report", "survey"][: self._few()],
            "unit": list(_UNITS),
            **{kind: [goal] for goal, kind in _GOALS.items()},
            "measure": list(self.programs),
            "program": list(self.elements),
            "indicator": [name for found in self.indicators.values() for name in found],
            "kaizen": ["001", "k-2"][: self._few()],
            "work": ["w1", "w-2"][: self._few()],
        }
        self.filling = Filling(chance, self.ids)

    def _few(self) -> int:
        return self.chance.choice((2, 2, 1, 0))

    def files(self) -> dict[str, Document]:
        """The documents of the present."""
        files = {
            "dataset.toml": self._dataset(),
            "plan.toml": self._plan(),
            "organization.toml": self._organization(),
            **{f"measures/{measure}.toml": self._measure(measure) for measure in self.programs},
        }
        for name, key, found in (
            ("kaizen.toml", "practice", [self._practice(i) for i in self.ids["kaizen"]]),
            ("work.toml", "work", [self._work(i) for i in self.ids["work"]]),
            ("waivers.toml", "waiver", list(self._waivers(files))),
        ):
            if found:
                files[name] = {key: found}
        return files

    def _dataset(self) -> Document:
        table = _subtable(schema.DATASET, "dataset")
        given = {"name": self.chance.choice(("rnd", "a-b_c", "x9")), "fiscal_year": YEAR}
        return {"dataset": self.filling.table(table, properties.DATASET, scope=None, **given)}

    def _plan(self) -> Document:
        formats, table = schema.PLAN, self.filling.table
        plans = [
            table(
                _subtable(formats, "plan"),
                properties.PLAN,
                {
                    "start": lambda: self.chance.randint(1950, 2020),
                    "end": lambda: self.chance.randint(2020, 2100),
                },
                id=name,
            )
            for name in self.ids["plan"]
        ]
        out = {"plan": plans}
        for name, kind in _PARTS.items():
            out[name] = [
                table(_subtable(formats, name), properties.PART, id=i) for i in self.ids[kind]
            ]
        if self.ids["instrument"]:
            out["instrument"] = [
                table(_subtable(formats, "instrument"), properties.INSTRUMENT, id=name)
                for name in self.ids["instrument"]
            ]
        return out

    def _organization(self) -> Document:
        unit, goal = (_subtable(schema.ORGANIZATION, key) for key in ("unit", "goal"))
        special = {
            "valid_from": lambda: self.chance.day(last=2000),
            "valid_to": lambda: self.chance.day(2001),
            "replaces": self._old,
        }
        units = []
        for name, parent in _UNITS.items():
            more = {"parent": parent} if parent else {"kind": "city", "parent": None}
            units.append(self.filling.table(unit, properties.UNIT, special, id=name, **more))
        goals = []
        for name, kind in _GOALS.items():
            others = [other for other in _GOALS if other != name]
            drawn = {
                "serves": self.filling.refer(goal["serves"], others),
                "contributes_to": self._contributions(f"{kind}:{name}"),
            }
            goals.append(self.filling.table(goal, properties.GOAL, id=name, kind=kind, **drawn))
        return {"unit": units, "goal": goals}

    def _old(self) -> list[str]:
        return self.chance.some(("old", "old-2"))

    def _contributions(self, own: str = "") -> list[str]:
        names = [f"{k}:{i}" for k in ("measure", "program", *_GOALS.values()) for i in self.ids[k]]
        return self.chance.some([name for name in names if name != own])

    def _measure(self, measure: str) -> Document:
        table = _subtable(schema.MEASURE, "measure")
        conditions = [
            self.filling.table(
                schema.TOWN_CONDITION,
                properties.TOWN_CONDITION,
                key=key,
                indicator=self._indicators(measure, key),
            )
            for key in self.conditions[measure]
        ]
        about = self.filling.table(
            table,
            {**properties.MEASURE, **properties.MEASURE_OF_YEAR},
            {"replaces": self._old},
            id=measure,
            town_condition=conditions,
            evaluation=self._evaluations(),
            priority=self._priorities(measure),
        )
        programs = [self._program(program, measure) for program in self.programs[measure]]
        return {"measure": about, "program": programs}

    def _program(self, program: str, measure: str) -> Document:
        town = [f"measure:{key}" for key in self.conditions[measure]]
        elements = [self._element(program, key, town) for key in self.elements[program]]
        return self.filling.table(
            _subtable(schema.MEASURE, "program"),
            {**properties.PROGRAM, **properties.PROGRAM_OF_YEAR, **properties.PROGRAM_MODEL},
            {
                "replaces": self._old,
                "start": lambda: self.chance.choice((1990, 2024, 2025, YEAR, 2030)),
                "end": lambda: self.chance.choice((2030, 2100)),
                "laws": lambda: list({self.chance.text() for _ in range(2)}),
            },
            id=program,
            budget=self._budget(program, town) if self.chance.random() < 0.8 else None,
            element=elements,
            evaluation=self._evaluations(),
        )

    def _budget(self, program: str, town: list[str]) -> Document:
        return self.filling.table(
            schema.BUDGET,
            {**properties.BUDGET, **properties.BUDGET_YEARS},
            {"planned": lambda: {year: self.chance.amount() for year in ("2023", "2025", "2026")}},
            leads_to=links(self.filling, "", self.elements[program] + town),
        )

    def _element(self, program: str, key: str, town: list[str]) -> Document:
        kind = self.chance.choice(schema.ELEMENT_KINDS)
        more = {} if kind == "outcome" else {"stage": None}
        return self.filling.table(
            schema.ELEMENT,
            properties.ELEMENT,
            key=key,
            kind=kind,
            **more,
            leads_to=links(self.filling, key, self.elements[program] + town),
            indicator=self._indicators(program, key),
        )

    def _indicators(self, owner: str, key: str) -> list[Document] | None:
        found = [indicator(self.filling, name) for name in self.indicators[owner, key]]
        return found or None

    def _evaluations(self) -> list[Document] | None:
        kinds, ratings = schema.EVALUATION["kind"].choices, _subtable(schema.EVALUATION, "ratings")
        units = (None, *_UNITS)
        which = [(y, kind, u) for y in (2019, 2025, YEAR) for kind in kinds for u in units]
        names = ("year", "kind", "by")
        chosen = [dict(zip(names, w, strict=True)) for w in self.chance.some(which, 0)]
        out = []
        for one in chosen:
            others = [evaluation_name(o) for o in chosen if o != one]
            before = [evaluation_name(o) for o in chosen if o["year"] < one["year"]]
            special: dict[str, Any] = {
                "ratings": lambda: self.filling.table(ratings, {}),
                "responds_to": lambda others=others: self.chance.some(others) or None,
                "follows_up": lambda before=before: self.chance.one(before),
            }
            evaluation = self.filling.table(
                schema.EVALUATION, properties.EVALUATION, special, **one
            )
            if "follows_up" not in evaluation:
                evaluation.pop("follow_up", None)
            out.append(evaluation)
        return out or None

    def _priorities(self, measure: str) -> list[Document] | None:
        which = [(year, p) for year in (2025, YEAR) for p in self.programs[measure]]
        found = [
            self.filling.table(schema.PRIORITY, properties.PRIORITY, year=year, program=program)
            for year, program in self.chance.some(which, 0)
        ]
        return found or None

    def _practice(self, name: str) -> Document:
        table = _subtable(schema.KAIZEN, "practice")
        improved = [f"program:{p}" for p in self.elements] + [f"work:{w}" for w in self.ids["work"]]
        improved += [f"program:{p}/{key}" for p, keys in self.elements.items() for key in keys]
        special = {
            "improves": lambda: self.filling.refer(table["improves"], improved),
            "adopted_from": lambda: self.chance.one([k for k in self.ids["kaizen"] if k != name]),
            "contributes_to": self._contributions,
        }
        return self.filling.table(table, properties.PRACTICE, special, id=name)

    def _work(self, name: str) -> Document:
        return self.filling.table(_subtable(schema.WORK, "work"), properties.WORK, id=name)

    def _waivers(self, files: dict[str, Document]) -> Iterator[Document]:
        nodes = [f"{kind}:{i}" for kind in ("unit", "measure", "program") for i in self.ids[kind]]
        nodes += [f"model:{i}" for i in (*self.programs, *self.elements)]
        nodes += [f"indicator:{i}" for i in self.ids["indicator"]]
        nodes += [f"practice:{i}" for i in self.ids["kaizen"]]
        nodes += [f"measure:{m}/{key}" for m, keys in self.conditions.items() for key in keys]
        for measure in self.programs:
            for program in files[f"measures/{measure}.toml"]["program"]:
                items = [("money", program["budget"])] if "budget" in program else []
                items += [(element["key"], element) for element in program["element"]]
                nodes += [f"program:{program['id']}/{key}" for key, _ in items]
                for key, item in items:
                    targets = [
                        t if isinstance(t, str) else t["to"] for t in item.get("leads_to", [])
                    ]
                    nodes += [f"link:{program['id']}/{key}/{target}" for target in targets]
        which = [(rule, node) for rule in ("CHAIN-05", "IND-01") for node in nodes]
        table = _subtable(schema.WAIVERS, "waiver")
        for number, (rule, node) in enumerate(self.chance.some(which, 0), 1):
            yield self.filling.table(
                table, properties.WAIVER, id=f"w-{number}", rule=rule, node=node
            )
