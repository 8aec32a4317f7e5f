"""Converts a page of the service to one of the site: every address relative, and to a real file.

The service's templates escape ``<``, ``>`` and ``"`` in all text, so a tag and its attributes can
be recognized by their form alone; parsing fourteen thousand pages would take minutes.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from michisuji.publication.site.file_names import SiteFile, place

#: A tag with an address.
_TAG = re.compile(r'<([a-z]+)(?=[^<>]*\s(?:href|src|action)=")(\s[^<>]*)>')
_ADDRESS = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
_ID = re.compile(r'<[a-z][a-z0-9]*\s(?:[^<>]*\s)?id="([^"]*)"')
_KIND = re.compile(r'<p class="kind">(.*?)</p>', re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
#: Addresses of other sites, and those that name no file.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass
class Rewritten:
    """A page of the site, the places it links to, and addresses without a file.

    ``parts`` are the fragments of itself that it links to; ``kind`` and ``name`` its own words for
    its subject.
    """

    text: str
    places: set[SiteFile] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    kind: str = ""
    name: str = ""


def rewrite(page: str, own: SiteFile, *, base_iri: str, bundle: frozenset[str]) -> Rewritten:
    """Rewrite a page for the file ``own``; it may link to the files in ``bundle``, too.

    Absolute links to ``base_iri`` become relative, except ``<link rel=canonical>``.
    """
    made = Rewritten("")

    def tag(match: re.Match[str]) -> str:
        name, attributes = match[1], match[2]

        def address(found: re.Match[str]) -> str:
            asked = html.unescape(found[2])
            if name in ("a", "form") and asked.startswith(base_iri + "/"):
                asked = asked.removeprefix(base_iri)
            if asked.startswith("#"):
                made.parts.add(asked[1:])
                return found[0]
            if not asked or _ELSEWHERE.match(asked):
                return found[0]
            to = _place(asked, own, bundle)
            if to is None:
                made.unknown.add(asked)
                return found[0]
            made.places.add(to)
            if to.file == own.file:
                made.parts.add(to.fragment)
            return f'{found[1]}="{html.escape(relative(own.file, to))}"'

        return f"<{name}{_ADDRESS.sub(address, attributes)}>"

    made.text = _TAG.sub(tag, page)
    made.parts.discard("")
    made.kind, made.name = _text(_KIND.search(page)), _text(_HEADING.search(page))
    return made


def ids(page: str) -> set[str]:
    """Return the fragment identifiers of a page."""
    return {html.unescape(found) for found in _ID.findall(page)}


def _place(asked: str, own: SiteFile, bundle: frozenset[str]) -> SiteFile | None:
    """Return the place for an address; a question's answer is a file next to its page."""
    if asked.startswith("/sparql?") and own.ask.startswith("/questions/"):
        extension = re.search(r"[?&]format=(csv|json)\b", asked)
        if extension:
            return SiteFile(own.file.removesuffix("html") + extension[1], ask=asked, lang=own.lang)
    found = place(asked)
    if found is None:
        file = asked.partition("?")[0].partition("#")[0].lstrip("/")
        return SiteFile(file) if file in bundle else None
    return found


def quoted(file: str) -> str:
    """Quote a file's path for use in an address."""
    return quote(file, safe="/~-._")


def relative(own: str, to: SiteFile) -> str:
    """Return the address of a place as a link in the file ``own``."""
    if own == to.file and to.fragment:
        return f"#{to.fragment}"
    return _way(own.rpartition("/")[0], to.file) + (f"#{to.fragment}" if to.fragment else "")


@lru_cache(maxsize=8_192)
def _way(folder: str, file: str) -> str:
    """Return the way from a folder to a file: pages of a folder share most of their links."""
    return quoted(posixpath.relpath(file, folder or "."))


def _text(found: re.Match[str] | None) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", found[1])).split()) if found else ""
