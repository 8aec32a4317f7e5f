"""JSON-LD without network access: only the ontology's own, bundled context is accepted."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pyoxigraph as ox

from michisuji import resources
from michisuji.importers.ntriples import canonical_decimal
from michisuji.importers.rdf.bounds import check_json
from michisuji.vocabulary import PREFIXES

_DECIMAL = PREFIXES["xsd"] + "decimal"
#: A double as JSON-LD writes it.
_DOUBLE = re.compile(r"-?\d\.\d+E-?\d+")

#: Addresses of the ontology's context; both stand for ``ontology/context.jsonld``.
CONTEXTS = frozenset(
    {
        "https://w3id.org/michisuji/context.jsonld",
        "https://w3id.org/michisuji/ns/context.jsonld",
    }
)


class RemoteContext(ValueError):
    """Raised when a document asks for a context that is not bundled."""


def plain_decimal(quad: ox.Quad) -> ox.Quad:
    """Return the statement with its decimal written without an exponent.

    JSON-LD writes a number that is not an integer as a double (1.25E6), whatever its type.
    """
    value = quad.object
    if not (isinstance(value, ox.Literal) and value.datatype.value == _DECIMAL):
        return quad
    if not _DOUBLE.fullmatch(value.value):
        return quad
    plain = ox.Literal(canonical_decimal(value.value) or value.value, datatype=value.datatype)
    return ox.Quad(quad.subject, quad.predicate, plain, quad.graph_name)


def with_local_contexts(document: bytes) -> bytes:
    """Return the document with every known context inlined.

    Raises json.JSONDecodeError (line and column), UnicodeDecodeError, TooMuch or RemoteContext.
    """
    found = check_json(document.decode("utf-8-sig"))
    return json.dumps(_localised(found), ensure_ascii=False).encode()


def _localised(value: Any) -> Any:
    if isinstance(value, list):
        return [_localised(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, item in value.items():
        if key == "@import":
            raise RemoteContext(str(item))
        out[key] = _context(item) if key == "@context" else _localised(item)
    return out


def _context(value: Any) -> Any:
    if isinstance(value, list):
        return [_context(item) for item in value]
    if isinstance(value, str):
        if value not in CONTEXTS:
            raise RemoteContext(value)
        return _bundled()
    return _localised(value)


@cache
def _bundled() -> Any:
    path = resources.folder("ontology") / "context.jsonld"
    return json.loads(path.read_text(encoding="utf-8"))["@context"]
