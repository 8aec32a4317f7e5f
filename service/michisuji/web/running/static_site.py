"""The application for the static site's writer: pages without what needs a live service.

Templates see ``static_site`` (and ``live_service``, the address of a live one or nothing); two
addresses below ``/site-data`` give the writer what no page of the service has.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify
from werkzeug.test import create_environ, run_wsgi_app

from michisuji import questions
from michisuji.analysis import unreadable
from michisuji.languages import LANGUAGES
from michisuji.publication.site import Fetch, Fetched
from michisuji.publication.site.jsonld import smaller
from michisuji.web import create_app
from michisuji.web.answers import QuestionAnswer, Unreadable
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    document_path,
    render,
    state,
)
from michisuji.web.graph import bulk
from michisuji.web.graph.network import wrapped
from michisuji.web.graph.views import coloured
from michisuji.web.http import security
from michisuji.web.http.serialize import JSON_LD
from michisuji.web.page_table import pages
from michisuji.web.running.static_documents import Documents

if TYPE_CHECKING:
    from flask import Flask
    from rdflib import Graph

    from michisuji.publication.manifest import Manifest
    from michisuji.settings import Settings
    from michisuji.store import Solutions, Store

#: The nation is counted in some seconds.
_WAIT_S = 600
#: Answers of the store that are cached: those of a few pages.
_REMEMBERED = 200
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.1"
blueprint = Blueprint("site_data", __name__)


def application(
    settings: Settings, store: Store, *, live: str = "", manifest: Manifest | None = None
) -> Flask:
    """Create the application for the writer; ``live`` is the address of a live service.

    ``manifest``: the files of the bundle that the site is a part of, for the catalog's page.
    """
    # The writer's requests are not rate-limited.
    unhurried = replace(settings, rate_per_minute=10**9)
    app = create_app(unhurried, cast("Store", Remembering(store)))
    app.config["MICHISUJI_STATIC"] = True
    app.config["MICHISUJI_MANIFEST"] = manifest
    app.jinja_env.globals.update(
        static_site=True, live_service=live.rstrip("/"), static_csp=policy()
    )
    app.jinja_env.globals.update(url_for=_remembering_addresses(app))
    app.register_blueprint(blueprint)
    found = unreadable.total(store, settings.base_iri)
    with app.app_context():  # no background counts for a site
        state().own(Unreadable).count = found
    if not found:  # then no page needs to query its own
        app.jinja_env.globals.update(
            unreadable_of=lambda _iri: QuestionAnswer("unreadable-of", "", [])
        )
    return app


def _remembering_addresses(app: Flask) -> Callable[..., str]:
    """Return a cached ``url_for`` for templates: every page repeats the same twenty addresses."""

    @lru_cache(maxsize=_REMEMBERED)
    def known(lang: str, endpoint: str, filename: str) -> str:
        values: dict[str, Any] = {"filename": filename} if filename else {}
        return app.url_for(endpoint, **values)

    def url_for(endpoint: str, **values: Any) -> str:
        if values.keys() <= {"filename"} and not endpoint.startswith("."):
            return known(current_lang(), endpoint, values.get("filename", ""))
        return app.url_for(endpoint, **values)

    return url_for


class Remembering:
    """A cached store that nobody changes: the seven forms of a document repeat their queries.

    Its results are read only.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._select = lru_cache(maxsize=_REMEMBERED)(store.select)
        self._construct = lru_cache(maxsize=_REMEMBERED)(store.construct)

    def select(self, query: str, **options: Any) -> Solutions:
        """Return the rows of a SELECT."""
        return self._select(query, **_plain(options))

    def construct(self, query: str, **options: Any) -> Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE."""
        return self._construct(query, **_plain(options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """Convert lists of graphs to hashable tuples."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in options.items()}


def policy() -> str:
    """Return the live service's policy, as strict, in the form that a page itself can carry."""
    rules = security.CSP.split("; ")
    # A page cannot state itself who may frame it: the server would have to.
    return "; ".join(rule for rule in rules if not rule.startswith("frame-ancestors"))


def fetcher(app: Flask) -> Fetch:
    """Return a function that requests pages from the application in this process."""
    documents = Documents(app)
    plain = create_environ(headers={"Accept": _ACCEPT})

    def fetch(path: str, lang: str) -> Fetched:
        found = documents.get(path) if lang == "ja" else None
        if found is not None:
            return found
        name, _, query = path.partition("?")
        if lang != "ja":
            query = f"{query}&lang={lang}" if query else f"lang={lang}"
        # A request as a server makes it: the bytes of the path as if they were Latin-1.
        asked = {"PATH_INFO": unquote(name, "latin-1"), "QUERY_STRING": query}
        body, status, headers = run_wsgi_app(app, {**plain, **asked}, buffered=True)
        kind = headers.get("Content-Type", "")
        return _smaller(Fetched(int(status[:3]), kind, dict(headers), b"".join(body)))

    return fetch


def _smaller(answer: Fetched) -> Fetched:
    if answer.status != 200 or answer.content_type != JSON_LD:
        return answer
    return replace(answer, body=smaller(answer.body))


def addresses(app: Flask) -> list[str]:
    """Return every page to write: those of the service and one for each described resource.

    Waits until the catalog has its counts, so that its page has them too.
    """
    fetch = fetcher(app)
    for _ in range(_WAIT_S):
        if fetch("/void.ttl", "ja").status != 503:
            break
        time.sleep(1)
    with app.app_context():
        own = [page.rule for page in pages(app) if page.is_one and not page.declared.is_live]
        return [*own, *_resources()]


def _resources() -> list[str]:
    base = current_settings().base_iri
    found = questions.run(current_store(), "resources", {"prefix": f"{base}/id/"}, base_iri=base)
    return sorted({document_path(str(row[0]), base) for row in found.rows} - {""})


@blueprint.get("/site-data/graph")
def graph() -> Response:
    """Send everything that the explorer needs, in the form of publication/site/explorer.py."""
    base = current_settings().base_iri
    prefix = base + "/id/"
    told = bulk.everything(current_store(), base)

    def short(iri: str) -> str:
        return unquote(iri.removeprefix(prefix))

    return jsonify(
        nodes={
            short(iri): [node.kind, *node.labels, *map(_lines, node.labels)]
            for iri, node in told.nodes.items()
            if iri.startswith(prefix)
        },
        steps={
            short(iri): [[short(step.other), step.relation, int(step.inward)] for step in steps]
            for iri, steps in told.steps.items()
            if iri.startswith(prefix)
        },
        chains={
            short(iri): [[short(a), short(b)] for a, b in links]
            for iri, links in told.chains.items()
        },
        figures={
            short(iri): {
                key: [step, *(words[lang] for lang in LANGUAGES)]
                for key, (step, words) in own.items()
            }
            for iri, own in coloured(told.nodes).items()
            if iri.startswith(prefix)
        },
    )


def _lines(name: str) -> str | int:
    """Return a name split into the lines of the diagram; 0 when it fits into one."""
    lines = wrapped(name)
    return "\n".join(lines) if lines != [name] else 0


@blueprint.get("/site-data/404")
def missing() -> str:
    """Show the page for a missing address.

    It contains no links, because nobody knows how deep the address was.
    """
    return render("static_404.html")
