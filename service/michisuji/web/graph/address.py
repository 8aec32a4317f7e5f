"""The explorer's state, as far as the service needs it, as encoded in the page's address.

``open=REF`` opens the first neighbours of a resource, ``REF:3`` three times as many, ``REF:0``
none; ``REF~-leadUnit`` opens one relation (``-``: as it reads from the statement's object), ``:20``
after it the first 20 in the order of the plan, ``:20n`` by name. What only the browser needs
(hidden nodes, places of dragged ones) is in the address's fragment: see graph_state.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = 16
MAX_OPENED = 40
_OPENED = re.compile(
    r"(?P<node>.+?)(?:~(?P<key>-?\w+(?:\.\w+)?))?(?::(?P<count>[0-9]{1,4})(?P<named>n?))?"
)
_MAX_PAGES = 60


@dataclass(frozen=True)
class OpenedRelation:
    """A relation that is opened: all of its resources, or the first ``count``."""

    key: str
    count: int | None = None
    by_name: bool = False


@dataclass(frozen=True)
class Opened:
    """A resource whose neighbours are shown.

    It shows the first ``pages`` × PAGE of all, and those of the opened relations.
    """

    iri: str
    pages: int = 1
    relations: tuple[OpenedRelation, ...] = ()


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

    The start's first neighbours are open unless the address names what is open of it.
    """
    start, named = _one(node, base_iri), False
    found = {} if start is None else {start.iri: start}
    for value in opened:
        one = _one(value, base_iri)
        if one is None:
            continue
        before = found.get(one.iri)
        if before is None or (before is start and not named):
            named = named or before is start
            found[one.iri] = one
        else:
            found[one.iri] = replace(
                before,
                pages=max(before.pages, one.pages),
                relations=tuple({r.key: r for r in (*before.relations, *one.relations)}.values()),
            )
    return list(found.values())[:MAX_OPENED]


def _one(value: str, base_iri: str) -> Opened | None:
    value = value.strip()
    match = _OPENED.fullmatch(value)
    if not match:
        return None
    if "://" in value and "/id/" not in value:
        # In an absolute IRI a colon with digits could be its port, but not after "/id/".
        return Opened(value)
    iri, count = absolute(match["node"], base_iri), match["count"]
    if match["key"]:
        number = int(count) if count else None
        return Opened(iri, 0, (OpenedRelation(match["key"], number, bool(match["named"])),))
    return Opened(iri, min(int(count or 1), _MAX_PAGES))


def serialise(opened: Opened, base_iri: str) -> list[str]:
    """Undo :func:`parse` for one resource: the values of ``open``."""
    name = relative(opened.iri, base_iri)
    values = [f"{name}:{opened.pages}" if opened.pages != 1 else name]
    if not opened.pages and opened.relations:
        values = []
    for one in opened.relations:
        count = "" if one.count is None else f":{one.count}{'n' if one.by_name else ''}"
        values.append(f"{name}~{one.key}{count}")
    return values


def address(
    page: str, opened: list[Opened], base_iri: str, lang: str, year: int | None = None
) -> str:
    """Return the address that shows these opened resources again, as of ``year`` if given."""
    start, *others = opened
    values = [("node", relative(start.iri, base_iri))]
    if start != Opened(start.iri):
        values += [("open", value) for value in serialise(start, base_iri)]
    values += [("open", value) for one in others for value in serialise(one, base_iri)]
    values += [("as_of", str(year))] if year is not None else []
    values += [("lang", "en")] if lang == "en" else []
    return f"{page}?{urlencode(values, safe='/:')}"


def grown(opened: list[Opened], iri: str) -> list[Opened]:
    """Return the opened resources with one more, or one more page of an open one."""
    if all(o.iri != iri for o in opened):
        return [*opened, Opened(iri)]
    return [replace(o, pages=o.pages + 1) if o.iri == iri else o for o in opened]
