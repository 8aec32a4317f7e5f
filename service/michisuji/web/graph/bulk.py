"""All of the explorer's data at once, for the static site: the same steps as ``collect`` finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji import questions
from michisuji.literals import read
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.drawing.text import clean
from michisuji.web.graph.collect import LATE
from michisuji.web.graph.kinds import KINDS, kind_of
from michisuji.web.graph.relations import local_name

if TYPE_CHECKING:
    from michisuji.store.protocol import Store

_TYPE, _LABEL, _ORDER = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label", LM + "order"
_MODEL_OF, _IN_MODEL, _LEADS_TO = LM + "modelOf", LM + "inModel", LM + "leadsTo"
_INDICATES = LM + "indicates"
_FROM, _TO = LM + "from", LM + "to"
_OF_NODE = {_TYPE, _LABEL, _ORDER, _FROM, _TO}


@dataclass(frozen=True)
class PreparedNode:
    """A resource: its kind's key, and its name in Japanese and English."""

    kind: str
    labels: tuple[str, str]
    order: int


@dataclass(frozen=True)
class PreparedStep:
    """A resource one step away.

    ``relation`` is the property's local name.
    """

    other: str
    relation: str
    inward: bool


@dataclass
class Everything:
    """The explorer's data by IRI.

    It holds the resources, the steps from each in display order, and the links of each program's or
    measure's logic model.
    """

    nodes: dict[str, PreparedNode] = field(default_factory=dict)
    steps: dict[str, list[PreparedStep]] = field(default_factory=dict)
    chains: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def everything(store: Store, base_iri: str) -> Everything:
    """Read everything with one query."""
    said: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for node, prop, value in questions.run(store, "graph-statements", base_iri=base_iri).rows:
        said[str(node)][str(prop)].append(value)
    told = Everything({iri: _node(iri, of) for iri, of in said.items()})
    elements: dict[str, list[str]] = defaultdict(list)
    owners: dict[str, list[str]] = defaultdict(list)
    for iri, of in said.items():
        for model in of[_IN_MODEL]:
            elements[str(model)].append(iri)
        owners[iri] += [str(owner) for owner in of[_MODEL_OF]]
    for iri, steps in _steps(said, elements, owners).items():
        shown = {s for s in steps if s.other != iri and told.nodes[s.other].kind != "other"}
        told.steps[iri] = _ordered(shown, told)
    for model, owned in sorted(owners.items()):
        for owner in owned:
            if told.nodes[owner].kind in ("program", "measure"):
                told.chains.setdefault(owner, []).extend(_links(said, elements[model]))
    return told


Said = dict[str, dict[str, list[object]]]


def _node(iri: str, of: dict[str, list[object]]) -> PreparedNode:
    names = {getattr(label, "language", None): str(label) for label in of[_LABEL]}
    own = clean(unquote(iri.rpartition("/")[2]))
    ja = clean(names.get("ja", "")) or own
    number = int(read(next(iter(of[_ORDER]), None), "number") or 0)
    return PreparedNode(
        kind_of(map(str, of[_TYPE])).key, (ja, clean(names.get("en", "")) or ja), number
    )


def _steps(
    said: Said, elements: dict[str, list[str]], owners: dict[str, list[str]]
) -> dict[str, list[PreparedStep]]:
    steps: dict[str, list[PreparedStep]] = {iri: [] for iri in said}

    def join(iri: str, other: str, relation: str, inward: bool) -> None:
        if iri in said and other in said:
            steps[iri].append(PreparedStep(other, relation, inward))

    for iri, of in said.items():
        for prop in of.keys() - _OF_NODE:
            relation = local_name(prop)
            for value in of[prop]:
                if prop != _IN_MODEL:
                    join(iri, str(value), relation, False)
                if prop != _MODEL_OF:
                    join(str(value), iri, relation, True)
    indicators = defaultdict(list)
    for iri, of in said.items():
        for element in of[_INDICATES]:
            indicators[str(element)].append(iri)
    for model, owned in owners.items():
        for owner in owned:
            for element in elements[model]:  # an element is joined to its program directly
                join(element, owner, "inModel", False)
                join(owner, element, "inModel", True)
                for indicator in indicators[element]:
                    join(indicator, owner, "indicates", False)
                    join(owner, indicator, "indicates", True)
    return steps


def _ordered(steps: Iterable[PreparedStep], told: Everything) -> list[PreparedStep]:
    """Sort like collect.neighbours, by Japanese names."""
    steps = list(steps)
    early = {step.other for step in steps if step.relation not in LATE}

    def place(step: PreparedStep) -> tuple[int, int, str, int, str, str, str, bool]:
        node = told.nodes[step.other]
        kind, late = KINDS[node.kind], int(step.other not in early)
        own = (step.other, step.relation, step.inward)
        return late, kind.column, kind.key, node.order, node.labels[0], *own

    return sorted(steps, key=place)


def _links(said: Said, elements: list[str]) -> list[tuple[str, str]]:
    """Return a model's links: those described as resources, and plain statements."""
    found = set()
    for iri in elements:
        of = said[iri]
        found |= {(str(a), str(b)) for a in of[_FROM] for b in of[_TO]}
        found |= {(iri, str(to)) for to in of[_LEADS_TO]}
    return sorted(found)
