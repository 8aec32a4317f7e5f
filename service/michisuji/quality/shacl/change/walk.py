"""Walks through a changing graph: from changed triples back to focus nodes, and on from nodes.

A walk sees the triples before and after the change together, so that it never misses one. All steps
of a length are queried at once: the number of queries depends on the chains, not on the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from michisuji.iris import is_iri
from michisuji.quality.shacl.change.steps import Chain, Reads, Step, Steps, Triple
from michisuji.quality.shacl.core import term_text

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.shacl.source import Source

#: Nodes named in one query.
_BATCH = 2000
#: An engine takes a millisecond to read what is said of a node, and 50 to plan 200 branches.
_MANY_PREDICATES = 16


@dataclass(frozen=True)
class Change:
    """Triples (of rdflib terms) that are added and removed."""

    added: frozenset[Triple] = frozenset()
    removed: frozenset[Triple] = frozenset()

    def triples(self) -> frozenset[Triple]:
        """Return all triples, added and removed."""
        return self.added | self.removed


class TooManyNodes(ValueError):
    """Raised when a walk reaches more nodes than allowed."""


class NeighbourQuery(NamedTuple):
    """A request for the neighbours of a node along one predicate (``""``: any).

    ``far``: everything reached by repeating the step.
    """

    node: Node
    predicate: str
    forward: bool
    far: bool = False


def can_be_named(node: Any) -> bool:
    """Return True if a query can name the node: not for blank nodes and malformed IRIs."""
    from rdflib import BNode, Literal

    if isinstance(node, Literal):
        return True
    return not isinstance(node, BNode) and is_iri(str(node))


class Walker:
    """Queries ``source``, whose state is after ``change``, or with ``before`` before it."""

    def __init__(
        self, source: Source, change: Change, limit: int | None = None, *, before: bool = False
    ) -> None:
        self._source = source
        self._change, self._before = change, before
        self._limit = limit
        self._known: dict[NeighbourQuery, frozenset[tuple[str, Node]]] = {}
        self._extra: dict[tuple[Node, bool], set[tuple[str, Node]]] = {}
        #: The triples found in the source.
        self.found: set[Triple] = set()
        for s, p, o in change.triples():
            self._extra.setdefault((s, True), set()).add((str(p), o))
            self._extra.setdefault((o, False), set()).add((str(p), s))

    def neighbours(self, asks: Iterable[NeighbourQuery]) -> None:
        """Look up all of ``asks``; :meth:`of` then returns the answers."""
        unknown = {ask for ask in asks if ask not in self._known}
        self._look_up({ask for ask in unknown if not ask.far})
        self._look_far({ask for ask in unknown if ask.far})
        if self._limit is not None and len(self._known) > self._limit:
            raise TooManyNodes(len(self._known))

    def of(self, ask: NeighbourQuery) -> frozenset[tuple[str, Node]]:
        """Return (predicate, neighbour) for a query that :meth:`neighbours` was given."""
        return self._known[ask]

    def is_there(self, triple: Triple) -> bool:
        """Return True if a triple that was walked over exists after the change."""
        there = triple in self.found
        if not self._before:
            return there
        return (there or triple in self._change.added) and triple not in self._change.removed

    def types(self, node: Node) -> Iterator[Node]:
        """Yield a node's classes after the change, once :meth:`neighbours` has looked them up."""
        from rdflib import RDF

        for _, class_ in self.of(NeighbourQuery(node, str(RDF.type), True)):
            if self.is_there((node, RDF.type, class_)):
                yield class_

    def back(self, step: Step, nodes: Iterable[Node]) -> Iterator[NeighbourQuery]:
        """Yield the queries for the nodes from which ``step`` leads to ``nodes``."""
        for node in nodes:
            for predicate in step.predicates or ("",):
                yield NeighbourQuery(node, predicate, not step.forward, step.repeated)

    def _look_up(self, asks: set[NeighbourQuery]) -> None:
        found = self._query(asks)
        for ask in asks:
            extra = {
                (p, other)
                for p, other in self._extra.get((ask.node, ask.forward), ())
                if ask.predicate in ("", p)
            }
            self._known[ask] = frozenset(found.get(ask, set()) | extra)

    def _look_far(self, asks: set[NeighbourQuery]) -> None:
        """Follow steps through the source, then over changed triples, and again from there."""
        reached: dict[NeighbourQuery, set[Node]] = {ask: set() for ask in asks}
        starts = {ask: {ask.node} for ask in asks}
        while starts:
            wanted = {ask._replace(node=n) for ask, nodes in starts.items() for n in nodes}
            found = self._query(wanted)
            onward: dict[NeighbourQuery, set[Node]] = {}
            for ask, nodes in starts.items():
                area = set(nodes)
                for node in nodes:
                    area |= {n for _, n in found.get(ask._replace(node=node), ())}
                fresh = area - reached[ask]
                reached[ask] |= fresh
                over = {
                    other
                    for node in fresh
                    for p, other in self._extra.get((node, ask.forward), ())
                    if ask.predicate in ("", p)
                }
                if over - reached[ask]:
                    onward[ask] = over - reached[ask]
            starts = onward
        for ask in asks:
            self._known[ask] = frozenset((ask.predicate, n) for n in reached[ask])

    def _query(self, asks: set[NeighbourQuery]) -> dict[NeighbourQuery, set[tuple[str, Node]]]:
        found: dict[NeighbourQuery, set[tuple[str, Node]]] = {}
        named = sorted((a for a in asks if can_be_named(a.node)), key=_order)
        for start in range(0, len(named), _BATCH):
            self._batch(named[start : start + _BATCH], found)
        return found

    def _batch(
        self, asks: list[NeighbourQuery], found: dict[NeighbourQuery, set[tuple[str, Node]]]
    ) -> None:
        from rdflib import Literal, URIRef

        kinds: dict[tuple[str, bool, bool], list[Node]] = {}
        # Nothing leads on from a literal.
        asked = [ask for ask in asks if not (ask.forward and isinstance(ask.node, Literal))]
        many = _of_many_predicates(asked)
        for node in many:
            kinds.setdefault(("", True, False), []).append(node)
        for ask in asked:
            if not (ask.forward and not ask.far and ask.node in many):
                kinds.setdefault(ask[1:], []).append(ask.node)
        order = list(kinds)
        branches = [_branch(n, *kind, kinds[kind]) for n, kind in enumerate(order)]
        if not branches:
            return
        for n, here, via, there in self._source.rows(
            f"SELECT ?n ?here ?via ?there WHERE {{ {' UNION '.join(branches)} }}"
        ):
            assert here is not None
            assert there is not None
            predicate, forward, far = order[int(str(n))]
            name = predicate or str(via)
            if here in many and forward and not far:
                wanted = NeighbourQuery(here, name, forward, far)
                if wanted not in many[here] and wanted._replace(predicate="") not in many[here]:
                    continue
                for own in many[here] & {wanted, wanted._replace(predicate="")}:
                    found.setdefault(own, set()).add((name, there))
                self.found.add((here, URIRef(name), there))
                continue
            found.setdefault(NeighbourQuery(here, predicate, forward, far), set()).add(
                (name, there)
            )
            if not far:
                ends = (here, there) if forward else (there, here)
                self.found.add((ends[0], URIRef(name), ends[1]))


def _of_many_predicates(asks: list[NeighbourQuery]) -> dict[Node, set[NeighbourQuery]]:
    """Return the nodes of which so many predicates are asked that all statements are read faster."""
    own: dict[Node, set[NeighbourQuery]] = {}
    for ask in asks:
        if ask.forward and not ask.far:
            own.setdefault(ask.node, set()).add(ask)
    return {node: known for node, known in own.items() if len(known) > _MANY_PREDICATES}


def _order(ask: NeighbourQuery) -> tuple[str, bool, bool, str]:
    return ask.predicate, ask.forward, ask.far, str(ask.node)


def _branch(number: int, predicate: str, forward: bool, far: bool, nodes: list[Node]) -> str:
    names = " ".join(term_text(node) for node in nodes)
    via = f"<{predicate}>" if predicate else "?via"
    if far:
        # Oxigraph has no repeated "any": any predicate other than the empty one stands for it.
        via = f"({via})*" if predicate else "(!<>)*"
    triple = f"?here {via} ?there" if forward else f"?there {via} ?here"
    return f"{{ VALUES ?here {{ {names} }} {triple} . BIND ({number} AS ?n) }}"


# --- walks ---------------------------------------------------------------------------------------


@dataclass
class Affected:
    """The focus nodes of one root shape that a change may affect."""

    nodes: set[Node]
    #: The change cannot be traced: any focus node may be affected.
    everything: bool = False


def affected(walker: Walker, reads: Mapping[Node, Reads], change: Change) -> dict[Node, Affected]:
    """Return the focus nodes of each root that ``change`` may affect.

    Roots without any are left out.
    """
    found: dict[Node, Affected] = {}
    tokens: dict[tuple[Steps, Node], set[Node]] = {}
    by_predicate = _by_predicate(reads)
    for triple in change.triples():
        predicate = str(triple[1])
        for root, loose in ((r, x) for r, own in reads.items() for x in own.loose):
            if loose.takes(predicate):
                found.setdefault(root, Affected(set())).everything = True
        for root, chain in (*by_predicate.get(predicate, ()), *by_predicate.get("", ())):
            last = chain.steps[-1]
            near, far = (triple[0], triple[2]) if last.forward else (triple[2], triple[0])
            if chain.end is None or chain.end == far:
                before = chain.steps if last.repeated else chain.steps[:-1]
                tokens.setdefault((before, root), set()).add(near)
    for root, nodes in walk_back(walker, tokens).items():
        found.setdefault(root, Affected(set())).nodes |= nodes
    for one in found.values():
        if not all(map(can_be_named, one.nodes)):
            one.everything = True  # a blank node cannot be queried by itself
    return found


def _by_predicate(reads: Mapping[Node, Reads]) -> dict[str, list[tuple[Node, Chain]]]:
    found: dict[str, list[tuple[Node, Chain]]] = {}
    for root, own in reads.items():
        for chain in own.chains:
            for predicate in chain.steps[-1].predicates or ("",):
                found.setdefault(predicate, []).append((root, chain))
    return found


def walk_back(walker: Walker, tokens: dict[tuple[Steps, Node], set[Node]]) -> dict[Node, set[Node]]:
    """Walk from nodes at the end of steps back to their starts, for each root."""
    arrived: dict[Node, set[Node]] = {}
    while tokens:
        walker.neighbours(
            ask
            for (steps, _), nodes in tokens.items()
            if steps
            for ask in walker.back(steps[-1], nodes)
        )
        onward: dict[tuple[Steps, Node], set[Node]] = {}
        for (steps, root), nodes in tokens.items():
            if not steps:
                arrived.setdefault(root, set()).update(nodes)
                continue
            asks = walker.back(steps[-1], nodes)
            before = {other for ask in asks for _, other in walker.of(ask)}
            if before:
                onward.setdefault((steps[:-1], root), set()).update(before)
        tokens = onward
    return arrived


def pull(walker: Walker, starts: Mapping[Steps, set[Node]]) -> None:
    """Make the walker look up all triples along the steps, each from its own nodes.

    The result is in ``walker.found``; changed triples are followed but not listed there.
    """
    while starts:
        walker.neighbours(_onward(walker, starts))
        repeated = {steps: nodes for steps, nodes in starts.items() if steps[0].repeated}
        if repeated:  # the triples among the nodes that were reached
            walker.neighbours(
                NeighbourQuery(node, ask.predicate, ask.forward)
                for ask in _onward(walker, repeated)
                for _, node in walker.of(ask)
            )
        later: dict[Steps, set[Node]] = {}
        for steps, nodes in starts.items():
            if len(steps) > 1:
                reached = {n for a in _onward(walker, {steps: nodes}) for _, n in walker.of(a)}
                later.setdefault(steps[1:], set()).update(reached)
        starts = {steps: nodes for steps, nodes in later.items() if nodes}


def _onward(walker: Walker, starts: Mapping[Steps, set[Node]]) -> Iterator[NeighbourQuery]:
    for steps, nodes in starts.items():
        yield from walker.back(steps[0].reversed(), nodes)
