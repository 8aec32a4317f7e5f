"""The sources of a data set's resources, as its provenance graphs say."""

from __future__ import annotations

from michisuji.importers.city.content import City
from michisuji.importers.city.stored.statements import Statements
from michisuji.importers.report import SourceFile
from michisuji.vocabulary import GraphName


def add_origins(city: City, graphs: dict[GraphName, Statements]) -> None:
    """Add to a city what its provenance graphs say, so that it is not lost when it is written."""
    for name, statements in graphs.items():
        if not name.provenance:
            continue
        found = city.origins.setdefault(name.year, {})
        for subject, source in statements.pairs("prov:wasDerivedFrom"):
            found.setdefault(f"<{subject}>", []).append(str(getattr(source, "value", "")))
        for sources in found.values():
            sources.sort()
        if name.year is None:
            city.known_sources = _files(statements)


def _files(statements: Statements) -> list[SourceFile]:
    found = []
    for subject in statements.of_class("prov:Entity"):
        labels = statements.values(subject, "rdfs:label")
        hashes = statements.values(subject, "lm:sha256")
        if labels and hashes:
            label, digest = (str(getattr(term, "value", "")) for term in (labels[0], hashes[0]))
            found.append(SourceFile(label, digest, 0))
    return found
