"""The plain edge of a causal link: ``from lm:leadsTo to``, which questions follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from michisuji.editing.changes import Quad
from michisuji.editing.forms.filled import FormDifference
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from rdflib.term import Node

_FROM, _TO, LEADS_TO = LM + "from", LM + "to", LM + "leadsTo"


def plain_edges(
    before: Iterable[Quad], after: Iterable[Quad], kept: frozenset[tuple[str, str]] = frozenset()
) -> FormDifference:
    """Return the edges that come and go when a link's statements change.

    ``kept`` are the edges (IRIs of both ends) that other links still stand for.
    """
    old, new = _edges(before), _edges(after)
    gone = {quad for quad in old - new if (str(quad.subject), str(quad.object)) not in kept}
    return FormDifference(frozenset(new - old), frozenset(gone))


def _edges(quads: Iterable[Quad]) -> set[Quad]:
    from rdflib import URIRef

    ends: dict[str, dict[str, list[Node]]] = {}
    for quad in quads:
        if str(quad.predicate) in (_FROM, _TO) and isinstance(quad.object, URIRef):
            ends.setdefault(quad.graph, {}).setdefault(str(quad.predicate), []).append(quad.object)
    return {
        Quad(start, URIRef(LEADS_TO), end, graph)
        for graph, of in ends.items()
        for start in of.get(_FROM, ())
        for end in of.get(_TO, ())
    }
