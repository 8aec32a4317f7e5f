"""Resources that refer to an opened one in the drafts: observations, links, their versions."""

from __future__ import annotations

from collections.abc import Iterable

from michisuji import questions
from michisuji.editing import Quad
from michisuji.editing.forms.hanging import PARTS
from michisuji.vocabulary import LM, parse_graph_iri
from michisuji.web.context import current_settings, current_store
from michisuji.web.forms.classes import kind_label
from michisuji.web.forms.naming import names_of
from michisuji.web.forms.opened import OpenedResource, editing

#: Properties by which something belongs to a resource.
_ATTACHED = PARTS - {LM + "ofIndicator", LM + "focusNode"} | {LM + "indicates"}


def references(iri: str) -> list[tuple[str, str, str]]:
    """Return (subject, property, graph) of what refers to a resource, at most 1,001."""
    base = current_settings().base_iri
    rows = questions.run(current_store(), "referring", {"node": iri}, base_iri=base).rows
    names = ((row, parse_graph_iri(base, str(row[2]))) for row in rows)
    return [(str(s), str(p), str(g)) for (s, p, g), name in names if name and not name.provenance]


def attached(opened: OpenedResource) -> list[tuple[str, str, str]]:
    """Return (kind, name, IRI) of what belongs to a resource and has a form of its own.

    An indicator's values are in its grid, the elements' indicators with the elements.
    """
    found = references(opened.iri)
    of_it = {s for s, prop, graph in found if prop in _ATTACHED and graph in opened.graphs}
    names = names_of(of_it)
    return sorted((kind_label(iri), names[iri], iri) for iri in of_it)


def observations_of(opened: OpenedResource) -> dict[str, frozenset[Quad]]:
    """Return the observations of an indicator, each with what is said of it."""
    found = references(opened.iri)
    subjects = {subject for subject, prop, _ in found if prop == LM + "ofIndicator"}
    return {iri: editing().description(iri, opened.year).quads for iri in sorted(subjects)}


def other_links(opened: OpenedResource, after: Iterable[Quad]) -> frozenset[tuple[str, str]]:
    """Return the edges (both ends) for which other links than the opened one stand."""
    starts = {str(q.object) for q in {*opened.quads, *after} if str(q.predicate) == LM + "from"}
    found = set[tuple[str, str]]()
    for start in starts:
        for link, prop, graph in references(start):
            if prop != LM + "from" or link == opened.iri or graph != opened.graphs[1]:
                continue
            quads = editing().description(link, opened.year).quads
            found |= {(start, str(q.object)) for q in quads if str(q.predicate) == LM + "to"}
    return frozenset(found)


def versions_of(iris: Iterable[str]) -> dict[str, str]:
    """Return the version of each resource that there is."""
    found = {iri: editing().description(iri) for iri in sorted(iris)}
    return {iri: one.version for iri, one in found.items() if one.quads}
