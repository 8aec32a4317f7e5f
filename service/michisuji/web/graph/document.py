"""One self-contained page of a resource's graph, to mail around: it asks for nothing outside.

pyvis makes nodes, edges and options; the page is ours, because pyvis's own loads from a CDN and
runs payloads in titles. A Content-Security-Policy names the page's own scripts by their hashes.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.errors import NotFound
from michisuji.messages import section
from michisuji.web.graph import collect
from michisuji.web.graph.address import MAX_OPENED, Opened
from michisuji.web.graph.network import network
from michisuji.web.graph.payload import kinds
from michisuji.web.graph.relations import relation
from michisuji.web.graph.views import vis_folder

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Pages of neighbours that are shown of the resource itself.
_PAGES = 10
_WEB = ("https://", "http://")
_JS = files("michisuji.web") / "static" / "js"
#: Signs of JSON that could end a script element or begin a comment in it.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("graph").textContent);
const placed = window.michisujiLayout(data);
for (const node of data.nodes) Object.assign(node, placed.get(node.id));
const network = new vis.Network(document.getElementById("picture"), data, data.options);
network.fit();
"""


def document(store: Store, settings: Settings, iri: str, lang: str, made: datetime) -> str:
    """Return the page of a resource with its neighbours; of a measure, with its programs', too.

    Raises NotFound for a resource that the public state does not know, BadInput for a non-IRI.
    """
    view = _view(store, iri, settings.base_iri, lang)
    legend, opening = kinds(view, lang), view.openings[iri]
    drawn = {**network(view, lang), "kinds": legend, "start": iri}
    graph = json.dumps(drawn, ensure_ascii=False).translate(_ESCAPES)
    scripts = [
        (vis_folder() / "vis-network.min.js").read_text("utf-8"),
        (_JS / "graph_layout.js").read_text("utf-8"),
        _SCRIPT,
    ]
    page: str = _template().render(
        says=section("graph_document", lang),
        lang=lang,
        name=view.nodes[iri].label,
        iri=iri,
        made=made,
        policy=_policy(*scripts),
        scripts=scripts,
        graph=graph,
        kinds=legend,
        rows=list(_rows(view, lang)),
        left=opening.left,
        sources=_sources(store, settings.base_iri, iri, lang),
        web=_WEB,
    )
    return page


def _view(store: Store, iri: str, base_iri: str, lang: str) -> collect.View:
    view = collect.view(store, [Opened(iri, _PAGES)], base_iri, lang)
    if view is None:
        raise NotFound(
            f"資源がありません: {iri}",
            f"there is no such resource: {iri}",
            hint_ja="事業・施策・組織などのIRIか名前を指定してください",
            hint_en="name a program, measure, unit or another resource by its IRI or its name",
        )
    if view.nodes[iri].kind.key != "measure":
        return view
    programs = [node.iri for node in view.nodes.values() if node.kind.key == "program"]
    opened = [Opened(iri, _PAGES), *map(Opened, programs[: MAX_OPENED - 1])]
    return collect.view(store, opened, base_iri, lang) or view


def _rows(view: collect.View, lang: str) -> Iterable[Mapping[str, Any]]:
    for node in view.nodes.values():
        links = [
            (relation(link.property, lang), view.nodes[link.target].label)
            for link in view.links.values()
            if link.source == node.iri
        ]
        yield {"node": node, "kind": node.kind.name(lang), "links": links}


def _sources(store: Store, base_iri: str, iri: str, lang: str) -> list[dict[str, str]]:
    """Return the data sets that the resource's address belongs to, with publisher and licence."""
    found = questions.run(store, "datasets", base_iri=base_iri, lang=lang)
    rows = {str(row["dataset"]).rpartition("/")[2]: row for row in found.dicts()}
    name = max((name for name in rows if f"/{name}-" in iri), key=len, default="")
    empty = {"publisher": "", "license": ""}
    return [empty | {key: str(value) for key, value in rows[name].items()}] if name else []


def _policy(*scripts: str) -> str:
    hashes = (b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {allowed}"


def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("michisuji.web"), autoescape=True, undefined=StrictUndefined
    )
    return pages.get_template("graph_document.html")
