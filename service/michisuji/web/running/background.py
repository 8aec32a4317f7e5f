"""Preparation of pages before a reader asks: at the start, and whenever the data change.

One thread prepares the causal graph, names and texts to compare, the search index, the last check
and its tables, and then all pages without parameters. The check itself runs in its own process,
which is started from here. A planner's page waits
for what is missing, others show the rest (:mod:`michisuji.web.ready`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from michisuji import process_memory
from michisuji.analysis import unreadable
from michisuji.analysis.indicator_values import stated
from michisuji.analysis.similar import index_of
from michisuji.analysis.state import State
from michisuji.languages import LANGUAGES
from michisuji.quality.rulebook.rules import rulebook
from michisuji.web.answers import Unreadable
from michisuji.web.context import current_settings, current_store, state
from michisuji.web.http import caching
from michisuji.web.ministries import known_ministries
from michisuji.web.page_table import pages
from michisuji.web.quality.views import ShownCheck, current_view, shown_check
from michisuji.web.ready import ReadAhead, graph_is_ready
from michisuji.web.search import keeper

if TYPE_CHECKING:
    from flask import Flask

    from michisuji.web.quality.checker import Checker

_AS = {"Accept": "text/html", "Accept-Encoding": "gzip"}
_FRONT = ("/", "/plan")
#: Cached pages may be dropped for others: all are requested again after this many seconds.
_AGAIN_S = 60.0
#: Earlier years not requested for this many seconds are dropped.
_UNASKED_S = 30.0
#: Freed memory is given back to the system this often, seconds.
_GIVE_BACK_S = 15.0
#: This many objects take the collector some 20 ms.
_MANY = 50_000
#: Frozen objects are examined again after this many seconds at the earliest.
_THAW_S = 600.0
#: After a failure the pause is this many times as long.
_LATER = 10

log = logging.getLogger("michisuji.web")


class Background:
    """The background thread; it ends with the process, or when :meth:`stop` is called.

    ``drafts``: the application shows drafts, whose pages are made when the editor asks.
    """

    def __init__(
        self,
        app: Flask,
        checker: Checker | None = None,
        every_s: float = 2.0,
        *,
        drafts: bool = False,
    ) -> None:
        self._app, self._checker, self._every_s = app, checker, every_s
        self._steps = [self._check, planner, search_index, quality]
        if not drafts:  # of those few are opened, none is kept, and the process has the rest once
            self._steps[1:1] = [self._front]
            self._steps += [self._pages, self._shapes, self._memory]
        self._stop = threading.Event()
        self._made: tuple[str, ...] = ()
        self._made_at = 0.0
        self._has_read = False
        self._thawed_at = -_THAW_S
        self._given_back = 0.0
        if checker is not None:
            app.extensions["michisuji"].own(ShownCheck).checker = checker
        self._thread = threading.Thread(target=self._watch, name="background", daemon=True)

    def start(self) -> Background:
        """Begin to poll for changes of the data or of the last check."""
        self._app.extensions["michisuji"].own(ReadAhead).runs = True
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop the preparation and end a running check."""
        self._stop.set()
        self._app.extensions["michisuji"].own(ReadAhead).runs = False
        if self._checker is not None:
            self._checker.stop()

    def _watch(self) -> None:
        while not self._stop.is_set():
            with self._app.app_context():
                done = [self._try(step) for step in self._steps]
            # A busy engine is not asked the same again at once.
            self._stop.wait(self._every_s * (1 if all(done) else _LATER))

    def _try(self, step: Callable[[], None]) -> bool:
        try:
            step()
        except Exception:
            if not self._stop.is_set():
                log.exception("what pages show cannot be made ready (%s)", step.__name__)
            return False
        return True

    def _check(self) -> None:
        if self._checker is not None and not self._stop.is_set():
            self._checker.look(caching.marker())

    def _shapes(self) -> None:
        """Load, once, what ``POST /api/check`` reads of shapes; a bundle has no such address."""
        if self._has_read or self._app.config["MICHISUJI_BUNDLE"] is not None:
            return
        from michisuji.quality.change.drafts import read_shapes
        from michisuji.quality.check.data import source_of

        settings = current_settings()
        book = rulebook(settings.own)
        read_shapes(source_of(current_store()), settings.base_iri, book)
        self._has_read = True

    def _front(self) -> None:
        """Make the pages that most readers open first, before the causal graph is read."""
        if not graph_is_ready():
            for page in _FRONT:
                self._make(page)

    def _make(self, page: str) -> None:
        client = self._app.test_client(use_cookies=False)
        for lang in LANGUAGES:
            if self._stop.is_set():
                return
            address = page if lang == "ja" else f"{page}?lang={lang}"
            with client.get(address, headers=_AS) as answer:
                answer.get_data()

    def _pages(self) -> None:
        key = (caching.marker(), shown_check())
        if key == self._made and time.monotonic() - self._made_at < _AGAIN_S:
            return
        for one in pages(self._app):
            if one.is_entry:
                self._make(one.rule)
        if self._stop.is_set():
            return
        self._made, self._made_at = key, time.monotonic()

    def _memory(self) -> None:
        """Freeze lasting objects, so that they halt no request; drop what nobody requests."""
        now = time.monotonic()
        if state().index.let_go(_UNASKED_S) or now - self._given_back >= _GIVE_BACK_S:
            process_memory.give_back()
            self._given_back = now
        if process_memory.collectable() < _MANY:
            return
        thaws = now - self._thawed_at >= _THAW_S
        process_memory.freeze(thaw=thaws)
        if thaws:
            self._thawed_at = now


def planner() -> None:
    """Update what the planner's pages read of the current state."""
    known_ministries()  # a moment, and every page with a unit names it
    current = State(current_store(), current_settings().base_iri, index=state().index)
    stated(current)
    index_of(current)
    state().own(Unreadable).count = unreadable.count(current)


def search_index() -> None:
    """Update the index of the search."""
    own, before = keeper(), keeper().index
    own.renew(caching.marker())
    if own.index is not before:
        process_memory.give_back()


def quality() -> None:
    """Load the last check, and the tables of the pages that show it."""
    view = current_view()
    if view is not None:
        view.prepare()
