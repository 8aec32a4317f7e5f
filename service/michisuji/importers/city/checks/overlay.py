"""Applies the differences in one year's file to a measure and programs of the following year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.checks.references import check_links, check_stage
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import ReferenceIndex, links, tables, texts

#: Keys of a change that are not values themselves.
_HANDLED = ("id", "key", "without", "absent", "leads_to", "budget", "element", "town_condition")
_INDICATORS = ("indicators", "indicator")
_KINDS = ("staff", "goods", "activity", "output", "outcome")
_STAGES = (None, "short", "mid", "long")


@dataclass
class Overlay:
    """One measure's file of one year.

    Tables of the following year are copied, never changed.
    """

    city: City
    index: ReferenceIndex
    file: str
    #: Every indicator by its id.
    indicators: dict[str, Document]
    #: indicator → the items of this year's file that name it: it no longer belongs to any others.
    _named: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    #: Items whose links this year's file gives, with their paths.
    _linked: dict[tuple[str, str], str] = field(default_factory=dict)

    def measure(self, measure: Document, change: Document) -> Document:
        """Return the measure with its units and town conditions of the year."""
        self._refer_units("measure", change, "lead")
        conditions = self._items("measure", "town_condition", measure, change)
        return self._copy(measure, change, self._values(change), town_condition=conditions)

    def program(self, program: Document, path: str, change: Document, year: int) -> Document:
        """Return the program with its units, money and elements of the year."""
        self._refer_units(path, change, "unit")
        values = self._values(change)
        budget, links_ = program.get("budget"), change.get("budget")
        if isinstance(links_, dict) and "leads_to" in links_:
            if isinstance(budget, dict):
                self._linked[str(program.get("id")), "money"] = f"{path}.budget"
                values["budget"] = self._copy(budget, links_, {}, leads_to=_links(budget, links_))
            else:
                self._note(
                    f"{path}.budget", "この事業には予算がありません", "the program has no budget"
                )
        elements = self._items(path, "element", program, change)
        of_year = self._copy(program, change, values, element=elements)
        self._drop(f"{path}.without", of_year, change)
        budget = of_year.get("budget")
        if isinstance(budget, dict) and not _has_money(budget, year):
            del of_year["budget"]
        return of_year

    def settled(
        self, measure: Document, programs: list[Document]
    ) -> tuple[Document, list[Document]]:
        """Remove indicators that belonged elsewhere and links to elements missing in the year."""
        name = str(measure.get("id"))
        conditions = [self._left(name, item) for item in tables(measure, "town_condition")]
        town = {f"measure:{item.get('key')}" for item in conditions}
        return (
            self._copy(measure, measure, {}, town_condition=conditions),
            [self._settled_program(program, town) for program in programs],
        )

    def _settled_program(self, program: Document, town: set[str]) -> Document:
        name = str(program.get("id"))
        elements = tables(program, "element")
        targets = town | {str(element.get("key")) for element in elements}
        values: Document = {
            "element": [self._linking(name, self._left(name, e), targets) for e in elements]
        }
        budget = program.get("budget")
        if isinstance(budget, dict):
            values["budget"] = self._linking(name, budget, targets, "money")
        return self._copy(program, program, values)

    def _items(
        self, path: str, table: str, following: Document, change: Document
    ) -> list[Document]:
        """Return the elements, or town conditions, of the year."""
        items, owner = tables(following, table), str(following.get("id"))
        changes: dict[str, tuple[str, Document]] = {}
        for number, item in enumerate(tables(change, table), 1):
            place, key = item_path(f"{path}.{table}", item, number), str(item.get("key"))
            if key in changes:
                self._note(
                    f"{place}.key",
                    f"同じ名前「{key}」が2つあります",
                    f"the key '{key}' is used twice",
                )
            changes[key] = place, item
        absent = set(texts(change, "absent"))
        for key in sorted(absent - {str(item.get("key")) for item in items}):
            self.index.nowhere(self.file, f"{path}.absent", key)
        for key in sorted(absent & set(changes)):
            self._note(
                changes[key][0],
                "absent にも書かれています",
                "is also listed as absent",
            )
        out = []
        for item in items:
            place, found = changes.pop(str(item.get("key")), ("", {}))
            if str(item.get("key")) not in absent:
                out.append(self._changed(owner, place, item, found) if found else item)
        for place, found in changes.values():
            self._add(out, place, self._changed(owner, place, {}, found), table)
        return out

    def _changed(self, owner: str, place: str, item: Document, change: Document) -> Document:
        """Return an item as it was in the year.

        ``item`` is that of the following year, ``{}`` if it has none.
        """
        key = str(change.get("key"))
        if item and "kind" in change:
            self._note(
                f"{place}.kind",
                "次の年度にもある要素の種別は変えられません(別の key にしてください)",
                "an element of the following year keeps its kind (use another key)",
            )
        values = {"key": key, **self._values(change)}
        if "leads_to" in change:
            self._linked[owner, key] = place
            values["leads_to"] = _links(item, change)
        if any(name in change for name in _INDICATORS):
            values["indicator"] = self._indicators(owner, place, item, change)
        of_year = self._copy(item, change, values)
        self._drop(f"{place}.without", of_year, change)
        check_stage(self.index, self.file, place, of_year)
        return of_year

    def _add(self, items: list[Document], place: str, item: Document, table: str) -> None:
        """Insert an item that the following year no longer has after the last of its kind."""
        for key in ("kind", "text") if table == "element" else ("text",):
            if key not in item:
                self._note(
                    f"{place}.{key}",
                    "次の年度にない要素には、必須の項目です",
                    "required, as the following year has no such key",
                )
        rank = _rank(item)
        items.insert(max((n for n, i in enumerate(items, 1) if _rank(i) <= rank), default=0), item)

    def _indicators(
        self, owner: str, place: str, item: Document, change: Document
    ) -> list[Document]:
        found = tables(item, "indicator")
        if "indicators" in change:
            found = []
            for name in texts(change, "indicators"):
                self._named.setdefault(name, set()).add((owner, str(change.get("key"))))
                if name in self.indicators:
                    found.append(self.indicators[name])
                else:
                    self.index.nowhere(self.file, f"{place}.indicators", name)
        for number, indicator in enumerate(tables(change, "indicator"), 1):
            path = item_path(f"{place}.indicator", indicator, number)
            self.index.define("indicator", indicator, self.file, path)
            self.indicators.setdefault(str(indicator.get("id")), indicator)
            found = [*found, indicator]
        return found

    def _left(self, owner: str, item: Document) -> Document:
        """Return an item without indicators that this year's file assigns only to others."""
        here = (owner, str(item.get("key")))
        found = tables(item, "indicator")
        stay = [i for i in found if here in self._named.get(str(i.get("id")), {here})]
        return item if len(stay) == len(found) else self._copy(item, item, {}, indicator=stay)

    def _linking(self, owner: str, item: Document, targets: set[str], key: str = "") -> Document:
        """Return an item without links to missing targets.

        Links that the year's own file gives must have a target.
        """
        key = key or str(item.get("key"))
        place = self._linked.get((owner, key))
        if place is not None:
            check_links(self.index, self.file, place, key, item, targets)
        found = links(item)
        stay = [about or target for target, about in found if target in targets]
        return item if len(stay) == len(found) else self._copy(item, item, {}, leads_to=stay)

    def _refer_units(self, path: str, change: Document, lead: str) -> None:
        self.index.refer(self.file, f"{path}.{lead}", change.get(lead), "unit")
        for ref in texts(change, "related"):
            self.index.refer(self.file, f"{path}.related", ref, "unit")

    def _drop(self, path: str, of_year: Document, change: Document) -> None:
        for key in texts(change, "without"):
            if of_year.pop(key, None) is None:
                self.index.nowhere(self.file, path, key)

    def _values(self, change: Document) -> Document:
        return {k: v for k, v in change.items() if k not in _HANDLED and k not in _INDICATORS}

    def _copy(self, table: Document, change: Document, values: Document, **more: Any) -> Document:
        """Copy ``table`` with ``values``; its place is that of ``change`` if that has one."""
        new = {**table, **values, **more}
        for key in values:
            # An English text does not translate the changed Japanese one.
            if f"{key}_en" in new and f"{key}_en" not in values:
                del new[f"{key}_en"]
        place = self.city.places.get(id(change)) or self.city.places.get(id(table))
        if place is not None:
            self.city.places[id(new)] = place
        self.city.kept.append(new)
        return new

    def _note(self, path: str, ja: str, en: str) -> None:
        self.index.problems.add(self.file, path, ja, en)


def _links(following: Document, change: Document) -> list[Any]:
    """Return the links of a change.

    A bare target keeps what the following year says about the same link.
    """
    known = dict(links(following))
    found = change.get("leads_to")
    items = found if isinstance(found, list) else []
    return [known.get(item) or item if isinstance(item, str) else item for item in items]


def _rank(item: Document) -> tuple[int, int]:
    kind, stage = item.get("kind"), item.get("stage")
    return (
        _KINDS.index(kind) if kind in _KINDS else 0,
        _STAGES.index(stage) if stage in _STAGES else 0,
    )


def _has_money(budget: Document, year: int) -> bool:
    return any(
        isinstance(amounts, dict) and str(year) in amounts
        for amounts in (budget.get("planned"), budget.get("executed"))
    )
