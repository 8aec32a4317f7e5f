"""The national review as the importer makes it, once a run, in a process that measures itself."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import current

_IMPORT = """
import json, re, sys
from pathlib import Path
from michisuji.importers.rs import import_rs
batch, report = import_rs([Path(sys.argv[1])], dataset="rs", out_dir=Path(sys.argv[2]))
# Not ru_maxrss, which begins with the memory of the process that started this one.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
print(json.dumps({"report": report.to_json(), "peak": peak, "adds_up": report.adds_up,
                  "graphs": {g: str(p) for g, p in batch.graphs.items()}}))
"""


@dataclass(frozen=True)
class NationalImport:
    """What the importer told, N-Triples files by graph, and the most memory it took, bytes."""

    report: dict[str, Any]
    graphs: dict[str, Path]
    peak: int
    adds_up: bool

    @property
    def data(self) -> Path:
        """The file of all but the provenance."""
        (path,) = (p for g, p in self.graphs.items() if not g.endswith("provenance"))
        return path


def make(source: Path, place: Path) -> None:
    """Import the files in ``source``; :func:`read` tells what is in ``place`` then."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(source), str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    (place / "told.json").write_text(done.stdout, "utf-8")


def read(place: Path) -> NationalImport:
    """What :func:`make` has made there."""
    told = json.loads((place / "told.json").read_text("utf-8"))
    graphs = {graph: Path(path) for graph, path in told["graphs"].items()}
    return NationalImport(told["report"], graphs, told["peak"], told["adds_up"])


def in_memory(nation: NationalImport, base_iri: str) -> MemoryStore:
    """The review as an import puts it, in half the time, as nothing was there before."""
    store = MemoryStore(base_iri)
    lines = ox.RdfFormat.N_TRIPLES
    for graph, path in nation.graphs.items():
        store.data.bulk_load(path=str(path), format=lines, to_graph=ox.NamedNode(graph))
    for graph in current(base_iri, "rs", nation.graphs):
        store.data.bulk_load(path=str(nation.graphs[graph]), format=lines)
    return store
