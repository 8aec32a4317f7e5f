"""Steps through a graph: the connection between a shape's focus node and what it reads."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji.quality.shacl.paths import Path
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

RDF_TYPE = PREFIXES["rdf"] + "type"
SUBCLASS = PREFIXES["rdfs"] + "subClassOf"

Triple = tuple["Node", "Node", "Node"]


class Unbounded(ValueError):
    """Raised for reads not connected to the focus node; the message says why."""


@dataclass(frozen=True)
class Step:
    """A step from a node along one of some predicates (none: any), forward or backward.

    A ``repeated`` step is taken any number of times, or not at all.
    """

    predicates: tuple[str, ...] = ()
    forward: bool = True
    repeated: bool = False

    def reversed(self) -> Step:
        """Return the same step in the other direction."""
        return Step(self.predicates, not self.forward, self.repeated)

    def takes(self, predicate: str) -> bool:
        """Return True if the step may follow the predicate."""
        return not self.predicates or predicate in self.predicates


Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Chain:
    """The steps from a focus node to a triple that is read; the last step is that triple.

    ``end`` is the term at the triple's far end, if the shape names it.
    """

    steps: Steps
    end: Node | None = None


@dataclass(frozen=True)
class Loose:
    """Triples that are read wherever they are: a change to one affects all focus nodes."""

    predicates: tuple[str, ...] = ()

    def takes(self, predicate: str) -> bool:
        """Return True if a triple with this predicate is one of them."""
        return not self.predicates or predicate in self.predicates


@dataclass(frozen=True)
class Reads:
    """Everything that one shape reads for a focus node."""

    chains: frozenset[Chain] = frozenset()
    loose: frozenset[Loose] = frozenset()
    #: Shapes whose results this one gives → the ways from its focus nodes to theirs.
    reports: dict[Node, frozenset[Steps]] = field(default_factory=dict, hash=False)

    def before(self, way: Steps) -> Iterable[Chain]:
        """Yield the chains of the same reads, with ``way`` in front of each."""
        return (Chain(way + chain.steps, chain.end) for chain in self.chains)


def one(*predicates: str, forward: bool = True, repeated: bool = False) -> Step:
    """Return a step along one of the predicates."""
    return Step(tuple(sorted(predicates)), forward, repeated)


def ways(path: Path) -> frozenset[Steps]:
    """Return the ways along which a property path may lead.

    Raises Unbounded for a repeated sequence.
    """
    return frozenset(_ways(path.pushed()))


def _ways(path: Path) -> Iterable[Steps]:
    if path.kind == "predicate":
        return [(one(path.iri),)]
    if path.kind == "inverse":
        return [(one(path.parts[0].iri, forward=False),)]
    if path.kind == "sequence":
        parts = [list(_ways(part)) for part in path.parts]
        return [tuple(itertools.chain(*way)) for way in itertools.product(*parts)]
    if path.kind == "alternative":
        return merged(way for part in path.parts for way in _ways(part))
    inner = list(_ways(path.parts[0]))
    return [(), *inner] if path.kind == "?" else repeated(inner)


def merged(found: Iterable[Steps]) -> list[Steps]:
    """Merge one-step ways in the same direction into one: a choice of predicates."""
    simple: dict[bool, set[str]] = {}
    rest = []
    for way in found:
        if len(way) == 1 and way[0].predicates and not way[0].repeated:
            simple.setdefault(way[0].forward, set()).update(way[0].predicates)
        else:
            rest.append(way)
    return [*((one(*names, forward=ahead),) for ahead, names in simple.items()), *rest]


def repeated(found: Iterable[Steps]) -> list[Steps]:
    """Return the ways taken any number of times."""
    inner = [way for way in merged(found) if way]
    if len(inner) != 1 or len(inner[0]) != 1:
        raise Unbounded("a repeated path of more than one step")
    step = inner[0][0]
    return [(Step(step.predicates, step.forward, True),)]


def prefixes(found: Iterable[Steps]) -> frozenset[Chain]:
    """Return a chain to each triple on the ways."""
    return frozenset(Chain(way[:n]) for way in found for n in range(1, len(way) + 1))
