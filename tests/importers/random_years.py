"""Random differences of an earlier year, of any kind that a file of ``years/`` may tell."""

from __future__ import annotations

from typing import Any

from michisuji.importers.city import properties, schema, schema_years
from michisuji.importers.city.content import City, Document, Measures
from michisuji.importers.city.fields import Table
from michisuji.importers.city.index import links as links_of
from michisuji.importers.city.index import tables
from random_parts import indicator, links
from random_tables import Filling

_MEASURE = schema_years.YEAR["measure"].table or {}


def year_files(filling: Filling, city: City, year: int) -> dict[str, Document]:
    """Some files of ``years/YEAR``; ``city`` has its later years laid already."""
    following = city.earlier[min(city.earlier)] if city.earlier else city.measures()
    files = {}
    for number, (_, measure, programs) in enumerate(following):
        if number == 0 or filling.chance.yes():
            making = _Year(filling, year, following)
            files[f"years/{year}/{measure['id']}.toml"] = making.document(measure, programs)
    return files


class _Year:
    """The making of one file."""

    def __init__(self, filling: Filling, year: int, following: Measures) -> None:
        self._filling = filling
        self._year = year
        #: Ids of indicators that a later year has.
        known = {
            found["id"]: None
            for _, measure, programs in following
            for owner, table in ((measure, "town_condition"), *((p, "element") for p in programs))
            for item in tables(owner, table)
            for found in tables(item, "indicator")
        }
        self._known = list(known)

    def document(self, measure: Document, programs: list[Document]) -> Document:
        about = self._owner(measure, _MEASURE, properties.MEASURE_OF_YEAR, "town_condition", [])
        gone = about.get("absent", [])
        town = [f"measure:{i['key']}" for i in tables(measure, "town_condition")]
        town = [target for target in town if target.removeprefix("measure:") not in gone]
        town += [f"measure:{i['key']}" for i in about.get("town_condition", [])]
        town = list(dict.fromkeys(town))
        changes = []
        for program in programs:
            if program.get("start", self._year) <= self._year:
                changes.append(self._program(program, town))
        return {"measure": about, "program": changes}

    def _program(self, program: Document, town: list[str]) -> Document:
        stated = {**properties.PROGRAM_OF_YEAR, **properties.PROGRAM_MODEL}
        table = schema_years.PROGRAM_CHANGE
        change = self._owner(program, table, stated, "element", town)
        if "budget" in program:
            targets = self._targets(program, change) + town
            change["budget"] = {"leads_to": links(self._filling, "", targets)}
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
        chance, left = self._filling.chance, dict.fromkeys(("absent", "without", "budget", name))
        change = self._filling.table(table, stated, id=owner["id"], **left)
        if "related" in owner and chance.yes():
            change["related"] = []
        keys = [item["key"] for item in tables(owner, name)]
        absent = chance.some(keys, 0) if chance.yes() else []
        if absent:
            change["absent"] = absent
        new = [k for k in ("n1", "n_2") if k not in keys and chance.yes()]
        kinds = {key: chance.choice(schema.ELEMENT_KINDS) for key in new}
        items = {item["key"]: item for item in tables(owner, name) if item["key"] not in absent}
        items = {key: item for key, item in items.items() if chance.yes()}
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
        filling, chance = self._filling, self._filling.chance
        ended = f"{owner['id']}-{key}-{self._year}".replace("_", "")
        special = {
            "indicators": lambda: chance.some(self._known, 0),
            "indicator": lambda: [indicator(filling, ended)],
            "leads_to": lambda: self._links(item, key, targets),
        }
        given: Document = {"key": key, "kind": kind, "without": None}
        if (kind or item.get("kind")) != "outcome":
            given["stage"] = None
        if not item:
            given["text"] = chance.text()
        element = name == "element"
        table = schema_years.ELEMENT_CHANGE if element else schema_years.CONDITION_CHANGE
        stated = properties.ELEMENT if element else properties.TOWN_CONDITION
        change = filling.table(table, stated, special, **given)
        if "text" in change and "text_en" in item and chance.yes():
            change["text_en"] = item["text_en"]  # it still translates the other text
        self._leave_out(change, item, table)
        return change

    def _links(self, item: Document, key: str, targets: list[str]) -> list[Any]:
        """Other links, or those of the following year of which nothing was said yet."""
        if self._filling.chance.yes():
            return links(self._filling, key, targets)
        return [{"to": target} for target, _ in links_of(item) if target in targets]

    def _leave_out(self, change: Document, item: Document, table: Table) -> None:
        """Leave out values that the following year has."""
        choices = table["without"].choices
        could = [key for key in choices if key in item and key not in change]
        could = [key for key in could if not (key.endswith("_en") and key[:-3] in change)]
        if could:
            change["without"] = self._filling.chance.some(could)
