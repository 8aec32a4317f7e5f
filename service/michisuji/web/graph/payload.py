"""The data for the page and its script: the picture, the openings, and the rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from michisuji.messages import message, section
from michisuji.web.graph.address import Opened, serialise
from michisuji.web.graph.collect import GraphNode, Opening, View
from michisuji.web.graph.kinds import KINDS, Kind
from michisuji.web.graph.network import network
from michisuji.web.graph.relations import relation

Href = Callable[[str], str]


def payload(view: View, base_iri: str, lang: str, doc_href: Href, page: str) -> dict[str, Any]:
    """Return everything the script draws, as plain values for JSON.

    ``doc_href``: IRI → address of its page; ``page``: address of the explorer.
    """
    drawn = network(view, lang)
    opened = [o.opened for o in view.openings.values()]
    for node in drawn["nodes"]:
        node["href"] = doc_href(node["id"])
        node["start"] = address(page, [Opened(node["id"])], base_iri, lang)
    return {
        **drawn,
        "start": opened[0].iri,
        "opened": serialise(opened, base_iri),
        "permalink": address(page, opened, base_iri, lang),
        "openings": {iri: _opening(o, lang) for iri, o in view.openings.items()},
        "kinds": kinds(view, lang),
    }


def address(page: str, opened: list[Opened], base_iri: str, lang: str) -> str:
    """Return the address that shows these opened resources again."""
    start, *others = serialise(opened, base_iri)
    name, _, pages = start.rpartition(":")
    node = name if pages.isdecimal() and name else start
    values = [("node", node), *(("open", other) for other in others)]
    values += [("open", start)] if node != start else []
    values += [("lang", "en")] if lang == "en" else []
    return f"{page}?{urlencode(values, safe='/:')}"


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
    return {**told, "sign": kind.sign, "fill": kind.fill, "ink": kind.ink}


def rows(view: View, base_iri: str, lang: str, doc_href: Href, page: str) -> list[dict[str, Any]]:
    """Return the picture as a table: one row per node with its links.

    ``expand`` is a plain address.
    """
    opened = [o.opened for o in view.openings.values()]
    links: dict[str, list[dict[str, str]]] = {iri: [] for iri in view.nodes}
    for link in view.links.values():
        target = view.nodes[link.target]
        links[link.source].append(
            {
                "relation": relation(link.property, lang),
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
                "expand": address(page, grown(opened, node.iri), base_iri, lang)
                if opening is None or opening.left > 0
                else "",
            }
        )
    return out


def grown(opened: list[Opened], iri: str) -> list[Opened]:
    """Return the opened resources with one more, or one more page of an open one."""
    if all(o.iri != iri for o in opened):
        return [*opened, Opened(iri)]
    return [Opened(o.iri, o.pages + 1) if o.iri == iri else o for o in opened]


def _action(node: GraphNode, opening: Opening | None, lang: str) -> str:
    says = section("explorer", lang)
    if opening is None:
        return says["expand"]
    if opening.left > 0:
        return says["more"].format(n=opening.left)
    return says["all_shown"].format(n=opening.total)


def _opening(opening: Opening, lang: str) -> dict[str, Any]:
    says = section("explorer", lang)
    related: dict[str, list[str]] = {}
    for n in opening.neighbours:
        name = relation(n.property, lang, inward=n.inward)
        related.setdefault(n.node.iri, []).append(name)
    total = says["at_least"].format(n=opening.total) if opening.capped else str(opening.total)
    return {
        "total": opening.total,
        "shown": opening.shown,
        "left": opening.left,
        "told": says["all_shown"].format(n=opening.total)
        if opening.left == 0
        else says["shown_of"].format(total=total, shown=opening.shown),
        "neighbours": [
            {"id": iri, "relation": "・".join(dict.fromkeys(names))}
            for iri, names in related.items()
        ],
    }
