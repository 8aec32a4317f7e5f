"""Decides whether a SPARQL constraint's SELECT can be run for all focus nodes at once.

It examines the query's words, nested like its braces: rdflib's parser takes four seconds for the
hundred constraints of a profile, and each process that checks anything would wait for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from michisuji.quality.shacl.terms import ShapesError
from michisuji.sparql_tokens import Token, tokens

_FORBIDDEN = {"MINUS", "VALUES", "SERVICE"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_COUNTING = {("GROUP", "BY"), *((name, "(") for name in _AGGREGATES)}
_AFTER_GROUP_BY = {"HAVING", "ORDER", "LIMIT", "OFFSET"}
_THIS = "?this"

#: Words in capitals, signs, variables as ``?name``; the content of braces is a nested list.
Words = list[Any]


class Unsupported(ValueError):
    """Raised for what this engine leaves to pySHACL; the message names it."""


def look_at(words: Words) -> None:
    """Raise ShapesError for what SHACL forbids, Unsupported for what only pySHACL supports."""
    _refuse_words(words)
    _look_at_select(words, outermost=True)


def nested(query: Iterable[Token]) -> Words:
    """Return the words of a query, nested like its braces.

    Raises ShapesError when the braces do not match.
    """
    levels: list[Words] = [[]]
    for token in query:
        word = token.text
        is_variable = word[0] in "?$" and token.kind == "variable"
        if not is_variable and token.kind not in ("word", "sign"):
            continue
        if word == "{":
            levels.append([])
        elif word == "}":
            if len(levels) == 1:
                raise ShapesError("not a SPARQL SELECT: a brace too many")
            inner = levels.pop()
            levels[-1].append(inner)
        else:
            levels[-1].append(f"?{word[1:]}" if is_variable else word.upper())
    if len(levels) > 1:
        raise ShapesError("not a SPARQL SELECT: a brace is missing")
    return levels[0]


def counts(words: Words) -> bool:
    """Return True if the query aggregates anywhere."""
    return not _COUNTING.isdisjoint(itertools.pairwise(_flat(words)))


def _flat(words: Words) -> Iterator[str]:
    for word in words:
        if isinstance(word, list):
            yield from _flat(word)
        else:
            yield word


def _refuse_words(words: Words) -> None:
    """Raise ShapesError for ``AS $this`` and forbidden clauses.

    Shapes as variables raise Unsupported: pySHACL handles them.
    """
    flat = list(_flat(words))
    _refuse_forbidden(flat)
    if ("AS", _THIS) in itertools.pairwise(flat):
        raise ShapesError("a query that assigns $this")
    for name in ("shapesGraph", "currentShape"):
        if f"?{name}" in flat:
            raise Unsupported(f"${name}")


def refuse_forbidden(query: str) -> None:
    """Raise ShapesError for a query with what SHACL forbids, such as SERVICE."""
    _refuse_forbidden(_flat(nested(tokens(query))))


def _refuse_forbidden(words: Iterable[str]) -> None:
    for word in words:
        if word in _FORBIDDEN:
            raise ShapesError(f"{word} in a SPARQL constraint")


def _look_at_select(words: Words, *, outermost: bool) -> None:
    """Check a SELECT, or the content of a subselect's braces."""
    where = next((at for at, word in _shallow(words) if isinstance(word, list)), None)
    if where is None or "SELECT" not in words[:where]:
        raise ShapesError("not a SELECT with a WHERE")
    head, group, tail = words[:where], words[where], words[where + 1 :]
    head = head[head.index("SELECT") :]
    if {"LIMIT", "OFFSET"} & set(_flat(tail)):
        raise Unsupported("LIMIT or OFFSET, which would count over all focus nodes")
    if not outermost and not {"*", _THIS} & {word for _, word in _shallow(head)}:
        raise ShapesError("a subselect that does not give $this")
    grouped = _grouped_by(tail)
    if grouped and _THIS not in grouped:
        raise Unsupported("GROUP BY without $this")
    if not grouped and outermost and _AGGREGATES & set(head):
        raise Unsupported("an aggregate without GROUP BY $this")
    _look_at_group(group, outermost=outermost)


def _shallow(words: Words) -> Iterator[tuple[int, Any]]:
    """Yield the words outside of parentheses, each with its position."""
    depth = 0
    for at, word in enumerate(words):
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif depth == 0:
            yield at, word


def _grouped_by(tail: Words) -> list[str]:
    if "GROUP" not in tail:
        return []
    after = itertools.takewhile(lambda w: w not in _AFTER_GROUP_BY, tail[tail.index("GROUP") :])
    return list(_flat(list(after)))


def _look_at_group(group: Words, *, outermost: bool) -> None:
    """Check that each scope that reads ``$this`` in a filter or a BIND also binds it."""
    if group[:1] == ["SELECT"]:
        _look_at_select(group, outermost=False)
        return
    bound, reads, at = outermost, False, 0
    while at < len(group):
        word = group[at]
        if word in ("FILTER", "BIND"):
            end = _end_of_expression(group, at + 1)
            expression = group[at:end]
            reads = reads or _THIS in _flat(expression)
            _look_into(expression)
            at = end
            continue
        if word == "GRAPH":
            raise Unsupported("GRAPH")
        if isinstance(word, list):
            _look_at_group(word, outermost=False)
        bound = bound or word == _THIS
        at += 1
    if reads and not bound:
        raise Unsupported("a nested group that reads $this without binding it")


def _end_of_expression(group: Words, start: int) -> int:
    """Return the position after the closing parenthesis, or after the group of EXISTS."""
    depth = 0
    for at in range(start, len(group)):
        depth += {"(": 1, ")": -1}.get(group[at], 0) if isinstance(group[at], str) else 0
        if depth == 0 and (group[at] == ")" or isinstance(group[at], list)):
            return at + 1
    return len(group)


def _look_into(expression: Words) -> None:
    """Raise Unsupported for a subselect on ``$this`` within EXISTS.

    EXISTS sees the outer binding of ``$this``, a subselect within it does not.
    """
    for word in expression:
        if isinstance(word, list):
            if word[:1] == ["SELECT"] and _THIS in _flat(word):
                raise Unsupported("a subselect on $this within EXISTS")
            _look_into(word)
