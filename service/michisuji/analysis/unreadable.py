"""Values that cannot be read as a year or a number: left out of every figure, and reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from michisuji.analysis.tables import Answer, R
from michisuji.messages import text
from michisuji.questions.bulk_reader import BulkReader

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State
    from michisuji.store import Store

#: The query that lists them.
QUESTION = "unreadable-values"
_KEY = "unreadable values"


@dataclass
class _Counted:
    """The number of unreadable values of each resource; kept with the causal graph."""

    by_node: dict[str, int]

    def refresh(
        self,
        _graph: CausalGraph,
        store: Store,
        base_iri: str,
        graphs: Sequence[str],
        subjects: Iterable[str],
    ) -> None:
        """Count again for the resources that have changed."""
        wanted = set(subjects)
        kept = {node: n for node, n in self.by_node.items() if node not in wanted}
        self.by_node = kept | _counts(store, base_iri, graphs, wanted)


def count(state: State) -> int:
    """Return how many values of the state cannot be read.

    Raises the store's errors.
    """
    beside = state.causal.beside
    if _KEY not in beside:
        beside[_KEY] = _Counted(_counts(state.store, state.base_iri, state.graphs))
    counted: _Counted = beside[_KEY]
    return sum(counted.by_node.values())


def total(store: Store, base_iri: str) -> int:
    """Return how many values of the current state cannot be read, without a causal graph."""
    return sum(_counts(store, base_iri, ()).values())


def _counts(
    store: Store, base_iri: str, graphs: Sequence[str], nodes: Iterable[str] = ()
) -> dict[str, int]:
    told = {
        (row["node"], row["property"], row["value"], row["datatype"])
        for row in BulkReader(store, base_iri, graphs, family="unreadable").rows("values", nodes)
    }
    found: dict[str, int] = {}
    for node, *_ in told:
        found[node] = found.get(node, 0) + 1
    return found


def told(answer: Answer[R], state: State) -> Answer[R]:
    """Add to an answer's sentence how many values had to be left out."""
    n = count(state)
    if not n:
        return answer
    before = {lang: sentence.rstrip() for lang, sentence in answer.sentence.items()}
    return replace(answer, sentence=text("analysis.unreadable", sentence=before, count=n))
