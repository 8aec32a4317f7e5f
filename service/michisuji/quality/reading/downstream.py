"""Counts of elements downstream of many starting points at once; links may be cyclic.

Each connected part of the graph is processed by itself. Within it, strongly connected elements (a
cycle) are one, and sets of elements are integers with one bit per element, so that a chain of
10,000 elements with a starting point at each takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Graph = Mapping[str, Collection[str]]


def components(graph: Graph) -> Iterator[list[str]]:
    """Yield cycles (a lone element is one too), each after everything that it leads to.

    Tarjan's algorithm with an explicit stack: a long chain must not exhaust Python's.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    for start in graph:
        if start in index:
            continue
        waiting: list[tuple[str, Iterator[str]]] = [_enter(start, graph, index, low, open_)]
        while waiting:
            node, successors = waiting[-1]
            new = next((s for s in successors if _news(s, node, index, low, open_)), None)
            if new is not None:
                waiting.append(_enter(new, graph, index, low, open_))
                continue
            waiting.pop()
            if waiting:
                above = waiting[-1][0]
                low[above] = min(low[above], low[node])
            if low[node] == index[node]:
                circle: list[str] = []
                while not circle or circle[-1] != node:
                    circle.append(open_.popitem()[0])
                yield circle


def _enter(
    node: str, graph: Graph, index: dict[str, int], low: dict[str, int], open_: dict[str, None]
) -> tuple[str, Iterator[str]]:
    index[node] = low[node] = len(index)
    open_[node] = None
    return node, iter(graph.get(node, ()))


def _news(
    successor: str, node: str, index: dict[str, int], low: dict[str, int], open_: dict[str, None]
) -> bool:
    if successor in open_:
        low[node] = min(low[node], index[successor])
    return successor not in index


def parts(graph: Graph) -> list[list[str]]:
    """Return the elements of each connected part, links taken in both directions."""
    both: dict[str, list[str]] = {}
    for node, successors in graph.items():
        mine = both.setdefault(node, [])
        for successor in successors:
            mine.append(successor)
            both.setdefault(successor, []).append(node)
    found, seen = [], set()
    for start in both:
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for node in part:  # grows while it is read
            new = [other for other in both[node] if other not in seen]
            seen.update(new)
            part += dict.fromkeys(new)
        found.append(part)
    return found


def count_downstream(
    graph: Graph, starts: Sequence[Collection[str]], marked: Collection[str]
) -> list[tuple[int, int]]:
    """Count the nodes reached from each set of starting points, themselves included.

    The first number counts the plain nodes, the second the ``marked``.
    """
    by_node: dict[str, list[int]] = {}
    for number, nodes in enumerate(starts):
        for node in dict.fromkeys(nodes):
            by_node.setdefault(node, []).append(number)
    alone = {node: () for node in by_node if node not in graph}
    counts = [(0, 0)] * len(starts)
    for part in parts({**graph, **alone}):
        if by_node.keys().isdisjoint(part):
            continue
        others = sum(1 << place for place, node in enumerate(part) if node in marked)
        for number, bits in _reached(graph, part, by_node).items():
            plain, found = counts[number]
            counts[number] = (
                plain + (bits & ~others).bit_count(),
                found + (bits & others).bit_count(),
            )
    return counts


def _reached(graph: Graph, part: list[str], by_node: Mapping[str, list[int]]) -> dict[int, int]:
    """Return start set → what it reaches within a part: bit n for the n-th node."""
    bit = {node: 1 << place for place, node in enumerate(part)}
    reached: dict[str, int] = {}
    found: dict[int, int] = {}
    for circle in components({node: graph.get(node, ()) for node in part}):
        bits = 0
        for node in circle:
            bits |= bit[node]
            for successor in graph.get(node, ()):
                bits |= reached.get(successor, 0)
        for node in circle:
            reached[node] = bits
            for number in by_node.get(node, ()):
                found[number] = found.get(number, 0) | bits
    return found


def nearest(graph: Graph, starts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return up to ``most`` elements downstream, closest first, without the starting points."""
    seen = set(starts)
    level = sorted(seen)
    found: list[str] = []
    while level and len(found) < most:
        level = sorted({s for node in level for s in graph.get(node, ())} - seen)
        seen.update(level)
        found += level
    return tuple(found[:most])
