"""The similarity index: TF-IDF of character n-grams, and the shapes of logic models.

It is built next to the causal graph of the same state and receives its changes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from michisuji.analysis.similar.documents import (
    BOILERPLATE,
    COMPARED,
    KINDS,
    Document,
    common_texts,
    read_documents,
    touched,
)
from michisuji.analysis.similar.grams import COLUMNS, count
from michisuji.questions.bulk_reader import BulkReader

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State
    from michisuji.store import Store

#: What the shape of the model can take from the similarity of the texts.
SHAPE_WEIGHT = 0.2
#: From here on two texts say nearly the same: such neighbours are shown as one.
TWIN = 0.8
#: Below this, two texts share only a few common words.
LEAST = 0.06
#: An n-gram in more than this part of the documents says nothing about any one of them.
_TOO_COMMON = 0.2
#: How many of the nearest are considered when near-duplicates are grouped.
_LOOKED_AT = 100
_building = threading.Lock()


@dataclass(frozen=True)
class ScoredNeighbour:
    """``score`` = ``text`` × (1 − 0.2 + 0.2 × ``shape``); each from 0 to 1.

    ``shape`` is None where there is no model to compare. ``twins``: documents of nearly the same
    text.
    """

    iri: str
    score: float
    text: float
    shape: float | None
    twins: tuple[str, ...]


class SimilarIndex:
    """An index of documents: rows of a sparse matrix, each of length 1."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)
        self.common = common_texts(self.documents)
        self._number = {d.iri: n for n, d in enumerate(self.documents)}
        counts = self._counts(self.documents)
        #: Kind → weight of each n-gram among the documents of that kind.
        self.idf = {kind: self._rarities(counts, kind) for kind in KINDS}
        self._rows = self._weighted(counts, self.documents)
        self._kinds = np.array([d.kind for d in self.documents])
        self._shapes = _shapes(self.documents)

    def get(self, iri: str) -> Document | None:
        """Return the document of that IRI."""
        number = self._number.get(iri)
        return None if number is None else self.documents[number]

    def nearest(
        self, iri: str, limit: int, allowed: NDArray[np.bool_] | None
    ) -> list[ScoredNeighbour]:
        """Return the nearest documents of the same kind, best first.

        ``allowed`` is a mask over the documents. Raises KeyError for an IRI without a document.
        """
        here = self._number[iri]
        query = np.zeros(COLUMNS, dtype=np.float32)
        own = self._rows[here]
        query[own.indices] = own.data
        texts = np.asarray(self._rows @ query)
        shapes, known = self._alike(here)
        scores = texts * np.where(known, 1 - SHAPE_WEIGHT + SHAPE_WEIGHT * shapes, 1)
        usable = (self._kinds == self._kinds[here]) & (texts >= LEAST)
        usable[here] = False
        if allowed is not None:
            usable &= allowed
        found = np.flatnonzero(usable)
        # By score, then by IRI (the documents' order): the same answer each time.
        best = found[np.argsort(-scores[found].round(6), kind="stable")][:_LOOKED_AT]
        return [
            ScoredNeighbour(
                self.documents[n].iri,
                float(scores[n]),
                float(texts[n]),
                float(shapes[n]) if known[n] else None,
                tuple(self.documents[m].iri for m in twins),
            )
            for n, twins in self._together(best, limit)
        ]

    def compared(self, iri: str, allowed: NDArray[np.bool_] | None) -> int:
        """Return how many others of the same kind are among ``allowed``."""
        here = self._number[iri]
        same = self._kinds == self._kinds[here]
        same[here] = False
        return int(same.sum() if allowed is None else (same & allowed).sum())

    def rarity(self, kind: str, column: int) -> float:
        """Return the weight of an n-gram, given by its column, among documents of a kind."""
        return float(self.idf[kind][column])

    def mask(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Return the documents among ``wanted``, as a mask."""
        found = np.zeros(len(self.documents), dtype=np.bool_)
        found[[self._number[iri] for iri in wanted if iri in self._number]] = True
        return found

    def refresh(
        self,
        graph: CausalGraph,
        store: Store,
        base_iri: str,
        graphs: Sequence[str],
        subjects: Iterable[str],
    ) -> None:
        """Read the documents again that a change of ``subjects`` affects; the weights stay."""
        from scipy.sparse import vstack

        wanted = touched(graph, subjects)
        wanted |= {d.iri for d in self.documents if wanted & d.elements}
        reader = BulkReader(store, base_iri, graphs, "similar")
        added = list(read_documents(graph, reader, wanted))
        gone = [n for iri in wanted if (n := self._number.get(iri)) is not None]
        keep = np.setdiff1d(np.arange(len(self.documents)), gone)
        documents = [*(self.documents[n] for n in keep), *added]
        rows = vstack([self._rows[keep], self._weighted(self._counts(added), added)])
        order = sorted(range(len(documents)), key=lambda n: documents[n].iri)
        self.documents = [documents[n] for n in order]
        self._rows = rows.tocsr()[order]
        self._number = {d.iri: n for n, d in enumerate(self.documents)}
        self._kinds = np.array([d.kind for d in self.documents])
        self._shapes = _shapes(self.documents)

    def _counts(self, documents: Sequence[Document]) -> Any:
        texts = [
            (n, weight, text)
            for n, document in enumerate(documents)
            for weight, text in document.texts
            if text not in self.common
        ]
        return count(texts, len(documents))

    def _rarities(self, counts: Any, kind: str) -> NDArray[np.float32]:
        """Compute ``ln((1 + documents) / (1 + those with it)) + 1``; 0 for too common n-grams."""
        numbers = [n for n, document in enumerate(self.documents) if document.kind == kind]
        seen = np.bincount(counts[numbers].indices, minlength=COLUMNS)
        total = len(numbers)
        idf: NDArray[np.float32] = (np.log((1 + total) / (1 + seen)) + 1).astype(np.float32)
        idf[seen > max(BOILERPLATE, _TOO_COMMON * total)] = 0
        return idf

    def _weighted(self, counts: Any, documents: Sequence[Document]) -> Any:
        """Compute (1 + logarithm of counts) × rarity, each row scaled to length 1."""
        rarity = np.zeros(len(counts.data), dtype=np.float32)
        for kind, idf in self.idf.items():
            of_kind = np.array([d.kind == kind for d in documents], dtype=np.bool_)
            here = np.repeat(of_kind, np.diff(counts.indptr))
            rarity[here] = idf[counts.indices[here]]
        counts.data = (np.log(counts.data) + 1) * rarity
        lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(counts.indptr))
        return counts

    def _alike(self, here: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Compute the similarity of shapes (Ruzicka: sum of lesser / sum of greater counts)."""
        own = self._shapes[here]
        greater = np.maximum(self._shapes, own).sum(axis=1)
        lesser = np.minimum(self._shapes, own).sum(axis=1)
        known = (self._shapes.sum(axis=1) > 0) & bool(own.sum() > 0)
        return (lesser / np.maximum(greater, 1)).astype(np.float32), known

    def _together(self, best: NDArray[np.int64], limit: int) -> list[tuple[int, list[int]]]:
        """Group the documents that say nearly the same: the first of each, with its twins."""
        if not len(best):
            return []
        likeness = (self._rows[best] @ self._rows[best].T).toarray()
        firsts: list[tuple[int, list[int]]] = []
        for place, number in enumerate(best.tolist()):
            for first, twins in firsts:
                if likeness[first, place] >= TWIN:
                    twins.append(number)
                    break
            else:
                firsts.append((place, []))
        return [(int(best[place]), twins) for place, twins in firsts[:limit]]


def _shapes(documents: Sequence[Document]) -> NDArray[np.float32]:
    """Return one row per document."""
    found = np.zeros((len(documents), len(COMPARED) + 1), dtype=np.float32)
    for number, document in enumerate(documents):
        found[number] = document.shape
    return found


def index_of(state: State) -> SimilarIndex:
    """Return the index of a state, built on first use.

    Raises the store's errors.
    """
    graph = state.causal
    with _building:
        if "similar" not in graph.beside:
            reader = BulkReader(state.store, state.base_iri, state.graphs, "similar")
            graph.beside["similar"] = SimilarIndex(read_documents(graph, reader))
    found: SimilarIndex = graph.beside["similar"]
    return found
