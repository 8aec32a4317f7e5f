"""The helpers that all importers share, in one place to import from.

A typical importer::

    with Output(base_iri, dataset, out_dir) as output:
        data = output.graph(year)                    # a GraphFile of N-Triples
        describe_dataset(data, base_iri, about)
        data.typed(subject, name("lm:Program"))
        data.add(subject, LABEL, literal("事業", "ja"))
        provenance = output.provenance(year)         # .file(name), .derived(subject, row)
    batch = output.batch(scope="graphs")
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from michisuji.importers.description import (
    DatasetDescription,
    Provenance,
    dataset_iri,
    describe_counts,
    describe_dataset,
    describe_files,
    describe_import,
    file_name,
    source_iri,
)
from michisuji.importers.ntriples import (
    LABEL,
    RDF_TYPE,
    GraphFile,
    boolean,
    canonical_decimal,
    decimal,
    escape,
    gyear,
    integer,
    iri,
    literal,
    name,
    typed,
    web_iri,
)
from michisuji.importers.report import ImportRefusal, ImportReport, Note, RowCounts, SourceFile
from michisuji.store.protocol import Batch
from michisuji.vocabulary import graph_iri, resource_iri

__all__ = [
    "LABEL",
    "RDF_TYPE",
    "Batch",
    "DatasetDescription",
    "GraphFile",
    "ImportRefusal",
    "ImportReport",
    "Note",
    "Output",
    "Progress",
    "Provenance",
    "RowCounts",
    "SourceFile",
    "boolean",
    "canonical_decimal",
    "dataset_iri",
    "decimal",
    "describe_counts",
    "describe_dataset",
    "describe_files",
    "describe_import",
    "escape",
    "file_name",
    "gyear",
    "integer",
    "iri",
    "literal",
    "name",
    "resource_iri",
    "short_hash",
    "source_iri",
    "typed",
    "web_iri",
]

#: ``progress(done_bytes, total_bytes, label)``; called often, so it should be cheap.
Progress = Callable[[int, int, str], None]


def short_hash(*parts: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of the parts.

    Such hashes serve as stable references to content.
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Output:
    """The graph files of one import, in a folder that the caller provides (usually temporary)."""

    def __init__(self, base: str, dataset: str, out_dir: Path) -> None:
        self.base = base
        self.dataset = dataset
        self._folder = out_dir
        self._graphs: dict[str, GraphFile] = {}
        self._provenance: dict[int | None, Provenance] = {}
        out_dir.mkdir(parents=True, exist_ok=True)

    def graph(self, year: int | None = None, *, provenance: bool = False) -> GraphFile:
        """Return the file of ``graph/{dataset}[/{year}][/provenance]``, opened on first use."""
        named = graph_iri(self.base, self.dataset, year, provenance=provenance)
        if named not in self._graphs:
            parts = [str(year) if year is not None else "timeless"]
            parts += ["provenance"] if provenance else []
            self._graphs[named] = GraphFile(named, self._folder / f"{'-'.join(parts)}.nt")
        return self._graphs[named]

    def provenance(self, year: int | None = None) -> Provenance:
        """Return the writer of row provenance for the graph of ``year``."""
        if year not in self._provenance:
            graph = self.graph(year, provenance=True)
            self._provenance[year] = Provenance(graph, self.base, self.dataset, year)
        return self._provenance[year]

    def class_counts(self, *years: int | None) -> Counter[str]:
        """Count the resources typed so far in the data graphs of ``years``, by class term."""
        total: Counter[str] = Counter()
        for year in years:
            total.update(self.graph(year).classes)
        return total

    def triples(self) -> dict[str, int]:
        """Return the number of triples written, by graph IRI."""
        for graph in self._graphs.values():
            graph.flush()
        return {named: graph.triples for named, graph in sorted(self._graphs.items())}

    def batch(self, scope: Literal["dataset", "graphs"] = "dataset") -> Batch:
        """Close the files and return all graphs for :meth:`Store.replace`."""
        self.close()
        graphs = {named: graph.path for named, graph in sorted(self._graphs.items())}
        return Batch(dataset=self.dataset, graphs=graphs, scope=scope)

    def close(self) -> None:
        """Close every file."""
        for graph in self._graphs.values():
            graph.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
