"""The explorer's state, as encoded in the page's address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PAGE = 16
MAX_OPENED = 40
_MAX_PAGES = 60
_OPENED = re.compile(r"(?P<node>.+?)(?::(?P<pages>[1-9][0-9]?))?")


@dataclass(frozen=True)
class Opened:
    """A resource whose neighbours are shown: the first ``pages`` × PAGE of them."""

    iri: str
    pages: int = 1


def absolute(value: str, base_iri: str) -> str:
    """Return the IRI for ``program/x``, ``id/program/x`` or an absolute IRI."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        return value
    path = value.lstrip("/")
    return f"{base_iri}/{path}" if path.startswith("id/") else f"{base_iri}/id/{path}"


def relative(iri: str, base_iri: str) -> str:
    """Return the short form of an IRI for addresses."""
    return iri.removeprefix(f"{base_iri}/id/")


def parse(node: str, opened: Iterable[str], base_iri: str) -> list[Opened]:
    """Return the opened resources, the start first and each once, at most MAX_OPENED.

    ``program/x:3`` means that three pages of its neighbours are open.
    """
    found: dict[str, Opened] = {}
    for value in (node, *opened):
        match = _OPENED.fullmatch(value.strip())
        if not match:
            continue
        # In an absolute IRI a colon with digits could be its port, but not after "/id/".
        name, pages = match["node"], match["pages"]
        if "://" in value and "/id/" not in value:
            name, pages = value.strip(), None
        iri = absolute(name, base_iri)
        count = min(int(pages or 1), _MAX_PAGES)
        if iri not in found or found[iri].pages < count:
            found[iri] = Opened(iri, count)
    return list(found.values())[:MAX_OPENED]


def serialise(opened: Iterable[Opened], base_iri: str) -> list[str]:
    """Undo :func:`parse` for everything but the start's own address."""
    return [relative(o.iri, base_iri) + (f":{o.pages}" if o.pages > 1 else "") for o in opened]
