"""The model of a shapes graph, and of validation results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.terms import sh

if TYPE_CHECKING:
    from rdflib import URIRef
    from rdflib.term import Node

    from michisuji.quality.shacl.paths import Path
    from michisuji.quality.shacl.sparql import Select


@dataclass(frozen=True)
class Target:
    """The nodes that a shape applies to; ``kind`` is class, node, subjectsOf or objectsOf."""

    kind: str
    term: Node


@dataclass(frozen=True)
class Constraint:
    """One constraint: ``component`` is the local name without ConstraintComponent.

    ``value`` is the parameter: a term, a number, a tuple of terms or of shapes (by node), or a
    compiled :class:`Select`.
    """

    component: str
    value: Any
    node: Node | None = None

    @property
    def iri(self) -> URIRef:
        """The component's IRI, as in results."""
        return sh(self.component + "ConstraintComponent")


@dataclass(frozen=True)
class Shape:
    """A node shape, or with ``path`` a property shape."""

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: Node
    deactivated: bool = False


@dataclass(frozen=True)
class Shapes:
    """A parsed shapes graph; ``roots`` are the shapes with targets, in a stable order.

    ``handed`` gives the reason for each root that this engine does not support: pySHACL's part.
    """

    by_node: Mapping[Node, Shape] = field(repr=False)
    roots: tuple[Shape, ...]
    handed: Mapping[Node, str]


@dataclass(frozen=True)
class Result:
    """One sh:ValidationResult; ``path`` is a predicate's IRI or a SPARQL property path."""

    focus_node: Node
    component: Node
    source_shape: Node
    constraint: Node | None = None
    path: str | None = None
    value: Node | None = None
    severity: Node | None = None


__all__ = ["Constraint", "Result", "Select", "Shape", "Shapes", "Target"]
