"""Sets of focus nodes as SPARQL patterns that bind ``?this``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.quality.shacl.paths import Path
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.shacl.model import Target
    from michisuji.quality.shacl.source import Source

_TYPE = f"<{PREFIXES['rdf']}type>"
_SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>"
_OUTER = "Outer"
_VARIABLE = re.compile(r"\?(?:this|value|other|class|targetOther)(?:Outer)*\b")
#: Focus nodes named in one query.
BATCH = 500


@dataclass(frozen=True)
class NodeSet:
    """A pattern whose solutions bind ``?this`` to focus nodes, possibly repeated."""

    pattern: str
    #: The one literal in the set, as written in the shapes (an engine may write 4.0 as 4).
    literal: Node | None = None

    def values(self, path: Path) -> NodeSet:
        """Return the value nodes that ``path`` leads to, as a new set of focus nodes."""
        inner = _outer(f"{self.pattern} ?this {path.sparql()} ?value")
        return NodeSet(f"{{ SELECT DISTINCT (?value{_OUTER} AS ?this) WHERE {{ {inner} }} }}")

    def distinct(self) -> NodeSet:
        """Return the same set with each node once: for queries that count."""
        pattern = f"{{ SELECT DISTINCT ?this WHERE {{ {self.pattern} }} }}"
        return NodeSet(pattern, self.literal)


def _outer(pattern: str) -> str:
    """Rename the pattern's variables, so that ``?this`` is free again."""
    return _VARIABLE.sub(lambda found: f"{found[0]}{_OUTER}", pattern)


class Classes:
    """The ``rdfs:subClassOf`` statements in the data, queried once per class.

    ``more`` adds statements of an ontology that the data may lack: class → its subclasses.
    """

    def __init__(self, source: Source, more: Mapping[str, Iterable[str]] | None = None) -> None:
        self._source = source
        self._more = more or {}
        self._known: dict[str, tuple[str, ...]] = {}

    def below(self, class_: str) -> tuple[str, ...]:
        """Return the class and its subclasses in SPARQL syntax."""
        if class_ not in self._known:
            rows = self._source.rows(
                f"SELECT DISTINCT ?c WHERE {{ ?c {_SUBCLASS}* {class_} FILTER (isIRI(?c)) }}"
            )
            found = {row[0].n3() for row in rows if row[0] is not None}
            found |= {f"<{iri}>" for iri in self._more.get(class_.strip("<>"), ())}
            self._known[class_] = tuple(sorted(found | {class_}))
        return self._known[class_]

    def typed(self, variable: str, class_: str, helper: str = "?class") -> str:
        """Return a pattern: ``variable`` is of the class or of a subclass."""
        classes = self.below(class_)
        if len(classes) == 1:
            return f"{variable} {_TYPE} {classes[0]} ."
        return f"{variable} {_TYPE} {helper} . FILTER ({helper} IN ({', '.join(classes)}))"


def target_sets(
    targets: Iterable[Target],
    classes: Classes,
    focus: Sequence[Node] | None,
    condition: str = "",
) -> Iterator[NodeSet]:
    """Yield the sets whose union a shape applies to.

    With ``focus`` only those nodes that are targets; ``condition`` is a group of filters on
    ``?this`` that each node must meet as well.
    """
    for target in targets:
        for named in _batches(focus):
            for pattern in _patterns(target, classes):
                literal = target.term if target.kind == "node" and is_literal(target.term) else None
                yield NodeSet(" ".join(filter(None, (named, pattern, condition))), literal)


def union(sets: Sequence[NodeSet]) -> NodeSet:
    """Combine the sets, for a query that costs the same for any of them."""
    if len(sets) == 1:
        return sets[0]
    return NodeSet(" UNION ".join(f"{{ {nodes.pattern} }}" for nodes in sets))


def count_nodes(
    source: Source, targets: Iterable[Target], classes: Classes, condition: str = ""
) -> int:
    """Count the distinct focus nodes of ``targets``."""
    sets = list(target_sets(dict.fromkeys(targets), classes, None, condition))
    if not sets:
        return 0
    rows = source.rows(
        f"SELECT (COUNT(DISTINCT ?this) AS ?count) WHERE {{ {union(sets).pattern} }}"
    )
    return int(str(next(iter(rows))[0]))


def class_pairs(source: Source) -> Iterator[tuple[Node, Node]]:
    """Yield (class, superclass) as stated in the data."""
    query = f"SELECT ?below ?above WHERE {{ ?below {_SUBCLASS} ?above }}"
    return ((row[0], row[1]) for row in source.rows(query) if row[0] and row[1])


def has_any(source: Source, term: str, condition: str = "") -> bool:
    """Return True if any node that meets the condition uses ``term``.

    That is, as its class or as a property.
    """
    either = f"{{ ?this {_TYPE} <{term}> }} UNION {{ ?this <{term}> ?value }}"
    query = f"SELECT ?this WHERE {{ {either} {condition} }} LIMIT 1"
    return any(True for _ in source.rows(query))


def is_literal(term: Node) -> bool:
    """Return True if a term is a literal."""
    from rdflib import Literal

    return isinstance(term, Literal)


def _patterns(target: Target, classes: Classes) -> Iterator[str]:
    term = target.term.n3()
    if target.kind == "class":
        # One class per query: a node of two classes is found twice, and reported once.
        for class_ in classes.below(term):
            yield f"?this {_TYPE} {class_} ."
    elif target.kind == "node":
        yield f"VALUES ?this {{ {term} }}"
    else:
        other = "?targetOther"  # a name that no constraint's query uses
        subject = target.kind == "subjectsOf"
        yield f"?this {term} {other} ." if subject else f"{other} {term} ?this ."


def _batches(focus: Sequence[Node] | None) -> Iterator[str]:
    if focus is None:
        yield ""
        return
    for start in range(0, len(focus), BATCH):
        names = " ".join(node.n3() for node in focus[start : start + BATCH])
        yield f"VALUES ?this {{ {names} }}"
