"""Reading "as of fiscal year N": which graphs make up that year's state."""

from __future__ import annotations

from michisuji.errors import NotFound
from michisuji.questions.catalogue import run
from michisuji.store.protocol import Store
from michisuji.vocabulary import parse_graph_iri


def graphs_as_of(store: Store, base_iri: str, year: int) -> tuple[str, ...]:
    """The graphs of that fiscal year and the timeless ones, of every dataset.

    Raises NotFound, naming the years there are, when no dataset has a graph of that year.
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
