"""Finding: results in order, their counts by kind, data set and department, one page at a time.

Order: what is called exactly so; then what readers mostly look for before elements of logic models
before laws; in these names in the reader's language (and units below one that is called so), names
in the other one, texts; in these kinds; then names that begin so; then how much leads there, and
the shorter name.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from michisuji.languages import LANGUAGES, pick
from michisuji.search.documents import KINDS
from michisuji.search.index import Index, IndexRow, NameFits
from michisuji.search.marking import Marks
from michisuji.search.query import Query
from michisuji.search.slips import meant

#: Results per page: the usual and the largest number.
PAGE, MOST_ON_PAGE = 20, 100


@dataclass(frozen=True)
class Filters:
    """The filters of a search; empty: all results. ``department`` is an IRI, ``dataset`` a name."""

    kinds: tuple[str, ...] = ()
    dataset: str = ""
    department: str = ""


@dataclass(frozen=True)
class HitPlace:
    """A resource that another belongs to."""

    iri: str
    name: str


@dataclass(frozen=True)
class Hit:
    """One result: its kind, the place where it belongs, and the texts that matched.

    ``name`` and ``snippet`` are texts in parts, each with True if it matched; the snippet is empty
    if all words are in the name. ``exact`` is True if the query is exactly its name.
    """

    iri: str
    kind: str
    name: Marks
    snippet: Marks
    owner: HitPlace | None
    department: HitPlace | None
    #: Name and title of the data set; '' if unknown.
    dataset: str
    source: str
    exact: bool = False

    @property
    def label(self) -> str:
        """The name as plain text."""
        return "".join(text for text, _ in self.name)


@dataclass(frozen=True)
class Facet:
    """One value of a facet, its name, and how many results have it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """The counts of results for each value of a facet, with the other filters applied."""

    kinds: Sequence[Facet] = ()
    datasets: Sequence[Facet] = ()
    departments: Sequence[Facet] = ()


@dataclass(frozen=True)
class Found:
    """A page of results; ``total`` counts all results with the filters, ``all`` those without."""

    query: Query
    hits: Sequence[Hit] = ()
    total: int = 0
    all: int = 0
    facets: Facets = Facets()
    #: The query that may have been meant, if nothing was found; else ''.
    meant: str = ""


def find(
    index: Index,
    text: str,
    lang: str = "ja",
    filters: Filters | None = None,
    *,
    first: int = 0,
    count: int = PAGE,
    facets: bool = True,
) -> Found:
    """Find everything that holds all words of a text; return ``count`` results from ``first`` on.

    Raises sqlite3.DatabaseError when the index is damaged.
    """
    filters = filters or Filters()
    query = Query.read(text, index.synonyms)
    if not query:
        return Found(query)
    with index.reading() as db:
        ordered, exact = _ordered(index, db, query, lang)
        if not ordered:
            return Found(query, meant=meant(index, db, text, query))
        narrowed = _Narrowed(index, db, filters)
        chosen = [n for n in ordered if narrowed(n)] if filters != Filters() else ordered
        told = [_hit(index, db, n, query, lang, exact) for n in chosen[first : first + count]]
        counted = _facets(index, db, ordered, narrowed, lang) if facets else Facets()
    return Found(query, told, len(chosen), len(ordered), counted)


def _other(lang: str) -> str:
    return next(one for one in LANGUAGES if one != lang)


def _ordered(
    index: Index, db: sqlite3.Connection, query: Query, lang: str
) -> tuple[list[int], set[int]]:
    other = _other(lang)
    match = query.match
    everywhere = index.matching(db, match)
    if not everywhere:
        return [], set()
    names = index.named(db, query.names)
    known = set(index.matching(db, match, lang)) | names.below
    named = sorted(known)
    abroad = [n for n in index.matching(db, match, other) if n not in known]
    known.update(abroad)
    texts = [n for n in everywhere if n not in known] if len(known) < len(everywhere) else []
    tiers = [
        _best_first(index, named, names),
        _best_first(index, abroad, names),
        texts,
    ]
    parts: list[int] = []
    before = 0
    for end in index.group_ends:
        for tier, plain in zip(tiers, (named, abroad, texts), strict=True):
            parts += tier[bisect_left(plain, before) : bisect_left(plain, end)]
        before = end
    if names.exact:
        first = [n for n in parts if n in names.exact]
        parts = first + [n for n in parts if n not in names.exact]
    return parts, names.exact


def _best_first(index: Index, numbers: list[int], names: NameFits) -> list[int]:
    """Order each kind: units below one of that name, names that begin so, then others."""
    best = names.below | names.begins
    if not best:
        return numbers
    found: list[int] = []
    for start, end in pairwise(index.kind_starts):
        part = numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]
        found += [n for n in part if n in names.below]
        found += [n for n in part if n in names.begins and n not in names.below]
        found += [n for n in part if n not in best]
    return found


class _Narrowed:
    """The test of row numbers against the filters, or all of them except one."""

    def __init__(self, index: Index, db: sqlite3.Connection, filters: Filters) -> None:
        self._index = index
        self.kinds = {KINDS.index(kind) for kind in filters.kinds if kind in KINDS}
        if filters.kinds and not self.kinds:
            self.kinds = {-1}
        names = index.dataset_names
        self.dataset: int | None = None
        if filters.dataset:
            self.dataset = names.index(filters.dataset) if filters.dataset in names else -1
        self.department: int | None = None
        if filters.department:
            self.department = index.number_of(db, filters.department) or -1

    def __call__(self, n: int, but: str = "") -> bool:
        own = self._index
        return (
            (but == "kinds" or not self.kinds or own.kinds[n] in self.kinds)
            and (but == "datasets" or self.dataset is None or own.datasets[n] == self.dataset)
            and (
                but == "departments"
                or self.department is None
                or own.departments[n] == self.department
            )
        )

    @property
    def is_open(self) -> bool:
        """True if every row passes."""
        return not self.kinds and self.dataset is None and self.department is None


def _facets(
    index: Index, db: sqlite3.Connection, numbers: list[int], narrowed: _Narrowed, lang: str
) -> Facets:
    counts: dict[str, Counter[int]] = {}
    for name in ("kinds", "datasets", "departments"):
        ids = numbers if narrowed.is_open else [n for n in numbers if narrowed(n, name)]
        counts[name] = Counter(map(getattr(index, name).__getitem__, ids))
    kinds = [Facet(KINDS[n], KINDS[n], c) for n, c in sorted(counts["kinds"].items())]
    sets = [
        Facet(index.dataset_names[n], index.titles[index.dataset_names[n]][lang], c)
        for n, c in counts["datasets"].most_common()
        if index.dataset_names[n]
    ]
    units = [
        Facet(place.iri, place.name, c)
        for n, c in counts["departments"].most_common()
        if (place := _place(index, db, n, lang))
    ]
    return Facets(kinds, sets, units)


def _hit(
    index: Index, db: sqlite3.Connection, n: int, query: Query, lang: str, exact: set[int]
) -> Hit:
    row = index.row(db, n)
    if row is None:
        raise sqlite3.DatabaseError(f"no document {n}")
    name = Marks.of(pick(row.names, lang), query)
    is_all_in_name = {m for _, m in name} and len(name.words) == len(query.words)
    return Hit(
        row.iri,
        row.kind,
        name,
        Marks() if is_all_in_name else _snippet(row, query, lang),
        _place(index, db, row.owner, lang),
        _place(index, db, row.department, lang) if row.department != n else None,
        row.dataset,
        index.titles[row.dataset][lang] if row.dataset else "",
        n in exact,
    )


def _snippet(row: IndexRow, query: Query, lang: str) -> Marks:
    """Return the part of a text, other name or path of units that holds most of the words."""
    other = _other(lang)
    texts = [*row.texts.split("\n"), row.paths.get(lang, ""), row.names.get(other, "")]
    texts.append(row.paths.get(other, ""))
    found = [Marks.of(text, query) for text in texts if text]
    best = max(found, key=lambda marks: len(marks.words), default=Marks())
    return best.shortened() if best.words else Marks()


def _place(index: Index, db: sqlite3.Connection, n: int, lang: str) -> HitPlace | None:
    row = index.row(db, n) if n > 0 else None
    return HitPlace(row.iri, pick(row.names, lang)) if row else None
