"""The picture for vis-network, built with pyvis; labels are plain text, never HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from michisuji.messages import message
from michisuji.web.drawing import text
from michisuji.web.graph.collect import Change, GraphNode, Link, View
from michisuji.web.graph.kinds import KINDS, Kind
from michisuji.web.graph.relations import local_name, relation

_LABEL_EM = 12.0
_LABEL_LINES = 3
#: Lines of a logic model stand out; those to units are dashed. The names of links are in the table
#: and appear in the picture on hover: written out, they would hide one another.
_STRONG = "leadsTo"
_DASHED = {"leadUnit", "relatedUnit", "practicedBy", "evaluatedBy"}
#: Lines that were added, or are gone, since the year that is shown; their names say so, too.
_SINCE: dict[Change, str] = {"added": "#197a4b", "gone": "#c0392b"}
#: Relations from a lower to a higher resource.
_UPWARD = {"partOf", "serves", "indicates", "unitOf", "adoptedFrom", "wasRevisionOf"}


def label(node: GraphNode, lang: str) -> str:
    """Return a node's text: sign and kind, then its name in at most three lines."""
    lines = wrapped(node.label or message("explorer.no_name", lang))
    return "\n".join([f"{node.kind.sign} {node.kind.name(lang)}", *lines])


def wrapped(name: str) -> list[str]:
    """Wrap a name to fit a node's box; a name that is too long ends with an ellipsis."""
    return text.wrap(name, _LABEL_EM, _LABEL_LINES)[0]


def network(view: View, lang: str) -> dict[str, Any]:
    """Return ``nodes``, ``edges`` and ``options`` as pyvis gives them, without physics."""
    # Slow to import (networkx, IPython), and only this page needs it.
    from pyvis.network import Network

    built = Network(directed=True)
    built.toggle_physics(False)
    for node in view.nodes.values():
        built.add_node(node.iri, label(node, lang), **_look(node, view))
    for link in view.links.values():
        built.add_edge(link.source, link.target, **_line(link, lang, view.since.get(link.key())))
    nodes, edges, _, _, _, options = built.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": _options(json.loads(options))}


def lines(links: Iterable[Link], view: View, lang: str) -> list[dict[str, Any]]:
    """Return links as pyvis does, for which it would want both nodes."""
    return [
        {
            "from": link.source,
            "to": link.target,
            "arrows": "to",
            **_line(link, lang, view.since.get(link.key())),
        }
        for link in links
    ]


def _line(link: Link, lang: str, since: Change | None) -> dict[str, Any]:
    local = local_name(link.property)
    look = line_look(local)
    if since is not None:
        look |= {"color": _SINCE[since], "dashes": True, "width": 3}
    return {
        "id": f"{link.source} {local} {link.target}",
        "name": line_name(link, since, lang),
        **look,
    }


def line_name(link: Link, since: Change | None, lang: str) -> str:
    """Return the name of a link's relation, and what became of it since."""
    name = relation(link.property, lang)
    return name if since is None else f"{name} {message(f'explorer.since_{since}', lang)}"


def _look(node: GraphNode, view: View) -> dict[str, Any]:
    return {
        "shape": "box",
        "group": node.kind.key,
        "kind": node.kind.key,
        "name": node.label,
        "borderWidth": 3 if node.iri in view.openings else 1.5,
    }


def box_look(kind: Kind) -> dict[str, Any]:
    """Return how vis-network draws every node of a kind: one of its groups."""
    return {
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


def line_look(relation: str) -> dict[str, Any]:
    """Return the look of a relation (its local name); ``upward`` is for graph_layout.js."""
    return {
        "width": 2.4 if relation == _STRONG else 1.2,
        "dashes": relation in _DASHED,
        "color": "#3d3d3d" if relation == _STRONG else "#8a8a8f",
        "upward": relation in _UPWARD,
    }


def _options(options: dict[str, Any]) -> dict[str, Any]:
    """Add options that pyvis has no setter for; nothing here is taken from data."""
    options["groups"] = {key: box_look(kind) for key, kind in KINDS.items()}
    font = {"face": "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Meiryo, sans-serif"}
    options["nodes"] = {
        "font": {**font, "size": 15, "align": "left", "color": "#1a1a1c", "multi": False},
        # Labels of less than 10 pixels are not drawn: graph_canvas.js writes names instead.
        "scaling": {"label": {"drawThreshold": 11}},
    }
    options["edges"] = {
        "selectionWidth": 0.8,
        "hoverWidth": 1,
        "smooth": {
            "enabled": True,
            "type": "cubicBezier",
            "forceDirection": "horizontal",
            "roundness": 0.45,
        },
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
        "font": {
            **font,
            "size": 14,
            "color": "#3d3d3d",
            "strokeWidth": 4,
            "strokeColor": "#ffffff",
            "align": "horizontal",
            "multi": False,
        },
    }
    options["physics"] = {"enabled": False}
    options["interaction"] = {
        "hover": True,
        "keyboard": False,
        "navigationButtons": False,
        "zoomView": True,
        "dragNodes": True,
    }
    return options
