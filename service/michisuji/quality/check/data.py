"""The data of a check, and the same data in an Oxigraph store in memory for pySHACL.

pySHACL on such a store runs SPARQL constraints natively, nine times as fast as on an rdflib graph.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from michisuji import questions, resources
from michisuji.errors import QueryTimeout
from michisuji.importers.own_terms import read_terms
from michisuji.own import NOTHING, Own
from michisuji.quality.shacl import SnapshotSource, Source, StoreSource
from michisuji.store.snapshot import in_memory, snapshot
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph

    from michisuji.store import Store

N_TRIPLES = "application/n-triples"
#: A whole database takes longer to read than a page may; the engine's own limit may be lower.
READ_TIMEOUT_S = 600.0
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_TYPE, _CLASS = PREFIXES["rdf"] + "type", PREFIXES["owl"] + "Class"
_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_DOMAINS = (PREFIXES["rdfs"] + "domain", PREFIXES["schema"] + "domainIncludes")


def from_graph(graph: Graph) -> ox.Store:
    """Return a store that holds an rdflib graph."""
    import pyoxigraph as ox

    data = ox.Store()
    data.load(
        graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES, lenient=True
    )
    add_subclasses(data)
    return data


def from_store(store: Store, predicates: Iterable[str], added: Own = NOTHING) -> ox.Store:
    """Return an in-memory store with the current statements of ``predicates``.

    They are read predicate by predicate: reading the whole national review takes longer than an
    engine's time limit for one query (10 s), each part a second or so. A concurrent write may be
    seen in part. Raises QueryTimeout when the engine cuts a part short, and the store's own errors.
    """
    import pyoxigraph as ox

    data = ox.Store()
    for predicate in sorted(predicates):
        _read_predicate(store, predicate, data)
    add_subclasses(data, added)
    return data


def _read_predicate(store: Store, predicate: str, data: ox.Store) -> None:
    import pyoxigraph as ox

    query = questions.get("facts-of-predicate").bind("", {"predicate": predicate})
    result = store.raw(query, N_TRIPLES, timeout_s=READ_TIMEOUT_S)
    with tempfile.TemporaryFile() as file:
        for chunk in result.chunks:
            file.write(chunk)
        file.seek(0)
        try:
            data.bulk_load(file, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        except SyntaxError as error:  # the engine ends a cancelled answer with a line of text
            raise QueryTimeout(
                f"点検するデータを制限時間内に読み切れませんでした({predicate})",
                f"the data to check could not be read completely ({predicate}): {error}",
                hint_ja="MICHISUJI_QUERY_TIMEOUT_S を大きくしてください",
                hint_en="raise MICHISUJI_QUERY_TIMEOUT_S",
            ) from error


def from_source(source: Source, predicates: Iterable[str], added: Own = NOTHING) -> ox.Store:
    """Return a separate in-memory store with the data of ``source``, for pySHACL."""
    import pyoxigraph as ox

    if isinstance(source, StoreSource):
        return from_store(source.store, predicates, added)
    assert isinstance(source, SnapshotSource)
    data = ox.Store()
    for graph in source.graphs or (ox.DefaultGraph(),):
        quads = source.data.quads_for_pattern(None, None, None, graph)
        data.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    add_subclasses(data, added)
    return data


def source_of(
    data: Store | Graph | ox.Store, *, whole: bool = False, graphs: Sequence[str] = ()
) -> Source:
    """Return a source over a store, an rdflib graph or an Oxigraph store.

    ``whole`` is for a check of everything: it takes a copy in memory if that pays. ``graphs``
    replace the default graph ("as of year N").
    """
    import pyoxigraph as ox
    from rdflib import Graph

    if isinstance(data, Graph):
        return SnapshotSource(from_graph(data))
    if isinstance(data, ox.Store):
        return SnapshotSource(data)
    here = snapshot(data)
    if here is None:
        return StoreSource(data, graphs)
    copy = in_memory(here, graphs) if whole else None
    return SnapshotSource(here.data, graphs, held=here) if copy is None else SnapshotSource(copy)


def add_subclasses(data: ox.Store, added: Own = NOTHING) -> None:
    """Add the ontology's subclasses that ``sh:class`` and ``sh:targetClass`` need."""
    import pyoxigraph as ox

    def node(iri: str) -> ox.NamedNode:
        return ox.NamedNode(iri)

    data.extend(ox.Quad(node(c), node(_SUBCLASS), node(above)) for c, above in _pairs(added))


@lru_cache(maxsize=16)
def subclasses(added: Own = NOTHING) -> Mapping[str, frozenset[str]]:
    """Return class → all its subclasses, according to the bundled ontology."""
    direct: dict[str, set[str]] = {}
    for class_, above in _pairs(added):
        direct.setdefault(above, set()).add(class_)

    def below(class_: str, above: frozenset[str] = frozenset()) -> frozenset[str]:
        own = direct.get(class_, set()) - above  # a circle ends where it began
        return frozenset(own).union(*(below(c, above | {class_}) for c in own))

    return {class_: below(class_) for class_ in direct}


@lru_cache(maxsize=16)
def term_labels(added: Own = NOTHING) -> Mapping[str, Mapping[str, str]]:
    """Term or code → language → its label, with those of the terms that a city has added."""
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal):
                names = found.setdefault(quad.subject.value, {})
                names[quad.object.language or ""] = quad.object.value
    for s, p, o in read_terms(added).graph:
        if str(p) in _LABELS:
            found.setdefault(str(s), {})[getattr(o, "language", None) or ""] = str(o)
    return found


@lru_cache(maxsize=16)
def known_classes(added: Own = NOTHING) -> frozenset[str]:
    """Return the classes of our ontology, and those of ORG and QB that it has properties for."""
    classes = {s for s, p, o in _statements() if (p, o) == (_TYPE, _CLASS) and s.startswith(LM)}
    domains = {o for s, p, o in _statements() if p in _DOMAINS and s.startswith(LM)}
    classes |= {c for c in domains if c.startswith((PREFIXES["org"], PREFIXES["qb"]))}
    classes |= {s for s, p, o in _statements() if p == _SUBCLASS and o in classes}
    return frozenset(classes | {s for s, p, o in _added(added) if (p, o) == (_TYPE, _CLASS)})


@lru_cache(maxsize=16)
def _pairs(added: Own) -> tuple[tuple[str, str], ...]:
    """(class, the class above it) of our own terms and of those that a city has added."""
    own = tuple((s, o) for s, p, o in _statements() if p == _SUBCLASS and s.startswith(LM))
    return own + tuple((s, o) for s, p, o in _added(added) if p == _SUBCLASS)


def _added(added: Own) -> Iterator[tuple[str, str, str]]:
    """Return what the terms that a city has added say of IRIs by IRIs."""
    for s, p, o in read_terms(added).graph:
        yield str(s), str(p), str(o)


@cache
def _statements() -> tuple[tuple[str, str, str], ...]:
    """Return the ontology's statements between IRIs."""
    import pyoxigraph as ox

    found = []
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found.append((quad.subject.value, quad.predicate.value, quad.object.value))
    return tuple(found)
