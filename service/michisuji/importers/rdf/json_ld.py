"""JSON-LD without the network: the ontology's own context is bundled, any other is refused."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from michisuji import resources
from michisuji.importers.rdf.bounds import check_json

#: Addresses of the ontology's context; both stand for ``ontology/context.jsonld``.
CONTEXTS = frozenset(
    {
        "https://w3id.org/michisuji/context.jsonld",
        "https://w3id.org/michisuji/ns/context.jsonld",
    }
)


class RemoteContext(ValueError):
    """A document asks for a context that is not bundled."""


def with_local_contexts(document: bytes) -> bytes:
    """The document with every known context written in.

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
