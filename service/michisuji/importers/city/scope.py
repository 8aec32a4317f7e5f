"""A part of a city: units with what is below them, measures, or an earlier year's models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from michisuji.errors import NotFound
from michisuji.importers.city.content import City, Document, Measures
from michisuji.importers.city.differences import measure_documents
from michisuji.importers.city.index import tables, texts

#: Yearly values that no year after the models' year has.
_PAST = ("baseline", "actual", "executed")


@dataclass(frozen=True)
class CityScope:
    """The part of a city that is wanted; the whole city if nothing is given.

    ``units`` and ``measures`` are ids: the programs that these units, or units below them, are in
    charge of; the programs of these measures. ``year`` is that of the models, None for the present.
    """

    units: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    year: int | None = None

    @property
    def told(self) -> list[str]:
        """The scope as ``dataset.scope`` tells it: ``unit:s-safety``, ``year:2025``."""
        year = [] if self.year is None else [f"year:{self.year}"]
        return [f"unit:{u}" for u in self.units] + [f"measure:{m}" for m in self.measures] + year


def within(city: City, scope: CityScope) -> City:
    """Return a part of a checked city, with the plan and the units whole.

    References out of the part stay, as the part is to go back into the whole. Raises NotFound for a
    unit, measure or year that the city does not have.
    """
    if not scope.told:
        return city
    part = _Part(city, scope)
    files = {
        "dataset.toml": part.dataset(),
        "plan.toml": city.files.get("plan.toml", {}),
        "organization.toml": part.organization(),
        **measure_documents(part.present, part.earlier),
        "kaizen.toml": part.tables_of("kaizen.toml", "practice"),
        "work.toml": part.tables_of("work.toml", "work"),
        "waivers.toml": part.tables_of("waivers.toml", "waiver"),
    }
    return City({name: document for name, document in files.items() if document})


class _Part:
    """The measures and programs of a scope, and whatever belongs to them or to the units."""

    def __init__(self, city: City, scope: CityScope) -> None:
        self._city = city
        self._scope = scope
        current = city.dataset["fiscal_year"]
        self._year = int(current if scope.year is None else scope.year)
        years = {**city.earlier, current: city.measures()}
        parents = {u["id"]: u.get("parent") for u in city.tables("organization.toml", "unit")}
        known = [measure["id"] for _, measure, _ in years[current]]
        _refuse_unknown("組織", "unit", scope.units, parents)
        _refuse_unknown("施策", "measure", scope.measures, known)
        _refuse_unknown("年度", "fiscal year", [str(self._year)], map(str, years))
        self._below = {unit for unit in parents if _line(unit, parents) & set(scope.units)}
        chosen = self._chosen(years[self._year])
        self._ids = {m["id"]: {p["id"] for p in programs} for _, m, programs in chosen}
        self.present = [
            (file, self._measure(measure), [_until(p, self._year) for p in programs])
            for file, measure, programs in chosen
        ]
        self.earlier = {y: self._same(years[y]) for y in city.earlier if y < self._year}

    def dataset(self) -> Document:
        """Return ``dataset.toml``, which says that this is a part."""
        about = {"fiscal_year": self._year, "scope": self._scope.told}
        return {"dataset": {**self._city.dataset, **about}}

    def organization(self) -> Document:
        """Return all units, and the goals that are in the scope."""
        units = self._city.tables("organization.toml", "unit")
        return {"unit": units, **self.tables_of("organization.toml", "goal")}

    def tables_of(self, file: str, name: str) -> Document:
        """Return the tables of a file that are in the scope."""
        names = self._names()
        found = [t for t in self._city.tables(file, name) if self._has(t, names)]
        return {name: found} if found else {}

    def _has(self, table: Document, names: set[str]) -> bool:
        if self._scope.units and "unit" in table:
            return table["unit"] in self._below
        if not (self._scope.units or self._scope.measures):
            return True
        refs = [ref for key in ("improves", "contributes_to", "node") for ref in texts(table, key)]
        refs += [f"program:{ref}" for ref in texts(table, "programs")]
        return any(ref.partition("/")[0] in names for ref in refs)

    def _names(self) -> set[str]:
        """Return the names of what is in the part, as waivers and practices write them."""
        programs = {program for found in self._ids.values() for program in found}
        indicators = {
            indicator["id"]
            for _, measure, found in self.present
            for item in (measure, *found)
            for element in (*tables(item, "town_condition"), *tables(item, "element"))
            for indicator in tables(element, "indicator")
        }
        return {
            *(f"{kind}:{m}" for m in self._ids for kind in ("measure", "model")),
            *(f"{kind}:{p}" for p in programs for kind in ("program", "model", "link")),
            *(f"indicator:{i}" for i in indicators),
            *(f"unit:{u}" for u in self._below),
        }

    def _chosen(self, measures: Measures) -> Measures:
        """Return the measures of the scope with the programs of its units."""
        out: Measures = []
        for file, measure, programs in measures:
            if self._scope.measures and measure["id"] not in self._scope.measures:
                continue
            if not self._scope.units:
                out.append((file, measure, programs))
                continue
            own = [program for program in programs if program.get("unit") in self._below]
            if own or measure.get("lead") in self._below:
                out.append((file, measure, own))
        return out

    def _measure(self, measure: Document) -> Document:
        """Return a measure as of the year, with priorities of the part's own programs."""
        out, own = _until(measure, self._year), self._ids[measure["id"]]
        if "priority" in out:
            out["priority"] = [p for p in out["priority"] if p["program"] in own]
        return out

    def _same(self, measures: Measures) -> Measures:
        """Return an earlier year's state of the measures and programs of the part."""
        return [
            (file, measure, [p for p in programs if p["id"] in self._ids[measure["id"]]])
            for file, measure, programs in measures
            if measure["id"] in self._ids
        ]


def _line(unit: str, parents: dict[str, str | None]) -> set[str]:
    """Return a unit and all units above it."""
    found: set[str] = set()
    at: str | None = unit
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return found


def _until(table: Document, year: int) -> Document:
    """Return a table without what happened after a year: actuals, money spent, evaluations."""

    def kept(key: str, value: Any) -> Any:
        if key in _PAST and isinstance(value, dict):
            return {y: v for y, v in value.items() if int(y) <= year}
        if isinstance(value, dict):
            return _until(value, year)
        if isinstance(value, list):
            items = [_until(v, year) if isinstance(v, dict) else v for v in value]
            dated = key in ("evaluation", "priority")
            return [item for item in items if not dated or item["year"] <= year]
        return value

    return {key: kept(key, value) for key, value in table.items()}


def _refuse_unknown(ja: str, en: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    """Raise NotFound, naming near ids, for a wanted id that is not known."""
    ids = list(known)
    for name in wanted:
        if name not in ids:
            near = ", ".join(get_close_matches(name, ids, n=5, cutoff=0.5) or sorted(ids)[:10])
            raise NotFound(
                f"{ja}「{name}」がありません",
                f"there is no {en} '{name}'",
                hint_ja=f"近いもの: {near}",
                hint_en=f"near: {near}",
            )
