"""The pages of the application: each is declared once, where it is written.

A view has ``@page(…)`` below its route. Navigation, sitemap, static site, the preparation of pages,
and the tests that open every page use :func:`pages`, which is made from the routes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

from flask import Flask, Response, current_app

from michisuji.web.http import page_cache

_DECLARED = "declared_page"
_NAVIGATION = "michisuji.navigation"


@dataclass(frozen=True)
class Declared:
    """A view's declaration of its page, see :func:`page`."""

    section: str = ""
    place: int = 0
    way: int = 0
    is_live: bool = False
    is_listed: bool = True


@dataclass(frozen=True)
class Page:
    """A page of the application: its route's ``rule``, its endpoint, its declaration."""

    rule: str
    endpoint: str
    declared: Declared

    @property
    def is_one(self) -> bool:
        """True if the rule is the address of one page: it has no variable part."""
        return "<" not in self.rule

    @property
    def is_entry(self) -> bool:
        """True if readers and search engines may begin with it: it is one page, and listed."""
        return self.is_one and self.declared.is_listed


def page(
    *arguments: str,
    shows: Callable[[], object] = lambda: "",
    kept: bool = True,
    section: str = "",
    place: int = 0,
    way: int = 0,
    live: bool = False,
    listed: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view as a page, and keep what it returns for each state of the data.

    ``arguments``: those that the view knows, in addition to ``lang``. ``shows`` returns what else
    the page depends on. ``kept=False``: it keeps its answer in a way of its own, or is not kept.
    ``section``: the entry of the navigation that it belongs to (``nav.SECTION`` in messages/); with
    a ``place`` it is that entry, in the order of places; with a ``way`` the entry's page lists it,
    in the order of ways. ``live``: it needs a live service, so the static site does without.
    ``listed=False``: it begins with a reader's choice, so nothing leads search engines to it or
    makes it ahead.
    """
    declared = Declared(section, place, way, live, listed)

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(**values: Any) -> Response:
            return page_cache.kept(lambda: view(**values), shows(), arguments=arguments, vary=())

        found = answer if kept else view
        setattr(found, _DECLARED, declared)
        return found

    return decorate


def pages(app: Flask | None = None) -> list[Page]:
    """Return the pages of ``app`` (the current one), in the order of the navigation, then by rule.

    A page with several addresses is represented by the one without a variable part.
    """
    app = app or current_app
    found: dict[Callable[..., Any], Page] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: ("<" in rule.rule, rule.rule)):
        view = app.view_functions[rule.endpoint]
        declared = getattr(view, _DECLARED, None)
        if declared is not None:
            found.setdefault(view, Page(rule.rule, rule.endpoint, declared))
    return sorted(found.values(), key=lambda one: (one.declared.place or 10**6, one.rule))


def load_views(package: str, folder: Iterable[str]) -> None:
    """Import the modules of a package, so that the views in them are found without being listed."""
    for module in pkgutil.walk_packages(folder, f"{package}."):
        import_module(module.name)


def ways(section: str) -> list[Page]:
    """Return the pages that a section's entry lists, in their order."""
    found = [one for one in pages() if one.declared.section == section and one.declared.way]
    return sorted(found, key=lambda one: one.declared.way)


def navigation() -> list[Page]:
    """Return the entries of the navigation, which every page shows: read once per application."""
    kept: dict[str, list[Page]] = current_app.extensions
    if _NAVIGATION not in kept:
        kept[_NAVIGATION] = [one for one in pages() if one.declared.place]
    return kept[_NAVIGATION]


def section_of(endpoint: str | None) -> str:
    """Return the section that a page belongs to; empty if there is none."""
    view = current_app.view_functions.get(endpoint or "")
    declared: Declared | None = getattr(view, _DECLARED, None)
    return declared.section if declared else ""


def is_page(endpoint: str | None) -> bool:
    """Return True if a view is declared as a page."""
    return hasattr(current_app.view_functions.get(endpoint or ""), _DECLARED)


def init_app(app: Flask) -> None:
    """Make the navigation available to templates."""
    app.jinja_env.globals.update(navigation=navigation, section_of=section_of)
