"""The documents that do not change with the year: data set, plan, organization, practices."""

from __future__ import annotations

from collections.abc import Iterable

from michisuji.importers.city import properties as declared
from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import Table
from michisuji.importers.city.properties import Properties
from michisuji.importers.city.schema import FILES, MEASURE
from michisuji.importers.city.stored.documents import (
    StoredData,
    in_order,
    number_of,
    one,
    one_or_all,
    value_of,
)
from michisuji.importers.city.writing.organization import GOALS
from michisuji.importers.city.writing.plan import PARTS
from michisuji.questions.plan_order import natural


def table_of(file: str, name: str) -> Table:
    """Return the keys of a ``[name]`` or ``[[name]]`` table of a file."""
    return FILES[file][name].table or {}


def table_of_measure(name: str) -> Table:
    """Return the keys of a table of a measure's file."""
    return MEASURE[name].table or {}


def by_id(found: Iterable[Document]) -> list[Document]:
    """Return tables in the order of their ids, numbers as numbers."""
    return sorted(found, key=lambda table: (natural(table["id"]), table["id"]))


def dataset_document(data: StoredData) -> Document:
    """Return ``dataset.toml``."""
    subject = f"{data.base}/id/dataset/{data.dataset}"
    table = table_of("dataset.toml", "dataset")
    about = data.document(data.timeless, subject, declared.DATASET, table)
    costs = {
        one(data.timeless, cost, "lm:fiscalYear"): one(data.timeless, cost, "lm:yenPerFte")
        for cost in data.timeless.of_class("lm:StaffUnitCost")
    }
    yen = {year: number_of(cost) for year, cost in sorted(costs.items())}
    more = {"staff_unit_cost": yen} if yen else {}
    return {"dataset": {"name": data.dataset, **about, "fiscal_year": data.year, **more}}


def plan_document(data: StoredData) -> Document:
    """Return ``plan.toml``."""
    out = {"plan": _resources(data, "plan.toml", "plan", "lm:Plan", declared.PLAN)}
    # The first plan is the one that parts without a plan belong to; each part names its own.
    out["plan"].sort(key=lambda plan: plan.get("start", 0))
    for name, (_, class_name) in PARTS.items():
        out[name] = _resources(data, "plan.toml", name, class_name, declared.PART)
    name, class_name = "instrument", "lm:Instrument"
    out[name] = _resources(data, "plan.toml", name, class_name, declared.INSTRUMENT)
    return {name: found for name, found in out.items() if found}


def organization_document(data: StoredData) -> Document:
    """Return ``organization.toml``."""
    file, out = "organization.toml", {}
    classes = ("org:FormalOrganization", "org:OrganizationalUnit")
    units = [_resources(data, file, "unit", name, declared.UNIT) for name in classes]
    out["unit"] = by_id(unit for found in units for unit in found)
    goals = []
    for kind, (resource, class_name) in GOALS.items():
        for goal in _resources(data, file, "goal", class_name, declared.GOAL):
            above = data.timeless.values(data.iri(resource, goal["id"]), "lm:serves")
            serves = in_order(map(data.local, above))
            goal |= {"kind": kind, **({"serves": one_or_all(serves)} if serves else {})}
            goals.append(goal)
    out["goal"] = by_id(goals)
    return {name: found for name, found in out.items() if found}


def kaizen_document(data: StoredData) -> Document:
    """Return ``kaizen.toml``."""
    file = "kaizen.toml"
    practices = _resources(data, file, "practice", "lm:KaizenPractice", declared.PRACTICE)
    for practice in practices:
        subject = data.iri("kaizen", practice["id"])
        found = {
            node_of(data, value_of(term))
            for graph in (data.timeless, *data.states.values())
            for term in graph.values(subject, "lm:improves")
        }
        if found:
            practice["improves"] = one_or_all(in_order(found))
    return {"practice": practices} if practices else {}


def work_document(data: StoredData) -> Document:
    """Return ``work.toml``."""
    found = _resources(data, "work.toml", "work", "lm:Work", declared.WORK)
    return {"work": found} if found else {}


def waivers_document(data: StoredData) -> Document:
    """Return ``waivers.toml``: a waiver of a model's node is in each year that has the node."""
    found: dict[str, Document] = {}
    table = table_of("waivers.toml", "waiver")
    for graph in (data.timeless, *data.states.values()):
        for subject in graph.of_class("lm:Waiver"):
            waiver = data.document(graph, subject, declared.WAIVER, table)
            node = node_of(data, value_of(graph.values(subject, "lm:focusNode")[0]))
            name = data.local(subject)
            found.setdefault(name, {"id": name, **waiver, "node": node})
    return {"waiver": by_id(found.values())} if found else {}


def node_of(data: StoredData, iri: str) -> str:
    """Return the node that an IRI means, as documents write it: ``program:010101/a1``, say."""
    kind, local = data.split(iri)
    owner, _, key = local.rpartition("-")
    match kind:
        case "model":
            return f"model:{owner}"
        case "money" | "model-money":
            return f"program:{owner}/money"
        case "town-condition":
            return f"measure:{owner}/{key}"
        case "staff" | "goods" | "activity" | "output" | "outcome":
            return f"program:{owner}/{key}"
        case "link":
            return _link(local)
        case "kaizen":
            return f"practice:{local}"
    return f"{kind}:{local}"


def _link(local: str) -> str:
    """Return ``link:010101/l1/measure:t1`` for ``010101-l1-measure-t1``; keys have no hyphen."""
    start, _, target = local.rpartition("-")
    if start.endswith("-measure"):
        start, target = start.removesuffix("-measure"), f"measure:{target}"
    owner, _, source = start.rpartition("-")
    return f"link:{owner}/{source}/{target}"


def _resources(
    data: StoredData, file: str, name: str, class_name: str, properties: Properties
) -> list[Document]:
    """Return the tables of a file's resources of one class."""
    table = table_of(file, name)
    return by_id(
        {
            "id": data.local(subject),
            **data.document(data.timeless, subject, properties, table),
        }
        for subject in data.timeless.of_class(class_name)
    )
