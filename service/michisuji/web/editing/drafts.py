"""The pages over the database of drafts, at ``/drafts/…``: for the editor alone, never cached.

A second application with the same pages shows the drafts, so that nothing that the readers' one
caches, indexes or draws can hold a word of them. Each of its requests needs the editor's secret.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, current_app, g, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from michisuji.web.editing import roles
from michisuji.web.server.lanes import DRAFTS

_OWN, _MADE = "MICHISUJI_DRAFTS", "michisuji-drafts"


def mount(app: Flask, made: Flask) -> None:
    """Add the application over the drafts to the readers' one."""
    made.extensions["michisuji"].public = app.extensions["michisuji"].store
    app.extensions[_MADE] = made
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {DRAFTS: made})  # type: ignore[method-assign]


def mounted(app: Flask) -> Flask | None:
    """Return the application over the drafts; None if there is no editor."""
    found: Flask | None = app.extensions.get(_MADE)
    return found


def init_app(app: Flask) -> None:
    """Make an application that of the drafts: only for the editor, with a band on each page."""
    from michisuji.web import forms
    from michisuji.web.uploading.views import blueprint

    app.config[_OWN] = True
    app.register_blueprint(blueprint)
    forms.init_app(app)
    app.before_request(roles.need_editor)
    app.after_request(roles.guard)
    app.jinja_env.globals.update(public_address=public_address)


def shows_drafts() -> bool:
    """Return True if the current answer shows drafts, to the editor."""
    return bool(current_app.config.get(_OWN)) and g.get("role") == "editor"


def public_address() -> str:
    """Return the address of the current page in the readers' application."""
    query = request.query_string.decode("ascii", "replace")
    path = quote(request.root_path.removesuffix(DRAFTS) + request.path)
    return path + (f"?{query}" if query else "")
