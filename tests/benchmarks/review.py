"""The benchmark of table 3-1: ``python -m tests.benchmarks.review``, one run, a table of ratios.

A made-up table 3-1 of the size of the nation's (118,071 rows, 82 columns), with the 3-2 that it
belongs to, is read as CSV, imported to files, and by ``michisuji import rs`` into an engine's data:
processor time of all processes, and its ratio to reading the CSV. The same as a workbook with
``--workbook``. Goal: ``michisuji import rs`` in two minutes by the clock, where nothing else runs.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from michisuji.importers.rs import import_rs
from michisuji.importers.rs.tables import COMMON, INDICATORS, PATHWAY

from tests.benchmarks.corpus import BASE
from tests.benchmarks.measure import table

ROWS = 118_071
YEARS = range(2007, 2061)
#: Seconds for the whole import, of the acceptance criteria.
GOAL_S = 120
_UNREAD = ("シート種別", "府省庁の建制順")
_ROW_KINDS = ("1.目標年度", "2.目標値", "3.実績値", "4.達成率")
#: A project has an activity, and these with an indicator: number, kind, period, period in 3-1.
_ELEMENTS = (
    ("201", "アウトプット", "", ""),
    ("202", "アウトプット", "", ""),
    ("301", "アウトカム", "短期", "1.短期"),
    ("401", "アウトカム", "中期", "2.中期"),
    ("501", "アウトカム", "長期", "3.長期"),
)
Cells = dict[str, str]


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--workbook", action="store_true", help="3-1 as xlsx too; takes minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as name:
        folder = Path(name) / "in"
        sheet = make(folder, options.rows)
        read = cpu(lambda: count(sheet))
        imported = cpu(lambda: import_rs([folder], base_iri=BASE, out_dir=Path(name) / "a"))
        loaded, by_clock = command(folder, Path(name) / "var")
        rows: list[list[str | float]] = [
            ["CSV read (csv.reader)", read, 1.0],
            ["imported (N-Triples files)", imported, imported / read],
            ["michisuji import rs", loaded, loaded / read],
        ]
        if options.workbook:
            as_workbook(sheet)
            book = cpu(lambda: import_rs([folder], base_iri=BASE, out_dir=Path(name) / "c"))
            rows.append(["imported, 3-1 as xlsx", book, book / read])
        print(table(f"table 3-1 of {options.rows:,} rows", ["", "CPU s", "ratio"], rows))
        told = "met" if by_clock <= GOAL_S else "missed"
        print(f"\nmichisuji import rs: {by_clock:.0f} s by the clock; {GOAL_S} s are {told}")


def make(folder: Path, rows: int) -> Path:
    """Write tables 3-2 and 3-1, the latter of so many rows; returns 3-1."""
    folder.mkdir(parents=True)
    programs = -(-rows // (1 + 4 * len(_ELEMENTS)))
    links = (row for program in range(1, programs + 1) for row in _links(program))
    _write(folder / "3-2_RS_2025_x.csv", list(PATHWAY.columns.values()), links)
    heading = [*INDICATORS.columns.values(), *map(str, YEARS)]
    every = (row for program in range(1, programs + 1) for row in _values(program))
    path = folder / "3-1_RS_2025_x.csv"
    _write(path, heading, (row for row, _ in zip(every, range(rows), strict=False)))
    return path


def _write(path: Path, heading: list[str], rows: Iterator[Cells]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*_UNREAD, *heading], restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def _common(program: int) -> Cells:
    names = {key: f"架空{key}{program % 97}" for key in COMMON}
    names |= {"year": "2025", "id": str(program), "name": f"架空事業{program}"}
    return {COMMON[key]: value for key, value in names.items()}


def _text(program: int, number: str) -> str:
    return (
        f"架空事業{program}の要素{number}について、対象となる人が、\nこれまでより良い状態になる。"
    )


def _elements(program: int) -> list[tuple[str, str, str, str]]:
    found = [("101", "アクティビティ", "", _text(program, "101"))]
    return found + [(n, kind, p, _text(program, n)) for n, kind, p, _ in _ELEMENTS]


def _links(program: int) -> Iterator[Cells]:
    elements, common = _elements(program), _common(program)
    sides = [
        [PATHWAY.columns[f"{side}_{part}"] for part in ("number", "kind", "period", "text")]
        for side in ("from", "to")
    ]
    for a, b in ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5)):
        ends = zip(sides, (elements[a], elements[b]), strict=True)
        cells = {c: value for names, end in ends for c, value in zip(names, end, strict=True)}
        yield {**common, **cells, PATHWAY.columns["rationale"]: f"架空の理由{a}{b}"}


def _values(program: int) -> Iterator[Cells]:
    name, common = INDICATORS.columns, _common(program)
    activity = {"number": "101", "kind": "アクティビティ", "text": _text(program, "101")}
    yield {**common, **{name[key]: value.replace("\n", "") for key, value in activity.items()}}
    for number, kind, _, period in _ELEMENTS:
        outcome = kind == "アウトカム"
        cells = {
            "number": number,
            "kind": kind,
            "period": period,
            "goal_kind": "定量的" if outcome else "",
            "text": _text(program, number).replace("\n", ""),
            "indicator": f"架空の指標{number}の件数",
            "unit": "件",
            "direction": "上がると良い指標" if outcome else "",
            "source": "架空統計調査",
        }
        row = {**common, **{name[key]: value for key, value in cells.items()}}
        aims = {year: 100 + year % 7 + program % 13 for year in range(2019, 2027)}
        years: tuple[Cells, ...] = (
            {"2026": "1"},
            {str(year): str(aim) for year, aim in aims.items()},
            {str(year): str(aim - 3) for year, aim in aims.items() if year < 2025},
            {str(y): f"{100 * (a - 3) / a:.4f}" for y, a in aims.items() if y < 2025},
        )
        for row_kind, values in zip(_ROW_KINDS, years, strict=True):
            yield {**row, name["row_kind"]: row_kind, **values}


def count(path: Path) -> int:
    """Read a CSV and do nothing with its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def command(folder: Path, home: Path) -> tuple[float, float]:
    """``michisuji import rs`` with its engine: processor time of all, and by the clock, seconds."""
    words = [sys.executable, "-m", "michisuji", "import", "rs", str(folder)]
    environment = {**os.environ, "MICHISUJI_HOME": str(home), "MICHISUJI_BASE_IRI": BASE}
    start = time.perf_counter()
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
    by_clock = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, by_clock


def as_workbook(path: Path) -> None:
    """Put a workbook in the place of a CSV."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            sheet.append([cell or None for cell in row])
    book.save(path.with_suffix(".xlsx"))
    path.unlink()


def cpu(action: Callable[[], object]) -> float:
    """Processor time of one run, seconds."""
    start = time.process_time()
    action()
    return time.process_time() - start


if __name__ == "__main__":
    main()
