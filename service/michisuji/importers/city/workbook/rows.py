"""The rows of a city's workbook: what each sheet says, as the documents say it.

A row maps hidden keys of columns to values. Values are those of the documents, except that elements
and town conditions are named in full (:mod:`michisuji.importers.city.workbook.layout`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from michisuji.importers.city.content import City, Document, year_of
from michisuji.importers.city.index import links, tables
from michisuji.importers.city.workbook.layout import MONEY, WorkbookSheet, layout

Row = Mapping[str, Any]
#: The tables of plan.toml on sheet 02; measures stand before the last.
_TREE = ("principle", "management_policy", "direction", "basic_policy", "instrument")


def rows_of(city: City, sheet: WorkbookSheet) -> list[Row]:
    """Return the rows of a sheet in the order of the documents."""
    return list(_MADE[sheet.rows](city, sheet))


def ordered(program: Document) -> bool:
    """Return True if a program's elements do not stand in the order of the sheets.

    Its rows then say their ``order``.
    """
    sheets = [sheet for sheet in layout().sheets if sheet.rows == "element"]
    kinds = [kind for sheet in sheets for kind in sheet.kinds]
    place = {kind: n for n, sheet in enumerate(sheets) for kind in sheet.kinds}
    found = [place[e["kind"]] for e in tables(program, "element") if e.get("kind") in kinds]
    return found != sorted(found)


def _of_table(file: str, name: str) -> Callable[[City, WorkbookSheet], Iterator[Row]]:
    def made(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
        for table in city.tables(file, name):
            yield _said(sheet, table)

    return made


def _dataset(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    yield _said(sheet, city.dataset)


def _tree(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for name in _TREE:
        if name == "instrument":
            for _, measure, _ in city.measures():
                parent = {"kind": "measure", **_parent("basic-policy", measure.get("basic_policy"))}
                yield {**_said(sheet, measure), **parent}
        for table in city.tables("plan.toml", name):
            yield {**_said(sheet, table), "kind": name, **_parent("plan", table.get("plan"))}


def _parent(kind: str, name: Any) -> Row:
    return {} if name is None else {"parent": f"{kind}:{name}"}


def _conditions(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for _, measure, _ in city.measures():
        for condition in tables(measure, "town_condition"):
            yield {**_said(sheet, condition), "measure": measure["id"]}


def _programs(city: City) -> Iterator[tuple[Document, Document]]:
    for _, measure, programs in city.measures():
        for program in programs:
            yield measure, program


def _program_rows(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for measure, program in _programs(city):
        yield {**_said(sheet, program), "measure": measure["id"]}


def _elements(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for measure, program in _programs(city):
        told = ordered(program)
        for order, element in enumerate(tables(program, "element"), 1):
            if element.get("kind") in sheet.kinds:
                row = {**_said(sheet, element), **_leading(element, program["id"], measure["id"])}
                yield {**row, "program": program["id"], **({"order": order} if told else {})}
        budget = program.get("budget")
        if MONEY in sheet.kinds and isinstance(budget, dict) and links(budget):
            about = {"program": program["id"], "key": MONEY, "kind": MONEY}
            yield {**about, **_leading(budget, program["id"], measure["id"])}


def _leading(item: Document, program: str, measure: str) -> Row:
    if "leads_to" not in item:
        return {}
    return {"leads_to": [_in_full(target, program, measure) for target, _ in links(item)]}


def _in_full(target: str, program: str, measure: str) -> str:
    kind, colon, key = target.partition(":")
    return f"{kind}:{measure}/{key}" if colon else f"{program}/{target}"


def _links(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for measure, program in _programs(city):
        yield from _links_of(sheet, program, measure["id"], {})
    for file, document in city.files.items():
        year = year_of(file)
        if year is not None:
            for program in tables(document, "program"):
                measure_id = document["measure"]["id"]
                # Of an earlier year, a link written as a table differs from a bare one.
                yield from _links_of(sheet, program, measure_id, {"year": year}, bare=True)


def _links_of(
    sheet: WorkbookSheet, program: Document, measure: str, more: Row, *, bare: bool = False
) -> Iterator[Row]:
    budget = program.get("budget")
    items = [(str(e.get("key")), e) for e in tables(program, "element")]
    if isinstance(budget, dict):
        items.append((MONEY, budget))
    for key, item in items:
        for target, about in links(item):
            if len(about) > 1 or (about and bare):
                to = _in_full(target, program["id"], measure)
                said = {**_said(sheet, about), "from": f"{program['id']}/{key}", "to": to}
                yield {**said, **more}


def _owners(city: City) -> Iterator[tuple[str, Document, Row]]:
    """Yield everything that has indicators: name in full, table, and the year if earlier."""
    for _, measure, programs in city.measures():
        yield from _owners_of(measure, programs, {})
    for file, document in city.files.items():
        year, changed = year_of(file), document.get("measure")
        if year is not None and isinstance(changed, dict):
            yield from _owners_of(changed, tables(document, "program"), {"year": year})


def _owners_of(
    measure: Document, programs: list[Document], more: Row
) -> Iterator[tuple[str, Document, Row]]:
    for condition in tables(measure, "town_condition"):
        yield f"measure:{measure['id']}/{condition['key']}", condition, more
    for program in programs:
        for element in tables(program, "element"):
            yield f"{program['id']}/{element['key']}", element, more


def _indicators(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for owner, item, more in _owners(city):
        for indicator in tables(item, "indicator"):
            yield {**_said(sheet, indicator), "element": owner, **more}


def _values(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for _, item, _ in _owners(city):
        for indicator in tables(item, "indicator"):
            own = {**_said(sheet, indicator), "indicator": indicator["id"]}
            parts = tables(indicator, "breakdown")
            if len(own) > 1 or not parts:
                yield own
            for part in parts:
                named = {"breakdown": part["key"], "breakdown_name": part.get("name")}
                english = {"breakdown_name_en": part.get("name_en")}
                yield {**_said(sheet, part), "indicator": indicator["id"], **named, **english}


def _budgets(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    amounts = [c.key for c in sheet.columns if c.field.kind.endswith("amounts")]
    for _, program in _programs(city):
        budget = program.get("budget")
        if not isinstance(budget, dict):
            continue
        known = {key: budget[key] for key in amounts if isinstance(budget.get(key), dict)}
        of_all = {k: v for k, v in _said(sheet, budget).items() if k not in amounts}
        years = sorted({int(year) for table in known.values() for year in table})
        for year in years or [int(city.dataset["fiscal_year"])]:
            of_year = {key: table.get(str(year)) for key, table in known.items()}
            yield {"program": program["id"], "year": year, **of_all, **of_year}


def _evaluations(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    of_programs = sheet.tables[0].startswith("measures/ program")
    for _, measure, programs in city.measures():
        for owner in programs if of_programs else [measure]:
            for evaluation in tables(owner, "evaluation"):
                yield {**_said(sheet, evaluation), "of": owner["id"]}


def _priorities(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for _, measure, _ in city.measures():
        for priority in tables(measure, "priority"):
            yield {**_said(sheet, priority), "measure": measure["id"]}


def _earlier(city: City, sheet: WorkbookSheet) -> Iterator[Row]:
    for file, document in sorted(city.files.items(), key=lambda one: (year_of(one[0]) or 0, one)):
        year, measure = year_of(file), document.get("measure")
        if year is None or not isinstance(measure, dict):
            continue
        name = str(measure["id"])
        of = {"year": year, "of": f"measure:{name}"}
        said = _said(sheet, measure)
        yield {**said, **of, **({"unit": measure["lead"]} if "lead" in measure else {})}
        for condition in tables(measure, "town_condition"):
            yield {**_said(sheet, condition), **of, "key": condition["key"]}
        for program in tables(document, "program"):
            of = {"year": year, "of": f"program:{program['id']}"}
            yield {**_said(sheet, program), **of}
            budget = program.get("budget")
            if isinstance(budget, dict):
                yield {**of, "key": MONEY, **_leading(budget, program["id"], name)}
            for element in tables(program, "element"):
                leading = _leading(element, program["id"], name)
                yield {**_said(sheet, element), **leading, **of, "key": element["key"]}


def _said(sheet: WorkbookSheet, table: Document) -> dict[str, Any]:
    """Return what a table says in the columns of a sheet that are keys of it."""
    found = ((c.key, _at(table, c.key)) for c in sheet.columns if not c.own)
    return {key: value for key, value in found if value is not None}


def _at(table: Document, key: str) -> Any:
    above, _, last = key.rpartition(".")
    found = table.get(above) if above else table
    return found.get(last) if isinstance(found, dict) else None


_MADE: Mapping[str, Callable[[City, WorkbookSheet], Iterator[Row]]] = {
    "dataset": _dataset,
    "plan": _of_table("plan.toml", "plan"),
    "tree": _tree,
    "town_condition": _conditions,
    "program": _program_rows,
    "element": _elements,
    "link": _links,
    "indicator": _indicators,
    "value": _values,
    "budget": _budgets,
    "evaluation": _evaluations,
    "priority": _priorities,
    "unit": _of_table("organization.toml", "unit"),
    "goal": _of_table("organization.toml", "goal"),
    "practice": _of_table("kaizen.toml", "practice"),
    "work": _of_table("work.toml", "work"),
    "waiver": _of_table("waivers.toml", "waiver"),
    "earlier": _earlier,
}
