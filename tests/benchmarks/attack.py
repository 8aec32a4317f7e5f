"""What others notice of much traffic: ``python -m tests.benchmarks.attack``, one run, one table.

The service runs on the national review and the sample city (or on ``--home``). Four clients ask for
2,000 ordinary pages as fast as they can. Then a few readers ask for pages, and for short queries,
all the time: first alone, then beside hostile SPARQL, slow readers, heavy pages, JSON bombs, 30,000
connections, and all of it at once. Each phase takes ``--seconds``. Who attacks runs at the lowest
priority (:mod:`tests.benchmarks.attackers`), on this machine, and stops by itself.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from michisuji.settings import Settings
from michisuji.store.opening import open_store

from tests.benchmarks.attackers import KINDS, heavy_paths
from tests.benchmarks.corpus import batch_of
from tests.benchmarks.measure import table
from tests.benchmarks.ordinary_readers import SHORT, Seen, read
from tests.benchmarks.spine import service

PAGES = (
    "/",
    "/plan",
    "/doc/program/mihon-010101",
    "/graph",
    "/kaizen",
    "/quality",
    "/rules",
    "/doc/program/mihon-020101",
    "/planner",
    "/about/limits",
)
READERS = 2
#: So many pages, asked for by so many clients without a pause.
BURST, BURST_CLIENTS = 2_000, 4
PHASES: Sequence[tuple[str, Sequence[str]]] = (
    ("quiet", ()),
    ("hostile SPARQL", ("sparql",)),
    ("slow readers", ("slow",)),
    ("heavy pages", ("heavy",)),
    ("JSON bombs", ("bombs",)),
    ("connections", ("connections",)),
    ("all at once", tuple(KINDS)),
    ("quiet again", ()),
)


def main() -> None:
    """Run every phase and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a data directory that is there already")
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--settle", type=float, default=60, help="before memory is read again")
    options = parser.parse_args()
    with _data(options.home, options.national) as settings, service(settings) as address:
        port = urlsplit(address).port or 0
        _warm_up(port)
        print(burst(port))
        before = _memory()
        engine = _engine()
        rows, told = [], []
        for name, kinds in PHASES:
            if name == "quiet again":
                time.sleep(options.settle)
            pages, queries, said = phase(port, kinds, options.seconds)
            rows.append(row(name, pages, queries))
            told += [f"  {name}: {kind} {json.dumps(answer)}" for kind, answer in said.items()]
        headings = ("phase", "pages", "median ms", "p99 ms", "longest ms", "refused",
                    "short queries", "median ms ", "refused ")  # fmt: skip
        print(table(f"Ordinary pages while others attack, {options.seconds:g} s a phase",
                    headings, rows))  # fmt: skip
        print("\nWhat the attackers were told:", *told, sep="\n")
        after = _memory()
        print(f"\nthe pages' engine: {'the same process' if engine == _engine() else 'ANOTHER'}")
        print(f"memory: {_told(before)} before, {_told(after)} after "
              f"({sum(after.values()) / sum(before.values()):.2f} times)")  # fmt: skip


def row(name: str, pages: Seen, queries: Seen) -> list[str | float]:
    """A line of the table."""
    return [
        name,
        f"{len(pages.taken)}",
        1000 * statistics.median(pages.taken or [float("nan")]),
        pages.quantile(0.99),
        pages.quantile(1),
        _counted(pages.refused),
        f"{len(queries.taken)} of {len(queries.taken) + queries.refused.total()}",
        1000 * statistics.median(queries.taken or [float("nan")]),
        _counted(queries.refused),
    ]


def _counted(refused: Counter[str]) -> str:
    return ", ".join(f"{count}×{status}" for status, count in refused.items()) or "none"


@contextmanager
def _data(home: Path | None, national: Path) -> Iterator[Settings]:
    if home is not None:
        yield Settings(home=home)
        return
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        settings = Settings(home=Path(folder) / "home")
        (Path(folder) / "batch").mkdir()
        found = national if any(national.glob("*.zip")) else None
        with open_store(settings) as store:
            store.replace(batch_of(found, Path(folder) / "batch"))
        subprocess.run(
            [sys.executable, "-m", "michisuji", "import", "sample"],
            check=True,
            env={"MICHISUJI_HOME": str(settings.home)},
            stdout=subprocess.DEVNULL,
        )
        yield settings


def burst(port: int) -> str:
    """Many pages at once, of clients that do not attack, and how they were answered."""
    seen = Seen()

    def client(number: int) -> None:
        paths = itertools.islice(itertools.cycle(PAGES), number, number + BURST // BURST_CLIENTS)
        for path in paths:
            read(port, f"127.0.0.{number + 10}", (path,), math.inf, seen, once=True)

    begun = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(BURST_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    return (
        f"{BURST:,} pages for {BURST_CLIENTS} clients took {took:.1f} s; "
        f"answered: {len(seen.taken):,}, otherwise: {_counted(seen.refused)}"
    )


def phase(
    port: int, kinds: Sequence[str], seconds: float
) -> tuple[Seen, Seen, dict[str, dict[str, int]]]:
    """Pages and short queries as readers see them while attackers of these kinds are at work."""
    attackers = {
        kind: subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.attackers", kind, str(port), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for kind in kinds
    }
    if kinds:
        time.sleep(1)  # until they have begun
    pages, queries = Seen(), Seen()
    until = time.monotonic() + seconds - (1 if kinds else 0)
    paths = [*([PAGES] * READERS), (SHORT,)]
    readers = [
        threading.Thread(
            target=read, args=(port, f"127.0.0.{number + 2}", own, until,
                               queries if own == (SHORT,) else pages)
        )
        for number, own in enumerate(paths)
    ]  # fmt: skip
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    said = {kind: _said(process) for kind, process in attackers.items()}
    return pages, queries, said


def _said(process: subprocess.Popen[str]) -> dict[str, int]:
    try:
        out, _ = process.communicate(timeout=60)
        found: dict[str, int] = json.loads(out)
    except (subprocess.TimeoutExpired, ValueError):
        process.kill()
        process.communicate()
        return {"did not end by itself": 1}
    return found


def _warm_up(port: int) -> None:
    """Until what is made in the background, and for the first who asks, is there."""
    heavy = list(itertools.islice(heavy_paths(random.Random(0)), 100))
    read(port, "127.0.0.2", heavy, time.monotonic() + 20, Seen())
    for _ in range(600):
        seen = Seen()
        read(port, "127.0.0.2", PAGES, time.monotonic() + 1, seen)
        if seen.taken and max(seen.taken) < 0.2 and not seen.refused and not _checks():
            return


def _family() -> list[psutil.Process]:
    """The service, which this process has started, its engines and its workers."""
    return psutil.Process().children(recursive=True)


def _checks() -> bool:
    """Whether the service is checking the data in the background."""
    return any("michisuji.quality.check.automatic" in _command(one) for one in _family())


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has ended meanwhile
        return []


def _engine() -> set[int]:
    return {one.pid for one in _family() if one.name() == "oxigraph"}


def _memory() -> Counter[str]:
    """Bytes that the service and all its processes have in memory for themselves alone."""
    found = Counter[str]()
    for one in _family():
        try:
            found[one.name()] += int(one.memory_full_info().uss)
        except psutil.Error:  # it has ended meanwhile
            continue
    return found


def _told(memory: Counter[str]) -> str:
    parts = ", ".join(f"{name} {size / 1e6:,.0f}" for name, size in memory.items())
    return f"{sum(memory.values()) / 1e6:,.0f} MB ({parts})"


if __name__ == "__main__":
    main()
