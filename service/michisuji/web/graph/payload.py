"""The data for the page and its script: the picture, the openings, and the rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from michisuji.messages import message, section
from michisuji.web.graph.address import address, grown
from michisuji.web.graph.collect import GraphNode, Opening, View
from michisuji.web.graph.kinds import KINDS, Kind
from michisuji.web.graph.network import line_name, lines, network
from michisuji.web.graph.relations import local_name

Href = Callable[[str], str]


def payload(view: View, base_iri: str, doc_href: Href, lang: str) -> dict[str, Any]:
    """Return all that the script chooses from, as plain values for JSON.

    ``nodes`` and ``edges`` as pyvis gives them, of all neighbours of the opened resources, and the
    links of their chains to others;
    ``steps``: IRI → [[other, relation, 1 if inward], …] in display order; ``chains``: program or
    measure → pairs of elements. ``doc_href``: IRI → address of its page.
    """
    every = view.everything()
    drawn = network(every, lang)
    # The other end may come when something else is opened.
    outside = [a for a in view.chain_links() if not {a.source, a.target} <= every.nodes.keys()]
    drawn["edges"] += lines(outside, view, lang)
    for node in drawn["nodes"]:
        node["href"] = doc_href(node["id"])
    steps = {
        iri: [[n.node.iri, local_name(n.property), int(n.inward)] for n in opening.neighbours]
        for iri, opening in view.openings.items()
    }
    capped = [iri for iri, opening in view.openings.items() if opening.capped]
    return {**drawn, "steps": steps, "chains": view.chains, "capped": capped}


def kinds(view: View, lang: str) -> list[dict[str, Any]]:
    """Return the kinds that are shown, in the order of columns, with signs and counts."""
    counts: dict[str, int] = {}
    for node in view.nodes.values():
        counts[node.kind.key] = counts.get(node.kind.key, 0) + 1
    shown = [kind for key, kind in KINDS.items() if key in counts]
    return [{**kind_told(kind, lang), "count": counts[kind.key]} for kind in shown]


def kind_told(kind: Kind, lang: str) -> dict[str, Any]:
    """Return a kind for the legend, and the column in which graph_layout.js puts it."""
    told = {"key": kind.key, "column": kind.column, "name": kind.name(lang)}
    look = {"fill": kind.fill, "ink": kind.ink, "radius": kind.radius, "dashes": kind.dashes}
    return {**told, "sign": kind.sign, **look}


def rows(
    view: View, base_iri: str, lang: str, doc_href: Href, page: str, year: int | None = None
) -> list[dict[str, Any]]:
    """Return the picture as a table: one row per node with its links.

    ``expand`` is a plain address, which keeps the ``year`` that is shown.
    """
    opened = [o.opened for o in view.openings.values()]
    links: dict[str, list[dict[str, str]]] = {iri: [] for iri in view.nodes}
    for link in view.links.values():
        target = view.nodes[link.target]
        links[link.source].append(
            {
                "relation": line_name(link, view.since.get(link.key()), lang),
                "label": target.label,
                "href": doc_href(link.target),
            }
        )
    out = []
    for node in view.nodes.values():
        opening = view.openings.get(node.iri)
        out.append(
            {
                "iri": node.iri,
                "kind": node.kind.name(lang),
                "sign": node.kind.sign,
                "label": node.label or message("explorer.no_name", lang),
                "href": doc_href(node.iri),
                "links": links[node.iri],
                "action": _action(node, opening, lang),
                "expand": address(page, grown(opened, node.iri), base_iri, lang, year)
                if opening is None or opening.left > 0
                else "",
            }
        )
    return out


def _action(node: GraphNode, opening: Opening | None, lang: str) -> str:
    says = section("explorer", lang)
    if opening is None:
        return says["expand"]
    if opening.left > 0:
        return says["more"].format(n=opening.left)
    return says["all_shown"].format(n=opening.total)
