"""Reads what the explorer shows from the store: the opened resources and their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from michisuji import questions
from michisuji.literals import read
from michisuji.vocabulary import LM
from michisuji.web.drawing.text import clean
from michisuji.web.graph.address import PAGE, Opened
from michisuji.web.graph.kinds import Kind, kind_of
from michisuji.web.graph.relations import local_name

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from michisuji.store.protocol import Store

#: The query's limit; a resource with more neighbours says "at least".
LIMIT = 3000
#: What surrounds a resource without being in its chain comes last: other years' money, evaluations,
#: practices, indicators of its elements.
LATE = frozenset(
    (
        "budgetOf",
        "budgetRecord",
        "evaluates",
        "evaluatedBy",
        "reflectedIn",
        "improves",
        "practicedBy",
        "indicates",
    )
)
#: Kinds that have a logic model.
_OWNERS = frozenset(("program", "measure"))
_LATE = {f"{LM}{name}" for name in LATE}


#: What became of a link since the year that is shown.
Change = Literal["added", "gone"]


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

    def key(self) -> tuple[str, str, str]:
        """Return what names it among others."""
        return self.source, self.property, self.target


@dataclass(frozen=True)
class Neighbour:
    """A resource one step from another, with the relation of the statement."""

    node: GraphNode
    property: str
    inward: bool

    def key(self) -> str:
        """Return the relation's key in addresses: elements of a model differ by kind."""
        local = local_name(self.property)
        if not self.inward:
            return local
        return f"-{local}.{self.node.kind.key}" if local == "inModel" else f"-{local}"

    def link(self, iri: str) -> Link:
        """Return the statement between the resource ``iri`` and this neighbour."""
        ends = (iri, self.node.iri)
        source, target = reversed(ends) if self.inward else ends
        return Link(source, self.property, target)


@dataclass(frozen=True)
class Opening:
    """All neighbours of an opened resource, in display order, and their number."""

    opened: Opened
    neighbours: Sequence[Neighbour]
    total: int
    capped: bool

    @cached_property
    def chosen(self) -> Sequence[Neighbour]:
        """The neighbours that are shown."""
        every = list(dict.fromkeys(n.node.iri for n in self.neighbours))
        shown = set(every[: self.opened.pages * PAGE])
        for relation in self.opened.relations:
            members = [n.node for n in self.neighbours if n.key() == relation.key]
            if relation.by_name:
                members.sort(key=lambda node: node.label)
            shown.update(list(dict.fromkeys(node.iri for node in members))[: relation.count])
        return [n for n in self.neighbours if n.node.iri in shown]

    @property
    def shown(self) -> int:
        """The number of distinct neighbours shown."""
        return len({n.node.iri for n in self.chosen})

    @property
    def left(self) -> int:
        """The number of neighbours that are not shown yet."""
        return self.total - self.shown


@dataclass
class View:
    """Everything shown: nodes and links by IRI, and each opened resource.

    ``chains``: program or measure → all links of its logic model, as pairs of elements.
    ``since``: links that were added, or are gone, since the year that is shown.
    """

    nodes: dict[str, GraphNode] = field(default_factory=dict)
    links: dict[tuple[str, str, str], Link] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    chains: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    since: dict[tuple[str, str, str], Change] = field(default_factory=dict)
    lost: int = 0

    def add(self, link: Link) -> None:
        """Add a statement; one that is there already stays once."""
        self.links[link.key()] = link

    def everything(self) -> View:
        """Return a view with all neighbours of opened resources and all links of their models.

        The browser chooses among them without asking again.
        """
        nodes = {iri: self.nodes[iri] for iri in self.openings}
        every = View(nodes, {}, self.openings, self.chains, self.since, self.lost)
        for iri, opening in self.openings.items():
            for neighbour in opening.neighbours:
                nodes.setdefault(neighbour.node.iri, neighbour.node)
                every.add(neighbour.link(iri))
        for link in self.chain_links():
            if link.source in nodes and link.target in nodes:
                every.add(link)
        return every

    def chain_links(self) -> list[Link]:
        """Return the links of all chains, also to what is not shown: a measure's town condition."""
        return [Link(a, f"{LM}leadsTo", b) for links in self.chains.values() for a, b in links]


def node(
    store: Store, iri: str, base_iri: str, lang: str, graphs: Sequence[str] = ()
) -> GraphNode | None:
    """Return the resource, or None when the store has no statement about it.

    Raises BadInput for a non-IRI.
    """
    found = questions.run(
        store, "graph-node", {"node": iri}, base_iri=base_iri, lang=lang, default_graphs=graphs
    )
    rows = list(found.dicts())
    if not rows:
        return None
    return _node(iri, rows)


def view(
    store: Store, opened: Sequence[Opened], base_iri: str, lang: str, graphs: Sequence[str] = ()
) -> View | None:
    """Return the opened resources with their neighbours; None if the first does not exist.

    Others that do not exist are left out and counted in ``lost``. ``graphs`` are those of a fiscal
    year; without them it is the current state.
    """
    shown = View()
    for one in opened:
        start = shown.nodes.get(one.iri) or node(store, one.iri, base_iri, lang, graphs)
        if start is None:
            if one is opened[0]:
                return None
            shown.lost += 1
            continue
        shown.nodes[one.iri] = start
        shown.openings[one.iri] = neighbours(store, one, base_iri, lang, graphs)
        if start.kind.key in _OWNERS:
            shown.chains[one.iri] = _chain(store, one.iri, base_iri, lang, graphs)
    return joined(shown)


def joined(shown: View) -> View:
    """Add what the openings show, and the links between all nodes that are shown."""
    for opening in shown.openings.values():
        for neighbour in opening.chosen:
            shown.nodes.setdefault(neighbour.node.iri, neighbour.node)
    _add_links(shown)
    _drop_repeated(shown)
    return shown


def neighbours(
    store: Store, opened: Opened, base_iri: str, lang: str, graphs: Sequence[str] = ()
) -> Opening:
    """Return the neighbours of a resource, ordered by kind, order in the sheet, and name."""
    found = questions.run(
        store,
        "graph-neighbours",
        {"node": opened.iri},
        base_iri=base_iri,
        lang=lang,
        default_graphs=graphs,
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

    listed: dict[tuple[str, str, bool], Neighbour] = {}
    for iri in sorted(rows, key=place):
        other = _node(iri, rows[iri])
        for row in rows[iri]:
            key = (iri, str(row["property"]), str(row["inward"]) == "true")
            listed[key] = Neighbour(other, key[1], key[2])
    return Opening(opened, list(listed.values()), len(rows), len(found.rows) >= LIMIT)


def _node(iri: str, rows: Sequence[Mapping[str, Identifier]]) -> GraphNode:
    kind = kind_of(str(row["class"]) for row in rows if "class" in row)
    label = next((str(row["label"]) for row in rows if "label" in row), "")
    return GraphNode(iri, kind, clean(label) or clean(unquote(iri.rpartition("/")[2])))


def _chain(
    store: Store, owner: str, base_iri: str, lang: str, graphs: Sequence[str]
) -> list[tuple[str, str]]:
    """Read the links of a program's or measure's logic model, each once."""
    found = questions.run(
        store,
        "program-model-links",
        {"owner": owner},
        base_iri=base_iri,
        lang=lang,
        default_graphs=graphs,
    )
    return list(dict.fromkeys((str(row["from"]), str(row["to"])) for row in found.dicts()))


def _add_links(shown: View) -> None:
    """Add the statements of opened resources and their models between nodes that are shown."""
    for iri, opening in shown.openings.items():
        for neighbour in opening.neighbours:
            if neighbour.node.iri in shown.nodes:
                shown.add(neighbour.link(iri))
        for source, target in shown.chains.get(iri, ()):
            if source in shown.nodes and target in shown.nodes:
                shown.add(Link(source, f"{LM}leadsTo", target))


def _drop_repeated(shown: View) -> None:
    """Drop the link to the program of an element that another shown element leads to.

    Money whose budget is shown needs no link to the program either. An indicator whose element is
    shown needs no link to the program.
    """
    reached = {link.target for link in shown.links.values() if link.property == f"{LM}leadsTo"}
    budgets = {link.source for link in shown.links.values() if link.property == f"{LM}budgetRecord"}
    indicates = [one for one in shown.links.values() if one.property == f"{LM}indicates"]
    owners = {one.target for one in indicates if shown.nodes[one.target].kind.key in _OWNERS}
    told = {one.source for one in indicates if one.target not in owners}
    for link in indicates:
        if link.target in owners and link.source in told:
            del shown.links[link.source, link.property, link.target]
    for key, link in list(shown.links.items()):
        if link.property != f"{LM}inModel":
            continue
        if link.source in reached or link.source in budgets:
            del shown.links[key]
