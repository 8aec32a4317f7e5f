"""What the engine does not tell of a text that does not parse: what stands there, and why."""

from __future__ import annotations

from michisuji.errors import QuerySyntaxError
from michisuji.web.lexer import Token, position, tokens

#: How much of the text an error shows, characters.
_SHOWN = 40
_PAIRS = {"}": "{", ")": "(", "]": "["}


def pointed(error: QuerySyntaxError, query: str) -> QuerySyntaxError:
    """The engine's error, better: a prefix that is not declared, a bracket without its other half,
    or the text that stands where the engine stopped.
    """
    prefix, bracket = undeclared(query), unpaired(query)
    if prefix is not None:
        name = prefix.text.partition(":")[0]
        return _told(
            position(query, prefix.start),
            (f"接頭辞 {name}: が宣言されていません", f"the prefix {name}: is not declared"),
            (f"先頭に PREFIX {name}: <…> を加えてください", f"add PREFIX {name}: <…> at the top"),
        )
    if bracket is not None:
        return _told(
            position(query, bracket.start),
            (f"「{bracket.text}」に対になる括弧がありません", f"{bracket.text} has no other half"),
            ("括弧の数を合わせてください", "make the brackets match"),
        )
    rest = _from(query, error.place) if error.place else ""
    if not rest:
        return error
    return QuerySyntaxError(
        f"{error.message['ja']}(ここから: {rest})",
        f"{error.message['en']} (from here: {rest})",
        hint_ja=error.hint["ja"],
        hint_en=error.hint["en"],
        place=error.place,
    )


def _told(
    place: tuple[int, int], message: tuple[str, str], hint: tuple[str, str]
) -> QuerySyntaxError:
    line, column = place
    return QuerySyntaxError(
        f"{line}行{column}列: {message[0]}",
        f"line {line}, column {column}: {message[1]}",
        hint_ja=hint[0],
        hint_en=hint[1],
        place=place,
    )


def _from(query: str, place: tuple[int, int]) -> str:
    line, column = place
    lines = query.split("\n")
    return lines[line - 1][column - 1 :].strip()[:_SHOWN] if line <= len(lines) else ""


def undeclared(query: str) -> Token | None:
    """The first prefixed name whose prefix the text does not declare."""
    declared, after_prefix = set[str](), False
    for token in tokens(query):
        if token.kind == "name":
            name = token.text.partition(":")[0]
            if after_prefix:
                declared.add(name)
            elif name not in declared:
                return token
        after_prefix = token.kind == "word" and token.keyword == "PREFIX"
    return None


def unpaired(query: str) -> Token | None:
    """The first closing bracket without an opening one, or the last opening one left open."""
    opened: list[Token] = []
    for token in tokens(query):
        if token.kind != "sign":
            continue
        if token.text in _PAIRS.values():
            opened.append(token)
        elif token.text in _PAIRS:
            if not opened or opened[-1].text != _PAIRS[token.text]:
                return token
            opened.pop()
    return opened[-1] if opened else None
