"""An index of the names that readers search: the matches of search.rq, in a millisecond.

The engine scans each label of the data, a quarter of a second for the national review; one text of
its 110,000 names is scanned fifty times as fast. The index is read next to the causal graph when
the state changes; until then the engine answers searches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State

_KEY = "names to search"
#: With more names than this the engine is asked: they would take some hundred megabytes.
MOST = 500_000
#: Separates two names; occurs in no name.
_END = "\0"


class Name(NamedTuple):
    """A name of a resource, and one of its classes."""

    node: str
    label: str
    class_: str


class SearchedNames:
    """All names of a state, the shortest first, so that the best match is found first."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = sorted(names, key=lambda one: (len(one.label), one))
        folded = [one.label.lower().replace(_END, " ") + _END for one in self._names]
        self._text = "".join(folded)
        self._starts = [0, *accumulate(map(len, folded))]

    def __len__(self) -> int:
        return len(self._names)

    def holding(self, words: str, class_: str | None = None) -> Iterator[Name]:
        """Yield the names (of a class) that contain the words as one phrase, ignoring case."""
        wanted, place = words.lower(), 0
        if not wanted or _END in wanted:
            return
        while (place := self._text.find(wanted, place)) >= 0:
            number = bisect_right(self._starts, place) - 1
            found = self._names[number]
            if class_ is None or found.class_ == class_:
                yield found
            place = self._starts[number + 1]


def prepare(state: State) -> None:
    """Load the names of the state, unless they are loaded.

    Raises the store's errors.
    """
    kept = state.causal.derived
    if _KEY not in kept:
        rows = state.ask("names-to-search")
        found = [Name(row["node"], row["label"], row["class"]) for row in rows]
        kept[_KEY] = SearchedNames(found) if len(found) <= MOST else None


def names_of(graph: CausalGraph | None) -> SearchedNames | None:
    """Return the names of a state, if they have been loaded."""
    found: SearchedNames | None = graph.derived.get(_KEY) if graph is not None else None
    return found
