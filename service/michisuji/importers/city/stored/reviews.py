"""Evaluations of measures and programs, and the priorities of programs."""

from __future__ import annotations

from michisuji.importers.city import properties as declared
from michisuji.importers.city import schema
from michisuji.importers.city.content import Document
from michisuji.importers.city.stored.documents import StoredData, code_of, one, texts_of, value_of


class StoredReviews:
    """The evaluations and priorities of a data set, found by what they are of."""

    def __init__(self, data: StoredData) -> None:
        self._data = data
        self._evaluations = data.timeless.grouped("lm:Evaluation", "lm:evaluates")
        self._priorities = data.timeless.grouped("lm:Prioritization", "lm:prioritizedIn")

    def evaluations(self, subject: str, owner: str) -> list[Document]:
        """Return the ``evaluation`` tables of a measure or program, whose id is ``owner``."""
        kinds = schema.EVALUATION["kind"].choices
        found = [self._evaluation(evaluation, owner) for evaluation in self._evaluations[subject]]
        return sorted(found, key=lambda e: (e["year"], kinds.index(e["kind"]), e.get("by", "")))

    def priorities(self, subject: str) -> list[Document]:
        """Return the ``priority`` tables of a measure."""
        data = self._data
        found = [
            data.document(data.timeless, priority, declared.PRIORITY, schema.PRIORITY)
            for priority in self._priorities[subject]
        ]
        return sorted(found, key=lambda p: (p["year"], p["program"]))

    def _evaluation(self, subject: str, owner: str) -> Document:
        data, table = self._data, schema.EVALUATION
        out = data.document(data.timeless, subject, declared.EVALUATION, table)
        others = data.document(data.timeless, subject, declared.EVALUATION_LINKS, table)
        for key, found in others.items():
            names = found if isinstance(found, list) else [found]
            names = [name.removeprefix(f"{owner}-") for name in names]
            out[key] = names if isinstance(found, list) else names[0]
        ratings = self._ratings(subject)
        return {**out, "ratings": ratings} if ratings else out

    def _ratings(self, subject: str) -> Document:
        graph = self._data.timeless
        out: Document = {}
        for rating in map(value_of, graph.values(subject, "lm:reviewRating")):
            criterion = code_of("criterion", one(graph, rating, "lm:criterion"))
            out[criterion] = code_of("rating", one(graph, rating, "lm:rating"))
            out |= texts_of(f"{criterion}_reason", graph.values(rating, "lm:reason"))
        return out
