"""Readers of the causal graph: the whole graph, or the part about a few changed resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.analysis.causal.graph import KINDS, CausalGraph, LinkFigures
from michisuji.analysis.causal.plan import Amount, PlanStructure
from michisuji.literals import number, year
from michisuji.questions.bulk_reader import BulkReader, Row
from michisuji.vocabulary import CODE, LM

if TYPE_CHECKING:
    from michisuji.store import Store

_CLASSES = {
    "TownCondition": "town",
    "Money": "input",
    "Staff": "input",
    "Goods": "input",
    "Input": "input",
    "Activity": "activity",
    "Output": "output",
    "Outcome": "outcome-unstated",
}
_RANK = {name: n for n, name in enumerate(_CLASSES)}


def read(store: Store, base_iri: str, graphs: Sequence[str] = ()) -> CausalGraph:
    """Read the causal graph of a state of the store.

    Raises the store's errors.
    """
    graph = CausalGraph(PlanStructure())
    reader = BulkReader(store, base_iri, graphs)
    steps = list(reader.rows("steps"))
    graph.load_steps([row["from"] for row in steps], [row["to"] for row in steps])
    elements = list(reader.rows("elements"))
    graph.add_elements(row["element"] for row in elements)
    for name, put in _PUTS.items():
        if name != "steps":
            rows = iter(elements) if name == "elements" else reader.rows(name)
            _put_all(graph, rows, put)
    return graph


def read_units(store: Store, base_iri: str) -> PlanStructure:
    """Read the tree of units alone, which takes a small part of the time.

    Raises the store's errors.
    """
    graph = CausalGraph(PlanStructure())
    _put_all(graph, BulkReader(store, base_iri).rows("unit-tree"), _unit)
    return graph.plan


def refresh(
    graph: CausalGraph, store: Store, base_iri: str, graphs: Sequence[str], subjects: Iterable[str]
) -> None:
    """Bring a graph up to date for resources of which a statement was added or removed."""
    wanted = sorted(set(subjects))
    if not wanted:
        return
    reader = BulkReader(store, base_iri, graphs)
    graph.derived.clear()
    for name, put in _PUTS.items():
        known = questions.get(f"causal-{name}").parameters[0].name
        found = {key: list(rows) for key, rows in _by(known, reader.rows(name, wanted))}
        for subject in wanted:
            put(graph, subject, found.get(subject, []))
    for one in graph.beside.values():
        one.refresh(graph, store, base_iri, graphs, wanted)


def _put_all(
    graph: CausalGraph, rows: Iterator[Row], put: Callable[[CausalGraph, str, list[Row]], None]
) -> None:
    first = next(rows, None)
    if first is None:
        return
    key = next(iter(first))
    put_rows = [first]
    for subject, group in _by(key, rows):
        found = list(group)
        if put_rows and put_rows[0][key] == subject:
            found = put_rows + found
            put_rows = []
        elif put_rows:
            put(graph, put_rows[0][key], put_rows)
            put_rows = []
        put(graph, subject, found)
    if put_rows:
        put(graph, put_rows[0][key], put_rows)


def _by(key: str, rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    return groupby(rows, key=lambda row: row[key])


def _element(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    if not rows and graph.number(iri) is None:
        return
    names = {row["class"].removeprefix(LM) for row in rows}
    kind = _CLASSES[min(names, key=lambda name: _RANK[name])] if names else ""
    stages = sorted(row["stage"].removeprefix(f"{CODE}stage/") for row in rows if row["stage"])
    if kind == "outcome-unstated" and stages and stages[0] in KINDS:
        kind = stages[0]
    graph.put_element(iri, kind, {row["model"] for row in rows})


def _model(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    row = rows[0] if rows else None
    graph.put_model(iri, row["owner"] if row else None, year(row["year"]) if row else None)


def _steps(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    if rows or graph.number(iri) is not None:
        graph.put_steps(iri, [row["to"] for row in rows])


def _link(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    ends = (rows[0]["from"], rows[0]["to"]) if rows else None
    step = (
        LinkFigures(_float(rows[0]["share"]), _float(rows[0]["confidence"]))
        if rows
        else LinkFigures()
    )
    graph.put_link(iri, ends, step)


def _indicator(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    graph.put_indicator(iri, {row["element"] for row in rows})


def _member(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    above = {row["above"] for row in rows if row["above"]}
    classes = {row["class"].removeprefix(LM) for row in rows}
    graph.plan.put_member(iri, classes, above, min((row["number"] for row in rows), default=""))


def _units(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    found: dict[str, bool] = {}
    for row in rows:
        found[row["unit"]] = found.get(row["unit"], False) or row["lead"] == "true"
    if found or iri in graph.plan.lead_units:
        graph.plan.put_units(iri, found)


def _unit(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    kinds = sorted(row["kind"].removeprefix(f"{CODE}unit-kind/") for row in rows)
    above = {row["above"] for row in rows if row["above"]}
    graph.plan.put_unit(iri, kinds[0] if kinds else "", above)


def _money(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    row = rows[0] if rows else None
    of = year(row["year"]) if row else None
    entry = None
    if row and of is not None:
        entry = row["program"], of, Amount(number(row["planned"]), number(row["executed"]))
    graph.plan.put_budget(iri, entry)


def _record(graph: CausalGraph, iri: str, rows: list[Row]) -> None:
    graph.plan.put_record(iri, rows[0]["record"] if rows else None)


_PUTS: dict[str, Callable[[CausalGraph, str, list[Row]], None]] = {
    "elements": _element,
    "models": _model,
    "steps": _steps,
    "links": _link,
    "indicators": _indicator,
    "tree": _member,
    "units": _units,
    "money": _money,
    "records": _record,
    "unit-tree": _unit,
}


def _float(word: str) -> float | None:
    value = number(word)
    return None if value is None else float(value)
