"""The planner's benchmark: ``python -m tests.benchmarks.planner``, one run, tables of ratios.

Impact trace and what-if of one node at ×1 and ×10 of the data, against the plain property-path
query on the same engine; questions about all chains against property paths. Both sides must give
the same answers. With the national review's files they are the data, else the sample city.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from michisuji import questions
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal import CausalGraph, CausalIndex
from michisuji.analysis.chains import by_unit, reaching_activities
from michisuji.analysis.state import State
from michisuji.analysis.whatif import Scenario
from michisuji.analysis.whatif.effects import unsupported_after
from michisuji.errors import MichisujiError
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.opening import open_store

from tests.benchmarks.corpus import BASE, batch_of
from tests.benchmarks.measure import median_ms, seconds, table
from tests.benchmarks.spine import fill

#: Programs that the questions about one thing are asked of, spread over the data.
ASKED = 25
#: A property path over everything may take this long.
PATIENCE_S = 600


@dataclass
class Taken:
    """Milliseconds of one question: ours, and the engine's with a property path."""

    ours: float
    paths: float
    same: bool
    stopped: bool = False


def main() -> None:
    """Run everything, print the tables; exit 1 when answers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--copies", type=int, default=10)
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    print(f"data: {'the national review' if national else 'the sample city (no national files)'}")
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        (work / "batch").mkdir()
        batch = batch_of(national, work / "batch")
        found = {}
        for copies in (1, options.copies):
            home = work / f"x{copies}"
            settings = Settings(home=home, query_timeout_s=PATIENCE_S)
            (work / f"v{copies}").mkdir()
            fill(settings, batch, work / f"v{copies}", copies)
            with open_store(settings) as store:
                found[copies] = measure(store)
    sys.exit(0 if show(found, options.copies) else 1)


def measure(store: Store) -> dict[str, Taken]:
    """All questions on one database."""
    index = CausalIndex()
    taken: dict[str, Taken] = {}
    took = seconds(lambda: index.graph(store, BASE))
    graph = index.graph(store, BASE)
    taken["read the causal graph"] = Taken(1000 * took, 0, True)
    programs = sorted(graph.plan.programs())
    chosen = programs[:: max(1, len(programs) // ASKED)][:ASKED]
    taken |= one_thing(store, index, graph, chosen)
    taken |= everything(store, graph, chosen[0])
    return taken


def one_thing(
    store: Store, index: CausalIndex, graph: CausalGraph, programs: list[str]
) -> dict[str, Taken]:
    """What feeds an outcome; what loses support when a program stops."""

    def state() -> State:
        return State(store, BASE, index=index)

    ends = []
    for program in programs:
        outcomes = [n for n in graph.elements_of(program) if graph.kind(n) in ("long", "mid")]
        ends += [graph.elements[n] for n in outcomes[:1]]

    def impact() -> list[set[str]]:
        answers = [get("impact").answer(state(), {"target": [end]}) for end in ends]
        return [{f.program.iri for f in answer.result.feeders} for answer in answers]

    def feeders() -> list[set[str]]:
        for end in ends:
            ask(store, "paths-into", target=end)
        return [column(store, "what-feeds", target=end) for end in ends]

    def stopped() -> list[set[str]]:
        answers = [get("what-if").answer(state(), {"stop": [one]}) for one in programs]
        return [{o.node.iri for o in a.result.outcomes} for a in answers]

    def loses() -> list[set[str]]:
        return [column(store, "loses-support", program=one) for one in programs]

    return {
        "impact trace of an outcome": compare(impact, feeders),
        "what if a program stops": compare(stopped, loses),
    }


def everything(store: Store, graph: CausalGraph, program: str) -> dict[str, Taken]:
    """Questions about all chains."""
    scenario = Scenario({program: Decimal(100)})

    def units() -> set[tuple[str, int, int]]:
        return {(unit, row[0], row[1]) for unit, row in by_unit(graph).items()}

    def units_by_paths() -> set[tuple[str, int, int]]:
        rows = ask(store, "chains-by-unit")
        return {(str(u), int(str(n)), int(str(m))) for u, n, m in rows if int(str(n))}

    return {
        "every activity that reaches a long-term outcome": compare(
            lambda: {graph.elements[n] for n in reaching_activities(graph).nonzero()[0].tolist()},
            lambda: column(store, "activities-to-long-term"),
        ),
        "outcomes without support after a what-if": compare(
            lambda: set(unsupported_after(graph, scenario)),
            lambda: column(store, "unsupported-outcomes", stopped=program),
        ),
        "programs that reach a long-term outcome, by unit": compare(units, units_by_paths),
    }


def compare(ours: Callable[[], object], paths: Callable[[], object]) -> Taken:
    """Both sides' time; a list of answers is told per answer."""
    mine = ours()
    each = len(mine) if isinstance(mine, list) else 1
    begun = time.perf_counter()
    try:
        theirs = paths()
    except MichisujiError:
        waited = 1000 * (time.perf_counter() - begun)
        return Taken(median_ms(ours) / each, waited / each, True, stopped=True)
    once = 1000 * (time.perf_counter() - begun)
    again = once if once > 5000 else median_ms(paths)
    return Taken(median_ms(ours) / each, again / each, mine == theirs)


def show(found: dict[int, dict[str, Taken]], copies: int) -> bool:
    """The table; whether all answers were the same."""
    small, large = found[1], found[copies]
    rows: list[list[str | float]] = []
    for name, one in small.items():
        ten = large[name]
        shown: list[str | float] = [name, one.ours, ten.ours, ten.ours / one.ours]
        if one.paths:
            more = "> " if ten.stopped else ""
            shown += [one.paths, f"{more}{ten.paths:,.1f}", f"{more}{ten.paths / ten.ours:,.1f}"]
            shown.append("same" if one.same and ten.same else "DIFFERENT")
        else:
            shown += ["", "", "", ""]
        rows.append(shown)
    headings = ["question", "×1 ms", f"×{copies} ms", "ratio"]
    headings += ["paths ×1 ms", f"paths ×{copies} ms", "paths / ours", "answers"]
    print(table("ours, and property paths on the same engine", headings, rows))
    return all(one.same for part in found.values() for one in part.values())


def ask(store: Store, question: str, **params: str) -> list[tuple[object, ...]]:
    """Rows of a question."""
    found = questions.run(store, question, params, base_iri=BASE, timeout_s=PATIENCE_S)
    return list(found.rows)


def column(store: Store, question: str, **params: str) -> set[str]:
    """The first column of a question's rows."""
    return {str(row[0]) for row in ask(store, question, **params)}


if __name__ == "__main__":
    main()
