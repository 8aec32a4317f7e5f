"""The details of a syntax error that the engine omits: the token at fault, and the reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from michisuji.errors import QuerySyntaxError
from michisuji.languages import LANGUAGES
from michisuji.sparql_tokens import SparqlText, Token, offset_of, position
from michisuji.web.gateway.error_token import stops_at

#: How much of the text an error shows, characters.
_SHOWN = 40
_PAIRS = {"}": "{", ")": "(", "]": "["}
#: The separators of tokens in SPARQL.
_SPACE = " \t\r\n"
_QUOTES = dict.fromkeys("“”„‟〝〞〟", '"') | dict.fromkeys("‘’‚‛", "'") | {"、": ",", "。": "."}


def pointed(
    error: QuerySyntaxError, query: SparqlText, parse: Callable[[str], object]
) -> QuerySyntaxError:
    """Return a better version of the engine's error.

    ``parse`` as in :func:`.error_token.stops_at`.
    """
    told = (
        _odd_character(query)
        or _broken_iri(error, query)
        or _undeclared(query)
        or unbalanced(query)
    )
    return told or _stopped(error, query, stops_at(query, parse))


def unbalanced(query: SparqlText) -> QuerySyntaxError | None:
    """Return the error of an unmatched bracket."""
    bracket = unpaired(query)
    if bracket is None:
        return None
    return _told(
        query.position(bracket),
        (f"「{bracket.text}」に対になる括弧がありません", f"{bracket.text} has no counterpart"),
        ("括弧の数を合わせてください", "make the brackets match"),
    )


def _stopped(error: QuerySyntaxError, query: SparqlText, token: Token | None) -> QuerySyntaxError:
    """Return the error at the token; without one at the engine's position."""
    place = error.place if token is None else query.position(token)
    if place is None:
        return error
    rest = _from(query.text, place)
    ja, en = (error.reason[lang] for lang in LANGUAGES)
    if rest:
        ja, en = f"{ja}(ここから: {rest})", f"{en} (from here: {rest})"
    return _told(place, (ja, en), (error.hint["ja"], error.hint["en"]))


def _odd_character(query: SparqlText) -> QuerySyntaxError | None:
    """Return the error of the first character that SPARQL does not use.

    Such a character is a full-width space or sign, a typographic quote, or an invisible character,
    outside texts, IRIs, names and comments.
    """
    text, at = query.text, 0
    for token in (*query.tokens, Token("end", "", len(text))):
        odd = next((i for i in range(at, token.start) if text[i] not in _SPACE), None)
        if odd is None and token.kind in {"sign", "word"} and not token.text.isascii():
            odd = token.start + next(i for i, c in enumerate(token.text) if not c.isascii())
        if odd is not None:
            return _told(position(text, odd), *_about(text[odd]))
        at = token.end
    return None


def _about(odd: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return message and hint about a character."""
    name = f"U+{ord(odd):04X}"
    shown = f"「{odd}」({name})" if odd.isprintable() else name
    ja, en = ("全角の空白", "a full-width space") if odd == "\u3000" else (shown, shown)
    better = _QUOTES.get(odd) or unicodedata.normalize("NFKC", odd)
    if better == odd or not better.isascii() or not better.isprintable():
        hint = ("その文字を消してください", "take it out")
    elif better == " ":
        hint = ("半角の空白に直してください", "write an ASCII space")
    else:
        hint = (f"半角の {better} に直してください", f"write {better}")
    return (f"{ja}はここに書けません", f"{en} cannot stand here"), hint


def _undeclared(query: SparqlText) -> QuerySyntaxError | None:
    prefix = undeclared(query)
    if prefix is None:
        return None
    name = prefix.text.partition(":")[0]
    return _told(
        query.position(prefix),
        (f"接頭辞 {name}: が宣言されていません", f"the prefix {name}: is not declared"),
        (f"先頭に PREFIX {name}: <…> を加えてください", f"add PREFIX {name}: <…> at the top"),
    )


def _broken_iri(error: QuerySyntaxError, query: SparqlText) -> QuerySyntaxError | None:
    """Return an error for an IRI that contains a forbidden character, or has no end.

    What follows its ``<`` then looks like a name with an undeclared prefix; only the engine reports
    it for a relative IRI.
    """
    prefix, text, begins = undeclared(query), query.text, -1
    if prefix is not None and text[prefix.start - 1 : prefix.start] == "<":
        begins = prefix.start - 1
    elif "IRI parsing failed" in error.message["en"] and error.place:
        begins = text.rfind("<", 0, offset_of(text, error.place))
    if begins < 0:
        return None
    return _told(
        position(text, begins),
        ("ここから始まるIRIが正しくありません", "this is not a valid IRI"),
        (
            'IRIの中に空白や < " { } | ^ ` \\ は書けません。終わりには > が要ります',
            'an IRI contains no spaces and no < " { } | ^ ` \\, and ends with >',
        ),
    )


def _told(
    place: tuple[int, int], message: tuple[str, str], hint: tuple[str, str]
) -> QuerySyntaxError:
    return QuerySyntaxError(*message, hint_ja=hint[0], hint_en=hint[1], place=place)


def _from(query: str, place: tuple[int, int]) -> str:
    return query[offset_of(query, place) :].partition("\n")[0].strip()[:_SHOWN]


def undeclared(query: SparqlText) -> Token | None:
    """Return the first prefixed name whose prefix the text does not declare."""
    declared, after_prefix = set[str](), False
    for token in query.tokens:
        if token.kind == "name":
            name = token.text.partition(":")[0]
            if after_prefix:
                declared.add(name)
            elif name not in declared:
                return token
        after_prefix = token.is_word("PREFIX")
    return None


def unpaired(query: SparqlText) -> Token | None:
    """Return the first unmatched closing bracket, or the last opening one left open."""
    opened: list[Token] = []
    for token in query.code:
        if token.kind != "sign":
            continue
        if token.text in _PAIRS.values():
            opened.append(token)
        elif token.text in _PAIRS:
            if not opened or opened[-1].text != _PAIRS[token.text]:
                return token
            opened.pop()
    return opened[-1] if opened else None
