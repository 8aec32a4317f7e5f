"""The statements of a data set's graphs, indexed for reading."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from michisuji.errors import TooLarge
from michisuji.questions import run
from michisuji.vocabulary import PREFIXES, GraphName, parse_graph_iri

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.protocol import Store

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TYPE = PREFIXES["rdf"] + "type"


@lru_cache(maxsize=512)
def full(prefixed: str) -> str:
    """Return the IRI of a prefixed name, such as ``lm:Program``."""
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local


class Statements:
    """The statements of one graph: subject → property → values, and class → subjects."""

    def __init__(self, triples: Set[ox.Triple] = frozenset()) -> None:
        self.triples = triples
        self._values: dict[str, dict[str, list[Term]]] = {}
        self._classes: dict[str, list[str]] = {}
        for triple in self.triples:
            subject, predicate = str(getattr(triple.subject, "value", "")), triple.predicate.value
            self._values.setdefault(subject, {}).setdefault(predicate, []).append(triple.object)
            if predicate == _TYPE:
                self._classes.setdefault(getattr(triple.object, "value", ""), []).append(subject)

    def __contains__(self, subject: str) -> bool:
        return subject in self._values

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of a property, named like ``lm:number``."""
        return self._values.get(subject, {}).get(full(predicate), [])

    def of_class(self, class_name: str) -> list[str]:
        """Return the subjects of a class, named like ``lm:Program``, in the order of their IRIs."""
        return sorted(self._classes.get(full(class_name), []))

    def pairs(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """Yield subject and value of every statement of a property."""
        iri = full(predicate)
        for subject, found in self._values.items():
            for value in found.get(iri, []):
                yield subject, value

    def grouped(self, class_name: str, predicate: str) -> dict[str, list[str]]:
        """Return the value of a property → the subjects of a class that have it."""
        out: dict[str, list[str]] = defaultdict(list)
        for subject in self.of_class(class_name):
            for value in self.values(subject, predicate):
                out[str(getattr(value, "value", ""))].append(subject)
        return out


def triples_of(content: bytes) -> set[ox.Triple]:
    """Return the statements of N-Triples."""
    import pyoxigraph as ox

    return {quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)}


def datasets(store: Store, base_iri: str) -> set[str]:
    """Return the names of the data sets that have graphs."""
    rows = run(store, "graphs", base_iri=base_iri).rows
    names = (parse_graph_iri(base_iri, str(graph)) for (graph,) in rows)
    return {name.dataset for name in names if name is not None}


def read_graphs(
    store: Store, dataset: str, base_iri: str, most_bytes: int = sys.maxsize
) -> dict[GraphName, Statements]:
    """Return the graphs of a data set by name, read whole, one request each.

    Raises TooLarge if they are more than ``most_bytes`` of N-Triples.
    """
    out, left = {}, most_bytes
    for (graph,) in run(store, "graphs", base_iri=base_iri).rows:
        name = parse_graph_iri(base_iri, str(graph))
        if name is not None and name.dataset == dataset:
            chunks = []
            for chunk in store.read_graph(str(graph)):
                chunks.append(chunk)
                if (left := left - len(chunk)) < 0:
                    raise _too_large(dataset, most_bytes)
            out[name] = Statements(triples_of(b"".join(chunks)))
    return out


def _too_large(dataset: str, most_bytes: int) -> TooLarge:
    return TooLarge(
        f"データセット「{dataset}」は大きすぎて、ここでは読み出せません(上限は{most_bytes:,}バイト)",
        f"the data set '{dataset}' is too large to be read here ({most_bytes:,} bytes at most)",
        hint_ja="michisuji template または michisuji export を使ってください",
        hint_en="use michisuji template or michisuji export",
    )
