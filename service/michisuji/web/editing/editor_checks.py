"""Checks of what an editor sends, before it is written: its target, and what it would break.

It may add no violation of a rule of structure, nor use a data set name that imports refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji.editing import structure
from michisuji.errors import Refused
from michisuji.importers import dataset_names
from michisuji.store import updates
from michisuji.vocabulary import parse_graph_iri
from michisuji.web.context import current_settings

if TYPE_CHECKING:
    from michisuji.store import Store


def check_graph(iri: str, *, is_new: bool = True) -> None:
    """Raise Refused for a graph of the store's own, BadInput for an invalid data set name.

    An existing graph with such a name may still be removed.
    """
    if updates.is_own(iri):
        raise Refused(
            "このグラフはデータベース自身のもので、書き換えられません",
            "this graph is the store's own and cannot be written",
        )
    name = parse_graph_iri(current_settings().base_iri, iri)
    if is_new and name is not None:
        dataset_names.check(unquote(name.dataset))


def check_put(store: Store, graph: str | None, triples: str) -> None:
    """Check N-Triples that are to replace a graph.

    Raises Malformed.
    """
    structure.check_put(store, current_settings().base_iri, graph, triples)


def check_change(store: Store, graph: str | None, added: str, removed: str = "") -> None:
    """Check N-Triples that are to be added to, and removed from, a graph, by itself.

    Raises Malformed.
    """
    graphs = (graph,) if graph else ()
    structure.check_change(store, current_settings().base_iri, graphs, added, removed)
