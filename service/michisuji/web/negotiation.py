"""Content negotiation by werkzeug's MIMEAccept, and ``?format=`` for people."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Response

from michisuji.errors import NotAcceptable

HTML = "text/html"
#: Bodies that are a text of SPARQL.
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
#: Bodies that hold named values.
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_PAGES = {HTML, "application/xhtml+xml"}

#: Short name → media type, in the order in which the server prefers them.
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
_CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)
_ALIASES = {
    "turtle": "ttl",
    "json-ld": "jsonld",
    "ntriples": "nt",
    "n-triples": "nt",
    "rdfxml": "rdf",
    "rdf+xml": "rdf",
}


def choose(offered: Mapping[str, str], *, html: bool = False) -> str:
    """The media type to answer in. A client that does not say gets the page, if there is one, else
    the first format offered.

    Raises NotAcceptable, naming what there is, for an unknown ``?format=`` or Accept header.
    """
    asked = request.args.get("format")
    if not asked and request.mimetype in FORMS:
        asked = request.form.get("format")
    if asked:
        name = _ALIASES.get(asked.lower(), asked.lower())
        if name in offered:
            return offered[name]
        if name == "html" and html:
            return HTML
        raise _refusal(asked, offered)
    types = [*offered.values(), *([HTML] if html else [])]
    said = request.headers.get("Accept", "")
    if said in offered.values():
        return said  # one type and no more, as programs say it
    accept = accepted()
    if not accept:
        return HTML if html else types[0]
    best = accept.best_match([HTML, *types] if html and accept.accept_html else types)
    if best is None and accept["application/json"] > 0:
        # Many clients say application/json and mean SPARQL results, or JSON-LD.
        best = offered.get("json") or offered.get("jsonld")
    if best is None:
        raise _refusal(str(accept), offered)
    return best


def accepted() -> MIMEAccept:
    """The Accept header, without the charset that some clients name: all is UTF-8."""
    found = request.accept_mimetypes
    if not any("charset" in kind for kind, _ in found):
        return found
    return MIMEAccept([(_CHARSET.sub("", kind), quality) for kind, quality in found])


def with_charset(media_type: str) -> str:
    """The Content-Type of an answer."""
    text = media_type.startswith("text/")
    return f"{media_type}; charset=utf-8" if text else media_type


def depends_on(response: Response, *names: str) -> None:
    """Adds request headers to ``Vary``."""
    told = response.headers.get("Vary", "")
    known = told.lower().split(", ")
    more = [name for name in names if name.lower() not in known]
    if more:
        response.headers["Vary"] = ", ".join([told, *more] if told else more)


def prefers_html() -> bool:
    """Whether the client is a person's browser rather than a program.

    A browser names HTML; ``*/*`` alone, as curl and most libraries send, does not.
    """
    if "format" in request.args or "html" not in request.headers.get("Accept", "").lower():
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
        hint_en=f"formats there are: {names}",
    )
