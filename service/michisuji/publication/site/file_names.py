"""The mapping from addresses of the service to files of the static site.

A file's name must work on any file system and on any web server: ASCII letters, digits, ``.``,
``_`` and ``-`` stay, every other byte becomes ``~`` and two hexadecimal digits (``~`` needs no
percent-encoding in an address). Names that would collide on a case-insensitive file system, or that
are too long or reserved, get a short digest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote

from michisuji.iris import address_parts
from michisuji.languages import language

RDF = ("ttl", "jsonld", "nt", "rdf")
#: Forms of a document about a resource, besides its page.
FORMS = (*RDF, "csv")
#: Pages by address that keep their name, in both languages.
SINGLE = (
    *("plan", "kaizen", "questions", "search", "graph", "quality", "rules", "about", "catalog"),
    *("report", "help", "ns", "code"),
)
_SAFE = re.compile(rb"[A-Za-z0-9._-]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 150
#: Filters for the causes of findings, in the order of folders.
_NARROWED = (
    *("department", "unit", "measure", "program", "severity", "rule", "family", "year"),
    "dataset",
)


@dataclass(frozen=True)
class SiteFile:
    """A file of the site (``/`` between folders), and the part of it that is meant.

    ``ask`` and ``lang`` are the address and language to request from the service; ``ask`` is empty
    for files from another source.
    """

    file: str
    fragment: str = ""
    ask: str = ""
    lang: str = ""


@lru_cache(maxsize=65_536)
def file_name(text: str) -> str:
    """Encode a text as one part of a file's path; different texts get different names.

    They differ even if case is ignored.

    >>> file_name("mihon-010101") 'mihon-010101' >>> file_name("総務") '~e7~b7~8f~e5~8b~99'
    """
    made = "".join(
        chr(byte) if _SAFE.match(bytes([byte])) else f"~{byte:02x}"
        for byte in text.encode("utf-8", "surrogatepass")
    )
    if made.startswith("."):
        made = "~2e" + made[1:]
    if made != made.lower() or len(made) > _LONGEST or _RESERVED.fullmatch(made):
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        made = f"{made[:_LONGEST]}~{digest}"
    return made


def doc_file(kind: str, reference: str, extension: str) -> str:
    """Return the file about a resource: ``doc/KIND/REF.EXTENSION``; ``reference`` is unencoded."""
    return f"doc/{file_name(kind)}/{file_name(reference)}.{extension}"


@lru_cache(maxsize=8_192)
def place(address: str) -> SiteFile | None:
    """Return the file for an address of the service; ``?lang=`` gives the language.

    Returns None for an address without a file: one that needs a running service.
    """
    parts = address_parts(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    lang = next((value for name, value in query if name == "lang"), "ja")
    rest = [(name, value) for name, value in query if name not in ("lang", "v")]
    found = _find(unquote(parts.path), rest, language(lang))
    if found is None or not parts.fragment or found.fragment:
        return found
    return SiteFile(found.file, unquote(parts.fragment), found.ask, found.lang)


def _find(path: str, query: list[tuple[str, str]], lang: str) -> SiteFile | None:
    head, _, rest = path.lstrip("/").partition("/")
    page = _Page(lang)
    if head in ("doc", "id") and "/" in rest:
        return _doc(rest, query, page)
    if head == "quality":
        return _quality(rest, query, page)
    if head == "graph" and not rest and query:
        return _graph(query, page)
    if head == "questions" and rest and query in ([], [("run", "1")]):
        return page.at(f"questions/{file_name(rest)}.html", f"/questions/{quote(rest)}?run=1")
    if query:
        return page.at("search.html", "/search") if head == "search" else None
    if not path.strip("/"):
        return page.at("index.html", "/")
    if head == "rules" and rest:
        return _rule(rest, page)
    if head in ("about", "help", "report") and rest:
        return page.at(f"{head}/{file_name(rest)}.html", f"/{head}/{quote(rest)}")
    if head in SINGLE and not rest:
        return page.at(f"{head}.html", f"/{head}")
    if head == "static" and rest:
        return SiteFile(f"static/{rest}", ask=f"/{quote(path.lstrip('/'))}")
    if head in ("ns", "code") and rest:
        return _term(head, rest, page)
    name, _, extension = head.partition(".")
    if name in ("ns", "code", "catalog", "void") and extension in RDF and not rest:
        return SiteFile(head, ask=path)
    if path == "/feed.atom":
        return SiteFile(head, ask=path)
    return None


@dataclass(frozen=True)
class _Page:
    """A page has a file in each language: Japanese at the root, English below ``en/``."""

    lang: str

    def at(self, file: str, ask: str, fragment: str = "") -> SiteFile:
        folder = "" if self.lang == "ja" else f"{self.lang}/"
        return SiteFile(folder + file, fragment, ask, self.lang)


def _doc(rest: str, query: list[tuple[str, str]], page: _Page) -> SiteFile | None:
    kind, _, reference = rest.partition("/")
    name, dot, extension = reference.rpartition(".")
    if not reference or not kind:
        return None
    if dot and extension in FORMS:
        asked = f"/doc/{quote(kind)}/{quote(name, safe='')}.{extension}"
        return None if query else SiteFile(doc_file(kind, name, extension), ask=asked)
    if dot and extension == "html":
        reference = name
    if any(key != "break" for key, _ in query):
        return None
    shown = next((value for key, value in query if key == "break"), "")
    ask = f"/doc/{quote(kind)}/{quote(reference, safe='')}.html"
    return page.at(doc_file(kind, reference, "html"), ask, f"break-{shown}" if shown else "")


def _graph(query: list[tuple[str, str]], page: _Page) -> SiteFile | None:
    """Return the explorer's file; its state goes after ``#``, because a file has no query."""
    if any(name not in ("node", "open") for name, _ in query):
        return None
    short = [(name, value.rpartition("/id/")[2].removeprefix("id/")) for name, value in query]
    opened = "&".join(f"{name}={quote(value, safe='/:')}" for name, value in short)
    return page.at("graph.html", "/graph", opened)


def _rule(rest: str, page: _Page) -> SiteFile:
    name, _, extension = rest.partition(".")
    if extension in RDF:
        return SiteFile(f"rules/{file_name(name.lower())}.{extension}", ask=f"/rules/{quote(rest)}")
    return page.at(f"rules/{file_name(name.lower())}.html", f"/rules/{quote(name)}")


def _term(head: str, rest: str, page: _Page) -> SiteFile:
    """Return the file of a term of the ontology, a code, a version, or the JSON-LD context."""
    name, dot, extension = rest.rpartition(".")
    if dot and extension in RDF:
        parts = "/".join(map(file_name, name.split("/")))
        return SiteFile(f"{head}/{parts}.{extension}", ask=f"/{head}/{quote(rest)}")
    parts = "/".join(map(file_name, rest.split("/")))
    return page.at(f"{head}/{parts}.html", f"/{head}/{quote(rest)}")


def _quality(rest: str, query: list[tuple[str, str]], page: _Page) -> SiteFile | None:
    asked = dict(query)
    if not rest:
        if not asked:
            return page.at("quality.html", "/quality")
        if set(asked) != {"department"}:
            return None
        name = file_name(asked["department"].rpartition("/")[2])
        return page.at(f"quality/department/{name}.html", f"/quality?{_query(query)}")
    if rest.startswith("report.") and not query:
        return page.at(f"quality/{file_name(rest)}", f"/quality/{quote(rest)}")
    if rest != "causes" or not set(asked) <= {*_NARROWED, "page"}:
        return None
    number = asked.pop("page", "1")
    parts = [
        f"{name}-{file_name(asked[name].rpartition('/')[2].lower())}"
        for name in _NARROWED
        if asked.get(name)
    ]
    parts += [f"page-{file_name(number)}"] if number != "1" else []
    kept = [(n, v) for n, v in query if v and (n, v) != ("page", "1")]
    ask = "/quality/causes" + (f"?{_query(kept)}" if kept else "")
    return page.at("/".join(["quality/causes", *parts]) + ".html", ask)


def _query(query: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name)}={quote(value, safe='/:')}" for name, value in query)
