"""Statements as text: N-Quads in a canonical form, and the version of a description."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from michisuji.editing.changes import Quad

if TYPE_CHECKING:
    from rdflib.term import Node


def n3(term: Node) -> str:
    """Return a term as N-Triples write it, a literal's text unchanged."""
    from michisuji.store.rdf_terms import oxigraph_term

    return str(oxigraph_term(term))


def triple(quad: Quad) -> str:
    """Return ``subject predicate object`` in N-Triples, without an end."""
    return " ".join(map(n3, quad[:3]))


def lines(quads: Iterable[Quad]) -> list[str]:
    """Return N-Quads lines, sorted."""
    return sorted(f"{triple(quad)} <{quad.graph}> .\n" for quad in quads)


def version(quads: Iterable[Quad]) -> str:
    """Return the version of a description: the SHA-256 of its N-Quads, hexadecimal."""
    return hashlib.sha256("".join(lines(quads)).encode()).hexdigest()


def parsed(text: str, *, strict: bool = False) -> frozenset[Quad]:
    """Return the statements of N-Quads; former properties become today's.

    ``strict``: the text is not one that :func:`lines` wrote; raises SyntaxError, and ValueError for
    a statement without a graph.
    """
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_converter
    from michisuji.vocabulary.renamed import Renamed, as_of_today

    term: Any = oxigraph_converter()
    renamed = Renamed()
    found = set[Quad]()
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS, lenient=not strict):
        q = as_of_today(quad, renamed) if strict else quad
        if not isinstance(q.graph_name, ox.NamedNode):
            raise ValueError(f"a statement without a graph: {q}")
        found.add(Quad(term(q.subject), term(q.predicate), term(q.object), q.graph_name.value))
    return frozenset(found)
