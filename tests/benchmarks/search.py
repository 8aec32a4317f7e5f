"""The search's benchmark: ``python -m tests.benchmarks.search``, one run, tables of ratios.

Each word that people type is searched in the index and, as search.rq does, with CONTAINS by the
engine. With the national review's files they are the data, else the sample city; ``--home`` names a
data directory that has been filled already. ``--copies 10`` also searches ten times as much.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path

from michisuji import questions
from michisuji.search import Index, find
from michisuji.search.documents import SearchDocument, documents
from michisuji.search.index import build
from michisuji.search.synonyms import Synonyms
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.opening import open_store

from tests.benchmarks.corpus import BASE
from tests.benchmarks.measure import median_ms, seconds, table
from tests.benchmarks.similar import michisuji

WORDS = (
    *("防災", "防犯 カメラ", "子ども", "厚生労働省", "厚労省", "インフルエンザ ワクチン", "脱炭素"),
    *("DX", "支援", "事業", "整備 推進", "の", "2024", "高齢者", "「地区防災計画」", "研究開発"),
    *("zzzz", "防災訓連", "water", "道路 橋 点検"),
)
#: Goals: a median answer, and how many times that ten times the data may take.
GOAL_MS, GOAL_GROWTH = 100.0, 3.0


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--home", type=Path, help="a data directory that has been filled")
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 10], help="× the data")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        home = options.home or filled(work / "var", options.national)
        with open_store(Settings(home=home)) as store:
            found = documents(store, BASE, ["rs", "mihon", "nagareyama"])
            engine = {word: contains_ms(store, word) for word in WORDS}
        tables = {n: searched(found, n, work / f"x{n}.sqlite3") for n in options.copies}
    show(engine, tables)


def filled(home: Path, national: Path) -> Path:
    """Import the national review, or the sample city when its files are absent."""
    is_there = any(national.glob("*.zip"))
    print(f"data: {'the national review' if is_there else 'the sample city'}")
    michisuji(home, *(["import", "rs", str(national)] if is_there else ["import", "sample"]))
    return home


def contains_ms(store: Store, word: str) -> float:
    """Median time of search.rq, in ms."""
    query = questions.get("search").bind(BASE, {"words": word})
    return median_ms(lambda: store.select(query), least=3, budget_s=1.0)


def searched(found: Sequence[SearchDocument], copies: int, path: Path) -> dict[str, float]:
    """Median time of each word in an index of so many copies, in ms; its building is told."""
    several = [renamed(one, n) for one in found for n in range(copies)]
    built = seconds(lambda: build(path, several, {}, "benchmark"))
    size = path.stat().st_size / 1e6
    print(f"×{copies}: {len(several):,} documents, built in {built:.0f} s, {size:,.0f} MB")
    index = Index(path, Synonyms.read(None))
    return {word: median_ms(lambda w=word: find(index, w), budget_s=0.5) for word in WORDS}  # type: ignore[misc]


def renamed(one: SearchDocument, number: int) -> SearchDocument:
    """Return a copy of a document that is a resource of its own, below units of its own."""
    if not number:
        return one
    other = copy(one)
    other.iri = f"{one.iri}-x{number}"
    other.owner = one.owner and f"{one.owner}-x{number}"
    other.department = one.department and f"{one.department}-x{number}"
    return other


def show(engine: dict[str, float], tables: dict[int, dict[str, float]]) -> None:
    """Print a row a word, the medians, and whether the goals are met."""
    rows: list[list[str | float]] = [
        [
            word,
            engine[word],
            *(t[word] for t in tables.values()),
            engine[word] / first(tables)[word],
        ]
        for word in WORDS
    ]
    medians = [statistics.median(t.values()) for t in tables.values()]
    base = statistics.median(engine.values())
    rows.append(["median", base, *medians, base / medians[0]])
    headings = ["", "CONTAINS", *(f"index ×{n}" for n in tables), "times as fast"]
    print(table("one answer (median ms)", headings, rows))
    held = medians[0] <= GOAL_MS and medians[-1] <= GOAL_GROWTH * GOAL_MS
    print("\nboth goals are met" if held else "\nA GOAL IS MISSED")


def first(tables: dict[int, dict[str, float]]) -> dict[str, float]:
    """Return the first table."""
    return next(iter(tables.values()))


if __name__ == "__main__":
    main()
