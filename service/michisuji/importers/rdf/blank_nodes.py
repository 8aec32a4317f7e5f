"""Gives blank nodes IRIs derived from what is said about them.

Published data holds no blank nodes, and much external RDF (contacts, lists, SHACL) has them. They
are skolemised (RDF 1.1 Concepts, 3.5) rather than refused, so that such data can be loaded, and by
content rather than by label or order, so that the same input gives the same IRIs whatever the
serialization. A node's name is a hash of all it says (downwards) and of what points at it
(upwards): two nodes that say the same in different places stay two, and several that say the same
in one place (two equal lines of a budget) are numbered. Only a cycle of blank nodes has no such
name; it is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from michisuji.importers.common import short_hash

#: Subject, predicate, object, graph; a term that starts with ``_:`` is a blank node.
Statement = tuple[str, str, str, str]


class BlankCircle(ValueError):
    """Raised for blank nodes that refer to each other in a cycle: they have no stable name.

    ``circles``: the nodes of each, in order.
    """

    def __init__(self, circles: list[list[str]]) -> None:
        super().__init__("; ".join(" → ".join(circle) for circle in circles))
        self.circles = circles


@dataclass
class _Links:
    """Statements by blank subject and by blank object."""

    out: dict[str, list[Statement]]
    into: dict[str, list[Statement]]


def is_blank(term: str) -> bool:
    """Return True if a term, as text, is a blank node."""
    return term.startswith("_:")


def skolemise(statements: Iterable[Statement], base: str, dataset: str) -> list[Statement]:
    """Replace each blank node by ``{base}/.well-known/genid/{dataset}-{hash}``.

    Raises BlankCircle when blank nodes refer to each other in a cycle.
    """
    listed = list(dict.fromkeys(statements))  # repeated statements count once
    links = _Links(defaultdict(list), defaultdict(list))
    nodes: dict[str, None] = {}
    for statement in listed:
        subject, _, obj, _ = statement
        for term, side in ((subject, links.out), (obj, links.into)):
            if is_blank(term):
                nodes[term] = None
                side[term].append(statement)
    order = _leaves_first(nodes, links)
    said = _describe(order, links)
    names = _name(order, links, said, base, dataset)
    return [(names.get(s, s), p, names.get(o, o), g) for s, p, o, g in listed]


def _leaves_first(nodes: Iterable[str], links: _Links) -> list[str]:
    """List every node after all nodes that it refers to (Kahn's algorithm: long lists are deep)."""
    waiting = {node: sum(is_blank(s[2]) for s in links.out[node]) for node in nodes}
    ready = [node for node, count in waiting.items() if count == 0]
    order: list[str] = []
    while ready:
        node = ready.pop()
        order.append(node)
        for subject, _, _, _ in links.into[node]:
            if is_blank(subject):
                waiting[subject] -= 1
                if waiting[subject] == 0:
                    ready.append(subject)
    if len(order) < len(waiting):
        raise BlankCircle(_circles(waiting.keys() - set(order), links))
    return order


def _circles(nodes: AbstractSet[str], links: _Links) -> list[list[str]]:
    """Find the cycles among nodes that all lead to one, by walking from each."""
    seen: set[str] = set()
    found = []
    for start in sorted(nodes):
        walk: dict[str, int] = {}
        node = start
        while node not in seen:
            seen.add(node)
            walk[node] = len(walk)
            node = next(s[2] for s in links.out[node] if s[2] in nodes)
        if node in walk:
            found.append(list(walk)[walk[node] :])
    return found


def _describe(order: Iterable[str], links: _Links) -> dict[str, str]:
    """Hash all that each node says, including what its blank objects say."""
    said: dict[str, str] = {}
    for node in order:
        parts = sorted(f"{p} {said.get(o, o)} {g}" for _, p, o, g in links.out[node])
        said[node] = short_hash("says", *parts)
    return said


def _name(
    order: list[str], links: _Links, said: dict[str, str], base: str, dataset: str
) -> dict[str, str]:
    """Return each node's IRI, from what it says, where it is referred to, and its turn."""
    names: dict[str, str] = {}
    alike: dict[str, int] = {}
    for node in reversed(order):
        above = sorted(f"{names.get(s, s)} {p} {g}" for s, p, _, g in links.into[node])
        local = short_hash("node", said[node], *above)
        turn = alike[local] = alike.get(local, 0) + 1
        if turn > 1:
            local = short_hash("node", said[node], *above, str(turn))
        names[node] = f"<{base}/.well-known/genid/{dataset}-{local}>"
    return names
