"""From rows to the documents of a city: the inverse of :mod:`..rows`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from michisuji.importers.city.content import Document
from michisuji.importers.city.schema import REQUIRED_FILES
from michisuji.importers.city.workbook.layout import MONEY
from michisuji.importers.city.workbook.reading.built import BuiltCity
from michisuji.importers.city.workbook.reading.rows import SheetRow

_PLAIN = {
    "plan": ("plan.toml", "plan"),
    "unit": ("organization.toml", "unit"),
    "goal": ("organization.toml", "goal"),
    "practice": ("kaizen.toml", "practice"),
    "work": ("work.toml", "work"),
    "waiver": ("waivers.toml", "waiver"),
}
#: Kinds of rows in the order in which they are placed: owners before what they own.
_ORDER = (
    *("dataset", *_PLAIN, "tree", "town_condition", "program", "element", "budget", "link"),
    *("earlier", "indicator", "value", "evaluation", "priority"),
)


def build(rows: Iterable[SheetRow]) -> BuiltCity:
    """Return the documents that rows make; rows without an owner are orphans."""
    builder = _Builder()
    by_kind: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.sheet.rows].append(row)
    for kind in _ORDER:
        place = builder.placers[kind]
        found = by_kind[kind]
        if kind == "element":
            found = sorted(found, key=_order)
        for row in found:
            place(row)
    builder.finish()
    return builder.built


def _order(row: SheetRow) -> tuple[bool, float, str]:
    order = row.values.get("order")
    return (order is None, order or 0, row.sheet.number)


class _Builder:
    """Places rows into documents, one kind after the other."""

    def __init__(self) -> None:
        self.built = BuiltCity()
        self.files = self.built.city.files
        for name in REQUIRED_FILES:
            self.files[name] = {}
        self.measures: dict[str, Document] = {}
        self.programs: dict[str, tuple[str, Document]] = {}
        self.conditions: dict[str, Document] = {}
        self.elements: dict[str, Document] = {}
        self.indicators: dict[str, Document] = {}
        self.later_links: list[SheetRow] = []
        self.placers: Mapping[str, Callable[[SheetRow], None]] = {
            "dataset": self._dataset,
            **{kind: self._plain(*place) for kind, place in _PLAIN.items()},
            "tree": self._tree,
            "town_condition": self._condition,
            "program": self._program,
            "element": self._element,
            "budget": self._budget,
            "link": self._link,
            "earlier": self._earlier,
            "indicator": self._indicator,
            "value": self._value,
            "evaluation": self._evaluation,
            "priority": self._priority,
        }

    def finish(self) -> None:
        """Place the links of earlier years, and note where tables come from."""
        for row in self.later_links:
            program, _, key = str(row.values.get("from")).partition("/")
            item = self._changed_part(int(row.values["year"]), f"{program}/{key}")
            if item is not None:
                self._join(item, row, program, self.programs[program][0])
        for table, row in self.built.rows.items():
            if row.place is not None:
                place = row.place
                self.built.city.places[table] = (place.source, place.number + 1)

    def _dataset(self, row: SheetRow) -> None:
        table = self.files["dataset.toml"].setdefault("dataset", {})
        self._fill(table, row)

    def _plain(self, file: str, name: str) -> Callable[[SheetRow], None]:
        def place(row: SheetRow) -> None:
            self._append(self.files.setdefault(file, {}), name, row)

        return place

    def _tree(self, row: SheetRow) -> None:
        kind, name = row.values.get("kind"), str(row.values.get("id", ""))
        above = str(row.values.get("parent", "")).partition(":")[2] or None
        if kind != "measure":
            table = self._append(self.files["plan.toml"], str(kind), row)
            self._put(table, "plan", above, row, "parent")
            return
        file = self.files.setdefault(f"measures/{name}.toml", {})
        table = file.setdefault("measure", {})
        self._fill(table, row)
        self._put(table, "basic_policy", above, row, "parent")
        self.measures[name] = table

    def _condition(self, row: SheetRow) -> None:
        name = str(row.values.get("measure"))
        if (measure := self.measures.get(name)) is None:
            return self._orphan(row, name)
        table = self._append(measure, "town_condition", row)
        self.conditions[f"measure:{name}/{row.values.get('key')}"] = table
        return None

    def _program(self, row: SheetRow) -> None:
        name = str(row.values.get("measure"))
        if name not in self.measures:
            return self._orphan(row, name)
        table = self._append(self.files[f"measures/{name}.toml"], "program", row)
        self.programs[str(row.values.get("id"))] = (name, table)
        return None

    def _element(self, row: SheetRow) -> None:
        name = str(row.values.get("program"))
        if name not in self.programs:
            return self._orphan(row, name)
        measure, program = self.programs[name]
        if row.values.get("kind") == MONEY:
            self._lead(program.setdefault("budget", {}), row, name, measure)
            self.built.rows.setdefault(id(program["budget"]), row)
            return None
        table = self._append(program, "element", row)
        table.setdefault("kind", row.sheet.kinds[0])
        self._lead(table, row, name, measure)
        self.elements[f"{name}/{row.values.get('key')}"] = table
        return None

    def _budget(self, row: SheetRow) -> None:
        name = str(row.values.get("program"))
        if name not in self.programs:
            return self._orphan(row, name)
        budget = self.programs[name][1].setdefault("budget", {})
        self.built.rows.setdefault(id(budget), row)
        year = str(row.values.get("year"))
        for column in row.sheet.columns:
            value = row.values.get(column.key)
            if column.own or value is None:
                continue
            if column.field.kind.endswith("amounts"):
                budget.setdefault(column.key, {})[year] = value
                self.built.cells[id(budget), f"{column.key}.{year}"] = (row, column.key)
            else:
                self._put(budget, column.key, budget.get(column.key, value), row, column.key)
        return None

    def _link(self, row: SheetRow) -> None:
        program, _, key = str(row.values.get("from")).partition("/")
        if program not in self.programs:
            return self._orphan(row, program)
        measure, table = self.programs[program]
        year = row.values.get("year")
        if year is not None:
            self.later_links.append(row)
            return None
        if key == MONEY and "budget" in table:
            item: Document | None = table["budget"]
        else:
            item = self.elements.get(f"{program}/{key}")
        if item is None:
            return self._orphan(row, f"{program}/{key}")
        self._join(item, row, program, measure)
        return None

    def _join(self, item: Document, row: SheetRow, program: str, measure: str) -> None:
        """Put what is said about a link into the link that a cell has, or add the link."""
        target = self._target(row, "to", str(row.values.get("to")), program, measure)
        if target is None:
            return
        about: Document = {"to": target}
        self._fill(about, row, without=("to",))
        links = item.setdefault("leads_to", [])
        place = links.index(target) if target in links else len(links)
        bare = len(about) == 1 and "year" not in row.values
        links[place : place + 1] = [target if bare else about]

    def _lead(self, table: Document, row: SheetRow, program: str, measure: str) -> None:
        if "leads_to" in row.values:
            targets = (
                self._target(row, "leads_to", said, program, measure)
                for said in row.values["leads_to"]
            )
            table["leads_to"] = [target for target in targets if target is not None]
            self.built.cells[id(table), "leads_to"] = (row, "leads_to")

    def _target(self, row: SheetRow, key: str, said: str, program: str, measure: str) -> str | None:
        """Return a link's target as documents have it; None for one of another program."""
        kind, colon, rest = said.partition(":")
        owner, _, name = (rest if colon else said).partition("/")
        if owner != (measure if colon else program):
            self.built.astray.append((row, key, said))
            return None
        return f"{kind}:{name}" if colon else name

    def _indicator(self, row: SheetRow) -> None:
        name, year = str(row.values.get("element")), row.values.get("year")
        if year is not None:
            owner = self._changed_part(int(year), name)
        else:
            owner = self.conditions.get(name) or self.elements.get(name)
        if owner is None:
            return self._orphan(row, name)
        self.indicators[str(row.values.get("id"))] = self._append(owner, "indicator", row)
        return None

    def _value(self, row: SheetRow) -> None:
        name = str(row.values.get("indicator"))
        indicator = self.indicators.get(name)
        if indicator is None:
            return self._orphan(row, name)
        part = row.values.get("breakdown")
        if part is None:
            self._fill(indicator, row)
            return None
        table: Document = {"key": part}
        for key, own in (("name", "breakdown_name"), ("name_en", "breakdown_name_en")):
            self._put(table, key, row.values.get(own), row, own)
        self._fill(table, row)
        indicator.setdefault("breakdown", []).append(table)
        self.built.rows[id(table)] = row
        return None

    def _evaluation(self, row: SheetRow) -> None:
        name = str(row.values.get("of"))
        of_program = row.sheet.tables[0].startswith("measures/ program")
        owner = self.programs.get(name, ("", None))[1] if of_program else self.measures.get(name)
        if owner is None:
            return self._orphan(row, name)
        self._append(owner, "evaluation", row)
        return None

    def _priority(self, row: SheetRow) -> None:
        name = str(row.values.get("measure"))
        if name not in self.measures:
            return self._orphan(row, name)
        self._append(self.measures[name], "priority", row)
        return None

    def _earlier(self, row: SheetRow) -> None:
        """Place a change of an earlier year: of a measure, a program, or a part of one."""
        kind, _, name = str(row.values.get("of")).partition(":")
        year, key = int(row.values["year"]), row.values.get("key")
        if kind == "program":
            if name not in self.programs:
                return self._orphan(row, name)
            measure = self.programs[name][0]
            if key is None:
                self._fill(self._change(year, measure, name), row)
                return None
            table = self._changed_part(year, f"{name}/{key}")
            if table is not None:
                self._fill(table, row)
                self._lead(table, row, name, measure)
            return None
        if name not in self.measures:
            return self._orphan(row, name)
        table = self._change(year, name) if key is None else None
        if table is None:
            table = self._changed_part(year, f"measure:{name}/{key}") or {}
            self._fill(table, row)
        else:
            self._fill(table, row, without=("unit",))
            self._put(table, "lead", row.values.get("unit"), row, "unit")
        return None

    def _change(self, year: int, measure: str, program: str = "") -> Document:
        """Return the table of what was different in a measure, or in a program of it."""
        document = self.files.setdefault(f"years/{year}/{measure}.toml", {})
        about: Document = document.setdefault("measure", {"id": measure})
        if not program:
            return about
        return _named(document.setdefault("program", []), "id", program)

    def _changed_part(self, year: int, name: str) -> Document | None:
        """Return the change of an element or town condition by its name in full.

        Returns None if its owner is not there.
        """
        owner, _, key = name.rpartition("/")
        if owner.startswith("measure:"):
            measure = owner.removeprefix("measure:")
            if measure not in self.measures:
                return None
            return _named(self._change(year, measure).setdefault("town_condition", []), "key", key)
        if owner not in self.programs:
            return None
        change = self._change(year, self.programs[owner][0], owner)
        if key == MONEY:
            budget: Document = change.setdefault("budget", {})
            return budget
        return _named(change.setdefault("element", []), "key", key)

    def _orphan(self, row: SheetRow, owner: str) -> None:
        self.built.orphans[owner].append(row)

    def _append(self, owner: Document, name: str, row: SheetRow) -> Document:
        table: Document = {}
        self._fill(table, row)
        owner.setdefault(name, []).append(table)
        return table

    def _fill(self, table: Document, row: SheetRow, without: tuple[str, ...] = ()) -> None:
        """Put a row's values into a table under the keys that are the table's own."""
        self.built.rows.setdefault(id(table), row)
        for column in row.sheet.columns:
            if not column.own and column.key not in without and column.key != "leads_to":
                self._put(table, column.key, row.values.get(column.key), row, column.key)

    def _put(self, table: Document, key: str, value: Any, row: SheetRow, said: str) -> None:
        self.built.cells[id(table), key] = (row, said)
        if value is None:
            return
        above, _, last = key.rpartition(".")
        if above:
            table.setdefault(above, {})[last] = value
        else:
            table[key] = value


def _named(items: list[Document], key: str, name: str) -> Document:
    """Return the table of a name in a list, added if it is missing."""
    for item in items:
        if item.get(key) == name:
            return item
    items.append({key: name})
    return items[-1]
