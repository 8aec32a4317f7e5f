"""What pages cost: ``python -m tests.benchmarks.pages``, one run, a table of ratios a database.

Each kind of page is asked for the first time and once more, and its own queries are sent to the
engine as they are: a page costs so many times what the engine needs for it. With the national
review's files they are the data, else the sample city; ``--copies 10`` measures ten times as much,
too (62 s to load and 1.3 GB of disk on an idle machine of two processors). Findings are those of a
check that is made first, of the data as they are; of the copies there is none.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from michisuji.analysis.state import State
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.opening import open_store
from michisuji.web import create_app

from tests.asked import AskedStore, Query
from tests.benchmarks.corpus import BASE, batch_of
from tests.benchmarks.measure import table
from tests.benchmarks.spine import fill

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip"}
#: Pages asked for of a kind that has many.
MANY = 15
#: Pages of which there is one are made so often.
OFTEN = 3


@dataclass
class Cost:
    """Of one kind of page, medians: milliseconds, queries, size.

    ``cpu`` is the service's own processor time of the first answer, the engine's not included.
    """

    first: float
    cpu: float
    kept: float
    raw: float
    queries: float
    kept_queries: float
    size: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--home", type=Path, help="a data directory that is there already")
    parser.add_argument("--copies", type=int, nargs="*", default=[1], help="× the data")
    options = parser.parse_args()
    if options.home:
        print(show("the data directory", measured(settings_of(options.home))))
        return
    national = options.national if any(options.national.glob("*.zip")) else None
    print(f"data: {'the national review' if national else 'the sample city (no national files)'}")
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        (work / "batch").mkdir()
        batch = batch_of(national, work / "batch")
        for copies in options.copies:
            settings = settings_of(work / f"x{copies}")
            (work / f"v{copies}").mkdir()
            fill(settings, batch, work / f"v{copies}", copies)
            print(show(f"×{copies}", measured(settings, check=copies == 1)))


def settings_of(home: Path) -> Settings:
    """Room for the threads that the engine leaves behind each query, far more than pages make."""
    return Settings(home=home, query_timeout_s=30, engine_memory_bytes=16_000_000_000)


def measured(settings: Settings, *, check: bool = True) -> dict[str, Cost]:
    """Every kind of page on one database."""
    with open_store(settings) as store:
        if check:
            checked(store, settings)
        asked = AskedStore(store)
        app = create_app(replace(settings, rate_per_minute=10**9), asked)  # type: ignore[arg-type]
        warm(app)
        found = {}
        for kind, paths in kinds(store).items():
            found[kind] = cost(app, asked, paths)
            print(f"  {kind}: {found[kind]}", file=sys.stderr, flush=True)
        return found


def checked(store: Store, settings: Settings) -> None:
    """Have a check of the data as they are, unless there is one."""
    from michisuji.quality.check.command import check_store
    from michisuji.quality.history import last_check

    if last_check.last(settings) is None:
        last_check.keep(check_store(store, settings), store, settings)


def warm(app: Flask) -> None:
    """What the service reads in the background before a reader asks."""
    from michisuji.web.running import background

    with app.app_context():
        background.planner()
        background.search_index()
        background.quality()
    for path in ("/about", "/impact", "/years"):  # the last reads the graphs of two fiscal years
        app.test_client().get(path, headers=BROWSER)


def kinds(store: Store) -> dict[str, list[str]]:
    """Kind of page → addresses to ask for, spread over the data; kinds of which it has any."""
    graph = State(store, BASE).causal
    plan = graph.plan
    programs = spread(plan.programs())
    groups = spread(iri for iri in plan.classes if not plan.is_program(iri))
    outcomes = spread(iri for iri in graph.elements if "/outcome/" in iri)
    words = ("支援", "防災", "子ども", "教育", "道路", "交通", "農業", "zzzz", "環境", "医療")
    found = {
        "/": ["/"],
        "/plan": ["/plan"],
        "program": [doc(iri) for iri in programs],
        "measure or policy": [doc(iri) for iri in groups],
        "indicator": [doc(iri) for iri in spread(graph.indicators())],
        "outcome": [doc(iri) for iri in outcomes],
        "unit": [doc(iri) for iri in spread(plan.unit_kinds)],
        "/search": [f"/search?q={quote(word)}" for word in words],
        "/graph": [f"/graph?node={quote(iri, safe='')}" for iri in programs],
        "/impact": [f"/impact?target={quote(iri, safe='')}" for iri in outcomes],
        "/leads-to": [f"/leads-to?start={quote(iri, safe='')}" for iri in programs],
        "/what-if": [f"/what-if?stop={quote(iri, safe='')}" for iri in programs],
        "/similar": [f"/similar?node={quote(iri, safe='')}" for iri in programs],
        "/years of a program": [f"/years?node={quote(iri, safe='')}" for iri in programs],
    }
    alone = ("/planner", "/measures", "/years", "/validity", "/chains", "/money-flow")
    alone += ("/quality", "/quality/causes", "/rules", "/kaizen", "/questions", "/catalog")
    return {kind: paths for kind, paths in found.items() if paths} | {
        path: [path] for path in alone
    }


def spread(iris: Iterable[str]) -> list[str]:
    """Some of them, evenly spread."""
    found = sorted(iris)
    return found[:: max(1, len(found) // MANY)][:MANY]


def doc(iri: str) -> str:
    """The address of a resource's page."""
    return iri.removeprefix(BASE).replace("/id/", "/doc/", 1)


def cost(app: Flask, asked: AskedStore, paths: list[str]) -> Cost:
    """The medians of a kind; pages of which there is one are forgotten and made again."""
    found = []
    for path in paths if len(paths) > 1 else paths * OFTEN:
        forget(app)
        found.append(once(app, asked, path))
    return Cost(*(statistics.median(getattr(c, name) for c in found) for name in vars(found[0])))


def once(app: Flask, asked: AskedStore, path: str) -> Cost:
    """One page: the first time, then four times more, then its queries alone."""
    client = app.test_client()
    asked.taken()
    gc.collect()
    begun = time.process_time()
    first, size = get(client, path)
    cpu = 1000 * (time.process_time() - begun)
    queries = asked.taken()
    again = [get(client, path)[0] for _ in range(4)]
    more = len(asked.taken()) / len(again)
    raw = min(replay(asked, queries) for _ in range(2))
    return Cost(first, cpu, statistics.median(again), raw, len(queries), more, size)


def get(client: object, path: str) -> tuple[float, int]:
    """Milliseconds and size of an answer."""
    begun = time.perf_counter()
    with client.get(path, headers=BROWSER) as answer:  # type: ignore[attr-defined]
        size = len(answer.get_data())
        took = 1000 * (time.perf_counter() - begun)
    assert answer.status_code == 200, (path, answer.status_code)
    return took, size


def replay(asked: AskedStore, queries: Iterable[Query]) -> float:
    """Milliseconds that the engine takes for the same queries, its bytes read and thrown away."""
    begun = time.perf_counter()
    for query in queries:
        result = asked._store.raw(query.text, query.accept, default_graphs=query.graphs)
        for _ in result.chunks:
            pass
        result.close()
    return 1000 * (time.perf_counter() - begun)


def forget(app: Flask) -> None:
    """Throw away what is kept of pages."""
    kept = getattr(app.extensions["michisuji"], "pages", None)
    if kept is not None:
        kept.clear()


def show(title: str, costs: dict[str, Cost]) -> str:
    """The table."""
    rows: list[list[str | float]] = [
        [kind, c.first, c.cpu, c.kept, c.raw, c.first / c.raw if c.raw else "", f"{c.queries:.0f}",
         f"{c.kept_queries:.0f}", f"{c.size / 1000:.1f}"]
        for kind, c in costs.items()
    ]  # fmt: skip
    headings = [
        "page",
        "first ms",
        "of it CPU",
        "kept ms",
        "engine ms",
        "ratio",
        "queries",
        "kept",
        "kB",
    ]
    return table(f"pages, {title}", headings, rows)


if __name__ == "__main__":
    main()
