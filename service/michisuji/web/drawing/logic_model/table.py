"""The same logic model as rows of text: everything that the picture shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from michisuji.analysis.logic_model import COLUMNS, IndicatorName, LogicModel, Node
from michisuji.messages import message, section


@dataclass(frozen=True)
class OutgoingLink:
    """One link of a row: where it leads and why."""

    iri: str
    target: str
    label: str
    rationale: str
    assumption: str
    confidence: float | None
    feedback: bool
    broken: Sequence[str]


@dataclass(frozen=True)
class Row:
    """One element: what it leads to, its indicators, why it is broken (empty: it is not)."""

    iri: str
    stage: str
    label: str
    detail: str
    of_measure: bool
    leads_to: Sequence[OutgoingLink]
    indicators: Sequence[IndicatorName]
    broken: Sequence[str]


def table_rows(model: LogicModel, breaks: Mapping[str, Sequence[str]], lang: str) -> list[Row]:
    """Return one row per element, in the order of stages and of the sheet."""
    heads, nameless = section("diagram_stages", lang), message("diagram.no_label", lang)
    nodes: dict[str, Node] = {}
    for node in sorted(model.nodes, key=lambda n: (COLUMNS.index(n.kind), n.order, n.iri)):
        nodes.setdefault(node.iri, node)
    links: dict[str, list[OutgoingLink]] = {iri: [] for iri in nodes}
    for edge in model.edges:
        if edge.source in nodes and edge.target in nodes:
            links[edge.source].append(
                OutgoingLink(
                    edge.iri,
                    edge.target,
                    nodes[edge.target].label or nameless,
                    edge.rationale,
                    edge.assumption,
                    edge.confidence,
                    edge.feedback,
                    tuple(breaks.get(edge.iri, ())),
                )
            )
    return [
        Row(
            node.iri,
            heads[node.kind],
            node.label or nameless,
            node.detail,
            node.of_measure,
            links[node.iri],
            node.indicators,
            tuple(breaks.get(node.iri, ())),
        )
        for node in nodes.values()
    ]
