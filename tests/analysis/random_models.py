"""Random logic models that lead into each other, circles included, as RDF in a store in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox
from hypothesis import strategies as st
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
LM = "https://w3id.org/michisuji/ns#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
KINDS = ("Money", "Activity", "Output", "Outcome", "TownCondition")


def iri(kind: str, name: object) -> str:
    """An IRI of the data set ``t``."""
    return f"{BASE}/id/{kind}/t-{name}"


@dataclass
class Models:
    """``element`` n is of ``kinds[n]`` and of program ``owners[n]``; ``steps`` lead onward."""

    kinds: list[str]
    owners: list[int]
    steps: set[tuple[int, int]]
    shown: set[tuple[int, int]] = field(default_factory=set)

    def element(self, n: int) -> str:
        """The IRI of element n."""
        return iri("element", n)

    def program(self, p: int) -> str:
        """The IRI of program p."""
        return iri("program", p)

    def programs(self) -> list[int]:
        """The programs that have an element."""
        return sorted(set(self.owners))

    def triples(self) -> set[tuple[str, str, str]]:
        """Everything, IRIs only."""
        found = set()
        for p in self.programs():
            found.add((self.program(p), _TYPE, LM + "Program"))
            found.add((iri("model", p), LM + "modelOf", self.program(p)))
        for n, kind in enumerate(self.kinds):
            found.add((self.element(n), _TYPE, LM + kind))
            found.add((self.element(n), LM + "inModel", iri("model", self.owners[n])))
        for a, b in self.steps:
            found.add((self.element(a), LM + "leadsTo", self.element(b)))
        for i, n in self.shown:
            found.add((iri("indicator", i), LM + "indicates", self.element(n)))
        return found

    def store(self) -> MemoryStore:
        """A store that holds it."""
        store = MemoryStore(BASE)
        put(store, self.triples())
        return store


def quad(triple: tuple[str, str, str]) -> ox.Quad:
    """A triple of IRIs in the default graph."""
    s, p, o = (ox.NamedNode(part) for part in triple)
    return ox.Quad(s, p, o)


def put(store: MemoryStore, triples: set[tuple[str, str, str]]) -> None:
    """Add triples."""
    store.data.extend([quad(t) for t in triples])


@st.composite
def models(draw: st.DrawFn, most: int = 14) -> Models:
    """Any steps between up to ``most`` elements of up to four programs."""
    size = draw(st.integers(1, most))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=size, max_size=size))
    owners = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    ends = st.integers(0, size - 1)
    steps = draw(st.sets(st.tuples(ends, ends), max_size=3 * size))
    shown = draw(st.sets(st.tuples(st.integers(0, 3), ends), max_size=5))
    return Models(kinds, owners, steps, shown)
