"""Checks across files: every id is unique, every reference has a target."""

from __future__ import annotations

from collections.abc import Container

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.checks.replaced import check_replaced
from michisuji.importers.city.checks.reviews import check_evaluations, check_priorities
from michisuji.importers.city.checks.waivers import check_waivers
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import (
    ANY_GOAL,
    PLAN_TABLES,
    ReferenceIndex,
    links,
    tables,
    texts,
)
from michisuji.importers.city.schema import GOAL_KINDS
from michisuji.importers.problems import Problems


def check_references(city: City, problems: Problems) -> ReferenceIndex:
    """Check ids and references over all files; return the index of what they define."""
    index = ReferenceIndex(problems)
    _define_all(city, index)
    _check_plan(city, index)
    _check_organization(city, index)
    for file, measure, programs in city.measures():
        _check_measure(index, file, measure)
        check_priorities(index, file, measure, programs)
        for number, program in enumerate(programs, 1):
            _check_program(index, file, item_path("program", program, number), program, measure)
    for number, practice in enumerate(city.tables("kaizen.toml", "practice"), 1):
        _check_practice(index, item_path("practice", practice, number), practice)
    for number, work in enumerate(city.tables("work.toml", "work"), 1):
        path = item_path("work", work, number)
        index.refer("work.toml", f"{path}.unit", work.get("unit"), "unit")
        for ref in texts(work, "programs"):
            index.refer("work.toml", f"{path}.programs", ref, "program")
    check_waivers(city, index)
    check_replaced(city, index)
    return index


def _define_all(city: City, index: ReferenceIndex) -> None:
    for table, kind in PLAN_TABLES.items():
        for number, item in enumerate(city.tables("plan.toml", table), 1):
            index.define(kind, item, "plan.toml", item_path(table, item, number))
    for table, kind in (("unit", "unit"), ("goal", ANY_GOAL)):
        for number, item in enumerate(city.tables("organization.toml", table), 1):
            index.define(kind, item, "organization.toml", item_path(table, item, number))
            if table == "goal" and isinstance(item.get("id"), str):
                index.ids.setdefault(str(item.get("kind")), {})[item["id"]] = "organization.toml"
    for number, item in enumerate(city.tables("kaizen.toml", "practice"), 1):
        index.define("practice", item, "kaizen.toml", item_path("practice", item, number))
    for number, item in enumerate(city.tables("work.toml", "work"), 1):
        index.define("work", item, "work.toml", item_path("work", item, number))
    for number, waiver in enumerate(city.tables("waivers.toml", "waiver"), 1):
        index.define("waiver", waiver, "waivers.toml", item_path("waiver", waiver, number))
    for file, measure, programs in city.measures():
        index.define("measure", measure, file, "measure")
        keys = _define_keys(
            index, file, "measure.town_condition", tables(measure, "town_condition")
        )
        index.town_conditions[str(measure.get("id"))] = keys
        if measure.get("id") != file[len("measures/") : -len(".toml")]:
            index.problems.add(
                file,
                "measure.id",
                "ファイル名と施策の番号が違います",
                "the file must be named after the measure's id",
            )
        for number, program in enumerate(programs, 1):
            path = item_path("program", program, number)
            index.define("program", program, file, path)
            keys = _define_keys(index, file, f"{path}.element", tables(program, "element"))
            if isinstance(program.get("budget"), dict):
                keys.add("money")
            index.elements[str(program.get("id"))] = keys
    _check_owners(city, index)


def _check_owners(city: City, index: ReferenceIndex) -> None:
    """Report programs with the id of a measure: their models and evaluations would be one."""
    measures = index.ids.get("measure", {})
    for file, _, programs in city.measures():
        for number, program in enumerate(programs, 1):
            name = program.get("id")
            if isinstance(name, str) and name in measures:
                index.problems.add(
                    file,
                    f"{item_path('program', program, number)}.id",
                    f"「{name}」は施策の番号です(事業には別の番号を付けてください)",
                    f"'{name}' is the id of a measure (give the program another)",
                )


def _define_keys(index: ReferenceIndex, file: str, path: str, items: list[Document]) -> set[str]:
    keys: set[str] = set()
    for number, item in enumerate(items, 1):
        place = item_path(path, item, number)
        key = item.get("key")
        if isinstance(key, str):
            if key in keys:
                index.problems.add(
                    file,
                    f"{place}.key",
                    f"同じ名前「{key}」が2つあります",
                    f"the key '{key}' is used twice",
                )
            keys.add(key)
        for count, indicator in enumerate(tables(item, "indicator"), 1):
            index.define(
                "indicator", indicator, file, item_path(f"{place}.indicator", indicator, count)
            )
    return keys


def _check_plan(city: City, index: ReferenceIndex) -> None:
    for table in PLAN_TABLES:
        for number, item in enumerate(city.tables("plan.toml", table), 1):
            path = item_path(table, item, number)
            index.refer("plan.toml", f"{path}.plan", item.get("plan"), "plan")
            index.refer("plan.toml", f"{path}.revises", item.get("revises"), "plan")
            for ref in texts(item, "feeds"):
                index.refer_prefixed("plan.toml", f"{path}.feeds", ref, "instrument", "plan")
            for ref in texts(item, "supports"):
                index.refer_prefixed("plan.toml", f"{path}.supports", ref, "direction")
            _check_realized(index, "plan.toml", path, item)


def _check_organization(city: City, index: ReferenceIndex) -> None:
    file = "organization.toml"
    parents: dict[str, str] = {}
    for number, unit in enumerate(city.tables(file, "unit"), 1):
        path = item_path("unit", unit, number)
        index.refer(file, f"{path}.parent", unit.get("parent"), "unit")
        if isinstance(unit.get("id"), str) and isinstance(unit.get("parent"), str):
            parents[unit["id"]] = unit["parent"]
        if "parent" not in unit and unit.get("kind") not in ("city", "government"):
            index.problems.add(
                file, f"{path}.parent", "上位の組織がありません", "the unit above is missing"
            )
    for name in _in_circles(parents):
        index.problems.add(
            file,
            f"unit[{name}].parent",
            "上位をたどると自分自身に戻ります",
            "the units above lead back to this unit",
        )
    for number, goal in enumerate(city.tables(file, "goal"), 1):
        path = item_path("goal", goal, number)
        index.refer(file, f"{path}.unit", goal.get("unit"), "unit")
        for ref in texts(goal, "serves"):
            index.refer(file, f"{path}.serves", ref, ANY_GOAL)
        _check_contributions(index, file, path, goal)


def _check_contributions(index: ReferenceIndex, file: str, path: str, table: Document) -> None:
    """Check ``measure:0101``, ``program:010101``, or a goal by its kind: ``mission:…``."""
    place = f"{path}.contributes_to"
    for ref in texts(table, "contributes_to"):
        index.refer_prefixed(file, place, ref, "measure", "program", *GOAL_KINDS)
        if ref == f"{table.get('kind')}:{table.get('id')}":
            index.problems.add(
                file, place, "自分自身に貢献することはできません", "contributes to itself"
            )


def _in_circles(parents: dict[str, str]) -> list[str]:
    found = []
    for name in parents:
        seen, above = {name}, parents[name]
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == name:
            found.append(name)
    return found


def _check_measure(index: ReferenceIndex, file: str, measure: Document) -> None:
    index.refer(file, "measure.basic_policy", measure.get("basic_policy"), "basic-policy")
    index.refer(file, "measure.lead", measure.get("lead"), "unit")
    for ref in texts(measure, "related"):
        index.refer(file, "measure.related", ref, "unit")
    _check_realized(index, file, "measure", measure)
    check_evaluations(index, file, "measure", measure)


def _check_realized(index: ReferenceIndex, file: str, path: str, table: Document) -> None:
    for ref in texts(table, "realizes"):
        index.refer_prefixed(file, f"{path}.realizes", ref, "management-policy", "direction")


def _check_program(
    index: ReferenceIndex, file: str, path: str, program: Document, measure: Document
) -> None:
    index.refer(file, f"{path}.unit", program.get("unit"), "unit")
    for ref in texts(program, "related"):
        index.refer(file, f"{path}.related", ref, "unit")
    for ref in texts(program, "related_programs"):
        index.refer(file, f"{path}.related_programs", ref, "program")
    for ref in texts(program, "in_plan"):
        index.refer(file, f"{path}.in_plan", ref, "plan")
    _check_realized(index, file, path, program)
    check_evaluations(index, file, path, program)
    known = index.elements.get(str(program.get("id")), set())
    town = index.town_conditions.get(str(measure.get("id")), set())
    targets = known | {f"measure:{key}" for key in town}
    budget = program.get("budget")
    if isinstance(budget, dict):
        check_links(index, file, f"{path}.budget", "money", budget, targets)
    for number, element in enumerate(tables(program, "element"), 1):
        place = item_path(f"{path}.element", element, number)
        check_links(index, file, place, str(element.get("key")), element, targets)
        check_stage(index, file, place, element)


def check_stage(index: ReferenceIndex, file: str, path: str, element: Document) -> None:
    """Add a problem for a stage on anything but an outcome."""
    if "stage" in element and element.get("kind") != "outcome":
        index.problems.add(
            file, f"{path}.stage", "段階はアウトカムだけに付けます", "only an outcome has a stage"
        )


def check_links(
    index: ReferenceIndex,
    file: str,
    path: str,
    key: str,
    element: Document,
    targets: Container[str],
) -> None:
    """Report links to anything not among the targets, to the element itself, and repeated ones."""
    seen: set[str] = set()
    for number, (target, link) in enumerate(links(element), 1):
        place = item_path(f"{path}.leads_to", link or target, number)
        if target not in targets:
            index.nowhere(file, place, target)
        if target == key:
            index.problems.add(file, place, "自分自身にはつなげません", "leads to itself")
        if target in seen:
            index.problems.add(
                file, place, f"「{target}」へ2回つないでいます", f"leads to '{target}' twice"
            )
        seen.add(target)


def _check_practice(index: ReferenceIndex, path: str, practice: Document) -> None:
    file = "kaizen.toml"
    index.refer(file, f"{path}.unit", practice.get("unit"), "unit")
    index.refer(file, f"{path}.adopted_from", practice.get("adopted_from"), "practice")
    if practice.get("adopted_from") == practice.get("id"):
        index.problems.add(
            file, f"{path}.adopted_from", "自分自身からは取り入れられません", "adopted from itself"
        )
    _check_contributions(index, file, path, practice)
    _check_realized(index, file, path, practice)
    for ref in texts(practice, "improves"):
        program, slash, key = ref.partition("/")
        index.refer_prefixed(file, f"{path}.improves", program, "program", "work")
        known = index.elements.get(program.removeprefix("program:"))
        if slash and known is not None and key not in known:
            index.nowhere(file, f"{path}.improves", ref)
