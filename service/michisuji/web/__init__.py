"""The web service, ``create_app(settings)``: readers reach only the public database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.opening import open_store

if TYPE_CHECKING:
    from michisuji.publication.manifest import Manifest

#: A form may carry a query and little else; larger ones are refused with 413.
_FORM_OVERHEAD = 20_000


def create_app(
    settings: Settings | None = None,
    store: Store | None = None,
    work: Store | Callable[[], Store] | None = None,
    *,
    bundle: Path | None = None,
    manifest: Manifest | None = None,
    drafts: bool = False,
) -> Flask:
    """Create the application; ``store`` is given in tests, otherwise opened by the settings.

    ``work`` is the database of drafts, or what opens it once somebody may edit: only requests of
    people who are signed in, and of API tokens, reach it. Without it nothing is edited. ``bundle``
    is the folder of the bundle that the store was made from, ``manifest`` its manifest: then
    nothing that writes or checks drafts is part of the application. ``drafts``: it shows the
    drafts, see :mod:`michisuji.web.editing.drafts`, which adds it to the readers' one.

    Raises the store's errors when it cannot be opened.
    """
    from michisuji.web import answers, contact, context, i18n, ministries, page_table
    from michisuji.web.editing import drafts as drafts_app
    from michisuji.web.http import assets, compression, errors, security
    from michisuji.web.http.request import Request
    from michisuji.web.linked_data import forms, head
    from michisuji.web.pages import search
    from michisuji.web.quality import links

    settings = settings or Settings.from_env()
    app = Flask("michisuji.web")
    app.request_class = Request
    app.config["MAX_CONTENT_LENGTH"] = 3 * settings.max_query_bytes + _FORM_OVERHEAD
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]  # Flask's own is 500 kB
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["michisuji"] = context.AppState(
        settings, store if store is not None else open_store(settings, "public")
    )
    app.config["MICHISUJI_BUNDLE"] = bundle.absolute() if bundle is not None else None
    if manifest is not None:
        app.config["MICHISUJI_MANIFEST"] = manifest
    compression.init_app(app)
    security.init_app(app)
    i18n.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    links.init_app(app)
    page_table.init_app(app)
    ministries.init_app(app)
    contact.init_app(app)
    app.jinja_env.globals.update(doc_href=context.doc_href, base_iri=settings.base_iri)
    app.jinja_env.globals.update(
        unreadable_of=answers.unreadable_of, unreadable_count=answers.unreadable_count
    )
    app.jinja_env.globals.update(suggest_address=search.suggest_address)
    app.jinja_env.globals.update(
        shows_drafts=drafts_app.shows_drafts,
        may_look=drafts_app.may_look,
        drafts_address=drafts_app.drafts_address,
        is_over_drafts=context.is_over_drafts,
        is_edited=context.is_edited,
    )
    app.jinja_env.globals.update(document_head=head.document_head, document_forms=forms.of_page)
    _register(app)
    if drafts:
        drafts_app.init_app(app)
    elif work is not None and bundle is None:
        drafts_app.mount(
            app,
            work if callable(work) else lambda: work,
            lambda own: create_app(settings.of_drafts(), own, drafts=True),
        )
    return app


def _register(app: Flask) -> None:
    from michisuji.web import catalog, linked_data, pages, sparql
    from michisuji.web.api import analysis_api, openapi, questions_api, reconcile_api, search_api
    from michisuji.web.graph import blueprint as graph
    from michisuji.web.pages import about
    from michisuji.web.planner import blueprint as planner
    from michisuji.web.running import bundle_files
    from michisuji.web.sparql.graph_store import blueprint as graph_store

    for blueprint in (
        pages.blueprint,
        linked_data.blueprint,
        sparql.blueprint,
        analysis_api.blueprint,
        questions_api.blueprint,
        search_api.blueprint,
        reconcile_api.blueprint,
        openapi.blueprint,
        graph,
        graph_store,
        planner,
        about.blueprint,
        catalog.blueprint,
        bundle_files.blueprint,
    ):
        app.register_blueprint(blueprint)
    if app.config["MICHISUJI_BUNDLE"] is None:
        from michisuji.web.api import check_api

        app.register_blueprint(check_api.blueprint)
