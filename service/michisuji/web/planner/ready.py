"""Reads the causal graph and the texts to compare before a reader asks: at the start, and after
each import."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from michisuji.analysis.similar import index_of
from michisuji.analysis.state import State
from michisuji.web.context import current_settings, current_store, state

log = logging.getLogger("michisuji.web")


def keep_ready(app: Flask, every_s: float = 5.0) -> threading.Event:
    """Look every so often whether the data have changed; ends when the event is set."""
    stop = threading.Event()

    def watch() -> None:
        while True:
            with app.app_context():
                try:
                    prepare()
                except Exception:
                    log.exception("the causal graph cannot be made ready")
            if stop.wait(every_s):
                return

    threading.Thread(target=watch, name="planner", daemon=True).start()
    return stop


def prepare() -> None:
    """Have what the planner's pages read of the current state up to date."""
    base = current_settings().base_iri
    index_of(State(current_store(), base, index=state().index))
