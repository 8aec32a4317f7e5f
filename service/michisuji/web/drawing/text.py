"""Measuring and wrapping labels without a browser: Japanese, English and mixtures of both.

Widths are in em (1.0 = the font size). They are estimates, a little on the wide side, because the
server does not know the reader's font; a label may then end early, never run out of its box.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"

#: Characters XML 1.0 forbids, and those that reorder the text around them (bidi overrides).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPACES = re.compile(r"[\s\u2028\u2029]+")

#: Kinsoku: not at the start of a line, not at its end (the common part of JIS X 4051).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー）］｝〕〉》」』】〙〗’”々ゝゞヽヾ…‥～％℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
_NOT_LAST = frozenset("（［｛〔〈《「『【〘〖‘“￥＄([{")

#: One piece that a line break should not split: a Latin word, a number, or a single character.
_PIECE = re.compile(
    r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*[%％]?"
    r"|[A-Za-z\u00c0-\u024f\u0370-\u052f\u0590-\u06ff]"
    r"[A-Za-z0-9\u00c0-\u024f\u0370-\u052f\u0590-\u06ff'’&/_-]*"
    r"|\s|.",
    re.DOTALL,
)

_NARROW = frozenset("ijlI.,:;'|!()[]{}ftr ")
_BROAD = frozenset("mwMWQO@%&＠")


def clean(text: str) -> str:
    """Return the text as one line that XML can hold, without unsafe characters."""
    if text.isprintable() and "  " not in text:  # most are: a seventh of the time
        return text.strip(" ")
    return _SPACES.sub(" ", _UNSAFE.sub("", text)).strip()


@lru_cache(maxsize=8192)
def char_width(char: str) -> float:
    """Return the width of one character in em: 1.0 full width, about 0.6 half, 0 combining."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in _NARROW:
        return 0.38
    if char in _BROAD:
        return 0.92
    return 0.7 if char.isupper() else 0.6


def width(text: str) -> float:
    """Return the width of a text in em."""
    return sum(map(char_width, text))


@lru_cache(maxsize=2048)
def _pieces(text: str) -> tuple[tuple[str, float], ...]:
    """Return unbreakable pieces with their widths; kinsoku characters stay with a neighbour."""
    joined: list[str] = []
    glue = False
    for piece in _PIECE.findall(text):
        first = piece[0]
        if joined and (glue or (first in _NOT_FIRST and joined[-1] != " ")):
            joined[-1] += piece
        else:
            joined.append(piece)
        glue = piece[-1] in _NOT_LAST
    return tuple((piece, width(piece)) for piece in joined)


def _split_long(piece: str, limit: float) -> list[tuple[str, float]]:
    """Split a piece wider than a line into parts that fit (at least one character each)."""
    parts: list[tuple[str, float]] = []
    part, wide = "", 0.0
    for char in piece:
        w = char_width(char)
        if part and wide + w > limit:
            parts.append((part, wide))
            part, wide = "", 0.0
        part += char
        wide += w
    return [*parts, (part, wide)] if part else parts


def _cut(line: str, limit: float) -> str:
    """Return the line with an ellipsis at its end, shortened until it fits."""
    room = limit - char_width(ELLIPSIS)
    while line and width(line) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def wrap(text: str, limit: float, max_lines: int = 0) -> tuple[list[str], bool]:
    """Return lines of at most ``limit`` em, and True if the text was cut to ``max_lines``.

    With ``max_lines`` 0 it is never cut. An empty text gives no line. Only a single character wider
    than the limit can exceed it.
    """
    lines: list[str] = []
    line, wide = "", 0.0
    for whole, whole_width in _pieces(clean(text)):
        fits = whole_width <= limit
        for piece, w in [(whole, whole_width)] if fits else _split_long(whole, limit):
            if line and wide + w > limit:
                lines.append(line.rstrip())
                line, wide = "", 0.0
                if max_lines and len(lines) > max_lines:
                    break
            if line or piece != " ":
                line += piece
                wide += w
        else:
            continue
        break
    if line.strip():
        lines.append(line.rstrip())
    if max_lines and len(lines) > max_lines:
        kept = lines[:max_lines]
        kept[-1] = _cut(kept[-1], limit)
        return kept, True
    return lines, False
