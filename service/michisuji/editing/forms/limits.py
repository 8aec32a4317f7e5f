"""Demands of the shapes on a property of a class: its count, a pattern, a range.

Only property shapes with a plain path are read: what else a rule asks, the check tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from michisuji.literals import number
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = PREFIXES["sh"]


@dataclass(frozen=True)
class Demanded:
    """The demands on a property; ``rule`` is the id of the first rule that makes one."""

    rule: str = ""
    least_count: int = 0
    most_count: int | None = None
    pattern: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int | None = None

    def and_(self, other: Demanded) -> Demanded:
        """Return both demands as one."""
        counts = [c for c in (self.most_count, other.most_count) if c is not None]
        return Demanded(
            self.rule or other.rule,
            max(self.least_count, other.least_count),
            min(counts, default=None),
            self.pattern or other.pattern,
            self.least if self.least is not None else other.least,
            self.most if self.most is not None else other.most,
            self.longest if self.longest is not None else other.longest,
        )


#: (class, property) → what is asked.
Demands = Mapping[tuple[str, str], Demanded]


@lru_cache(maxsize=16)
def demands(added: str = "") -> Demands:
    """Return what all rules ask, with those of the city's own files (``added``: the setting)."""
    from michisuji.quality.rulebook.rules import rulebook

    return read_demands(rulebook(added).graph)


def read_demands(graph: Graph) -> Demands:
    """Return what the shapes of a graph ask."""
    from rdflib import URIRef

    found: dict[tuple[str, str], Demanded] = {}
    for rule, shape in graph.subject_objects(URIRef(_SH + "property")):
        asked = _asked(graph, rule, shape)
        for path in graph.objects(shape, URIRef(_SH + "path")):
            if not isinstance(path, URIRef):
                continue
            for class_ in _targets(graph, rule, str(path)):
                key = (class_, str(path))
                found[key] = found[key].and_(asked) if key in found else asked
    return found


def _targets(graph: Graph, rule: Node, path: str) -> Iterator[str]:
    """Yield the classes of a shape; '' for one that looks at whatever has the property."""
    from rdflib import URIRef

    yield from map(str, graph.objects(rule, URIRef(_SH + "targetClass")))
    if (rule, URIRef(_SH + "targetSubjectsOf"), URIRef(path)) in graph:
        yield ""


def _asked(graph: Graph, rule: Node, shape: Node) -> Demanded:
    from rdflib import URIRef

    def value(name: str) -> str | None:
        found = graph.value(shape, URIRef(_SH + name))
        return None if found is None else str(found)

    def count(name: str) -> int | None:
        found = number(value(name))
        return None if found is None else int(found)

    return Demanded(
        str(graph.value(rule, URIRef(LM + "ruleId")) or ""),
        count("minCount") or 0,
        count("maxCount"),
        value("pattern") or "",
        number(value("minInclusive")),
        number(value("maxInclusive")),
        count("maxLength"),
    )
