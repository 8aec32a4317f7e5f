"""Assembles the catalog's graph from the store's data, the counts, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import Graph

from michisuji.publication.catalog import counts as counting
from michisuji.publication.catalog import dcat, facts, statistics
from michisuji.publication.catalog import quality as measurements
from michisuji.publication.catalog.counts import AllCounts
from michisuji.publication.catalog.facts import DataSet
from michisuji.publication.catalog.vocabularies import CATALOG_PREFIXES, Words
from michisuji.publication.manifest import Distribution
from michisuji.quality.rulebook.rules import rulebook
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.quality.history.saved import Saved
    from michisuji.settings import Settings
    from michisuji.store import Store


@dataclass(frozen=True)
class Catalog:
    """The data sets of a store and their counts, in one state of the store."""

    datasets: tuple[DataSet, ...]
    counts: AllCounts = field(default_factory=AllCounts)


def read(store: Store, settings: Settings, *, count: bool = True) -> Catalog:
    """Read the data sets of a store, and with ``count`` their exact counts.

    Counting takes some seconds for the nation. Raises the store's errors.
    """
    found = facts.datasets(store, settings)
    return Catalog(found, counting.count(store, settings, found) if count else AllCounts())


def build(
    store: Store,
    settings: Settings,
    *,
    entries: Sequence[Distribution],
    made: str,
    quality: Saved | None = None,
    known: Catalog | None = None,
) -> Graph:
    """Build the whole catalog: DCAT 3, VoID and DQV, without blank nodes.

    ``entries`` are the files to download; ``made`` is the ISO date of the newest import, or '';
    ``quality`` is the last check; ``known`` is the result of :func:`read` for the same state of the
    store. Raises the store's errors.
    """
    catalog = known or read(store, settings)
    words = Words(_graph(), settings.base_iri)
    dcat.describe(words, catalog.datasets, entries, catalog.counts, made=made)
    statistics.describe(words, catalog.datasets, entries, catalog.counts)
    if quality is not None:
        book = rulebook(settings.own)
        measurements.describe(words, store, catalog.datasets, quality, book)
    return words.graph


def statistics_only(catalog: Catalog, base_iri: str, entries: Sequence[Distribution]) -> Graph:
    """Build the VoID description alone."""
    words = Words(_graph(), base_iri)
    statistics.describe(words, catalog.datasets, entries, catalog.counts)
    return words.graph


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, space in {**PREFIXES, **CATALOG_PREFIXES}.items():
        graph.bind(prefix, space)
    return graph
