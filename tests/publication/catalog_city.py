"""The sample data, checked, with some files to download: what the catalog's tests describe."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from michisuji.importers.sample import import_sample
from michisuji.publication import catalog
from michisuji.publication.manifest import Distribution
from michisuji.quality.check.command import check_store
from michisuji.quality.history.saved import Saved
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from rdflib import Graph

BASE = "https://data.city.example/open"
SETTINGS = Settings(base_iri=BASE)
MADE = "2026-11-22"


def file(path: str, dataset: str = "", year: int | None = None, **words: str) -> Distribution:
    """An entry of a bundle's manifest."""
    title = {"ja": f"ファイル {path}", "en": f"File {path}"}
    words = {"media_type": "application/n-quads", **words}
    return Distribution(
        path, size=len(path), sha256=f"{len(path):064x}", title=title, dataset=dataset, year=year,
        **words,
    )  # fmt: skip


ENTRIES = (
    file("dumps/all.nq.gz", packed="application/gzip"),
    file("dumps/mihon.nq.gz", "mihon", packed="application/gzip"),
    file("dumps/mihon-2026.ttl", "mihon", 2026, media_type="text/turtle"),
    file(
        "tables/mihon/事業.csv", "mihon", 2026, media_type="text/csv; charset=utf-8",
        conforms_to="https://www.w3.org/TR/tabular-data-model/",
        described_by="tables/mihon/事業.csv-metadata.json",
    ),
)  # fmt: skip


@cache
def store() -> MemoryStore:
    """見本市, 流山市 and the vocabulary; tests only read it."""
    found = MemoryStore(BASE)
    import_sample(found, SETTINGS)
    return found


@cache
def saved() -> Saved:
    """A check of it, always at the same moment."""
    report = check_store(store(), SETTINGS, today=date(2026, 11, 1))
    return Saved(datetime(2026, 11, 1, 9, 0, tzinfo=UTC), report)


@cache
def known() -> catalog.Catalog:
    """Its data sets, counted."""
    return catalog.read(store(), SETTINGS)


@cache
def whole() -> Graph:
    """Its catalog; tests that change it take a copy."""
    return catalog.build(
        store(), SETTINGS, entries=ENTRIES, made=MADE, quality=saved(), known=known()
    )
