"""Makes a page of the service one of the site: every address relative, and to a real file.

The service's templates escape ``<``, ``>`` and ``"`` in all text, so a tag and its attributes can
be told by their form alone; reading fourteen thousand pages with a parser would take minutes.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from michisuji.publication.site.names import Place, place

_TAG = re.compile(r"<([a-z]+)(\s[^<>]*)>")
_ADDRESS = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
_ID = re.compile(r'<[a-z][a-z0-9]*\s(?:[^<>]*\s)?id="([^"]*)"')
_KIND = re.compile(r'<p class="kind">(.*?)</p>', re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
#: Addresses of other places, and those that name no file.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass
class Rewritten:
    """A page of the site, the places that it links to, and addresses that no file stands for.

    ``kind`` and ``name`` are the page's own words for what it is about.
    """

    text: str
    places: set[Place] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    kind: str = ""
    name: str = ""


def rewrite(page: str, own: Place, *, base_iri: str, bundle: frozenset[str]) -> Rewritten:
    """A page for the file ``own``. ``bundle``: files beside the site that pages may link to.

    ``base_iri``: links (not ``<link rel=canonical>``) to own addresses in full become relative.
    """
    made = Rewritten("")

    def tag(match: re.Match[str]) -> str:
        name, attributes = match[1], match[2]
        if "=" not in attributes:
            return match[0]

        def address(found: re.Match[str]) -> str:
            asked = html.unescape(found[2])
            if name in ("a", "form") and asked.startswith(base_iri + "/"):
                asked = asked.removeprefix(base_iri)
            if not asked or asked.startswith("#") or _ELSEWHERE.match(asked):
                return found[0]
            to = _place(asked, own, bundle)
            if to is None:
                made.unknown.add(asked)
                return found[0]
            made.places.add(to)
            return f'{found[1]}="{html.escape(relative(own.file, to))}"'

        return f"<{name}{_ADDRESS.sub(address, attributes)}>"

    made.text = _TAG.sub(tag, page)
    made.kind, made.name = _text(_KIND.search(page)), _text(_HEADING.search(page))
    return made


def ids(page: str) -> set[str]:
    """What fragments a page has."""
    return {html.unescape(found) for found in _ID.findall(page)}


def fragments(page: str) -> set[str]:
    """The parts of itself that a page links to."""
    found = {html.unescape(m[2]) for t in _TAG.finditer(page) for m in _ADDRESS.finditer(t[2])}
    return {address[1:] for address in found if address.startswith("#") and address != "#"}


def _place(asked: str, own: Place, bundle: frozenset[str]) -> Place | None:
    """A question's answer as a file stands beside its page; all else is told by its address."""
    if asked.startswith("/sparql?") and own.ask.startswith("/questions/"):
        extension = re.search(r"[?&]format=(csv|json)\b", asked)
        if extension:
            return Place(own.file.removesuffix("html") + extension[1], ask=asked, lang=own.lang)
    found = place(asked)
    if found is None:
        file = asked.partition("?")[0].partition("#")[0].lstrip("/")
        return Place(file) if file in bundle else None
    return found


@lru_cache(maxsize=65_536)
def quoted(file: str) -> str:
    """A file's path as an address has it."""
    return quote(file, safe="/~-._")


def relative(own: str, to: Place) -> str:
    """The address of a place as a link in the file ``own`` has it."""
    if own == to.file and to.fragment:
        return f"#{to.fragment}"
    address = posixpath.relpath(to.file, posixpath.dirname(own) or ".")
    return quoted(address) + (f"#{to.fragment}" if to.fragment else "")


def _text(found: re.Match[str] | None) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", found[1])).split()) if found else ""
