"""SHACL engines to compare with: (N-Triples file, shapes file) → findings, each in its own process.

A process of its own tells peak memory and processor time, and can be stopped at a limit.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: focus node, path, value, source shape, component: in N-Triples, "" for what a result has not.
Found = set[tuple[str, ...]]
_PREDICATE = re.compile(r"[a-z]+:[^<>()|^]+")
_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Run:
    """What one run of an engine took and found; ``problem`` when it gave no result."""

    engine: str
    seconds: float
    cpu: float
    megabytes: int
    found: frozenset[tuple[str, ...]]
    load_s: float = 0.0
    problem: str = ""


def run(engine: str, data: Path, shapes: Path, limit_s: float) -> Run:
    """Run an engine, loading included, for at most ``limit_s``."""
    missing = absent(engine)
    if missing:
        return Run(engine, 0, 0, 0, frozenset(), problem=missing)
    out = data.with_suffix(f".{engine}.json")
    command = [sys.executable, "-m", "tests.benchmarks.engines", engine, data, shapes, out]
    start = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        took = time.perf_counter() - start
        return Run(engine, took, 0, 0, frozenset(), problem=f"stopped after {limit_s:.0f} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        return Run(engine, 0, 0, 0, frozenset(), problem=f"failed: {last[:200]}")
    told = json.loads(out.read_text("utf-8"))
    out.unlink()
    found = frozenset(map(tuple, told.pop("found")))
    return Run(engine, found=found, **told)


def absent(engine: str) -> str:
    """Why an engine cannot be run here, or ''."""
    package = _PACKAGES.get(engine)
    if package is None or importlib.util.find_spec(package):
        return ""
    return "not installed: pip install -e '.[benchmark]'"


def version(engine: str) -> str:
    """The engine's name with its version."""
    name = {"shifty": "pyshifty"}.get(_PACKAGES.get(engine, ""), _PACKAGES.get(engine, ""))
    return f"{engine} {importlib.metadata.version(name)}" if name and not absent(engine) else engine


def compiled(data: Path, shapes: Path) -> tuple[Found, float]:
    """The set-based engine, in memory."""
    import pyoxigraph as ox
    from michisuji.quality.check.data import add_subclasses
    from michisuji.quality.shacl import SnapshotSource, parse_shapes, read_graph, validate

    start = time.perf_counter()
    store = ox.Store()
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    add_subclasses(store)
    loaded = time.perf_counter() - start
    results = validate(SnapshotSource(store), parse_shapes(read_graph([shapes])))
    rows = {
        (_n3(r.focus_node), _path(r.path), _n3(r.value), _n3(r.source_shape), _n3(r.component))
        for r in results
    }
    return rows, loaded


def pyshacl(data: Path, shapes: Path) -> tuple[Found, float]:
    """pySHACL as shipped, on an rdflib graph."""
    from pyshacl import validate
    from rdflib import Graph

    start = time.perf_counter()
    graph = Graph().parse(data, format="nt")
    loaded = time.perf_counter() - start
    _, report, text = validate(graph, shacl_graph=str(shapes), inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(text)
    return _of_graph(report), loaded


def pyshifty(data: Path, shapes: Path) -> tuple[Found, float]:
    """The PyPI package ``pyshifty``."""
    import shifty

    _, report, _ = shifty.validate(data, shapes, infer=False, graph_mode="data")
    return _of_graph(report), 0.0


def shacl(data: Path, shapes: Path) -> tuple[Found, float]:
    """The PyPI package ``shacl``."""
    import shacl as engine

    made: Any = engine.Shapes.from_file(str(shapes))
    found = {
        (r.focus_node, _path(r.path), r.value or "", r.source_shape or "", f"<{r.component_iri}>")
        for r in made.validate_file(str(data)).results
    }
    return found, 0.0


ENGINES: dict[str, Callable[[Path, Path], tuple[Found, float]]] = {
    "compiled": compiled,
    "pyshacl": pyshacl,
    "pyshifty": pyshifty,
    "shacl": shacl,
}
_PACKAGES = {"pyshacl": "pyshacl", "pyshifty": "shifty", "shacl": "shacl"}


def _of_graph(report: Any) -> Found:
    from rdflib import URIRef

    def one(node: Any, name: str) -> Any:
        return report.value(node, URIRef(_SH + name))

    found = set()
    for node in report.objects(None, URIRef(_SH + "result")):
        path = one(node, "resultPath")
        way = "" if path is None else _path(str(path) if isinstance(path, URIRef) else "()")
        focus, value = _n3(one(node, "focusNode")), _n3(one(node, "value"))
        shape, component = one(node, "sourceShape"), one(node, "sourceConstraintComponent")
        found.add((focus, way, value, _n3(shape), _n3(component)))
    return found


def _n3(term: Any) -> str:
    from michisuji.store.rdf_terms import XSD_STRING

    if term is None:
        return ""
    text: str = term._quote_encode() if hasattr(term, "_quote_encode") else term.n3()
    if hasattr(term, "language"):
        kind = str(term.datatype or "")
        suffix = f"@{term.language}" if term.language else f"^^<{kind}>"
        return text if kind in ("", XSD_STRING) and not term.language else text + suffix
    return text


def _path(path: str | None) -> str:
    """A predicate; of a longer path only that it is one: each engine writes it in its own way."""
    if not path:
        return ""
    iri = path.removeprefix("<").removesuffix(">")
    return f"<{iri}>" if _PREDICATE.fullmatch(iri) else "longer path"


def differences(mine: Iterable[tuple[str, ...]], other: Iterable[tuple[str, ...]]) -> str:
    """'' when the findings are the same, else how many are on one side only, and one of them."""
    only, missing = set(mine) - set(other), set(other) - set(mine)
    if not only and not missing:
        return ""
    one = sorted(only or missing)[0]
    return f"{len(only)} found here only, {len(missing)} there only, such as {' '.join(one)}"


def main() -> None:
    """Run one engine and write what it took and found as JSON."""
    engine, data, shapes, out = sys.argv[1:]
    start = time.perf_counter()
    found, loaded = ENGINES[engine](Path(data), Path(shapes))
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss // 1024,
        "load_s": loaded,
        "found": sorted(found),
    }
    Path(out).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
