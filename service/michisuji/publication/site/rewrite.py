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

from michisuji.publication.site.file_names import SiteFile, place

#: A tag with an address.
_TAG = re.compile(r'<([a-z]+)(?=[^<>]*\s(?:href|src|action)=")(\s[^<>]*)>')
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

    ``parts`` are those of itself that it links to; ``kind`` and ``name`` its own words for what it
    is about.
    """

    text: str
    places: set[SiteFile] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    kind: str = ""
    name: str = ""


def rewrite(page: str, own: SiteFile, *, base_iri: str, bundle: frozenset[str]) -> Rewritten:
    """A page for the file ``own``. ``bundle``: files beside the site that pages may link to.

    ``base_iri``: links (not ``<link rel=canonical>``) to own addresses in full become relative.
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
    """What fragments a page has."""
    return {html.unescape(found) for found in _ID.findall(page)}


def _place(asked: str, own: SiteFile, bundle: frozenset[str]) -> SiteFile | None:
    """A question's answer as a file stands beside its page; all else is told by its address."""
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
    """A file's path as an address has it."""
    return quote(file, safe="/~-._")


def relative(own: str, to: SiteFile) -> str:
    """The address of a place as a link in the file ``own`` has it."""
    if own == to.file and to.fragment:
        return f"#{to.fragment}"
    return _way(own.rpartition("/")[0], to.file) + (f"#{to.fragment}" if to.fragment else "")


@lru_cache(maxsize=8_192)
def _way(folder: str, file: str) -> str:
    """From a folder to a file: the pages of a folder have most of their links in common."""
    return quoted(posixpath.relpath(file, folder or "."))


def _text(found: re.Match[str] | None) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", found[1])).split()) if found else ""
