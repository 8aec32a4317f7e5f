"""The parts of a SPARQL query that can be cut out by its text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
from michisuji.vocabulary import PREFIXES

# Strings, IRIs and comments are one token each, so that no bracket in them counts.
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|\'(?:[^\'\\]|\\.)*\'|<[^\s<>"{}|^`\\]*>|#[^\n]*'
    r"|&&|\|\||!=|<=|>=|[{}()]|\.(?=\s|$|[}])|;|,|[^\s{}()<>;,\"'!&|]+|[<>!&|]"
)
_SPACES = re.compile(r"\s+")
_PREFIX = re.compile(r"PREFIX\s+\w*:\s*<[^>]*>", re.IGNORECASE)
Token = tuple[int, int, str]


def cuts(query: str) -> Iterator[tuple[str, str]]:
    """(the part, the query without it) for each part whose absence leaves a query that parses."""
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(query) if m[0][0] != "#"]
    seen: set[str] = set()
    for first, last in [*_filters(tokens), *_groups(tokens), *_patterns(tokens), *_terms(tokens)]:
        start, end = tokens[first][0], tokens[last][1]
        text = query[:start] + " " + query[end:]
        if text not in seen and _parses(text):
            seen.add(text)
            yield _SPACES.sub(" ", query[start:end]), text


def _filters(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """FILTER (…), FILTER [NOT] EXISTS {…}, FILTER name(…), and [NOT] EXISTS within a filter."""
    for n, (_, _, word) in enumerate(tokens):
        if word.upper() == "FILTER":
            opened = next(i for i in range(n + 1, len(tokens)) if tokens[i][2] in "{(")
            yield n, _close(tokens, opened)
        elif word in ("&&", "||"):
            yield n, _operand(tokens, n + 1)
            yield _operand_before(tokens, n), n


def _groups(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """OPTIONAL {…}, and one side of a UNION."""
    for n, (_, _, word) in enumerate(tokens):
        if word.upper() == "OPTIONAL":
            yield n, _close(tokens, n + 1)
        elif word.upper() == "UNION":
            yield n, _close(tokens, n + 1)
            yield _open(tokens, n - 1), n


def _patterns(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Statements between full stops, and the parts of one between semicolons."""
    for n, (_, _, word) in enumerate(tokens):
        if word in ("{", ".", ";", "}", ")"):
            last = n
            while last + 1 < len(tokens) and not _ends_pattern(tokens[last + 1][2]):
                last = _close(tokens, last + 1) if tokens[last + 1][2] == "(" else last + 1
            if last > n:
                stop = last + 1 < len(tokens) and tokens[last + 1][2] == "." and word != ";"
                yield (n if word == ";" else n + 1), last + stop
    # What begins at a verb goes without the semicolon after it.
    for n, (_, _, word) in enumerate(tokens):
        if word == ";":
            start = n
            while start and tokens[start - 1][2] not in ("{", ".", ";", "}"):
                start -= 1
            if tokens[start - 1][2] != ";":
                yield start + 1, n


def _terms(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """One term of an IN (…)."""
    for n, (_, _, word) in enumerate(tokens):
        if word.upper() == "IN" and tokens[n + 1][2] == "(":
            for i in range(n + 2, _close(tokens, n + 1)):
                if tokens[i][2] == ",":
                    yield i, i + 1
            if tokens[n + 3][2] == ",":
                yield n + 2, n + 3


def _ends_pattern(word: str) -> bool:
    ends = {"{", "}", ".", ";", "FILTER", "OPTIONAL", "BIND", "UNION", "SELECT", "WHERE", "GROUP"}
    return word.upper() in ends


def _operand(tokens: list[Token], start: int) -> int:
    """Where an operand of && or || ends."""
    n = start
    while n < len(tokens) and tokens[n][2] not in (")", "&&", "||"):
        n = _close(tokens, n) + 1 if tokens[n][2] in ("(", "{") else n + 1
    return n - 1


def _operand_before(tokens: list[Token], end: int) -> int:
    n = end - 1
    while n >= 0 and tokens[n][2] not in ("(", "&&", "||"):
        n = _open(tokens, n) - 1 if tokens[n][2] in (")", "}") else n - 1
    return n + 1


def _close(tokens: list[Token], opened: int) -> int:
    depth = 0
    for n in range(opened, len(tokens)):
        depth += (tokens[n][2] in "({") - (tokens[n][2] in ")}")
        if depth == 0:
            return n
    return len(tokens) - 1


def _open(tokens: list[Token], closed: int) -> int:
    depth = 0
    for n in range(closed, -1, -1):
        depth += (tokens[n][2] in ")}") - (tokens[n][2] in "({")
        if depth == 0:
            return n
    return 0


def _parses(query: str) -> bool:
    names = re.findall(r"\b(\w+):\w", _PREFIX.sub("", query))
    prefixes = {name: PREFIXES.get(name, "urn:x:") for name in names}
    try:
        ox.Store().query(query, prefixes=prefixes)
    except (SyntaxError, ValueError):
        return False
    return True
