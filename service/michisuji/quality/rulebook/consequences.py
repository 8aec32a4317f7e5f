"""Rules by which findings follow from others: the statements of shapes/causes.ttl, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from michisuji.quality.rulebook.rules import shapes_graph
from michisuji.vocabulary import CODE, LM

#: How the cause's node is related to the symptom's, the closest first: a finding that follows from
#: several is attached to the closest.
RELATIONS = (
    "same-node",
    "element",
    "downstream",
    "same-circle",
    "same-program",
    "program-of-measure",
)


@dataclass(frozen=True, order=True)
class Consequence:
    """A rule that findings of ``symptom`` follow from those of ``cause`` on related nodes.

    ``symptom`` and ``cause`` are IRIs of rules or of their parts; ``given`` is a rule of which the
    same program must have a finding too.
    """

    symptom: str
    relation: str
    cause: str
    given: str | None = None


@cache
def consequences() -> tuple[Consequence, ...]:
    """Return all consequences, in a stable order."""
    from rdflib import RDF, URIRef

    graph = shapes_graph()
    found = []
    for node in graph.subjects(RDF.type, URIRef(LM + "Consequence")):
        symptom, cause, relation, given = (
            str(graph.value(node, URIRef(LM + name)) or "")
            for name in ("symptomRule", "causeRule", "nodeRelation", "givenRule")
        )
        relation = relation.removeprefix(CODE + "node-relation/")
        found.append(Consequence(symptom, relation, cause, given or None))
    return tuple(sorted(found, key=lambda c: (c.symptom, c.relation, c.cause, c.given or "")))


@cache
def by_symptom() -> Mapping[str, tuple[Consequence, ...]]:
    """Return rule or part → what its findings may follow from."""
    found: dict[str, list[Consequence]] = {}
    for consequence in consequences():
        found.setdefault(consequence.symptom, []).append(consequence)
    return {symptom: tuple(items) for symptom, items in found.items()}
