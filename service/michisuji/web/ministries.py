"""The ministries of the data, read once for a state of them; see :mod:`.analysis.ministries`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g

from michisuji.analysis.ministries import Ministries, ministries
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.http import caching


@dataclass
class _Known:
    """The ministries last read, with the marker of their state of the data."""

    last: tuple[str, Ministries] | None = None


def known_ministries() -> Ministries:
    """Return the ministries of the current data; a store without markers is read once a request."""
    known, mark = state().own(_Known), caching.marker()
    if mark and known.last is not None and known.last[0] == mark:
        return known.last[1]
    found: Ministries | None = g.get("ministries")
    if found is None:
        found = g.ministries = ministries(current_store(), current_settings().base_iri)
        known.last = mark, found
    return found


def unit_name(iri: str | None, name: str) -> str:
    """Return a resource's name in the reader's language, that of a ministry's unit after it."""
    return known_ministries().full_name(iri, name, current_lang())


def init_app(app: Flask) -> None:
    """Make the names available to templates."""
    app.jinja_env.globals.update(unit_name=unit_name)
