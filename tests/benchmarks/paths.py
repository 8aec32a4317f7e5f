"""The benchmark of ways: ``python -m tests.benchmarks.paths``, one run, a table of ratios.

The way between two programs over all links: the search from both ends, against a plain
breadth-first search from one end over the same query, and a property path of SPARQL, which says
only that there is a way. With the national review's files they are the data, else the sample city.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.paths.answers import paths
from michisuji.analysis.state import State
from michisuji.errors import MichisujiError
from michisuji.settings import Settings
from michisuji.store.opening import open_store

from tests.benchmarks.corpus import BASE
from tests.benchmarks.measure import table
from tests.benchmarks.similar import michisuji

#: Pairs of programs, spread over the data, and levels of the plain search at most.
PAIRS, LEVELS = 8, 8
_PATH = """PREFIX lm: <https://w3id.org/michisuji/ns#> PREFIX org: <http://www.w3.org/ns/org#>
ASK {{ <{start}> (lm:partOf|^lm:partOf|lm:leadUnit|^lm:leadUnit|lm:leadsTo|^lm:leadsTo
  |org:unitOf|^org:unitOf)+ <{end}> }}"""


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--home", type=Path, help="a data directory that is there already")
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        home = options.home or Path(folder) / "var"
        if not options.home:
            michisuji(home, "import", *(["rs", str(national)] if national else ["sample"]))
        with open_store(Settings(home=home)) as store:
            state = State(store, BASE, index=CausalIndex())
            programs = sorted(state.causal.plan.programs())
            step = max(1, len(programs) // PAIRS)
            ends = list(zip(programs[::step], programs[step // 2 :: step], strict=False))[:PAIRS]
            asked: dict[str, Callable[[str, str], object]] = {
                "from both ends": lambda a, b: paths(state, a, b, "all"),
                "breadth first from one end": lambda a, b: plain(state, a, b),
                "property path (no ways, only that)": lambda a, b: store.ask(
                    _PATH.format(start=a, end=b)
                ),
            }
            took = {name: [timed(ask, *pair) for pair in ends] for name, ask in asked.items()}
    base = median(took["from both ends"])
    rows: list[list[str | float]] = [
        [name, 1000 * median(times), 1000 * max(times), median(times) / base]
        for name, times in took.items()
    ]
    title = f"the way between two of {len(programs):,} programs, {len(ends)} pairs"
    print(table(title, ["", "median ms", "longest ms", "ratio"], rows))


def plain(state: State, start: str, end: str) -> bool:
    """Return True if a way of at most LEVELS links is found from one end, level by level."""
    seen, front = {start}, {start}
    for _ in range(LEVELS):
        rows = state.ask_many("path-links", "node", front)
        front = {row["other"] for row in rows} - seen
        seen |= front
        if end in seen:
            return True
    return False


def timed(ask: Callable[[str, str], object], start: str, end: str) -> float:
    """Return the seconds of one answer; one that the engine refuses takes as long as it took."""
    begin = time.perf_counter()
    try:
        ask(start, end)
    except MichisujiError as error:
        print(f"  refused: {error.code}")
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
