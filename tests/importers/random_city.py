"""Random valid cities: ``@given(cities())`` draws one, checked, its earlier years laid."""

from __future__ import annotations

import datetime
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
from random_models import indicator, links
from random_tables import YEAR, Filling, Ids, one_of, random_numbers, random_texts, some_of
from random_years import year_files

_UNITS = {"city": None, "d-a": "city", "s-a": "d-a", "u-1-2": "s-a"}
_GOALS = {"v": "vision", "m-1": "mission", "g": "goal"}
_KEYS = ("i1", "a1", "a_2", "p1", "s1", "m1")
_OLD = st.lists(st.sampled_from(("old", "old-2")), min_size=1, unique=True)
_PARTS = {
    "principle": "principle",
    "management_policy": "management-policy",
    "direction": "direction",
    "basic_policy": "basic-policy",
}


@st.composite
def cities(
    draw: Any,
    texts: st.SearchStrategy[str] = random_texts,
    numbers: st.SearchStrategy[float] = random_numbers,
    *,
    most_years: int = 2,
) -> City:
    """Draw a city without problems.

    ``texts`` and ``numbers`` narrow what a syntax cannot hold.
    """
    making = _Making(draw, texts, numbers)
    city = City(making.files())
    for year in sorted(draw(st.sets(st.sampled_from((2025, 2023)), max_size=most_years)))[::-1]:
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


def _few_of(which: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(which, max_size=3, unique=True)


def _day(year: int) -> datetime.date:
    return datetime.date(year, 1, 1)


def _subtable(table: Table, key: str) -> Table:
    return table[key].table or {}


class _Making:
    """The making of one city: its ids, then its tables."""

    def __init__(
        self, draw: Any, texts: st.SearchStrategy[str], numbers: st.SearchStrategy[float]
    ) -> None:
        self.draw = draw
        few = st.integers(0, 2)
        #: Measure → its programs; program → keys of its elements; measure → of town conditions.
        self.programs: dict[str, list[str]] = {}
        self.elements: dict[str, list[str]] = {}
        self.conditions: dict[str, list[str]] = {}
        #: Program or measure, and key of an item → ids of its indicators.
        self.indicators: dict[tuple[str, str], list[str]] = {}
        for measure in ("0101", "x-2")[: draw(few)]:
            self.programs[measure] = [f"{measure}0{n + 1}" for n in range(draw(few))]
            self.conditions[measure] = ["t1", "t2"][: draw(few)]
            for program in self.programs[measure]:
                self.elements[program] = draw(st.lists(st.sampled_from(_KEYS), unique=True))
        for owner, keys in (*self.conditions.items(), *self.elements.items()):
            for key in keys:
                names = [f"{owner}-{key}-{n}".replace("_", "") for n in range(draw(few))]
                self.indicators[owner, key] = names
        ids = {
            "plan": ["new", "old-plan"][: 1 + draw(few)],
            **{kind: ["1", "b-2", "10"][: 1 + draw(few)] for kind in _PARTS.values()},
            "instrument": ["report", "survey"][: draw(few)],
            "unit": list(_UNITS),
            **{kind: [goal] for goal, kind in _GOALS.items()},
            "measure": list(self.programs),
            "program": list(self.elements),
            "indicator": [name for found in self.indicators.values() for name in found],
            "kaizen": ["001", "k-2"][: draw(few)],
            "work": ["w1", "w-2"][: draw(few)],
        }
        self.filling = Filling(draw, Ids(ids), texts, numbers)
        self.ids = ids

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
        name = self.draw(st.sampled_from(("rnd", "a-b_c", "x9")))
        about = self.filling.table(
            table, properties.DATASET, {"scope": None}, name=name, fiscal_year=YEAR
        )
        return {"dataset": about}

    def _plan(self) -> Document:
        formats, table = schema.PLAN, self.filling.table
        plans = [
            table(
                _subtable(formats, "plan"),
                properties.PLAN,
                {"start": st.integers(1950, 2020), "end": st.integers(2020, 2100)},
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
        spans = {
            "valid_from": st.dates(max_value=_day(2000), min_value=_day(1900)),
            "valid_to": st.dates(min_value=_day(2001), max_value=_day(2100)),
        }
        units = []
        for name, parent in _UNITS.items():
            more = {"parent": parent} if parent else {"kind": "city", "parent": None}
            units.append(
                self.filling.table(
                    unit, properties.UNIT, {**spans, "replaces": _OLD}, id=name, **more
                )
            )
        goals = []
        for name, kind in _GOALS.items():
            others = [other for other in _GOALS if other != name]
            special = {
                "serves": self.filling.one_or_several(goal["serves"], others),
                "contributes_to": self._contributions(f"{kind}:{name}"),
            }
            goals.append(self.filling.table(goal, properties.GOAL, special, id=name, kind=kind))
        return {"unit": units, "goal": goals}

    def _contributions(self, own: str) -> st.SearchStrategy[list[str]]:
        names = [f"{k}:{i}" for k in ("measure", "program", *_GOALS.values()) for i in self.ids[k]]
        names = [name for name in names if name != own]
        return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)

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
            {"replaces": _OLD},
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
                "replaces": _OLD,
                "start": st.sampled_from((1990, 2024, 2025, YEAR, 2030)),
                "end": st.sampled_from((2030, 2100)),
                "budget": lambda: self._budget(program, town),
                "laws": st.lists(self.filling.texts, min_size=1, max_size=2, unique=True),
            },
            id=program,
            element=elements,
            evaluation=self._evaluations(),
        )

    def _budget(self, program: str, town: list[str]) -> Document:
        return self.filling.table(
            schema.BUDGET,
            {**properties.BUDGET, **properties.BUDGET_YEARS},
            leads_to=links(self.filling, "", self.elements[program] + town),
        )

    def _element(self, program: str, key: str, town: list[str]) -> Document:
        kind = self.draw(st.sampled_from(schema.ELEMENT_KINDS))
        return self.filling.table(
            schema.ELEMENT,
            properties.ELEMENT,
            {} if kind == "outcome" else {"stage": None},
            key=key,
            kind=kind,
            leads_to=links(self.filling, key, self.elements[program] + town),
            indicator=self._indicators(program, key),
        )

    def _indicators(self, owner: str, key: str) -> list[Document] | None:
        found = [indicator(self.filling, name) for name in self.indicators[owner, key]]
        return found or None

    def _evaluations(self) -> list[Document] | None:
        kinds, ratings = schema.EVALUATION["kind"].choices, _subtable(schema.EVALUATION, "ratings")
        which = st.tuples(
            st.sampled_from((2019, 2025, YEAR)),
            st.sampled_from(kinds),
            st.none() | st.sampled_from(list(_UNITS)),
        )
        names = ("year", "kind", "by")
        chosen = [dict(zip(names, w, strict=True)) for w in self.draw(_few_of(which))]
        out = []
        for one in chosen:
            others = [evaluation_name(o) for o in chosen if o != one]
            before = [evaluation_name(o) for o in chosen if o["year"] < one["year"]]
            special: dict[str, Any] = {
                "ratings": lambda: self.filling.table(ratings, {}),
                "responds_to": some_of(others),
                "follows_up": one_of(before),
            }
            evaluation = self.filling.table(
                schema.EVALUATION, properties.EVALUATION, special, **one
            )
            if "follows_up" not in evaluation:
                evaluation.pop("follow_up", None)
            out.append(evaluation)
        return out or None

    def _priorities(self, measure: str) -> list[Document] | None:
        if not self.programs[measure]:
            return None
        which = st.tuples(st.sampled_from((2025, YEAR)), st.sampled_from(self.programs[measure]))
        return [
            self.filling.table(schema.PRIORITY, properties.PRIORITY, year=year, program=program)
            for year, program in self.draw(_few_of(which))
        ] or None

    def _practice(self, name: str) -> Document:
        improved = [f"program:{p}" for p in self.elements] + [f"work:{w}" for w in self.ids["work"]]
        improved += [f"program:{p}/{key}" for p, keys in self.elements.items() for key in keys]
        special = {
            "improves": some_of(improved),
            "adopted_from": one_of([k for k in self.ids["kaizen"] if k != name]),
            "contributes_to": self._contributions(""),
        }
        table = _subtable(schema.KAIZEN, "practice")
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
        rules = st.sampled_from(("CHAIN-05", "IND-01"))
        chosen = self.draw(_few_of(st.tuples(rules, st.sampled_from(nodes))))
        table = _subtable(schema.WAIVERS, "waiver")
        for number, (rule, node) in enumerate(chosen, 1):
            yield self.filling.table(
                table, properties.WAIVER, id=f"w-{number}", rule=rule, node=node
            )
