"""The files of ``years/``: what was different in a year, found by comparing it with the next.

The inverse of :mod:`michisuji.importers.city.checks.overlay`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from michisuji.importers.city.content import Document, Measures
from michisuji.importers.city.fields import Table
from michisuji.importers.city.index import links, tables
from michisuji.importers.city.schema_years import (
    CONDITION_CHANGE,
    ELEMENT_CHANGE,
    PROGRAM_CHANGE,
    YEAR,
)

_MEASURE_CHANGE: Table = YEAR["measure"].table or {}
#: Keys that are not compared as values.
_APART = {"id", "key", "kind", "without", "absent", "budget", "element", "town_condition"}
_APART |= {"leads_to", "indicator", "indicators"}
#: An element or town condition: the id of its program or measure, and its key.
Place = tuple[str, str]


def measure_documents(measures: Measures, earlier: Mapping[int, Measures]) -> dict[str, Document]:
    """Return ``measures/*.toml`` and ``years/*/*.toml`` of a city that has been so over the years.

    All have the same measures; a program may be missing in years before its start.
    """
    out: dict[str, Document] = {}
    for _, measure, programs in measures:
        document: Document = {"measure": measure}
        out[f"measures/{measure['id']}.toml"] = document | (
            {"program": programs} if programs else {}
        )
    known = {
        indicator_id
        for _, measure, programs in measures
        for _, item in _items(measure, programs)
        for indicator_id in _ids(item)
    }
    following = measures
    for year in sorted(earlier, reverse=True):
        out |= _year_documents(year, earlier[year], following, known)
        following = earlier[year]
    return out


def _year_documents(
    year: int, of_year: Measures, following: Measures, known: set[str]
) -> dict[str, Document]:
    """Return ``years/YEAR/*.toml``: one file at least, so that the year has models at all.

    ``known`` are the ids of the indicators that later years have; those of the year are added.
    """
    out = {}
    for (_, measure, programs), (_, next_measure, next_programs) in zip(
        of_year, following, strict=True
    ):
        document = _Differences(known).document(measure, programs, next_measure, next_programs)
        if set(document["measure"]) > {"id"} or "program" in document:
            out[f"years/{year}/{measure['id']}.toml"] = document
    if not out and of_year:
        name = of_year[0][1]["id"]
        out[f"years/{year}/{name}.toml"] = {"measure": {"id": name}}
    return out


class _Differences:
    """The differences of one measure and its programs."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._changes: dict[Place, Document] = {}
        #: The ids of the indicators of each item, in the year and in the following one.
        self._now: dict[Place, list[str]] = {}
        self._next: dict[Place, list[str]] = {}

    def document(
        self,
        measure: Document,
        programs: list[Document],
        next_measure: Document,
        next_programs: list[Document],
    ) -> Document:
        """Return the year's file of the measure."""
        town = {f"measure:{item['key']}" for item in tables(measure, "town_condition")}
        about = _values(measure, next_measure, _MEASURE_CHANGE)
        about |= self._absent(measure, next_measure, "town_condition", town)
        changes = [(about, measure, "town_condition")]
        following = {program["id"]: program for program in next_programs}
        for program in programs:
            then = following[program["id"]]
            targets = town | {item["key"] for item in tables(program, "element")}
            change = _values(program, then, PROGRAM_CHANGE)
            change |= self._absent(program, then, "element", targets)
            if "budget" in program and "budget" in then:
                of_money = _links(program["budget"], then["budget"], targets)
                change |= {"budget": of_money} if of_money else {}
            changes.append((change, program, "element"))
        self._name_indicators(dict(_items(measure, programs)))
        for change, owner, table in changes:
            found = [self._changes[owner["id"], item["key"]] for item in tables(owner, table)]
            found = [item for item in found if set(item) > {"key"}]
            change |= {table: found} if found else {}
        out: Document = {"measure": {"id": measure["id"], **about}}
        told = [{"id": p["id"], **change} for change, p, _ in changes[1:] if change]
        return {**out, "program": told} if told else out

    def _absent(
        self, owner: Document, following: Document, table: str, targets: set[str]
    ) -> Document:
        """Compare the items of an owner; return the keys of those that it did not have yet."""
        then = {item["key"]: item for item in tables(following, table)}
        format_ = ELEMENT_CHANGE if table == "element" else CONDITION_CHANGE
        for item in tables(owner, table):
            place, next_item = (owner["id"], item["key"]), then.pop(item["key"], {})
            self._now[place], self._next[place] = _ids(item), _ids(next_item)
            change = {} if next_item else {k: item[k] for k in ("kind",) if k in item}
            change |= _values(item, next_item, format_) | _links(item, next_item, targets)
            self._changes[place] = {"key": item["key"], **change}
        return {"absent": list(then)} if then else {}

    def _name_indicators(self, items: dict[Place, Document]) -> None:
        """State which indicators items had: in full those that no later year has.

        An indicator that one item names is no longer any other's, unless that names it, too.
        """
        for place, item in items.items():
            ended = [i for i in tables(item, "indicator") if i["id"] not in self._known]
            if ended:
                self._changes[place]["indicator"] = ended
                self._now[place] = [i for i in self._now[place] if i in self._known]
                self._known.update(i["id"] for i in ended)
        gained = {p for p, ids in self._now.items() if set(ids) - set(self._next[p])}
        while True:
            for place in gained:
                self._changes[place]["indicators"] = self._now[place]
            wrong = {p for p in items if p not in gained and not self._follows(p, gained)}
            if not wrong:
                return
            gained |= wrong

    def _follows(self, place: Place, named: set[Place]) -> bool:
        """Return True if an item that names no indicators has those of the year anyway."""
        elsewhere = {i for other in named for i in self._now[other]}
        return [i for i in self._next[place] if i not in elsewhere] == self._now[place]


def _items(measure: Document, programs: list[Document]) -> Iterator[tuple[Place, Document]]:
    owners = [(measure, "town_condition"), *((program, "element") for program in programs)]
    for owner, table in owners:
        for item in tables(owner, table):
            yield (owner["id"], item["key"]), item


def _ids(item: Document) -> list[str]:
    return [indicator["id"] for indicator in tables(item, "indicator")]


def _values(now: Document, then: Document, table: Table) -> Document:
    """Return the changed values, and ``without`` for keys that had none.

    A changed Japanese text drops the English one, so that stands there again if there is one.
    """
    keys = [key for key in table if key not in _APART]
    out = {key: now[key] for key in keys if key in now and now[key] != then.get(key)}
    for key in tuple(out):
        if f"{key}_en" in keys and f"{key}_en" in now:
            out[f"{key}_en"] = now[f"{key}_en"]
    without = []
    for key in keys:
        if key in now or key not in then or (key.endswith("_en") and key[:-3] in out):
            continue
        if table[key].kind == "texts":
            out[key] = []
        else:
            without.append(key)
    return {**out, "without": without} if without else out


def _links(now: Document, then: Document, targets: set[str]) -> Document:
    """Return ``leads_to`` if the links differ, those to targets that the year lacks aside."""
    before = {target: _about(link) for target, link in links(then)}
    found = {target: _about(link) for target, link in links(now)}
    if found == {target: about for target, about in before.items() if target in targets}:
        return {}
    told: list[str | Document] = []
    for target, about in found.items():
        same = about == before.get(target, {})
        told.append(target if same else {"to": target, **about})
    return {"leads_to": told}


def _about(link: Document) -> Document:
    return {key: value for key, value in link.items() if key != "to"}
