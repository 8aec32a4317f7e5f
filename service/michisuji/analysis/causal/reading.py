"""Readers of the causal graph: the whole graph, or the part about a few changed resources."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.analysis.causal.graph import KINDS, CausalGraph, LinkFigures
from michisuji.analysis.causal.plan import Amount, PlanStructure
from michisuji.errors import QueryTimeout
from michisuji.literals import number, year
from michisuji.spreadsheets import csv_rows
from michisuji.store.failures import is_cancelled
from michisuji.store.snapshot import snapshot
from michisuji.vocabulary import CODE, LM

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store import Store

Row = dict[str, str]
#: A whole database takes longer to read than a page may take.
READ_TIMEOUT_S = 600.0
#: Resources named in one query.
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


class Reader:
    """A reader of the ``causal-…`` queries (or of another family), whose rows are sorted by key.

    The local engine's data are read in-process, so that the engine is not kept busy; another store
    is asked for CSV.
    """

    def __init__(
        self, store: Store, base_iri: str, graphs: Sequence[str] = (), family: str = "causal"
    ) -> None:
        self._store, self._base, self._graphs = store, base_iri, tuple(graphs)
        self._family = family
        self._here = snapshot(store)

    def rows(self, name: str, subjects: Iterable[str] = ()) -> Iterator[Row]:
        """Return the rows of ``{family}-{name}``; only those of ``subjects``, when given."""
        question = questions.get(f"{self._family}-{name}")
        wanted, key = tuple(subjects), question.parameters[0].name
        queries = (
            question.bind_parts(self._base, key, wanted) if wanted else [question.bind(self._base)]
        )
        names = [column.name for column in question.columns]
        found: list[Row] = []
        for query in queries:
            answer = self._csv(question.as_texts(query))
            _, *rows = csv_rows(io.StringIO(answer, newline=""))
            found += (dict(zip(names, row, strict=True)) for row in rows if row)
        found.sort(key=lambda row: row[key])
        return iter(found)

    def _csv(self, query: str) -> str:
        if self._here is not None:
            return self._from_data(self._here.data, query)
        result = self._store.raw(
            query, "text/csv", timeout_s=READ_TIMEOUT_S, default_graphs=self._graphs
        )
        body = b"".join(result.chunks)
        if is_cancelled(body[-512:], result.content_type):
            raise QueryTimeout(
                "分析のためのデータを、制限時間のうちに読み切れませんでした",
                "the data for the analyses could not be read within the time limit",
                hint_ja="エンジンの制限時間を延ばしてください",
                hint_en="raise the engine's time limit",
            )
        return body.decode()

    def _from_data(self, data: ox.Store, query: str) -> str:
        import pyoxigraph as ox

        graphs: Any = [ox.NamedNode(iri) for iri in self._graphs] or None
        solutions: Any = data.query(query, default_graph=graphs)
        told: bytes = solutions.serialize(format=ox.QueryResultsFormat.CSV)
        return told.decode()


def read(store: Store, base_iri: str, graphs: Sequence[str] = ()) -> CausalGraph:
    """Read the causal graph of a state of the store.

    Raises the store's errors.
    """
    graph = CausalGraph(PlanStructure())
    reader = Reader(store, base_iri, graphs)
    steps = list(reader.rows("steps"))
    graph.load_steps([row["from"] for row in steps], [row["to"] for row in steps])
    elements = list(reader.rows("elements"))
    graph.add_elements(row["element"] for row in elements)
    for name, put in _PUTS.items():
        if name != "steps":
            rows = iter(elements) if name == "elements" else reader.rows(name)
            _put_all(graph, rows, put)
    return graph


def refresh(
    graph: CausalGraph, store: Store, base_iri: str, graphs: Sequence[str], subjects: Iterable[str]
) -> None:
    """Bring a graph up to date for resources of which a statement was added or removed."""
    wanted = sorted(set(subjects))
    if not wanted:
        return
    reader = Reader(store, base_iri, graphs)
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
    graph.plan.put_member(iri, {row["class"].removeprefix(LM) for row in rows}, above)


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


_PUTS: dict[str, Callable[[CausalGraph, str, list[Row]], None]] = {
    "elements": _element,
    "models": _model,
    "steps": _steps,
    "links": _link,
    "indicators": _indicator,
    "tree": _member,
    "units": _units,
    "money": _money,
    "unit-tree": _unit,
}


def _float(word: str) -> float | None:
    value = number(word)
    return None if value is None else float(value)
