"""Converts a reader's value to an RDF term in SPARQL syntax: validated and serialized."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdflib import XSD, Literal, URIRef

from michisuji.errors import BadInput
from michisuji.iris import has_scheme, is_iri

#: What a reader gives for a parameter; several values become one VALUES block.
One = str | int
Value = One | Sequence[str]

KINDS = ("iri", "year", "text", "integer")
MAX_LENGTH = 2000
#: Data may hold longer IRIs than readers write.
MAX_IRI = 20_000

_YEAR = re.compile(r"[12][0-9]{3}")
#: IRIs relative to the base. Any other text is a name, of which no query knows what it means.
_SHORT = re.compile(r"/?(?:id|graph)/.")
_INTEGER = re.compile(r"-?[0-9]{1,18}")

_WANTED = {
    "iri": ("IRI(例: id/program/…)", "an IRI such as id/program/…"),
    "year": ("西暦4桁の年度(例: 2024)", "a fiscal year of four digits such as 2024"),
    "text": ("文字列", "text"),
    "integer": ("整数", "an integer"),
}


def serialise(kind: str, name: str, value: One, base_iri: str) -> str:
    """Serialize ``value`` as a SPARQL term of ``kind`` (one of :data:`KINDS`).

    Raises BadInput, naming the parameter, when the value is not of that kind.
    """
    text = str(value).strip() if kind != "text" else str(value)
    if len(text) > (MAX_IRI if kind == "iri" else MAX_LENGTH) or not _encodable(text):
        raise _refusal(kind, name, text)
    if kind == "iri":
        iri = address_of(text, base_iri)
        if is_iri(iri):
            return URIRef(iri).n3()
    elif kind == "year" and _YEAR.fullmatch(text):
        return Literal(text, datatype=XSD.gYear, normalize=False).n3()
    elif kind == "integer" and _INTEGER.fullmatch(text):
        return Literal(int(text)).n3()
    elif kind == "text":
        return _quote(text)
    raise _refusal(kind, name, text)


def address_of(text: str, base_iri: str) -> str:
    """Return the IRI that a text writes out, whole or short (``id/…``); '' for a name."""
    if has_scheme(text):
        return text
    return f"{base_iri}/{text.lstrip('/')}" if _SHORT.match(text) else ""


def is_askable(iri: str) -> bool:
    """Return True if a node of the data can be the value of a parameter: a blank node cannot."""
    return len(iri) <= MAX_IRI and is_iri(iri)


def _quote(text: str) -> str:
    """Return a string literal on one line.

    rdflib's ``n3()`` writes a text with line breaks over several lines; a line of it could then
    look like one of our ``#BIND`` marks, so line breaks are escaped here.
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for char, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(char, escape)
    return f'"{escaped}"'


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _refusal(kind: str, name: str, text: str) -> BadInput:
    ja, en = _WANTED[kind]
    shown = text[:80].encode("utf-8", "replace").decode("utf-8")
    return BadInput(
        f"引数 {name} の値が正しくありません: {shown}",
        f"the value of {name} is not usable: {shown}",
        hint_ja=f"{ja}を指定してください",
        hint_en=f"give {en}",
    )
