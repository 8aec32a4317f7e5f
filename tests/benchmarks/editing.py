"""The edits' benchmark: ``python -m tests.benchmarks.editing``, one run, a table of ratios.

One edit of a program by ``Editing.apply``, with its rights, states, rules of structure and history:
processor time of this process and of the engine, at ×1 of the data, with a long history, and at
×10. Then what follows an edit. With the national review's files they are the data, else the sample
city. Goals: 100 ms for an edit, and 1.5 times the time for ten times the data.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import psutil
from michisuji.accounts.permissions import Actor, Grant, Role
from michisuji.analysis.causal import CausalIndex
from michisuji.editing import Edit, Editing, Quad
from michisuji.editing.workflow import after_edit, check_edit
from michisuji.search import Keeper
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.replacement import marker
from rdflib import Literal, URIRef

from tests.benchmarks.corpus import BASE, batch_of, bulk_load, write_nquads
from tests.benchmarks.measure import table

PURPOSE = URIRef("https://w3id.org/michisuji/ns#purpose")
PROGRAMS = {"rs": f"{BASE}/id/program/rs-3339", "mihon": f"{BASE}/id/program/mihon-010101"}
PLANNER = Actor("bench", "bench", (Grant(Role.PLANNER),))
EDITS, HISTORY = 30, 300
SETTLE_S = 20
GOAL_MS, GOAL_GROWTH = 100, 1.5


class Edited:
    """A database of drafts with one program that is edited again and again."""

    def __init__(self, work: EngineStore, settings: Settings, program: str) -> None:
        self.work, self._program, self._numbers = work, program, count(1)
        following = after_edit(work, BASE)
        self.editing = Editing(work, work, settings, following=following)
        self._engine = psutil.Process(work.pid)
        time.sleep(SETTLE_S)  # the engine sorts what was loaded
        for _ in range(10):  # the first one loads the rules
            self.edit()

    def edit(self) -> None:
        """Read the program, look whether it may be edited, and give it another purpose."""
        found = self.editing.description(self._program)
        old = frozenset(q for q in found.quads if q.predicate == PURPOSE)
        graph = next((q.graph for q in old), min(q.graph for q in found.quads))
        text = Literal(f"目的 {next(self._numbers)}", lang="ja")
        new = frozenset({Quad(URIRef(self._program), PURPOSE, text, graph)})
        edit = Edit(new, old, {self._program: found.version}, "測る")
        check_edit(self.work, BASE, PLANNER, edit)
        self.editing.apply(edit, PLANNER.id)

    def milliseconds(self, action: Callable[[], object], times: int = EDITS) -> float:
        """Processor time of an action, this process's and the engine's together."""
        before = self._cpu()
        for _ in range(times):
            action()
        return 1000 * (self._cpu() - before) / times

    def _cpu(self) -> float:
        used = self._engine.cpu_times()
        return time.process_time() + used.user + used.system


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 10])
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as name:
        folder = Path(name)
        batch = batch_of(national, folder / "batch")
        program, rows = PROGRAMS[batch.dataset], list[list[str | float]]()
        for copies in options.copies:
            nquads = folder / f"{copies}.nq"
            written = write_nquads(batch, nquads, copies)
            settings = Settings(home=folder / f"home{copies}")
            settings.home.mkdir(mode=0o700)
            bulk_load(nquads, settings.home / "work")
            nquads.unlink()
            with EngineStore.open(settings, "work") as work:
                edited = Edited(work, settings, program)
                rows.append([f"edit, {written:,} statements", edited.milliseconds(edited.edit)])
                if copies == 1:
                    rows += _more(edited, settings)
    print(
        table("processor time", ["", "ms", "of the first"], [[*r, r[1] / rows[0][1]] for r in rows])
    )  # type: ignore[operator]
    first, *others = (float(row[1]) for row in rows if str(row[0]).startswith("edit"))
    met = first <= GOAL_MS and max(others) <= GOAL_GROWTH * first
    print("\ngoals met" if met else "\nA GOAL IS MISSED")


def _more(edited: Edited, settings: Settings) -> list[list[str | float]]:
    """Measure an edit after many others, and what follows each."""
    for _ in range(HISTORY):
        edited.edit()
    late = edited.milliseconds(edited.edit)
    work, index, keeper = edited.work, CausalIndex(), Keeper(edited.work, settings)
    read = edited.milliseconds(lambda: index.graph(work, BASE), times=1)
    program = edited._program
    again = edited.milliseconds(lambda: index.changed(work, BASE, [program]))
    searched = edited.milliseconds(lambda: keeper.renew(marker(work)), times=1)
    return [
        [f"edit, after {HISTORY} others", late],
        ["causal graph read", read],
        ["causal graph after an edit", again],
        ["search index made again", searched],
    ]


if __name__ == "__main__":
    main()
