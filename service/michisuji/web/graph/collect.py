"""Reads what the explorer shows from the store: the opened resources and their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji import questions
from michisuji.literals import read
from michisuji.vocabulary import LM
from michisuji.web.drawing.text import clean
from michisuji.web.graph.address import PAGE, Opened
from michisuji.web.graph.kinds import Kind, kind_of

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from michisuji.store.protocol import Store

#: The query's limit; a resource with more neighbours says "at least".
LIMIT = 3000
#: What surrounds a resource without being in its chain comes last: other years' money, evaluations,
#: practices.
LATE = frozenset(("budgetOf", "evaluates", "evaluatedBy", "reflectedIn", "improves", "practicedBy"))
_LATE = {f"{LM}{name}" for name in LATE}


@dataclass(frozen=True)
class GraphNode:
    """A resource in the picture.

    ``label`` is not shortened; '' when it has no name.
    """

    iri: str
    kind: Kind
    label: str


@dataclass(frozen=True)
class Link:
    """A statement in the picture."""

    source: str
    property: str
    target: str


@dataclass(frozen=True)
class Neighbour:
    """A resource one step from another, with the relation of the statement."""

    node: GraphNode
    property: str
    inward: bool


@dataclass(frozen=True)
class Opening:
    """The neighbours of an opened resource that are shown, and their total number."""

    opened: Opened
    neighbours: Sequence[Neighbour]
    total: int
    capped: bool

    @property
    def shown(self) -> int:
        """The number of distinct neighbours shown."""
        return len({n.node.iri for n in self.neighbours})

    @property
    def left(self) -> int:
        """The number of neighbours that are not shown yet."""
        return self.total - self.shown


@dataclass
class View:
    """Everything shown: nodes and links by IRI, and each opened resource."""

    nodes: dict[str, GraphNode] = field(default_factory=dict)
    links: dict[tuple[str, str, str], Link] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    lost: int = 0


def node(store: Store, iri: str, base_iri: str, lang: str) -> GraphNode | None:
    """Return the resource, or None when the store has no statement about it.

    Raises BadInput for a non-IRI.
    """
    found = questions.run(store, "graph-node", {"node": iri}, base_iri=base_iri, lang=lang)
    rows = list(found.dicts())
    if not rows:
        return None
    return _node(iri, rows)


def view(store: Store, opened: Sequence[Opened], base_iri: str, lang: str) -> View | None:
    """Return the opened resources with their neighbours; None if the first does not exist.

    Others that do not exist are left out and counted in ``lost``.
    """
    shown = View()
    for one in opened:
        start = shown.nodes.get(one.iri) or node(store, one.iri, base_iri, lang)
        if start is None:
            if one is opened[0]:
                return None
            shown.lost += 1
            continue
        shown.nodes[one.iri] = start
        opening = neighbours(store, one, base_iri, lang)
        shown.openings[one.iri] = opening
        for neighbour in opening.neighbours:
            shown.nodes.setdefault(neighbour.node.iri, neighbour.node)
            ends = (one.iri, neighbour.node.iri)
            source, target = reversed(ends) if neighbour.inward else ends
            key = (source, neighbour.property, target)
            shown.links[key] = Link(*key)
        if start.kind.key in ("program", "measure"):
            _add_chain(shown, store, one.iri, base_iri, lang)
    _drop_repeated(shown)
    return shown


def neighbours(store: Store, opened: Opened, base_iri: str, lang: str) -> Opening:
    """Return the neighbours of a resource, ordered by kind, order in the sheet, and name."""
    found = questions.run(
        store, "graph-neighbours", {"node": opened.iri}, base_iri=base_iri, lang=lang
    )
    rows: dict[str, list[Mapping[str, Identifier]]] = {}
    for solution in found.dicts():
        if "other" in solution and str(solution["other"]) != opened.iri:
            rows.setdefault(str(solution["other"]), []).append(solution)

    def place(iri: str) -> tuple[int, int, str, int, str, str]:
        kind = kind_of(str(row["class"]) for row in rows[iri])
        number = int(read(rows[iri][0].get("order"), "number") or 0)
        late = int(all(str(row["property"]) in _LATE for row in rows[iri]))
        return late, kind.column, kind.key, number, str(rows[iri][0].get("label", "")), iri

    shown = sorted(rows, key=place)[: opened.pages * PAGE]
    listed: dict[tuple[str, str, bool], Neighbour] = {}
    for iri in shown:
        other = _node(iri, rows[iri])
        for row in rows[iri]:
            key = (iri, str(row["property"]), str(row["inward"]) == "true")
            listed[key] = Neighbour(other, key[1], key[2])
    return Opening(opened, list(listed.values()), len(rows), len(found.rows) >= LIMIT)


def _node(iri: str, rows: Sequence[Mapping[str, Identifier]]) -> GraphNode:
    kind = kind_of(str(row["class"]) for row in rows if "class" in row)
    label = next((str(row["label"]) for row in rows if "label" in row), "")
    return GraphNode(iri, kind, clean(label) or clean(unquote(iri.rpartition("/")[2])))


def _add_chain(shown: View, store: Store, owner: str, base_iri: str, lang: str) -> None:
    """Add links between those elements of an opened program that are shown already."""
    found = questions.run(
        store, "program-model-links", {"owner": owner}, base_iri=base_iri, lang=lang
    )
    for row in found.dicts():
        source, target = str(row["from"]), str(row["to"])
        if source in shown.nodes and target in shown.nodes:
            key = (source, f"{LM}leadsTo", target)
            shown.links[key] = Link(*key)


def _drop_repeated(shown: View) -> None:
    """Drop the link to the program of an element that another shown element leads to.

    A money's budgetOf and inModel say the same to a reader: the first is enough.
    """
    reached = {link.target for link in shown.links.values() if link.property == f"{LM}leadsTo"}
    budgets = {
        (link.source, link.target)
        for link in shown.links.values()
        if link.property == f"{LM}budgetOf"
    }
    for key, link in list(shown.links.items()):
        if link.property != f"{LM}inModel":
            continue
        if link.source in reached or (link.source, link.target) in budgets:
            del shown.links[key]
