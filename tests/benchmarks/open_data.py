"""The open data's benchmark: streams through the gateway, and dumps, against the raw engine.

``python -m tests.benchmarks.open_data`` imports the national review (``../shared/rs2024``) into a
folder of its own first, or takes a data directory that has it (``--home``). All figures of a table
are of one run, raw engine and gateway in turn.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import urllib3
from michisuji.publication import dumps
from michisuji.settings import Settings
from michisuji.store import open_store
from michisuji.store.snapshot import snapshot

from tests.benchmarks.corpus import batch_of
from tests.benchmarks.measure import seconds, table
from tests.benchmarks.spine import service

ROWS = 100_000
ROUNDS = 15
WARM_UP = 2
HTTP = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=120))
SELECT = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {ROWS}"
#: A scan is the least that an engine can do; this joins.
LABELLED = f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?s ?label ?p ?o WHERE {{ ?s ?p ?o ; rdfs:label ?label }} LIMIT {ROWS}"""
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT {ROWS}"
KINDS = {
    "JSON": (SELECT, "application/sparql-results+json"),
    "XML": (SELECT, "application/sparql-results+xml"),
    "CSV": (SELECT, "text/csv"),
    "TSV": (SELECT, "text/tab-separated-values"),
    "CSV, with labels": (LABELLED, "text/csv"),
    "Turtle": (CONSTRUCT, "text/turtle"),
    "N-Triples": (CONSTRUCT, "application/n-triples"),
}


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="data directory that holds the review already")
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        home = options.home or Path(folder) / "home"
        settings = Settings(home=home, query_timeout_s=120)
        if options.home is None:
            (Path(folder) / "batch").mkdir()
            national = options.national if any(options.national.glob("*.zip")) else None
            with open_store(settings) as store:
                store.replace(batch_of(national, Path(folder) / "batch"))
        compare_dumps(settings, Path(folder))
        with service(settings) as address:
            compare_streams(settings, address)


def compare_dumps(settings: Settings, work: Path) -> None:
    """All named graphs as N-Quads in one file: the engine's own dump, and ours, which is sorted."""
    with open_store(settings) as store:
        here = snapshot(store)
        assert here is not None
        graphs = dumps.public_graphs(store, settings.base_iri)
        raw = seconds(lambda: _raw_dump(here.data, graphs, work / "raw.nq"))
        own = seconds(lambda: dumps.nquads(store, settings, work / "own.nq"))
        count = sum(1 for _ in (work / "own.nq").open("rb"))
        (work / "bundle").mkdir()
        every = seconds(lambda: dumps.write(store, settings, work / "bundle"))
    rows: list[list[str | float]] = [
        ["oxigraph's own dump", raw, 1.0],
        ["ours: sorted", own, own / raw],
        ["ours: every file of the bundle's dumps, packed", every, every / raw],
    ]
    print(table(f"dump ({count:,} statements)", ["what", "seconds", "ratio"], rows))


def _raw_dump(data: ox.Store, graphs: list[str], path: Path) -> None:
    """Graph by graph, since a whole dump would hold the default graph, too."""
    for number, graph in enumerate(graphs):
        data.dump(
            str(path.with_suffix(f".{number}")),
            format=ox.RdfFormat.N_TRIPLES,
            from_graph=ox.NamedNode(graph),
        )


def compare_streams(settings: Settings, address: str) -> None:
    """Rate and first byte of 100,000 rows in each format; and the gateway's memory."""
    record = json.loads((settings.home / "public.engine.json").read_text())
    engine = f"http://{record['host']}:{record['port']}/query"
    _wait_until_idle(_pid_of(address))
    found = _in_turn(engine, address + "/sparql")
    rows: list[list[str | float]] = []
    for name in KINDS:
        raw, gate = found[name, engine], found[name, address + "/sparql"]
        rows.append(
            [
                name,
                raw[1] * 1000,
                gate[1] * 1000,
                raw[1] / gate[1],
                raw[0] * 1000,
                gate[0] * 1000,
                gate[0] / raw[0],
            ]
        )
    heads = ["format", "raw ms", "gateway ms", "rate", "first raw", "first gateway", "ratio"]
    print(table(f"{ROWS:,} rows: rate ≥ 0.8, first byte ≤ 2 are asked for", heads, rows))
    _memory(address)


def _in_turn(raw: str, gate: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Medians of (first byte, whole answer) in seconds; everything once a round, in turn.

    So a machine that is slower for a while is so for all. The first rounds are not counted.
    """
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for number in range(WARM_UP + ROUNDS):
        for name, (query, kind) in KINDS.items():
            for url in (raw, gate):
                measured = _take(url, query, kind)[:2]
                if number >= WARM_UP:
                    taken.setdefault((name, url), []).append(measured)
    return {
        place: (statistics.median(t[0] for t in times), statistics.median(t[1] for t in times))
        for place, times in taken.items()
    }


def _take(url: str, query: str, kind: str) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and how many bytes there were."""
    start = time.perf_counter()
    answer = HTTP.request(
        "POST",
        url,
        body=query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": kind},
        preload_content=False,
    )
    assert answer.status == 200, answer.data[:300]
    first, size = 0.0, 0
    while part := answer.read1(65_536):
        first = first or time.perf_counter() - start
        size += len(part)
    answer.release_conn()
    return first, time.perf_counter() - start, size


def _memory(address: str) -> None:
    """The service's peak memory after 100,000 rows, and after ten times as many."""
    pid = _pid_of(address)
    rows: list[list[str | float]] = []
    for count in (ROWS, 3 * ROWS, 10 * ROWS):
        size = _take(address + "/sparql", SELECT.replace(str(ROWS), str(count)), "text/csv")[2]
        rows.append([f"{count:,} rows", size / 1e6, _peak_mb(pid)])
    print(table("memory of the service", ["after", "MB sent", "peak MB"], rows))


def _wait_until_idle(pid: int, most_s: float = 300) -> None:
    """A service that has just started reads the causal graph; that is not what is measured."""
    import psutil

    process, end, idle = psutil.Process(pid), time.monotonic() + most_s, 0
    while idle < 3 and time.monotonic() < end:
        idle = idle + 1 if process.cpu_percent(interval=1) < 5 else 0


def _pid_of(address: str) -> int:
    import psutil

    port = int(address.rpartition(":")[2])
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
            return int(connection.pid)
    raise LookupError(address)


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
