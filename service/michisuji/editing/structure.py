"""The rules of structure, held against what an editor is about to change.

A change may add no violation. What is checked is each state that it touches, with its statements
about the nodes that the change names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.store import updates

if TYPE_CHECKING:
    from michisuji.store import Store


def check_put(store: Store, base_iri: str, graph: str | None, triples: str) -> None:
    """Check N-Triples that are to replace a graph.

    Raises Malformed.
    """
    after = _data(triples)
    if _added(_data(""), after, base_iri):
        before = b"".join(store.raw(updates.construct(graph), "application/n-triples").chunks)
        _compare(_data(before.decode()), after, base_iri)


def check_change(
    store: Store, base_iri: str, graphs: Sequence[str], added: str, removed: str = ""
) -> None:
    """Check N-Triples that are to be added to, and removed from, the state of some graphs.

    No graphs: the default graph. Raises Malformed.
    """
    new, old = _data(added), _data(removed)
    if not len(new) and not len(old):
        return
    before = _around(store, graphs, {*_nodes(new), *_nodes(old)})
    after = _data("")
    gone = {(q.subject, q.predicate, q.object) for q in old}
    after.extend(q for q in before if (q.subject, q.predicate, q.object) not in gone)
    after.extend(new)
    _compare(before, after, base_iri)


def _compare(before: Any, after: Any, base_iri: str) -> None:
    from michisuji.quality.check.structure import Malformed

    new = _added(before, after, base_iri)
    if new:
        raise Malformed(new)


def _added(before: Any, after: Any, base_iri: str) -> list[Any]:
    from michisuji.quality.check.data import source_of
    from michisuji.quality.check.structure import added

    return added(source_of(before), source_of(after), base_iri) if len(after) else []


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


def _around(store: Store, graphs: Sequence[str], nodes: set[str]) -> Any:
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_term

    data = ox.Store()
    make: Any = ox.Quad
    for query in questions.get("statements-around").bind_parts("", "node", nodes):
        rows = store.select(query, default_graphs=tuple(graphs)).rows
        data.extend(make(*map(oxigraph_term, row)) for row in rows)
    return data
