"""The graphs that make up the state "as of fiscal year N"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from michisuji.errors import NotFound
from michisuji.questions.catalogue import run
from michisuji.store.protocol import Store
from michisuji.vocabulary import parse_graph_iri


def graphs_as_of(store: Store, base_iri: str, year: int) -> tuple[str, ...]:
    """Return the graphs of that fiscal year and the timeless ones, of every dataset.

    Raises NotFound, listing the available years, when no dataset has a graph of that year.
    """
    timeless: list[str] = []
    years: dict[int, list[str]] = {}
    for (graph,) in run(store, "graphs", base_iri=base_iri).rows:
        name = parse_graph_iri(base_iri, str(graph))
        if name is None or name.provenance:
            continue
        if name.year is None:
            timeless.append(str(graph))
        else:
            years.setdefault(name.year, []).append(str(graph))
    if year not in years:
        known = ", ".join(map(str, sorted(years))) or "-"
        raise NotFound(
            f"{year}年度の状態はありません",
            f"there is no state of fiscal year {year}",
            hint_ja=f"ある年度: {known}",
            hint_en=f"years there are: {known}",
        )
    return (*timeless, *years[year])


_WHERE = re.compile(r"^WHERE\b", re.MULTILINE)


def with_graphs(query: str, graphs: Sequence[str]) -> str:
    """Return the query with ``graphs`` as its default graph, in FROM clauses before its first
    WHERE.

    In our question files WHERE of the outermost query begins a line. Raises ValueError otherwise.
    """
    if not graphs:
        return query
    clauses = "".join(f"FROM <{graph}>\n" for graph in graphs)
    found, count = _WHERE.subn(lambda where: clauses + where[0], query, count=1)
    if not count:
        raise ValueError("no line of the query begins with WHERE")
    return found
