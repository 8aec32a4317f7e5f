"""The picture for vis-network, built with pyvis; labels are plain text, never HTML."""

from __future__ import annotations

import json
from typing import Any

from michisuji.vocabulary import LM
from michisuji.web.drawing.logic_model import text
from michisuji.web.graph.collect import Node, View
from michisuji.web.graph.layout import positions
from michisuji.web.graph.words import relation, words

_LABEL_EM = 12.0
_LABEL_LINES = 3
#: Lines of a logic model stand out; those to units are dashed. The names of links are in the table
#: and appear in the picture at the pointer: shown all at once, they would hide one another.
_STRONG = f"{LM}leadsTo"
_DASHED = {f"{LM}leadUnit", f"{LM}relatedUnit", f"{LM}practicedBy", f"{LM}evaluatedBy"}


def label(node: Node, lang: str) -> str:
    """Return a node's text: sign and kind, then its name in at most three lines."""
    lines = wrapped(node.label or words(lang)["no_name"])
    return "\n".join([f"{node.kind.sign} {node.kind.name(lang)}", *lines])


def wrapped(name: str) -> list[str]:
    """Wrap a name to fit a node's box; a name that is too long ends with an ellipsis."""
    return text.wrap(name, _LABEL_EM, _LABEL_LINES)[0]


def network(view: View, lang: str) -> dict[str, Any]:
    """Return pyvis's ``nodes``, ``edges`` and ``options``, with positions and no physics."""
    # Slow to import (networkx, IPython), and only this page needs it.
    from pyvis.network import Network

    built = Network(directed=True)
    built.toggle_physics(False)
    at = positions(view)
    for node in view.nodes.values():
        built.add_node(node.iri, label(node, lang), **_look(node, view, at[node.iri]))
    for link in view.links.values():
        built.add_edge(
            link.source,
            link.target,
            id=f"{link.source} {link.property} {link.target}",
            name=relation(link.property, lang),
            width=2.4 if link.property == _STRONG else 1.2,
            dashes=link.property in _DASHED,
            color="#3d3d3d" if link.property == _STRONG else "#8a8a8f",
        )
    nodes, edges, _, _, _, options = built.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": _options(json.loads(options))}


def _look(node: Node, view: View, place: tuple[float, float]) -> dict[str, Any]:
    kind = node.kind
    return {
        "shape": "box",
        "x": place[0],
        "y": place[1],
        "kind": kind.key,
        "name": node.label,
        "opened": node.iri in view.openings,
        "borderWidth": 3 if node.iri in view.openings else 1.5,
        "color": {
            "background": kind.fill,
            "border": kind.ink,
            "highlight": {"background": "#ffffff", "border": "#0017c1"},
            "hover": {"background": "#ffffff", "border": kind.ink},
        },
        "shapeProperties": {
            "borderRadius": kind.radius,
            "borderDashes": list(kind.dashes) if kind.dashes else False,
        },
        "margin": 9,
        "widthConstraint": {"minimum": 196, "maximum": 208},
    }


def _options(options: dict[str, Any]) -> dict[str, Any]:
    """Add options that pyvis has no setter for; nothing here is taken from data."""
    font = {"face": "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Meiryo, sans-serif"}
    options["nodes"] = {"font": {**font, "size": 15, "align": "left", "color": "#1a1a1c",
                                 "multi": False}}  # fmt: skip
    options["edges"] = {
        "selectionWidth": 0.8,
        "hoverWidth": 1,
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal",
                   "roundness": 0.45},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
        "font": {**font, "size": 14, "color": "#3d3d3d", "strokeWidth": 4,
                 "strokeColor": "#ffffff", "align": "horizontal", "multi": False},
    }  # fmt: skip
    options["physics"] = {"enabled": False}
    options["interaction"] = {
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "navigationButtons": False,
        "zoomView": True,
        "dragNodes": True,
    }
    return options
