"""The table of queries/similar-programs.md: thirty national programs and their neighbours.

``python -m tests.similar_table [FOLDER] [--write]``: FOLDER holds the national review's files.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.similar import similar
from michisuji.analysis.similar.answers import Similar
from michisuji.analysis.similar.words import degree
from michisuji.analysis.state import State
from michisuji.importers.rs import import_rs
from michisuji.store.memory import MemoryStore

PAGE = Path(__file__).resolve().parent.parent / "queries" / "similar-programs.md"
BASE = "http://127.0.0.1:8000"
PROGRAMS, NEAREST = 30, 5
_BETWEEN = re.compile(r"(<!-- tables -->\n).*(<!-- end of tables -->)", re.DOTALL)


def tables(state: State) -> str:
    """Every so many programs in the order of their numbers, each with its nearest ones."""
    programs = sorted(state.causal.plan.programs(), key=_number)
    step = len(programs) // PROGRAMS
    return "\n".join(_of(state, iri) for iri in programs[step // 2 :: step][:PROGRAMS])


def with_tables(page: str, text: str) -> str:
    """The page with other tables."""
    return _BETWEEN.sub(lambda found: f"{found[1]}{text}{found[2]}", page)


def _of(state: State, iri: str) -> str:
    answer = similar(state, iri, limit=NEAREST)
    head = f"### {_cell(answer.node.label)} (rs-{_number(iri)})\n\n"
    if not answer.found:
        return head + "似たものなし / nothing similar\n"
    titles = (
        "| 似た事業 similar | 似かた | 点 score | 言葉 words | 形 shape | 共通する言葉 in common |"
    )
    body = "\n".join(_row(one) for one in answer.found)
    return f"{head}{titles}\n|---|---|---:|---:|---:|---|\n{body}\n"


def _row(one: Similar) -> str:
    shape = "" if one.shape is None else f"{100 * one.shape:.0f}"
    twins = f" (+{len(one.twins)})" if one.twins else ""
    words = "、".join(map(_cell, one.phrases))
    return (
        f"| {_cell(one.node.label)}{twins} | {degree(one.text)['ja']} | {100 * one.score:.0f} "
        f"| {100 * one.text:.0f} | {shape} | {words} |"
    )


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_\[\]])", r"\\\1", " ".join(text.split()))


def _number(iri: str) -> int:
    return int(iri.rpartition("-")[2])


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/rs2024"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    store = MemoryStore(BASE)
    with tempfile.TemporaryDirectory() as folder:
        made = import_rs([options.folder], dataset="rs", base_iri=BASE, out_dir=Path(folder))
        store.replace(made[0])
    text = tables(State(store, BASE, index=CausalIndex()))
    if options.write:
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
