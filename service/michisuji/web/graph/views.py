"""The explorer's page, its JSON endpoint, and vis-network's files from pyvis's package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    request,
    send_from_directory,
    url_for,
)

from michisuji import questions
from michisuji.analysis.state import State
from michisuji.errors import BadInput, NotFound
from michisuji.messages import message, section
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.context import current_lang, current_settings, current_store, doc_href, render
from michisuji.web.graph import collect, node_figures
from michisuji.web.graph.address import MAX_OPENED, PAGE, Opened, absolute, parse
from michisuji.web.graph.kinds import KINDS, kind_of
from michisuji.web.graph.network import line_look, network
from michisuji.web.graph.payload import kind_told, kinds, payload, rows
from michisuji.web.graph.relations import relations
from michisuji.web.graph.since import changes, compared
from michisuji.web.http import page_cache
from michisuji.web.page_table import page
from michisuji.web.planner.common import state_years
from michisuji.web.quality.views import current_view, shown_check, standing
from michisuji.web.search import index_state, named

blueprint = Blueprint("graph", __name__)

#: The only files of pyvis's package that are served.
VIS_FILES = frozenset({"vis-network.min.js", "vis-network.css"})
_FOUND = 50


@cache
def vis_folder() -> Path:
    """Return pyvis's folder of vis-network 9.1.2 without importing pyvis, which is slow."""
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise NotFound("pyvis がありません", "pyvis is not installed")
    return Path(spec.origin).parent / "lib" / "vis-9.1.2"


@blueprint.get("/static/vis/<name>")
def vis(name: str) -> Response:
    """Send one of vis-network's two files."""
    if name not in VIS_FILES:
        raise NotFound(f"ファイルがありません: {name}", f"no such file: {name}")
    return send_from_directory(vis_folder(), name, max_age=86_400)


@blueprint.get("/graph")
@page("node", "open", "as_of", "q", shows=index_state, section="graph", place=6)
def explorer() -> Any:
    """Show the explorer: a choice of starts, or the graph around ``node`` and all ``open`` ones."""
    lang, base = current_lang(), current_settings().base_iri
    asked = request.args.get("node", "").strip()
    if not asked:
        return _start_page(request.args.get("q", "").strip()[:200])
    shown = _view(asked, request.args.getlist("open"))
    if shown is None:
        return _start_page("", unknown=True), 404
    year = state_of_request().year
    address = url_for("graph.explorer").partition("?")[0]
    return render(
        "graph.html",
        says=section("explorer", lang),
        query="",
        found=None,
        cut=False,
        starts=[],
        unknown=False,
        rows=rows(shown, base, lang, doc_href, address, year),
        as_of=year,
        years=state_years(),
        changes=len(changes(shown)),
        lost=shown.lost,
        kinds=kinds(shown, lang),
        graph={
            **_words(lang),
            **payload(shown, base, doc_href, lang),
            "prefix": f"{base}/id/",
            "year": year,
            "expand": url_for("graph.expand").partition("?")[0],
            "figures": url_for("graph.figures").partition("?")[0],
            "paths": url_for("planner.paths").partition("?")[0],
        },
    )


@blueprint.get("/graph/expand")
def expand() -> Any:
    """Send all neighbours of ``node``, for the browser to choose from."""
    return page_cache.kept(_expanded, arguments=("node", "as_of"), vary=())


def _expanded() -> Any:
    found = payload(_one_step(), current_settings().base_iri, doc_href, current_lang())
    return jsonify({name: found[name] for name in ("nodes", "edges", "steps", "chains", "capped")})


@blueprint.get("/graph/expand/figures")
def figures() -> Any:
    """Send what ``node`` and its neighbours are coloured by."""
    return page_cache.kept(_figures, shown_check(), arguments=("node", "as_of"), vary=())


def _figures() -> Any:
    lang = current_lang()
    [(asked, opening)] = _one_step().openings.items()
    told = coloured([asked, *(n.node.iri for n in opening.neighbours)])
    return jsonify(
        {
            iri: {key: [step, words[lang]] for key, (step, words) in own.items()}
            for iri, own in told.items()
        }
    )


def coloured(iris: Iterable[str]) -> node_figures.Figures:
    """Return what these resources are coloured by; findings only from a check of these data."""
    view = current_view() if standing() == "current" else None
    return node_figures.figures(state_of_request(), iris, view.report if view else None)


def _words(lang: str) -> dict[str, Any]:
    """Return what the script needs besides the data: words, kinds and limits."""
    return {
        "says": section("explorer", lang),
        "lang": lang,
        "limit": MAX_OPENED,
        "page": PAGE,
        "relations": relations(lang),
        "kinds": [kind_told(kind, lang) for kind in KINDS.values()],
        "scales": node_figures.scales(lang),
        "brand": message("brand", lang),
    }


def prepared(lang: str) -> dict[str, Any]:
    """Return what the static site's explorer needs besides its data: words, kinds and styles."""
    return {
        **_words(lang),
        "looks": {name: line_look(name) for name in (*relations(lang), "other")},
        "options": network(collect.View(), lang)["options"],
        "prefix": "",
    }


def _view(asked: str, opened: list[str]) -> collect.View | None:
    state = state_of_request()
    try:
        return _seen(parse(asked, opened, state.base_iri), state)
    except BadInput:  # not an IRI: for the reader the same as a missing resource
        return None


def _one_step() -> collect.View:
    """Return the resource that the request names, with its neighbours. Raises NotFound."""
    asked = absolute(request.args.get("node", "").strip(), current_settings().base_iri)
    shown = _seen([Opened(asked)], state_of_request())
    if shown is None:
        raise NotFound(f"資源がありません: {asked}", f"no such resource: {asked}")
    return shown


def _seen(opened: Sequence[Opened], state: State) -> collect.View | None:
    """Return what is opened; as of a fiscal year with what has changed since."""
    store, base, lang = current_store(), state.base_iri, current_lang()
    then = collect.view(store, opened, base, lang, state.graphs)
    if then is None or state.year is None:
        return then
    again = [opening.opened for opening in then.openings.values()]
    return compared(then, collect.view(store, again, base, lang))


def _start_page(query: str, *, unknown: bool = False) -> Any:
    """Render a search box, its results, and places to start from."""
    lang, base, store = current_lang(), current_settings().base_iri, current_store()
    found = None
    if query:
        found = _listed(named(query, most=_FOUND + 1))
    starts = questions.run(store, "graph-starts", base_iri=base, lang=lang)
    return render(
        "graph.html",
        says=section("explorer", lang),
        query=query,
        found=None if found is None else found[:_FOUND],
        cut=found is not None and len(found) > _FOUND,
        starts=_listed(starts.dicts()),
        unknown=unknown,
        rows=[],
        lost=0,
        kinds=[],
        graph=prepared(lang) if current_app.config.get("MICHISUJI_STATIC") else None,
    )


def _listed(found: Any) -> list[dict[str, str]]:
    """Return search hits or starts as a list: sign, kind, name and the node's IRI, each once."""
    listed: dict[str, dict[str, str]] = {}
    for row in found:
        iri, kind = str(row["node"]), kind_of([str(row.get("class", ""))])
        name = kind.name(current_lang())
        label = str(row.get("label", "")) or iri
        listed.setdefault(
            iri,
            {
                "iri": iri,
                "sign": kind.sign,
                "kind": name,
                "label": label,
                "where": str(row.get("where", "")),
            },
        )
    return list(listed.values())
