"""Helpers of the RS tests: import some files and look at the statements."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from michisuji.importers.common import Batch, ImportReport
from michisuji.importers.rs import import_rs
from michisuji.vocabulary import PREFIXES

FIXTURES = Path(__file__).parent / "rs_fixtures"
BASE = "http://127.0.0.1:8000"


@dataclass
class Imported:
    """The result of an import, loaded for looking at."""

    batch: Batch
    report: ImportReport
    store: ox.Store

    def values(self, subject: str, predicate: str) -> list[str]:
        """Sorted values of ``id/…`` (or a full IRI) for a prefixed predicate."""
        found = self.store.quads_for_pattern(node(subject), named(predicate), None, None)
        return sorted(_short(quad.object) for quad in found)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Sorted subjects that have a value (a resource, a prefixed name or a text)."""
        found = [
            _short(quad.subject)
            for quad in self.store.quads_for_pattern(None, named(predicate), None, None)
            if _short(quad.object) == value
        ]
        return sorted(found)

    def the(self, class_name: str, label: str) -> str:
        """The one resource of a class with a label."""
        (one,) = set(self.subjects("rdf:type", class_name)) & set(
            self.subjects("rdfs:label", label)
        )
        return one

    def bytes(self) -> dict[str, bytes]:
        """Every graph's file."""
        return {graph: path.read_bytes() for graph, path in self.batch.graphs.items()}


def named(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def node(reference: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}/{reference}" if reference.startswith("id/") else reference)


def _short(term: object) -> str:
    value = str(getattr(term, "value", term))
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in (("lm", PREFIXES["lm"]), *PREFIXES.items()):
            if value.startswith(namespace):
                return f"{prefix}:{value[len(namespace) :]}"
        return value.removeprefix(BASE + "/")
    return value


def run(paths: Iterable[Path], out: Path, **options: object) -> Imported:
    """Import and load. Every line must be N-Triples, and no triple written twice."""
    batch, report = import_rs(list(paths), out_dir=out, **options)  # type: ignore[arg-type]
    store = ox.Store()
    for graph, path in batch.graphs.items():
        store.load(path=str(path), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))
    assert len(store) == report.triples
    assert report.adds_up
    return Imported(batch, report, store)


def table(table_id: str) -> Path:
    """The fixture of a table."""
    (path,) = FIXTURES.glob(f"{table_id}_*.csv")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV's rows as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, content: Sequence[Mapping[str, str]], header: Sequence[str] = ()) -> Path:
    """Write rows as the review's CSVs are: BOM, CRLF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(header or content[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(content)
    return path
