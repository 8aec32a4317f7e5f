"""A city's own terms: an extension of the ontology, in a namespace of the city's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from michisuji.messages import text
from michisuji.own import NOTHING, Fault, Own, OwnFile
from michisuji.vocabulary import CODE, LM, PROFILE, RULE

if TYPE_CHECKING:
    from rdflib import Graph

_OURS = (LM, CODE, RULE, PROFILE)


@dataclass(frozen=True)
class Terms:
    """A city's own terms: their graph, the files used, and the faults of the others."""

    graph: Graph
    files: tuple[OwnFile, ...]
    faults: tuple[Fault, ...]


@lru_cache(maxsize=16)
def read_terms(own: Own = NOTHING) -> Terms:
    """Read the terms; a file that is not Turtle, or describes our terms, becomes a fault."""
    import pyoxigraph as ox
    from rdflib import Graph

    from michisuji.store.rdf_terms import graph_of

    graph = Graph(bind_namespaces="none")
    used: list[OwnFile] = []
    faults: list[Fault] = []
    for file in own.ontology:
        try:
            quads = list(ox.parse(file.text, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            faults.append(file.fault(text("own.fault.not_rdf", error=error), line))
            continue
        named = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
        ours = sorted(iri for iri in named if iri.startswith(_OURS))
        if ours:
            told = text("own.fault.of_ours", iri=ours[0])
            faults.append(file.fault(told, file.line_of(ours[0])))
            continue
        used.append(file)
        graph_of(quads, graph)
    return Terms(graph, tuple(used), tuple(faults))
