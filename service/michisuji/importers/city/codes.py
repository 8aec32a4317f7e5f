"""The labels of the ontology's code lists, by which staff choose."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from michisuji import resources
from michisuji.languages import Text
from michisuji.vocabulary import CODE


@cache
def code_labels(scheme: str) -> Mapping[str, Text]:
    """Return code → label of a code list (``unit-kind``) in its own order; {} if there is none."""
    return _lists().get(scheme, {})


@cache
def _lists() -> Mapping[str, Mapping[str, Text]]:
    """Return scheme → code → label of all code lists."""
    from rdflib import SKOS, Graph, Literal, URIRef

    from michisuji.vocabulary import LM

    graph = Graph(bind_namespaces="none")
    graph.parse(resources.folder("ontology") / "codes.ttl", format="turtle")
    order = URIRef(LM + "order")
    found: dict[str, list[tuple[int, str, Text]]] = {}
    for concept in graph.subjects(SKOS.inScheme, None):
        scheme, _, code = str(concept).removeprefix(CODE).partition("/")
        said = [o for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, Literal)]
        place = int(str(graph.value(concept, order, default=Literal(0))))
        label = {str(text.language): str(text) for text in said}
        found.setdefault(scheme, []).append((place, code, label))
    return {
        scheme: {code: label for _, code, label in sorted(codes, key=lambda c: c[:2])}
        for scheme, codes in found.items()
    }
