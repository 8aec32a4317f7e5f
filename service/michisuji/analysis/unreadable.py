"""What stands in the data for a year or a number and is none: left out everywhere, and told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from michisuji.analysis.causal.reading import Reader
from michisuji.analysis.tables import Answer, R
from michisuji.languages import text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State
    from michisuji.store import Store

#: The question that lists them.
QUESTION = "unreadable-values"
_KEY = "unreadable values"


@dataclass
class _Counted:
    """How many values of each resource cannot be read; lives beside the causal graph."""

    by_node: dict[str, int]

    def refresh(
        self,
        _graph: CausalGraph,
        store: Store,
        base_iri: str,
        graphs: Sequence[str],
        subjects: Iterable[str],
    ) -> None:
        """Count those of resources that have changed anew."""
        wanted = set(subjects)
        kept = {node: n for node, n in self.by_node.items() if node not in wanted}
        self.by_node = kept | _counts(store, base_iri, graphs, wanted)


def count(state: State) -> int:
    """How many values of the state cannot be read. Raises the store's errors."""
    beside = state.causal.beside
    if _KEY not in beside:
        beside[_KEY] = _Counted(_counts(state.store, state.base_iri, state.graphs))
    counted: _Counted = beside[_KEY]
    return sum(counted.by_node.values())


def total(store: Store, base_iri: str) -> int:
    """How many values of the current state cannot be read, for who has no causal graph."""
    return sum(_counts(store, base_iri, ()).values())


def _counts(
    store: Store, base_iri: str, graphs: Sequence[str], nodes: Iterable[str] = ()
) -> dict[str, int]:
    told = {
        (row["node"], row["property"], row["value"], row["datatype"])
        for row in Reader(store, base_iri, graphs, family="unreadable").rows("values", nodes)
    }
    found: dict[str, int] = {}
    for node, *_ in told:
        found[node] = found.get(node, 0) + 1
    return found


def told(answer: Answer[R], state: State) -> Answer[R]:
    """The answer, whose sentence says how many values it had to leave out."""
    n = count(state)
    if not n:
        return answer
    more = text(
        f"データには読めない値が{n:,}件あり、書かれていないものとして扱いました。",
        f"{counted(n, 'value')} of the data cannot be read and "
        f"{'counts' if n == 1 else 'count'} as not stated.",
    )
    before = answer.sentence
    both = text(before["ja"] + more["ja"], f"{before['en'].rstrip()} {more['en']}".strip())
    return replace(answer, sentence=both)
