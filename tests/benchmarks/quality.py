"""The checker's benchmark: ``python -m tests.benchmarks.quality``, one run, a table of ratios.

The full check of every rule in shapes/ (no profile) on the national review, once and tenfold,
against pySHACL as shipped (on a sample of programs: the whole takes hours; a rule of which it makes
nothing in a minute is stopped, so what it took is told too low) and against the SHACL
engines on PyPI; reading the data is counted for all.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

import psutil
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality.rulebook.rules import catalogue, subset
from michisuji.store import Batch

from tests.benchmarks.corpus import BASE, batch_of, lines_of
from tests.benchmarks.engines import Run, differences, run, version
from tests.benchmarks.measure import table

_PROGRAM = re.compile(rb"^<[^>]*/id/(?:program|model|money)/(?:rs|mihon)-(\d+)[->]")
#: From a part to what it is a part of, and from a program to what is its own.
_PART_OF = re.compile(rb"#(?:inModel|breakdownOf|evaluates|from|indicates|ofIndicator)>")
_USED_BY = re.compile(rb"#hasLegalBasis>")


def main() -> None:
    """Run everything and print the tables; exit 1 when two engines find different things."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--sample", type=int, default=25, help="pySHACL gets 1 program of so many")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one engine's run")
    parser.add_argument("--patience", type=float, default=60, help="for a rule of pySHACL's")
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    what = "the national review" if national else "the sample city (no national files)"
    print(f"data: {what}; rules: {len(catalogue())}, all that are written")
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        shapes = work / "shapes.ttl"
        subset(catalogue()).serialize(shapes, format="turtle")
        batch = _batch(national, work)
        once, many = work / "once.nt", work / "many.nt"
        _write(batch, work, once, 1)
        _write(batch, work, many, options.copies)
        wrong = compare_reference(batch, work, shapes, options.sample, options.patience)
        wrong += compare_engines(once, many, shapes, options.copies, options.limit)
    sys.exit("different findings: " + "; ".join(wrong) if wrong else 0)


def compare_reference(
    batch: Batch, work: Path, shapes: Path, every: int, limit: float
) -> list[str]:
    """pySHACL as shipped and the set-based engine on the same sample, rule by rule."""
    data, one = work / "sample.nt", work / "rule.ttl"
    taken, programs = _write_sample(batch, work, data, every)
    ours = run("compiled", data, shapes, limit)
    wrong: list[str] = []
    stopped: list[str] = []
    spent, read, same = 0.0, 0.0, 0
    for rule in catalogue().values():
        subset({rule.id: rule}).serialize(one, format="turtle")
        theirs = run("pyshacl", data, one, limit)
        if theirs.problem:
            stopped.append(f"{rule.id}: {theirs.problem}")
            spent += theirs.seconds
            continue
        spent, read = spent + theirs.seconds - theirs.load_s, max(read, theirs.load_s)
        own = {row for row in ours.found if _of_rule(row, rule.shape)}
        found = differences(own, theirs.found)
        same += len(own)
        wrong += [f"sample, {rule.id}: {found}"] if found else []
    took = spent + read
    print(
        f"\na sample: {taken} of {programs} programs (every {every}th by size) and all that is "
        f"shared\n  the set-based engine, reading included: {ours.seconds:,.1f} s\n"
        f"  {version('pyshacl')}, rule by rule, the data read once: "
        f"{'more than ' if stopped else ''}{took:,.0f} s, {took / ours.seconds:,.0f} times\n"
        f"  {same:,} findings of {len(catalogue()) - len(stopped)} rules "
        f"{'differ' if wrong else 'are the same'}; not finished: {', '.join(stopped) or 'none'}"
    )
    return wrong


def _of_rule(row: tuple[str, ...], shape: str) -> bool:
    return row[3] == f"<{shape}>" or row[3].startswith(f"<{shape}-")


def compare_engines(once: Path, many: Path, shapes: Path, copies: int, limit: float) -> list[str]:
    """The engines on PyPI against ours, on the data whole and several times over."""
    wrong: list[str] = []
    usual: dict[str, Run] = {}
    for data, times in ((once, 1), (many, copies)):
        ours = run("compiled", data, shapes, limit)
        rows = [_row(ours, ours)]
        for engine in ("pyshifty", "shacl"):
            theirs = _if_it_fits(engine, usual.get(engine), times) or run(
                engine, data, shapes, limit
            )
            usual.setdefault(engine, theirs)
            rows.append(_row(theirs, ours))
            found = "" if theirs.problem else differences(ours.found, theirs.found)
            if found:
                wrong.append(f"×{times}, {engine}: {found}")
        print(table(f"×{times}: {len(ours.found):,} findings", _HEADINGS, rows))
        if ours.problem:
            wrong.append(f"×{times}: {ours.problem}")
    return wrong


_HEADINGS = ["engine", "seconds", "of them reading", "CPU s", "MB", "ratio", "remark"]


def _row(one: Run, ours: Run) -> list[str | float]:
    name = version(one.engine)
    if one.problem:
        ratio = f"> {one.seconds / ours.seconds:,.0f}" if one.seconds else "–"
        return [name, "–", "–", "–", "–", ratio, one.problem]
    same = "" if not differences(ours.found, one.found) else "other findings"
    read = one.load_s or "not told apart"
    return [
        name,
        one.seconds,
        read,
        one.cpu,
        f"{one.megabytes:,}",
        one.seconds / ours.seconds,
        same,
    ]


def _if_it_fits(engine: str, before: Run | None, times: int) -> Run | None:
    """A run that is left out, with the reason: it would not end, or not fit into memory."""
    if before is None:
        return None
    if before.problem:
        return Run(engine, 0, 0, 0, frozenset(), problem=f"not run: ×1 {before.problem}")
    free = psutil.virtual_memory().available // 2**20
    needed = before.megabytes * times
    if needed > free:
        problem = f"not run: about {needed:,} MB, {free:,} are free"
        return Run(engine, 0, 0, 0, frozenset(), problem=problem)
    return None


def _batch(national: Path | None, work: Path) -> Batch:
    (work / "batch").mkdir()
    return batch_of(national, work / "batch")


def _write(batch: Batch, work: Path, path: Path, copies: int) -> None:
    """The default graph with ``copies`` of the data, as N-Triples."""
    with path.open("wb") as out:
        out.write(_vocabulary(work))
        for copy in range(copies):
            for graph, line in lines_of(batch, copy):
                if not graph.endswith("/provenance"):
                    out.write(line)


def _write_sample(batch: Batch, work: Path, path: Path, every: int) -> tuple[int, int]:
    """Each ``every``-th program by size with all that is its own, and all that belongs to none."""
    lines = [line for graph, line in lines_of(batch) if not graph.endswith("/provenance")]
    owners = _owners(lines)
    sizes: dict[bytes, int] = {}
    for line in lines:
        program = owners.get(line.partition(b" ")[0])
        if program:
            sizes[program] = sizes.get(program, 0) + 1
    by_size = sorted(sizes, key=lambda program: (sizes[program], program))
    taken = set(by_size[every // 2 :: every])
    with path.open("wb") as out:
        out.write(_vocabulary(work))
        for line in lines:
            program = owners.get(line.partition(b" ")[0])
            if program is None or program in taken:
                out.write(line)
    return len(taken), len(sizes)


def _owners(lines: list[bytes]) -> dict[bytes, bytes]:
    """Subject → number of the program that it is a part of; what belongs to none is left out."""
    owners: dict[bytes, bytes] = {}
    toward: dict[bytes, bytes] = {}
    for line in lines:
        subject, predicate, value = line.split(b" ", 2)
        numbered = _PROGRAM.match(subject)
        if numbered:
            owners[subject] = numbered[1]
        elif _PART_OF.search(predicate):
            toward[subject] = value.split(b" ", 1)[0]
        elif _USED_BY.search(predicate):
            toward.setdefault(value.split(b" ", 1)[0], subject)
        if numbered and _USED_BY.search(predicate):
            toward.setdefault(value.split(b" ", 1)[0], subject)
    for subject in toward:
        here, steps = subject, 0
        while here not in owners and here in toward and steps < 5:
            here, steps = toward[here], steps + 1
        if here in owners:
            owners.setdefault(subject, owners[here])
    return owners


def _vocabulary(work: Path) -> bytes:
    folder = Path(tempfile.mkdtemp(dir=work))
    batch = import_vocabulary(base_iri=BASE, out_dir=folder)[0]
    return b"".join(path.read_bytes() for path in batch.graphs.values())


if __name__ == "__main__":
    main()
