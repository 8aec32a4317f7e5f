"""Imports the bundled data: the vocabulary, Nagareyama's page, the fictional 見本市."""

from __future__ import annotations

from pathlib import Path

from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.importers.rdf import import_rdf
from michisuji.importers.report import ImportReport
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.scratch import scratch
from michisuji.settings import Settings
from michisuji.store.protocol import Store


def import_sample(store: Store, settings: Settings, data: Path | None = None) -> list[ImportReport]:
    """Load the bundled data (or another such folder) into a store.

    Repeating it changes nothing. Raises SourceProblems when a bundled file is damaged, and the
    store's own errors.
    """
    base, data = settings.base_iri, data or resources.folder("data")
    reports = []
    with scratch() as out:
        for batch, report in (
            import_vocabulary(base_iri=base, out_dir=out / "vocabulary", added=settings.own),
            import_rdf(
                sorted((data / "nagareyama").glob("*.ttl")),
                dataset="nagareyama",
                base_iri=base,
                out_dir=out / "nagareyama",
            ),
            import_toml(data / "mihon", base_iri=base, out_dir=out / "mihon"),
        ):
            store.replace(batch)
            reports.append(report)
    return reports
