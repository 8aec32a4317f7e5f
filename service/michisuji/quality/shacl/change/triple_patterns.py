"""Triple patterns of SPARQL queries, including property paths, as steps."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.change.steps import Step, Steps, Unbounded, merged, one, repeated

if TYPE_CHECKING:
    from rdflib.term import Node


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: variables are ``?name``, everything else is a term."""

    start: str | Node
    steps: tuple[Steps, ...]
    end: str | Node
    #: The variable in the predicate position.
    predicate: str = ""

    def ends(self) -> set[str]:
        """Return the names of its variables, except the predicate's."""
        return {str(e)[1:] for e in (self.start, self.end) if is_variable(e)}


def is_variable(term: object) -> bool:
    """Return True if a position in a pattern is a variable."""
    return type(term) is str


def pattern_of(subject: Any, predicate: Any, object_: Any) -> Pattern:
    """Convert a triple of rdflib's algebra."""
    from rdflib import Variable
    from rdflib.term import BNode

    def place(term: Any) -> Any:
        return f"?{term}" if isinstance(term, (Variable, BNode)) else term

    name = str(predicate) if isinstance(predicate, (Variable, BNode)) else ""
    found = ((Step(),),) if name else tuple(_ways(predicate))
    return Pattern(place(subject), found, place(object_), name)


def _ways(path: Any) -> list[Steps]:
    from rdflib import URIRef, paths

    if isinstance(path, URIRef):
        return [(one(str(path)),)]
    if isinstance(path, paths.InvPath):
        return [tuple(s.reversed() for s in reversed(way)) for way in _ways(path.arg)]
    if isinstance(path, paths.SequencePath):
        parts = [_ways(part) for part in path.args]
        return [tuple(itertools.chain(*way)) for way in itertools.product(*parts)]
    if isinstance(path, paths.AlternativePath):
        return merged(way for part in path.args for way in _ways(part))
    if isinstance(path, paths.MulPath):
        inner = _ways(path.path)
        return [(), *inner] if path.mod == "?" else repeated(inner)
    raise Unbounded(f"a path that is not understood: {path}")
