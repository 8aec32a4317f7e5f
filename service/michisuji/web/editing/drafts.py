"""The pages over the database of drafts, at ``/drafts/…``: for signed-in staff, never cached.

A second application with the same pages shows the drafts, so that nothing that the readers' one
caches, indexes or draws can hold a word of them. It is made on the first request below ``/drafts``
once somebody may edit: no restart is needed after the first ``michisuji user add``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, current_app, g, request

from michisuji.errors import MichisujiError
from michisuji.web.context import OVER_DRAFTS, current_lang, current_store, is_over_drafts
from michisuji.web.http.errors import FAILED
from michisuji.web.server.lanes import DRAFTS

if TYPE_CHECKING:
    from michisuji.accounts import Accounts
    from michisuji.store import Store

_DOOR = "michisuji-drafts"
log = logging.getLogger("michisuji.web")


class _Edited:
    """Tells whether somebody may edit; once that is so, it is not looked up again."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self._is_on = accounts, False

    def __call__(self) -> bool:
        self._is_on = self._is_on or self._accounts.exist
        return self._is_on


class Door:
    """The way to the drafts: their database and their application, opened when editing is on.

    ``open_work`` opens the database; ``make`` makes the application over it.
    """

    def __init__(
        self, app: Flask, open_work: Callable[[], Store], make: Callable[[Store], Flask]
    ) -> None:
        self._readers, self._wsgi = app, app.wsgi_app
        self._open_work, self._make = open_work, make
        self._app: Flask | None = None
        self._lock = threading.Lock()
        #: Called once with the application over the drafts.
        self.when_made: Callable[[Flask], object] = lambda made: None

    def app(self) -> Flask | None:
        """Return the application over the drafts; None as long as nobody may edit.

        Raises the store's errors when its database cannot be opened.
        """
        own = self._readers.extensions["michisuji"]
        if self._app is None and own.is_edited():
            with self._lock:
                if self._app is None:
                    work = self._open_work()
                    made = self._make(work)
                    of_drafts = made.extensions["michisuji"]
                    of_drafts.public, of_drafts.accounts = own.store, own.accounts
                    of_drafts.is_edited = own.is_edited
                    self.when_made(made)
                    self._app = made
        return self._app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request: below ``/drafts`` by the application over them, if there is one."""
        path = environ.get("PATH_INFO", "")
        if path == DRAFTS or path.startswith(f"{DRAFTS}/"):
            try:
                made = self.app()
            except MichisujiError as error:
                log.warning("the drafts cannot be opened: %s", error.message["en"])
                environ[FAILED] = error
                made = None
            if made is not None:
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + DRAFTS
                environ["PATH_INFO"] = path.removeprefix(DRAFTS)
                return made(environ, start_response)
        return self._wsgi(environ, start_response)


def mount(app: Flask, open_work: Callable[[], Store], make: Callable[[Store], Flask]) -> None:
    """Add the accounts, and the way to the drafts, to the readers' application."""
    from michisuji.accounts import Accounts

    own = app.extensions["michisuji"]
    own.accounts = Accounts.of(own.settings)
    own.is_edited = _Edited(own.accounts)
    app.extensions[_DOOR] = app.wsgi_app = Door(app, open_work, make)  # type: ignore[method-assign]


def door(app: Flask | None = None) -> Door | None:
    """Return the way to the drafts; None where nothing is edited, as in a bundle."""
    found: Door | None = (app or current_app).extensions.get(_DOOR)
    return found


def mounted(app: Flask) -> Flask | None:
    """Return the application over the drafts; None if nobody may edit."""
    found = door(app)
    return found.app() if found is not None else None


def work() -> Store | None:
    """Return the database of drafts; None if nobody may edit."""
    if is_over_drafts():
        return current_store()
    made = mounted(current_app)
    found: Store | None = made.extensions["michisuji"].store if made is not None else None
    return found


def init_app(app: Flask) -> None:
    """Make an application that of the drafts: only for staff, with a band on each page."""
    from michisuji.web import diagram, forms, history, workflow
    from michisuji.web.accounts import gate
    from michisuji.web.uploading.views import blueprint

    app.config[OVER_DRAFTS] = True
    gate.init_app(app)
    app.register_blueprint(blueprint)
    forms.init_app(app)
    diagram.init_app(app)
    history.init_app(app)
    workflow.init_app(app)
    app.jinja_env.globals.update(public_address=public_address)


def shows_drafts() -> bool:
    """Return True if the current answer shows drafts, to somebody who is signed in."""
    return is_over_drafts() and g.get("actor") is not None


def may_look() -> bool:
    """Return True if the reader of this page may open others: not before a sign-in."""
    return not is_over_drafts() or g.get("actor") is not None


def drafts_address() -> str:
    """Return the address below ``/drafts`` of a reader's page; it may need a sign-in."""
    language = "" if current_lang() == "ja" else f"?lang={current_lang()}"
    return quote(request.root_path + DRAFTS + request.path) + language


def public_address(address: str = "") -> str:
    """Return the address in the readers' application of a page below ``/drafts``, or this one."""
    root = request.root_path.removesuffix(DRAFTS)
    if address:
        return root + address.removeprefix(request.root_path)
    query = request.query_string.decode("ascii", "replace")
    return quote(root + request.path) + (f"?{query}" if query else "")
