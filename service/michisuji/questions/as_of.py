"""The graphs that make up the state "as of fiscal year N"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from michisuji.errors import NotFound
from michisuji.questions.catalogue import run
from michisuji.sparql_tokens import tokens
from michisuji.store.protocol import Store
from michisuji.vocabulary import parse_graph_iri


def graphs_as_of(
    store: Store, base_iri: str, year: int, datasets: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the graphs of that fiscal year and the timeless ones, of ``datasets`` (none: all).

    Raises NotFound, listing the available years, when no dataset has a graph of that year.
    """
    timeless: list[str] = []
    years: dict[int, list[str]] = {}
    for (graph,) in run(store, "graphs", base_iri=base_iri).rows:
        name = parse_graph_iri(base_iri, str(graph))
        if name is None or name.provenance or (datasets and name.dataset not in datasets):
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
            hint_en=f"available years:  {known}",
        )
    return (*timeless, *years[year])


def with_graphs(query: str, graphs: Sequence[str]) -> str:
    """Return the query with ``graphs`` as its default graph, in FROM clauses before its WHERE.

    Raises ValueError if the outermost pattern of the query does not begin with WHERE.
    """
    if not graphs:
        return query
    clauses, depth = "".join(f"FROM <{graph}>\n" for graph in graphs), 0
    for token in tokens(query):
        depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
        if depth == 0 and token.is_word("WHERE"):
            return query[: token.start] + clauses + query[token.start :]
    raise ValueError("the query has no WHERE")
