"""The index of names for the search in the browser.

Documents are kept in the order in which results are shown; a name is split into pairs of letters,
so that Japanese needs no word breaks and English no stems. Both are spread over several files, so
that a search loads few of them: :func:`scripts.shard` says which file holds a pair.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from michisuji.publication.site import scripts

#: Kinds in the order of results, as addresses have them; others follow by name.
ORDER = (
    *("plan", "principle", "management-policy", "direction", "policy", "basic-policy", "measure"),
    *("program", "town-condition", "outcome", "output", "activity", "indicator", "unit", "vision"),
    *("mission", "goal", "kaizen", "instrument", "law", "evaluation", "dataset", "model"),
)
#: Documents in a file, and (document, pair) in a file, about.
DOCUMENTS, PAIRS = 500, 20_000


@dataclass(frozen=True)
class NamedPage:
    """A page and its kind and name, each in Japanese and English."""

    file: str
    kind: tuple[str, str]
    name: tuple[str, str]


def normal(text: str) -> str:
    """Normalize a text for comparison: width (NFKC), lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def pairs(text: str) -> set[str]:
    """Return the letters of a normalized text, alone and in pairs; no pair spans a space."""
    found: set[str] = set()
    for word in text.split():
        found.update(word)
        found.update(word[i : i + 2] for i in range(len(word) - 1))
    return found


def write(folder: Path, named: Iterable[NamedPage]) -> list[str]:
    """Write the index below ``data/search`` and return the files."""
    listed = sorted((n for n in named if n.name[0]), key=_order)
    kinds = sorted({n.kind for n in listed})
    where: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(listed):
        for pair in pairs(normal(one.name[0]) + " " + normal(one.name[1])):
            where[pair].append(number)
    shards = max(1, -(-sum(map(len, where.values())) // PAIRS))
    parts: list[dict[str, list[int]]] = [{} for _ in range(shards)]
    for pair in sorted(where):
        parts[scripts.shard(pair, shards)][pair] = _steps(where[pair])
    about = {"documents": len(listed), "in_file": DOCUMENTS, "shards": shards, "kinds": kinds}
    made = [scripts.write(folder, "data/search/about.js", "search/about", about)]
    for number in range(-(-len(listed) // DOCUMENTS)):
        rows = [_row(n, kinds) for n in listed[number * DOCUMENTS : (number + 1) * DOCUMENTS]]
        made.append(_part(folder, f"d{number}", rows))
    return made + [_part(folder, f"p{number}", part) for number, part in enumerate(parts)]


def _part(folder: Path, name: str, value: object) -> str:
    return scripts.write(folder, f"data/search/{name}.js", f"search/{name}", value)


def _order(one: NamedPage) -> tuple[int, str, str, str]:
    kind = one.file.split("/")[1]
    rank = ORDER.index(kind) if kind in ORDER else len(ORDER)
    return rank, kind, normal(one.name[0]), one.file


def _row(one: NamedPage, kinds: Sequence[tuple[str, str]]) -> list[object]:
    """Return kind, shortened file, Japanese name, and the English name if it differs."""
    file = one.file.removeprefix("doc/").removesuffix(".html")
    row: list[object] = [kinds.index(one.kind), file, one.name[0]]
    return [*row, one.name[1]] if one.name[1] not in ("", one.name[0]) else row


def _steps(numbers: Sequence[int]) -> list[int]:
    """Return the differences between successive numbers: they are shorter to write."""
    return [n - before for before, n in zip([0, *numbers], numbers, strict=False)]
