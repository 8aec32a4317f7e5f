"""RDF terms written as Turtle, fast: a graph library takes a minute for a nation's findings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from michisuji.languages import Text
from michisuji.vocabulary import LM, PREFIXES
from michisuji.xml_text import clean

RULE = "https://w3id.org/michisuji/rule/"
NAMESPACES = {
    "sh": PREFIXES["sh"],
    "lm": LM,
    "rule": RULE,
    "xsd": PREFIXES["xsd"],
    "dcterms": PREFIXES["dcterms"],
    "rdfs": PREFIXES["rdfs"],
    "dqv": PREFIXES["dqv"],
    "prov": PREFIXES["prov"],
    "qb": PREFIXES["qb"],
    "skos": PREFIXES["skos"],
}
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x0c": "\\f", "\x08": "\\b"}
)


def prefixes(*names: str) -> str:
    """Return the ``@prefix`` lines of ``names``, and an empty line."""
    return "".join(f"@prefix {name}: <{NAMESPACES[name]}> .\n" for name in names) + "\n"


def is_iri(text: str) -> bool:
    """Return True if ``text`` is an absolute IRI, not a blank node's ID or a path."""
    return bool(_ABSOLUTE.match(text)) and not _NOT_IN_IRI.search(text)


def iri(text: str, *known: str) -> str:
    """Return an IRI, prefixed if its namespace is among the prefixes ``known``."""
    for name in known:
        namespace = NAMESPACES[name]
        if text.startswith(namespace) and _LOCAL.fullmatch(text, len(namespace)):
            return f"{name}:{text[len(namespace) :]}"
    return "<" + _NOT_IN_IRI.sub(lambda found: quote(found[0]), text) + ">"


def node(text: str) -> str:
    """Return a focus node: an IRI, or a blank node for anything else."""
    if _ABSOLUTE.match(text):
        return iri(text)
    return "_:b" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def literal(text: str, lang: str = "", datatype: str = "") -> str:
    """Return a literal; ``datatype`` is a prefixed name."""
    quoted = '"' + clean(text).translate(_ESCAPES) + '"'
    if lang:
        return f"{quoted}@{lang}"
    return f"{quoted}^^{datatype}" if datatype else quoted


def time(moment: datetime | None) -> str:
    """Return a point in time, to the second; empty when it is not known."""
    if moment is None:
        return ""
    return literal(moment.isoformat(timespec="seconds"), datatype="xsd:dateTime")


def texts(text: Text) -> str:
    """Return the literals of a text, one per language, as an object list; empty without a text."""
    return " , ".join(literal(value, lang) for lang, value in sorted(text.items()) if value)


def resource(subject: str, statements: Iterable[tuple[str, str]]) -> str:
    """Return one resource with its statements; those without an object are left out."""
    lines = [f"  {predicate} {objects}" for predicate, objects in statements if objects]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def digest(*parts: object) -> str:
    """Return 16 hex digits that stay the same for the same parts."""
    joined = "\t".join(map(str, parts))
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:16]
