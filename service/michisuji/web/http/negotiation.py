"""Content negotiation by werkzeug's MIMEAccept, and ``?format=`` for people."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Response

from michisuji.errors import NotAcceptable

HTML = "text/html"
#: Bodies that consist of SPARQL text.
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
#: Bodies that hold named values.
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SAYING = ("format", "output", "results")
_PAGES = {HTML, "application/xhtml+xml"}

#: Short name → media type, in the server's order of preference.
RDF_FORMATS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
RESULT_FORMATS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
#: Other names for a format in ``?format=``, and those with a slash in Accept and Content-Type too:
#: similar, older, or shorter ones. If two formats share a name, the offered one counts.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "ttl": (
        "turtle",
        "n3",
        "application/turtle",
        "application/x-turtle",
        "text/rdf+turtle",
        "text/n3",
        "text/rdf+n3",
        "application/n3",
    ),
    "jsonld": ("json-ld", "json", "application/x-json+ld", "application/json", "text/json"),
    "nt": ("ntriples", "n-triples", "text", "text/ntriples", "text/plain"),
    "rdf": ("rdfxml", "rdf+xml", "rdf-xml", "xml", "application/xml", "text/xml"),
    "json": ("srj", "sparql-results+json", "application/json", "text/json"),
    "xml": ("srx", "sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("application/csv", "text/comma-separated-values"),
    "tsv": (),
    "xlsx": (),
}


def choose(offered: Mapping[str, str], *, html: bool = False) -> str:
    """Return the media type to answer in.

    A client that names none gets the page, if there is one, else the first format offered. Raises
    NotAcceptable, listing the formats, for an unknown ``?format=`` or Accept header.
    """
    asked = said_in_request()
    if asked:
        return (
            HTML if html and _plain(asked) in {"html", *_PAGES} else offered[named(asked, offered)]
        )
    types = [*offered.values(), *([HTML] if html else [])]
    said = request.headers.get("Accept", "")
    if said in offered.values():
        return said  # a single type, as programs send it
    accept = accepted()
    if not accept:
        return HTML if html else types[0]
    best = accept.best_match([HTML, *types] if html and accept.accept_html else types)
    if best is None and html and any(kind in _PAGES for kind, _ in accept):
        best = HTML
    if best is None:
        near = {kind: name for name in offered for kind in ALIASES[name] if "/" in kind}
        best = offered.get(near.get(accept.best_match(near) or "", ""))
    if best is None:
        raise _refusal(str(accept), offered)
    return best


def said_in_request() -> str:
    """Return the value of ``?format=``, ``output`` or ``results`` (other endpoints' names)."""
    words = request.values if request.mimetype in FORMS else request.args
    return next((words[name] for name in _SAYING if words.get(name)), "")


def named(asked: str, offered: Mapping[str, str]) -> str:
    """Return the offered format that a name, an alias or a media type means.

    Raises NotAcceptable, listing the formats.
    """
    word = _plain(asked)
    for name, kind in offered.items():
        if word in (name, kind):
            return name
    for name in offered:
        if word in ALIASES[name]:
            return name
    raise _refusal(asked, offered)


def _plain(kind: str) -> str:
    """Return a format's name without parameters; an unencoded ``+`` arrives as a space."""
    return kind.partition(";")[0].strip().lower().replace(" ", "+")


def accepted() -> MIMEAccept:
    """Return the Accept header without parameters (``profile``, ``header``, ``charset``).

    Each format exists in one form only, which is better than none.
    """
    found = request.accept_mimetypes
    if not any(";" in kind for kind, _ in found):
        return found
    return MIMEAccept([(kind.partition(";")[0].strip(), quality) for kind, quality in found])


def with_charset(media_type: str) -> str:
    """Return the Content-Type of an answer."""
    text = media_type.startswith("text/")
    return f"{media_type}; charset=utf-8" if text else media_type


def depends_on(response: Response, *names: str) -> None:
    """Add request headers to ``Vary``."""
    told = response.headers.get("Vary", "")
    known = told.lower().split(", ")
    more = [name for name in names if name.lower() not in known]
    if more:
        response.headers["Vary"] = ", ".join([told, *more] if told else more)


def prefers_html() -> bool:
    """Return True if the client is a person's browser rather than a program.

    A browser names HTML; ``*/*`` alone, as curl and most libraries send, does not.
    """
    if (
        any(name in request.args for name in _SAYING)
        or "html" not in request.headers.get("Accept", "").lower()
    ):
        return False
    accept = accepted()
    if not any(kind in _PAGES for kind, _ in accept):
        return False
    types = [HTML, "application/json", "application/problem+json", *RDF_FORMATS.values()]
    types += RESULT_FORMATS.values()
    return accept.best_match(types) == HTML


def _refusal(asked: str, offered: Mapping[str, str]) -> NotAcceptable:
    names = ", ".join(f"{name} ({kind})" for name, kind in offered.items())
    return NotAcceptable(
        f"「{asked[:80]}」の形式では返せません",
        f"cannot answer as {asked[:80]}",
        hint_ja=f"使える形式: {names}",
        hint_en=f"available formats:  {names}",
    )
