"""Checks of what an editor sends, before it is written: its target, and what it would break.

It may add no violation of a rule of structure, nor use a data set name that imports refuse.

Each graph is checked by itself, with its statements about the nodes that a change names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from michisuji import questions
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
    from michisuji.store.updates import construct

    after = _data(triples)
    if _faults(after):
        before = b"".join(store.raw(construct(graph), "application/n-triples").chunks)
        _compare(_data(before.decode()), after)


def check_change(store: Store, graph: str | None, added: str, removed: str = "") -> None:
    """Check N-Triples that are to be added to, and removed from, a graph.

    Raises Malformed.
    """
    new, old = _data(added), _data(removed)
    if not len(new) and not len(old):
        return
    before = _around(store, graph, {*_nodes(new), *_nodes(old)})
    after = _data("")
    gone = {(q.subject, q.predicate, q.object) for q in old}
    after.extend(q for q in before if (q.subject, q.predicate, q.object) not in gone)
    after.extend(new)
    _compare(before, after)


def _compare(before: Any, after: Any) -> None:
    from michisuji.quality.check.structure import Malformed, key

    known = {key(finding) for finding in _faults(before)}
    new = [finding for finding in _faults(after) if key(finding) not in known]
    if new:
        raise Malformed(new)


def _faults(data: Any) -> list[Any]:
    from michisuji.quality.check.data import source_of
    from michisuji.quality.check.structure import findings

    return findings(source_of(data), current_settings().base_iri) if len(data) else []


def _data(triples: str) -> Any:
    import pyoxigraph as ox

    data = ox.Store()
    data.load(triples.encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return data


def _nodes(data: Any) -> Iterable[str]:
    import pyoxigraph as ox

    for quad in data:
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode):
                yield term.value


def _around(store: Store, graph: str | None, nodes: set[str]) -> Any:
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_term

    data = ox.Store()
    make: Any = ox.Quad
    for query in questions.get("statements-around").bind_parts("", "node", nodes):
        rows = store.select(query, default_graphs=(graph,) if graph else ()).rows
        data.extend(make(*map(oxigraph_term, row)) for row in rows)
    return data
