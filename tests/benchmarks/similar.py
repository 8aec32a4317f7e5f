"""The neighbours' benchmark: ``python -m tests.benchmarks.similar``, one run, tables of ratios.

Building the index (reading included) against the import of the same data, and a neighbours'
answer against other answers of a page, and after one edit against a build. With the national
review's files they are the data, else the sample city.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.similar import index_of, similar
from michisuji.analysis.state import State
from michisuji.settings import Settings
from michisuji.store.opening import open_store

from tests.benchmarks.corpus import BASE
from tests.benchmarks.measure import median_ms, table

#: Programs whose neighbours are asked for, spread over the data.
ASKED = 50
#: Goals: an index for a tenth of an import; an answer within a page's time.
PART_OF_IMPORT, PAGE_MS = 0.1, 100


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    print(f"data: {'the national review' if national else 'the sample city (no national files)'}")
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        home = work / "var"
        words = ["import", "rs", str(national)] if national else ["import", "sample"]
        imported = both(lambda: michisuji(home, *words))
        with open_store(Settings(home=home)) as store:
            state = State(store, BASE, index=CausalIndex())
            read = both(lambda: state.causal)
            built = both(lambda: index_of(state))
            programs = sorted(state.causal.plan.programs())
            chosen = programs[:: max(1, len(programs) // ASKED)][:ASKED]
            asked = iter(chosen * 1000)
            answer = median_ms(lambda: similar(state, next(asked)), least=ASKED)
            names = median_ms(lambda: State(store, BASE).names(chosen[:10]))
            index = state.index
            assert index is not None
            edit = both(lambda: index.changed(store, BASE, chosen[:1]))
    rows: list[list[str | float]] = [
        ["michisuji import", imported[0], "", 1.0],
        ["causal graph read", *read, read[0] / imported[0]],
        ["index of neighbours built, reading included", *built, built[0] / imported[0]],
        ["the same after one edit", *edit, edit[0] / imported[0]],
    ]
    print(table("seconds, and parts of the import's", ["", "wall s", "CPU s", "ratio"], rows))
    print(
        table(
            f"one answer of {len(programs):,} programs (median ms)",
            ["", "ms", "of a page's 100 ms"],
            [
                ["neighbours with names, money, outcomes", answer, answer / PAGE_MS],
                ["of these: ten names by query", names, names / PAGE_MS],
            ],
        )
    )
    held = built[0] < PART_OF_IMPORT * imported[0] and answer < PAGE_MS
    print("\nboth goals are met" if held else "\nA GOAL IS MISSED")


def michisuji(home: Path, *words: str) -> None:
    """Run the command as a reader does."""
    env = os.environ | {"MICHISUJI_HOME": str(home)}
    command = [sys.executable, "-m", "michisuji", *words]
    subprocess.run(command, env=env, check=True, capture_output=True)


def both(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of this process's CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
