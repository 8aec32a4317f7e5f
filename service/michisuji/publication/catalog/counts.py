"""Exact counts of the data for VoID, by queries that each do a part of the work.

Statements in several graphs of a data set count once. The nation's million statements take some
seconds in all; each query stays far below the time limit, because it reads one property.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.publication.catalog.facts import DataSet
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Prefix of the IRIs of the vocabulary's terms, codes and rules.
VOCABULARY = "https://w3id.org/michisuji/"
#: The target of links to resources in none of the data sets.
OUTSIDE = ""


@dataclass(frozen=True)
class PropertyCount:
    """The use of a property; ``links`` counts its distinct statements with an IRI as value."""

    triples: int
    subjects: int
    objects: int
    links: int


@dataclass(frozen=True)
class Counts:
    """The VoID figures of some graphs, keyed by IRI; ``linked``: (property, data set) → triples."""

    triples: int
    entities: int
    subjects: int
    objects: int
    properties: Mapping[str, PropertyCount] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    example: str = ""
    linked: Mapping[tuple[str, str], int] = field(default_factory=dict)
    english: bool = False


@dataclass(frozen=True)
class AllCounts:
    """Counts of data sets (by name), of their parts and of provenance graphs (by graph IRI)."""

    datasets: Mapping[str, Counts] = field(default_factory=dict)
    parts: Mapping[str, Counts] = field(default_factory=dict)
    provenance: Mapping[str, int] = field(default_factory=dict)


def count(store: Store, settings: Settings, found: Sequence[DataSet]) -> AllCounts:
    """Count everything.

    Raises the store's errors, including QueryTimeout.
    """
    ask = _Asker(store, settings)
    own, parts, provenance = {}, {}, {}
    for dataset in found:
        whole = ask.counts(dataset.graphs)
        own[dataset.name] = ask.with_links(whole, dataset, found)
        for part in dataset.parts:
            alone = len(dataset.parts) == 1
            parts[part.graph] = whole if alone else ask.counts((part.graph,))
            if part.provenance:
                provenance[part.graph] = ask.one("catalog-triples", part.provenance)
    return AllCounts(own, parts, provenance)


class _Asker:
    """Runs queries against the store, each with the time limit of the settings."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._base = settings.base_iri
        self._limit = settings.query_timeout_s

    def rows(
        self, name: str, graphs: Sequence[str] | str, **values: str | list[str]
    ) -> list[tuple[Any, ...]]:
        if not graphs:
            return []
        return questions.run(
            self._store,
            name,
            {"graph": graphs, **values},
            base_iri=self._base,
            timeout_s=self._limit,
        ).rows

    def one(self, name: str, graphs: Sequence[str] | str) -> int:
        rows = self.rows(name, graphs)
        return int(rows[0][0]) if rows else 0

    def counts(self, graphs: Sequence[str]) -> Counts:
        """Return all counts but those of links."""
        properties = {}
        # Sorted here: ORDER BY would sort every statement before removing duplicates.
        for name in sorted(str(row[0]) for row in self.rows("catalog-properties", graphs)):
            row = self.rows("catalog-property-counts", graphs, property=name)[0]
            properties[name] = PropertyCount(*(int(n or 0) for n in row))
        rows = self.rows("catalog-classes", graphs)
        classes = {str(name): (int(n), str(example)) for name, n, example in sorted(rows)}
        return Counts(
            triples=sum(p.triples for p in properties.values()),
            entities=self.one("catalog-entities", graphs),
            subjects=self.one("catalog-subjects", graphs),
            objects=self.one("catalog-objects", graphs),
            properties=properties,
            classes={name: n for name, (n, _) in classes.items()},
            example=_example(classes),
            english=bool(self.rows("catalog-english", graphs)),
        )

    def with_links(self, whole: Counts, dataset: DataSet, every: Sequence[DataSet]) -> Counts:
        """Return the same counts with the links to other data sets and to the outside."""
        resources = f"{self._base}/id/"
        names = sorted((d.name for d in every), key=len, reverse=True)
        linked: Counter[tuple[str, str]] = Counter()
        for name, used in whole.properties.items():
            if not used.links or name.startswith(PREFIXES["rdf"]):
                continue  # classes and lists are syntax, not links
            rows = self.rows(
                "catalog-links",
                dataset.graphs,
                property=name,
                own=dataset.name,
                resources=resources,
                longer=[n for n in names if n.startswith(f"{dataset.name}-")] or "",
            )
            for target, n in rows:
                place = _place(str(target), resources, names, f"{self._base}/")
                if place is not None and place != dataset.name:
                    linked[name, place] += int(n)
        return replace(whole, linked=dict(sorted(linked.items())))


def _example(classes: Mapping[str, tuple[int, str]]) -> str:
    """Return a program if there is one, else an instance of our most frequent class."""
    ours = {name: value for name, value in classes.items() if name.startswith(LM)} or classes
    if LM + "Program" in ours:
        return ours[LM + "Program"][1]
    return min(((-n, example) for n, example in ours.values()), default=(0, ""))[1]


def _place(target: str, resources: str, names: Sequence[str], base: str) -> str | None:
    """Return the data set of an IRI; ``OUTSIDE``; None for a file or graph of the deployment."""
    if target.startswith(resources):
        reference = target[len(resources) :].partition("/")[2]
        return next((n for n in names if f"{reference}-".startswith(f"{n}-")), OUTSIDE)
    if target.startswith(base):
        return None
    if target.startswith(VOCABULARY) and "vocabulary" in names:
        return "vocabulary"
    return OUTSIDE
