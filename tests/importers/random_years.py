"""Random differences of an earlier year, of any kind that a file of ``years/`` may tell."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from michisuji.importers.city import properties, schema, schema_years
from michisuji.importers.city.content import City, Document, Measures
from michisuji.importers.city.fields import Table
from michisuji.importers.city.index import tables
from random_models import indicator, links
from random_tables import Filling, some_of

_MEASURE = schema_years.YEAR["measure"].table or {}


def year_files(filling: Filling, city: City, year: int) -> dict[str, Document]:
    """Some files of ``years/YEAR``; ``city`` has its later years laid already."""
    following = city.earlier[min(city.earlier)] if city.earlier else city.measures()
    files = {}
    for number, (_, measure, programs) in enumerate(following):
        if number == 0 or filling.draw(st.booleans()):
            making = _Year(filling, year, following)
            files[f"years/{year}/{measure['id']}.toml"] = making.document(measure, programs)
    return files


class _Year:
    """The making of one file."""

    def __init__(self, filling: Filling, year: int, following: Measures) -> None:
        self._filling = filling
        self._year = year
        #: Ids of indicators that a later year has.
        self._known = [
            found["id"]
            for _, measure, programs in following
            for owner, table in ((measure, "town_condition"), *((p, "element") for p in programs))
            for item in tables(owner, table)
            for found in tables(item, "indicator")
        ]

    def document(self, measure: Document, programs: list[Document]) -> Document:
        about = self._owner(measure, _MEASURE, properties.MEASURE_OF_YEAR, "town_condition", [])
        gone = about.get("absent", [])
        town = [f"measure:{i['key']}" for i in tables(measure, "town_condition")]
        town = [target for target in town if target.removeprefix("measure:") not in gone]
        town += [f"measure:{i['key']}" for i in about.get("town_condition", [])]
        town = list(dict.fromkeys(town))
        changes = []
        for program in programs:
            if program.get("start", self._year) <= self._year and self._filling.draw(st.booleans()):
                changes.append(self._program(program, town))
        return {"measure": about, "program": changes}

    def _program(self, program: Document, town: list[str]) -> Document:
        stated = {**properties.PROGRAM_OF_YEAR, **properties.PROGRAM_MODEL}
        table = schema_years.PROGRAM_CHANGE
        change = self._owner(program, table, stated, "element", town)
        if "budget" in program and self._filling.draw(st.booleans()):
            found = links(self._filling, "", self._targets(program, change) + town)
            change["budget"] = {"leads_to": found or []}
        self._leave_out(change, program, table)
        return change

    def _targets(self, owner: Document, change: Document) -> list[str]:
        keys = [item["key"] for item in tables(owner, "element")]
        keys += [item["key"] for item in change.get("element", []) if "kind" in item]
        return [key for key in dict.fromkeys(keys) if key not in change.get("absent", [])]

    def _owner(
        self, owner: Document, table: Table, stated: Any, name: str, town: list[str]
    ) -> Document:
        """What was different in a measure or program: values, items that were missing, items."""
        draw, special = self._filling.draw, {"absent": None, "without": None, name: None}
        change = self._filling.table(table, stated, {**special, "budget": None}, id=owner["id"])
        keys = [item["key"] for item in tables(owner, name)]
        absent = draw(some_of(keys, 0)) or []
        if absent:
            change["absent"] = absent
        new = [k for k in ("n1", "n_2") if k not in keys and draw(st.booleans())]
        kinds = {key: draw(st.sampled_from(schema.ELEMENT_KINDS)) for key in new}
        items = {item["key"]: item for item in tables(owner, name) if item["key"] not in absent}
        items = {key: item for key, item in items.items() if draw(st.booleans())}
        stay = [key for key in keys if key not in absent]
        found = [
            self._item(owner, key, items.get(key, {}), kinds.get(key), name, [*stay, *new, *town])
            for key in (*items, *new)
        ]
        if found:
            change[name] = found
        return change

    def _item(
        self,
        owner: Document,
        key: str,
        item: Document,
        kind: str | None,
        name: str,
        targets: list[str],
    ) -> Document:
        """A change of an item; a new one has a kind and a text."""
        table, special = schema_years.CONDITION_CHANGE, dict.fromkeys(("without", "kind"))
        given: Document = {"key": key}
        stated = properties.TOWN_CONDITION
        draw, filling = self._filling.draw, self._filling
        if name == "element":
            table, stated = schema_years.ELEMENT_CHANGE, properties.ELEMENT
            if (kind or item.get("kind")) != "outcome":
                special["stage"] = None
            special["leads_to"] = lambda: links(filling, key, targets) or []  # type: ignore[assignment]
            given |= {"kind": kind} if kind else {}
        given |= {} if item else {"text": draw(filling.texts)}
        ended = f"{owner['id']}-{key}-{self._year}".replace("_", "")
        more = {
            "indicators": some_of(self._known, 0),
            "indicator": (lambda: [indicator(filling, ended)]),
        }
        change = filling.table(table, stated, {**special, **more}, **given)
        self._leave_out(change, item, table)
        return change

    def _leave_out(self, change: Document, item: Document, table: Table) -> None:
        """Leave out values that the following year has."""
        choices = table["without"].choices
        could = [key for key in choices if key in item and key not in change]
        could = [key for key in could if not (key.endswith("_en") and key[:-3] in change)]
        found = self._filling.draw(some_of(could, 0))
        if found:
            change["without"] = found
