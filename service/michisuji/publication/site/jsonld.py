"""JSON-LD with the smallest context it needs: seven thousand files each carry one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def smaller(body: bytes) -> bytes:
    """Return the same document in a fixed order, with only the terms of its context that it uses.

    Anything but an object with its own context is returned as it is.
    """
    document = json.loads(body)
    if not isinstance(document, dict) or not isinstance(document.get("@context"), dict):
        return body
    return reduced(document)


def reduced(document: Mapping[str, Any]) -> bytes:
    """Reduce and serialize a document that has its own context."""
    context: dict[str, Any] = document["@context"]
    used = set(_words({k: v for k, v in document.items() if k != "@context"}))
    waiting = [term for term in context if term in used or term.startswith("@")]
    # Terms depend on aliases of keywords (id, type) and on prefixes of compact IRIs.
    waiting += [t for t, d in context.items() if isinstance(d, str) and d.startswith("@")]
    kept: set[str] = set()
    while waiting:
        term = waiting.pop()
        if term not in kept:
            kept.add(term)
            waiting += [w for w in _words(context[term]) if w in context]
    told = {**document, "@context": None}
    made = {key: _in_order(value) for key, value in sorted(told.items())}
    made["@context"] = {term: context[term] for term in sorted(kept)}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _in_order(value: Any) -> Any:
    """Sort sets of values and of statements, which have no order; lists keep theirs."""
    if isinstance(value, dict):
        return {
            key: list(map(_in_order, inner)) if key == "@list" else _in_order(inner)
            for key, inner in sorted(value.items())
        }
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda one: json.dumps(one, ensure_ascii=False))
    return value


def _words(value: Any) -> Iterator[str]:
    """Yield everything in a document that may be a term or a prefix, or depend on one."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
        if ":" in value:
            yield value.partition(":")[0]
