"""もしかして: the query that may have been meant, with the nearest known words for unknown ones."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING

from michisuji.search.folding import RUN, folded_with_places, is_japanese, tokens

if TYPE_CHECKING:
    from michisuji.search.index import Index
    from michisuji.search.query import Query

#: The fewest letters of a word, and the number from which two may be wrong instead of one.
_SHORTEST, _TWO_FROM = 3, 6
#: The maximum number of names that are compared.
_MOST_NAMES = 2_000


def meant(index: Index, db: sqlite3.Connection, text: str, query: Query) -> str:
    """Return the text with the nearest words for those without a match; '' if one has none near."""
    found = text
    for word in query.words:
        if index.matching(db, word.match):
            continue
        near = _near(db, word.ways[0])
        if not near:
            return ""
        found = found.replace(word.typed, near)
    return found if found != text else ""


def _near(db: sqlite3.Connection, word: str) -> str:
    runs = [run[0] for run in RUN.finditer(word)]
    if len(runs) != 1 or len(word) < _SHORTEST:
        return ""
    most = 2 if len(word) >= _TWO_FROM else 1
    return (_in_names if is_japanese(word) else _in_terms)(db, word, most)


def _in_terms(db: sqlite3.Connection, word: str, most: int) -> str:
    """Return the nearest word of letters; of equally near ones that in the most documents."""
    rows = db.execute("SELECT term, doc FROM terms WHERE term < '\u2e80'")
    near = [(distance(word, term, most), -count, term) for term, count in rows]
    near = [one for one in near if one[0] <= most]
    return min(near)[2] if near else ""


def _in_names(db: sqlite3.Connection, word: str, most: int) -> str:
    """Return the nearest part of a name, as it is written there."""
    pairs = dict.fromkeys(tokens(word, is_open=True))
    match = " OR ".join(f'"{pair}"' for pair in pairs)
    rows = db.execute(
        "SELECT ja FROM documents JOIN (SELECT rowid AS n FROM search WHERE search MATCH ? LIMIT ?)"
        " ON id = n",
        [f"ja : ({match})", _MOST_NAMES],
    )
    counts: Counter[tuple[int, int, str]] = Counter()
    for (name,) in rows:
        counts.update(set(_windows(name, word, most)))
    best = min(counts, key=lambda key: (key[0], key[1], -counts[key], key[2]), default=None)
    return best[2] if best else ""


def _windows(name: str, word: str, most: int) -> list[tuple[int, int, str]]:
    """List the similar parts of a name: distance, difference of length, and as written."""
    form, places = folded_with_places(name)
    found = []
    for run in RUN.finditer(form):
        for size in range(max(2, len(word) - most), len(word) + most + 1):
            for start in range(run.start(), run.end() - size + 1):
                part = form[start : start + size]
                if part[0] != word[0] and part[-1] != word[-1]:
                    continue
                far = distance(word, part, most)
                if far <= most:
                    written = name[places[start] : places[start + size]]
                    found.append((far, abs(size - len(word)), written))
    return found


def distance(one: str, other: str, most: int) -> int:
    """Count characters put in, left out, replaced or swapped; ``most`` + 1 if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        last, before, row = before, row, [n]
        for m, b in enumerate(other, 1):
            least = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (a != b))
            if n > 1 and m > 1 and a == other[m - 2] and one[n - 2] == b:
                least = min(least, last[m - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
