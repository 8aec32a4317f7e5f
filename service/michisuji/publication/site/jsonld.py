"""JSON-LD with no more context than it needs: seven thousand files each carry one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def smaller(body: bytes) -> bytes:
    """The same document in one order, with only the terms of its context that it uses.

    What is no object with a context of its own is left as it is.
    """
    document = json.loads(body)
    if not isinstance(document, dict) or not isinstance(document.get("@context"), dict):
        return body
    return reduced(document)


def reduced(document: Mapping[str, Any]) -> bytes:
    """The same of a document that is not written yet, with a context of its own."""
    context: dict[str, Any] = document["@context"]
    used = set(_words({k: v for k, v in document.items() if k != "@context"}))
    waiting = [term for term in context if term in used or term.startswith("@")]
    # Aliases of keywords (id, type) and prefixes of compact IRIs are what terms rest on.
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
    """Sets of values and of statements in one order, as they have none; lists keep theirs."""
    if isinstance(value, dict):
        return {
            key: list(map(_in_order, inner)) if key == "@list" else _in_order(inner)
            for key, inner in sorted(value.items())
        }
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda one: json.dumps(one, ensure_ascii=False))
    return value


def _words(value: Any) -> Iterator[str]:
    """Everything in a document that may be a term, a prefix, or rest on one."""
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
