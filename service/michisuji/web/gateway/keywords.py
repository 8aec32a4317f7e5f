r"""A search for SERVICE and LOAD in a text, in every way in which some engine could read it.

Engines without a separate tokenizer (Oxigraph's grammar is one) need no space around keywords:
``trueSERVICE<…>``, ``SERVICESILENT<…>`` and, for an undeclared prefix, ``SERVICE:x {`` all work.
``<`` begins an IRI or compares, and which it is only a parser knows: both are followed, since a
quote or a ``#`` after it is then read differently. An engine that decodes ``\u`` escapes first, as
SPARQL 1.1 requires, sees yet another text.
"""

from __future__ import annotations

from itertools import islice
from typing import Protocol

from michisuji.sparql_tokens import SparqlText, Token, as_decoded, tokens

#: These are followed by what they name, never by a comparison.
_BEFORE_IRI = ("BASE", "FROM", "NAMED", "GRAPH", "WITH", "USING", "INTO", "TO")


def find_service(query: SparqlText) -> Token | None:
    """Return the first SERVICE that some engine could see."""
    return _in_any_reading(query, "SERVICE", _is_service)


def find_load(update: SparqlText) -> Token | None:
    """Return the first LOAD of an update that some engine could see, by the same reasoning."""
    return _in_any_reading(update, "LOAD", _is_load)


class _IsKeyword(Protocol):
    def __call__(self, query: str, token: Token, before: Token | None, *, sure: bool) -> bool: ...


def _in_any_reading(query: SparqlText, word: str, is_keyword: _IsKeyword) -> Token | None:
    found = _as_written(query, is_keyword) if word in query.text.upper() else None
    if found is None:
        decoded = as_decoded(query.text)
        if decoded != query.text and word in decoded.upper():
            found = _as_written(SparqlText(decoded), is_keyword)
    return found


def _as_written(query: SparqlText, is_keyword: _IsKeyword) -> Token | None:
    waiting, seen, sure = [0], set[int](), True
    while waiting:
        offset, before, earlier = waiting.pop(), None, None
        if offset in seen:
            continue
        for token in query.tokens if sure else tokens(query.text, offset):
            seen.add(offset)
            offset = token.end
            if token.kind != "comment":
                if token.kind == "iri" and not _cannot_compare(before, earlier):
                    waiting.append(token.start + 1)
                if is_keyword(query.text, token, before, sure=sure):
                    return token
                before, earlier = token, before
            if offset in seen:
                break
        sure = False
    return None


def _cannot_compare(before: Token | None, earlier: Token | None) -> bool:
    """Return True if the token before ``<`` is not an operand, so that an IRI begins there."""
    if before is None or before.kind == "word":
        return before is None or before.is_word(*_BEFORE_IRI)
    declared = earlier is not None and earlier.is_word("PREFIX")
    return before.kind == "name" and declared


def _is_load(query: str, token: Token, before: Token | None, *, sure: bool) -> bool:
    """Return True for ``LOAD [SILENT] <…>``.

    It begins an operation, so nothing before it is joined to it.
    """
    if not token.keyword.startswith("LOAD"):
        return False
    if token.kind == "name" and before and before.kind == "word":
        return False  # PREFIX load:, WITH load:x, GRAPH load:x: no operation begins after a word
    if token.kind == "name":  # LOAD:x, the source a name without prefix; not load:x in a pattern
        return not sure or _depth(query, token.start) == 0
    follows = _following(query, token, 1)
    return any(f.upper() == "SILENT" or f[:1] == "<" or ":" in f for f in follows)


def _depth(query: str, offset: int) -> int:
    """Return how many braces are open at an offset."""
    signs = [t.text for t in tokens(query[:offset]) if t.kind == "sign"]
    return signs.count("{") - signs.count("}")


def _is_service(query: str, token: Token, before: Token | None, *, sure: bool) -> bool:
    """Return True if a token is, or contains, the keyword.

    In valid SPARQL no other word contains it. In a reading that is only possible (not ``sure``) it
    must also look like the clause: ``SERVICE [SILENT] where {``.
    """
    if "SERVICE" not in token.keyword:
        return False
    if token.kind == "word":
        return sure or "{" in _following(query, token, 3)
    named = before is not None and before.keyword in {"GRAPH", "FROM", "NAMED", "DESCRIBE"}
    return not named and "{" in _following(query, token, 1)


def _following(query: str, token: Token, count: int) -> list[str]:
    later = (found.text for found in tokens(query, token.end) if found.kind != "comment")
    return list(islice(later, count))
