"""The picture of an edited model, and the same as rows: drawn by the server after each step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from michisuji.analysis.logic_model import LogicModel, load
from michisuji.editing.logic_models import EditedModel
from michisuji.store.memory import MemoryStore
from michisuji.web.drawing.logic_model import Row, legend, render, table_rows
from michisuji.web.drawing.logic_model.layout import layout

if TYPE_CHECKING:
    from michisuji.quality.report import Finding

_NOT_IN_ID = re.compile(r"[^0-9A-Za-z_-]")


@dataclass(frozen=True)
class Picture:
    """A drawn model: its SVG, legend and rows; ``marks``: node or link → why it is broken."""

    model: LogicModel | None
    svg: str
    legend: list[tuple[str, str]]
    rows: list[Row]
    marks: Mapping[str, list[str]]
    #: Node → id of its row; link → its class in the picture; column, left edge and width.
    anchors: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)
    bands: Sequence[tuple[str, float, float]] = ()


def logic_model(edited: EditedModel, lang: str) -> LogicModel | None:
    """Return an edited model for drawing, read like any other; None without elements."""
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_term

    store, make = MemoryStore(edited.base_iri), cast("Any", ox.Quad)
    triples = {quad[:3] for quad in edited.own | edited.around}
    store.data.extend(make(*map(oxigraph_term, triple)) for triple in triples)
    return load(store, edited.owner, base_iri=edited.base_iri, lang=lang)


def picture(
    edited: EditedModel, findings: Iterable[Finding], lang: str, *, chosen: str, joining: str
) -> Picture:
    """Draw a model with its breaks marked, and what is chosen."""
    model = logic_model(edited, lang)
    if model is None or not model.nodes:
        return Picture(model, "", [], [], {})
    marks = _marks(edited, model, findings, lang)
    plain = {edge.iri: f"lk{n}" for n, edge in enumerate(model.edges) if edge.iri}
    looks = plain | _chosen(edited, plain, chosen, joining)
    anchors = {node.iri: anchor(node.iri, edited.base_iri) for node in model.nodes}
    svg = render(model, marks, lang, link=lambda iri: f"#{anchors[iri]}", prefix="ed", looks=looks)
    bands = [(band.column, band.x, band.width) for band in layout(model, marks, lang).bands]
    told, rows = legend(model, marks, lang), table_rows(model, marks, lang)
    return Picture(model, svg, told, rows, marks, anchors, plain, bands)


def anchor(iri: str, base_iri: str) -> str:
    """Return the id of an element's row, the same after each step."""
    return "el-" + _NOT_IN_ID.sub("-", iri.removeprefix(f"{base_iri}/id/"))


def _chosen(
    edited: EditedModel, looks: Mapping[str, str], chosen: str, joining: str
) -> dict[str, str]:
    """Return node or link → its class, of what is chosen and what is to be joined."""
    found = {joining: "joining"} if joining else {}
    if chosen in edited.elements:
        return found | {chosen: f"{found.get(chosen, '')} chosen".strip()}
    links = [link for ends, own in edited.edges.items() if " ".join(ends) == chosen for link in own]
    return found | {link: f"{looks.get(link, '')} chosen" for link in links}


def _marks(
    edited: EditedModel, model: LogicModel, findings: Iterable[Finding], lang: str
) -> dict[str, list[str]]:
    """Return what is broken: violations on nodes and links, on an indicator those of its nodes."""
    carries: dict[str, list[str]] = {node.iri: [node.iri] for node in model.nodes}
    carries |= {edge.iri: [edge.iri] for edge in model.edges if edge.iri}
    for node in model.nodes:
        for indicator in node.indicators:
            carries.setdefault(indicator.iri, []).append(node.iri)
    marks: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity != "violation" or finding.waiver:
            continue
        for iri in carries.get(finding.focus_node, []):
            told = marks.setdefault(iri, [])
            if finding.message[lang] not in told:
                told.append(finding.message[lang])
    return marks
