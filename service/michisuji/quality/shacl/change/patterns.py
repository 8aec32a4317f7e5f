"""The triple patterns that a SPARQL constraint reads, and how each connects to ``$this``.

A solution changes only when a triple that one of the patterns matches does, and then the patterns
that must hold together with it lead from that triple to ``$this``, in the graph before or after. So
one way through such patterns is enough, none of them in OPTIONAL, NOT EXISTS or next to ``||``.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.change.steps import Chain, Loose, Reads, Steps, Unbounded, one
from michisuji.quality.shacl.change.triple_patterns import Pattern, is_variable, pattern_of
from michisuji.quality.shacl.sparql import Select, parse_algebra

if TYPE_CHECKING:
    from rdflib.term import Node

THIS = "this"
#: Combinations of UNION branches examined one by one.
_MOST = 512
#: A way through a value that two others share (a year, a unit) costs as much as this many steps.
_SHARED = 20
_names = itertools.count()


@dataclass(frozen=True)
class Case:
    """One combination of UNION branches: the ``needed`` patterns hold together.

    Each entry of ``besides`` is a pattern with those that hold together with it and ``needed``.
    """

    needed: tuple[Pattern, ...] = ()
    besides: tuple[tuple[Pattern, tuple[Pattern, ...]], ...] = ()

    def joined(self, other: Case) -> Case:
        """Return the conjunction of two cases."""
        return Case(self.needed + other.needed, self.besides + other.besides)

    def bound(self) -> frozenset[str]:
        """Return the variables that are certainly bound."""
        return frozenset({THIS}).union(*(p.ends() for p in self.needed))


@lru_cache(maxsize=512)
def reads_of_select(select: Select) -> Reads:
    """Return the chains of a constraint.

    Raises Unbounded for a query that is not supported.
    """
    chains: set[Chain] = set()
    loose: set[Loose] = set()
    for case in _cases(parse_algebra(select)):
        for pattern in case.needed:
            _add(pattern, case.needed, chains, loose)
        for pattern, together in case.besides:
            _add(pattern, case.needed + together, chains, loose)
    return Reads(frozenset(chains), frozenset(loose))


def _add(
    pattern: Pattern, connectors: Iterable[Pattern], chains: set[Chain], loose: set[Loose]
) -> None:
    routes = _routes(connectors)
    best: tuple[int, list[Chain]] | None = None
    for near, far, way in _sides(pattern):
        if near not in routes:
            continue
        before = routes[near][1]
        cost = _cost(begin + way for begin in before)
        found = []
        for begin in before:
            for n in range(1, len(way) + 1):
                end = far if n == len(way) and not is_variable(far) else None
                found.append(Chain(begin + way[:n], end))  # type: ignore[arg-type]  # steps, as begun
        if best is None or cost < best[0]:
            best = cost, found
        elif cost == best[0]:
            best[1].extend(found)
    if best is not None:
        chains.update(best[1])
    else:
        names = {n for way in pattern.steps for step in way for n in step.predicates}
        any_ = any(not step.predicates for way in pattern.steps for step in way)
        loose.add(Loose(() if any_ else tuple(sorted(names))))


def _sides(pattern: Pattern) -> Iterator[tuple[str, str | Node, Steps]]:
    """Yield (variable, other end, way) from either end of the pattern."""
    for way in pattern.steps:
        if is_variable(pattern.start):
            yield str(pattern.start)[1:], pattern.end, way
        if is_variable(pattern.end):
            back = tuple(step.reversed() for step in reversed(way))
            yield str(pattern.end)[1:], pattern.start, back


def _routes(connectors: Iterable[Pattern]) -> dict[str, tuple[int, list[Steps]]]:
    """Map each variable reachable from ``$this`` to its cost and ways (one for each choice)."""
    edges: dict[str, list[tuple[str, list[Steps]]]] = {}
    for pattern in connectors:
        if is_variable(pattern.start) and is_variable(pattern.end):
            a, b = str(pattern.start)[1:], str(pattern.end)[1:]
            edges.setdefault(a, []).append((b, list(pattern.steps)))
            back = [tuple(s.reversed() for s in reversed(way)) for way in pattern.steps]
            edges.setdefault(b, []).append((a, back))
    found: dict[str, tuple[int, list[Steps]]] = {}
    number = itertools.count()
    waiting: list[tuple[int, int, str, list[Steps]]] = [(0, next(number), THIS, [()])]
    while waiting:
        cost, _, name, before = heapq.heappop(waiting)
        if name in found:
            continue
        found[name] = cost, before
        for other, choices in edges.get(name, ()):
            if other not in found and len(before) * len(choices) <= _MOST:
                on = [begin + way for begin in before for way in choices]
                heapq.heappush(waiting, (_cost(on), next(number), other, on))
    return found


def _cost(found: Iterable[Steps]) -> int:
    """Count the steps, plus a penalty for leaving a value that another step has reached."""
    worst = 0
    for way in found:
        shared = sum(a.forward and not b.forward for a, b in itertools.pairwise(way))
        anything = sum(not step.predicates for step in way)
        worst = max(worst, len(way) + _SHARED * (shared + anything))
    return worst


# --- the algebra -------------------------------------------------------------------------------
#
# ``seen`` are the variables that the groups around an EXISTS bind: it sees them at any depth.

_Seen = frozenset[str]


def _cases(part: Any, seen: _Seen = frozenset()) -> list[Case]:
    name = part.name
    if name in ("SelectQuery", "Project", "Distinct", "Reduced", "OrderBy", "Group"):
        return _cases(part.p, seen)
    if name == "AggregateJoin":
        return _cases(part.p, seen)
    if name == "ToMultiSet":
        return [_hidden(case, seen | _projected(part.p)) for case in _cases(part.p, seen)]
    if name == "Extend":
        return [_beside(case, part.expr, seen) for case in _cases(part.p, seen)]
    if name == "BGP":
        return [Case(tuple(pattern_of(*triple) for triple in part.triples))]
    if name == "Join":
        first, second = _cases(part.p1, seen), _cases(part.p2, seen)
        return _limited([a.joined(b) for a in first for b in second])
    if name == "Union":
        return _limited(_cases(part.p1, seen) + _cases(part.p2, seen))
    if name == "LeftJoin":
        return [_optional(case, part, seen) for case in _cases(part.p1, seen)]
    if name == "Filter":
        found = _cases(part.p, seen)
        return _limited([made for case in found for made in _filtered(case, part.expr, seen)])
    raise Unbounded(f"{name} in a query")


def _limited(cases: list[Case]) -> list[Case]:
    if len(cases) > _MOST:
        raise Unbounded("too many combinations of UNION")
    return cases


def _projected(part: Any) -> set[str]:
    while part.name != "Project":
        part = part.p
    return {str(v) for v in part.PV}


def _optional(case: Case, part: Any, seen: _Seen) -> Case:
    around = seen | case.bound()
    for inner in _cases(part.p2, seen):
        for tested in _filtered(inner, part.expr, around):
            case = _attached(case, tested, around)
    return case


def _attached(case: Case, inner: Case, around: _Seen) -> Case:
    """Add patterns that are optional: they depend on the case, it does not depend on them."""
    inner = _hidden(inner, around)
    own = tuple((pattern, inner.needed) for pattern in inner.needed)
    deeper = tuple((pattern, inner.needed + among) for pattern, among in inner.besides)
    return Case(case.needed, case.besides + own + deeper)


def _filtered(case: Case, expression: Any, seen: _Seen) -> list[Case]:
    """Apply a filter: an EXISTS that must hold joins the case, others depend on it."""
    cases = [case]
    for part in _conjunction(expression):
        if getattr(part, "name", "") == "Builtin_EXISTS":
            cases = [made for outer in cases for made in _with_exists(outer, part.graph, seen)]
        else:
            cases = [_narrowed(_beside(outer, part, seen), part) for outer in cases]
    return _limited(cases)


def _with_exists(outer: Case, graph: Any, seen: _Seen) -> Iterator[Case]:
    around = seen | outer.bound()
    for inner in _cases(graph, around):
        yield outer.joined(_hidden(inner, around))


def _beside(case: Case, expression: Any, seen: _Seen) -> Case:
    around = seen | case.bound()
    for graph in _graphs(expression):
        for inner in _cases(graph, around):
            case = _attached(case, inner, around)
    return case


def _conjunction(expression: Any) -> Iterator[Any]:
    if getattr(expression, "name", "") == "ConditionalAndExpression":
        yield from _conjunction(expression.expr)
        for other in expression.other:
            yield from _conjunction(other)
    else:
        yield expression


def _graphs(node: Any) -> Iterator[Any]:
    """Yield the groups of EXISTS and NOT EXISTS in an expression, but not nested ones."""
    if getattr(node, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        yield node.graph
    elif hasattr(node, "values"):
        for value in node.values():
            yield from _graphs(value)
    elif not isinstance(node, str) and hasattr(node, "__iter__"):
        for value in node:
            yield from _graphs(value)


def _narrowed(case: Case, test: Any) -> Case:
    """Set the predicates of a pattern from ``FILTER (?predicate IN (…))``."""
    from rdflib import URIRef, Variable

    if getattr(test, "name", "") != "RelationalExpression" or test.op != "IN":
        return case
    if not isinstance(test.expr, Variable) or not all(isinstance(o, URIRef) for o in test.other):
        return case
    names = one(*(str(o) for o in test.other))
    needed = tuple(
        replace(p, steps=((names,),)) if p.predicate == str(test.expr) else p for p in case.needed
    )
    return Case(needed, case.besides)


def _hidden(case: Case, seen: set[str] | _Seen) -> Case:
    """Rename the variables that are unknown to the surrounding group."""
    number = next(_names)

    def name(term: Any) -> Any:
        own = is_variable(term) and term[1:] not in seen and term[1:] != THIS
        return f"{term}.{number}" if own else term

    def renamed(pattern: Pattern) -> Pattern:
        return replace(pattern, start=name(pattern.start), end=name(pattern.end), predicate="")

    return Case(
        tuple(map(renamed, case.needed)),
        tuple((renamed(p), tuple(map(renamed, among))) for p, among in case.besides),
    )
