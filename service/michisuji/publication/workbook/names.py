"""The names of what cells refer to, and the entries of pick-lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from michisuji.importers.city.content import City, Document, year_of
from michisuji.importers.city.index import PLAN_TABLES, tables
from michisuji.importers.city.workbook.layout import MONEY, WorkbookColumn

#: Characters of a name in a cell: enough to know it by.
_SHOWN = 24
#: Kinds that are tables of one name in a file.
_FILES = {"unit": "organization.toml", "practice": "kaizen.toml", "work": "work.toml"}
_DIVIDING = str.maketrans(dict.fromkeys("、,，;；|", "・"))


@dataclass
class ReferenceNames:
    """Everything in a city that a cell may refer to: kind → reference → name, in order."""

    of: dict[str, dict[str, str]] = field(default_factory=dict)

    def told(self, column: WorkbookColumn, reference: str) -> str:
        """Return a reference as a cell says it: itself, a blank and its name."""
        for kind in column.refs:
            local = reference.removeprefix(_prefix(column, kind))
            known = self._known(column, kind)
            if local in known and reference == _prefix(column, kind) + local:
                return _named(reference, known[local])
        return reference

    def entries(self, column: WorkbookColumn) -> list[str]:
        """Return the entries of the column's pick-list."""
        return [
            _named(_prefix(column, kind) + reference, name)
            for kind in column.refs
            for reference, name in self._known(column, kind).items()
        ]

    def _known(self, column: WorkbookColumn, kind: str) -> dict[str, str]:
        # With its kind, a goal is an improvement goal; without, it may be a vision or mission.
        return self.of.get("improvement" if column.prefixed and kind == "goal" else kind, {})


def names_of(city: City, scope: City | None = None) -> ReferenceNames:
    """Return the names in a city; elements and indicators only of ``scope``, if given."""
    found = ReferenceNames()
    for table, kind in PLAN_TABLES.items():
        found.of[kind] = _by_id(city.tables("plan.toml", table))
    for table, file in _FILES.items():
        found.of[table] = _by_id(city.tables(file, table))
    goals = city.tables("organization.toml", "goal")
    found.of["goal"] = _by_id(goals, "text")
    for kind, goal in (("vision",) * 2, ("mission",) * 2, ("improvement", "goal")):
        found.of[kind] = _by_id([one for one in goals if one.get("kind") == goal], "text")
    measures = city.measures()
    found.of["measure"] = _by_id([measure for _, measure, _ in measures])
    found.of["program"] = _by_id([program for _, _, programs in measures for program in programs])
    for kind in ("element", "town-condition", "indicator"):
        found.of[kind] = {}
    for owners, document in _models(scope or city):
        for kind, reference, name in _items(owners, document):
            found.of[kind].setdefault(reference, name)
    return found


def _by_id(items: list[Document], named: str = "name") -> dict[str, str]:
    return {str(t["id"]): str(t.get(named) or t.get("title") or "") for t in items if "id" in t}


def _models(city: City) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield each measure's id and its document, the present first."""
    for file in sorted(city.files, key=lambda name: (year_of(name) is not None, name)):
        if file.startswith(("measures/", "years/")):
            document = city.files[file]
            measure = document.get("measure")
            if isinstance(measure, dict):
                yield str(measure.get("id")), document


def _items(measure: str, document: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    found = dict(document)
    about = found.get("measure")
    for condition in tables(about if isinstance(about, dict) else {}, "town_condition"):
        yield "town-condition", f"measure:{measure}/{condition['key']}", _text(condition)
        yield from _indicators(condition)
    for program in tables(found, "program"):
        for element in tables(program, "element"):
            yield "element", f"{program['id']}/{element['key']}", _text(element)
            yield from _indicators(element)
        if isinstance(program.get("budget"), dict):
            yield "element", f"{program['id']}/{MONEY}", ""


def _indicators(item: Document) -> Iterator[tuple[str, str, str]]:
    for indicator in tables(item, "indicator"):
        yield "indicator", str(indicator["id"]), str(indicator.get("name", ""))


def _text(item: Document) -> str:
    return str(item.get("text", ""))


def _prefix(column: WorkbookColumn, kind: str) -> str:
    if not column.prefixed:
        return ""
    return "program:" if kind == "element" else f"{kind}:"


def _named(reference: str, name: str) -> str:
    # Readers divide a cell of several references at these signs.
    shown = " ".join(name.translate(_DIVIDING).split())
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return f"{reference} {shown}" if shown else reference
