"""Character n-grams of Japanese texts, counted with numpy: a second for the nation's, not ten.

Pairs and triples of kanji, katakana and Latin letters. Text written in hiragana alone is grammar,
and numbers differ from year to year: neither says what a text is about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Columns that n-grams are hashed to; collisions are rare.
COLUMNS = 1 << 20
_BREAK, _HIRAGANA, _CONTENT = 0, 1, 2
#: Odd constants that spread code points over 64 bits (splitmix64, xxHash).
_MIX = tuple(np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


def normal(text: str) -> str:
    """Return a text in lower case, with full-width and half-width forms unified."""
    return unicodedata.normalize("NFKC", text).lower()


def _classes() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, dtype=np.uint8)
    table[0x3041:0x3097] = _HIRAGANA
    table[0x30A1:0x30FB] = _CONTENT
    table[0x3400:0x4DC0] = _CONTENT
    table[0x4E00:0xA000] = _CONTENT
    for letters in ("々〆ヶー", "abcdefghijklmnopqrstuvwxyz"):
        for letter in letters:
            table[ord(letter)] = _CONTENT
    return table


CLASSES = _classes()


def is_content(letter: str) -> bool:
    """Return True if a character of a normalized text is kanji, katakana or a Latin letter."""
    return ord(letter) < len(CLASSES) and CLASSES[ord(letter)] == _CONTENT


def count(texts: Sequence[tuple[int, int, str]], rows: int) -> Any:
    """Return a sparse matrix of ``rows`` × :data:`COLUMNS` with the counts of n-grams.

    ``texts``: row, weight of each of its n-grams, and a text normalized by :func:`normal`.
    """
    from scipy.sparse import coo_matrix

    codes = np.frombuffer("\n".join(t for _, _, t in texts).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.fromiter((len(t) + 1 for _, _, t in texts), dtype=np.int64, count=len(texts))
    row = np.repeat(np.fromiter((r for r, _, _ in texts), np.int32, len(texts)), lengths)
    weight = np.repeat(np.fromiter((w for _, w, _ in texts), np.float32, len(texts)), lengths)
    kinds = CLASSES[np.minimum(codes, len(CLASSES) - 1)]
    parts = [_grams(codes, kinds, size) for size in (2, 3)]
    at = np.concatenate([places for places, _ in parts])
    columns = np.concatenate([columns for _, columns in parts])
    return coo_matrix((weight[at], (row[at], columns)), shape=(rows, COLUMNS)).tocsr()


def columns_of(text: str) -> tuple[list[int], list[int]]:
    """Return where the pairs of a normalized text begin, and their columns."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    places, columns = _grams(codes, CLASSES[np.minimum(codes, len(CLASSES) - 1)], 2)
    return places.tolist(), columns.tolist()


def _grams(
    codes: NDArray[np.uint32], kinds: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return places and columns of n-grams with at least two content characters and no break."""
    total = len(codes) - size + 1
    if total <= 0:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    windows = [slice(n, n + total) for n in range(size)]
    whole = np.ones(total, dtype=np.bool_)
    content = np.zeros(total, dtype=np.uint8)
    mixed = np.full(total, size, dtype=np.uint64)
    for window, factor in zip(windows, _MIX, strict=False):
        whole &= kinds[window] != _BREAK
        content += kinds[window] == _CONTENT
        mixed = (mixed ^ codes[window].astype(np.uint64)) * factor
        mixed ^= mixed >> np.uint64(29)
    places = np.flatnonzero(whole & (content >= 2))
    return places, (mixed[places] % np.uint64(COLUMNS)).astype(np.int32)
