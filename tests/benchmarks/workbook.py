"""The benchmark of a city's workbook: ``python -m tests.benchmarks.workbook``, one run, ratios.

A made-up city of some 10,000 rows is written as a workbook, read by openpyxl alone, and imported
with all checks and writing: processor time, its ratio to openpyxl's, and the peak of memory, each
in a process of its own. Goal: at most twice openpyxl's time, and 500 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from michisuji.importers.city.content import City

from tests.benchmarks.corpus import BASE
from tests.benchmarks.measure import table

ROWS = 10_000
GOAL_RATIO, GOAL_MB = 2, 500
_OF_A_PROGRAM, _PROGRAMS_OF_A_MEASURE = 29, 6
_YEARS = [str(year) for year in range(2021, 2026)]
_TEXT = "地区ごとの集まりで計画をつくり、訓練で確かめ、次の年の計画を見直す。"


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--step", choices=_STEPS, help="run one step on FILE, for the table")
    parser.add_argument("file", nargs="?", type=Path)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(_measured(options.step, options.file)))
        return
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as name:
        file = Path(name) / "city.xlsx"
        rows = write(file, options.rows)
        found = {step: _in_a_process(step, file) for step in _STEPS}
    read = found["openpyxl"][0]
    lines: list[list[str | float]] = [
        [_STEPS[step], cpu, cpu / read, megabytes] for step, (cpu, megabytes) in found.items()
    ]
    title = f"a workbook of {rows:,} rows (goal: {GOAL_RATIO} times openpyxl's, {GOAL_MB} MB)"
    print(table(title, ["step", "CPU s", "ratio", "peak MB"], lines))


def write(file: Path, rows: int) -> int:
    """Write the workbook of a city with about that many rows; return how many it has."""
    from michisuji.importers.city.workbook.layout import layout
    from michisuji.importers.city.workbook.rows import rows_of
    from michisuji.publication.workbook.book import write_workbook

    made = city(rows // _OF_A_PROGRAM)
    file.write_bytes(write_workbook(made))
    return sum(len(rows_of(made, sheet)) for sheet in layout().sheets)


def city(programs: int) -> City:
    """Return a city with that many programs, each with a model, indicators, money, evaluations."""
    files: dict[str, Any] = {
        "dataset.toml": {"dataset": _dataset()},
        "plan.toml": {
            "plan": [{"id": "p", "name": "計画", "start": 2021, "end": 2030}],
            "basic_policy": [{"id": "1", "name": "基本政策"}],
        },
        "organization.toml": {
            "unit": [
                {"id": "city", "name": "市", "kind": "city"},
                *(
                    {"id": f"s-{n}", "name": f"第{n}課", "kind": "section", "parent": "city"}
                    for n in range(40)
                ),
            ]
        },
    }
    for number in range(-(-programs // _PROGRAMS_OF_A_MEASURE)):
        name = f"{number:04}"
        files[f"measures/{name}.toml"] = {
            "measure": {
                "id": name,
                "name": f"施策{number}",
                "basic_policy": "1",
                "lead": "s-0",
                "town_condition": [{"key": "t1", "text": f"{number}のまちの状態"}],
            },
            "program": [_program(f"{name}{n:02}", n) for n in range(_PROGRAMS_OF_A_MEASURE)],
        }
    return City(files)


def _dataset() -> dict[str, Any]:
    import datetime

    return {
        "name": "bench",
        "title": "市",
        "title_en": "City",
        "publisher": "市",
        "description": "架空",
        "description_en": "Fictional",
        "fictional": True,
        "licence": "https://example.org/",
        "issued": datetime.date(2026, 4, 1),
        "fiscal_year": 2026,
    }


def _program(name: str, number: int) -> dict[str, Any]:
    following = {"i": "a", "a": "p", "p": "s"}
    kinds = {"i": "staff", "a": "activity", "p": "output", "s": "outcome"}
    elements = [
        {
            "key": f"{letter}{n}",
            "kind": kind,
            "text": f"{name}{letter}{n} {_TEXT}",
            "leads_to": [
                {"to": f"{following[letter]}{n}", "rationale": _TEXT}
                if letter in following
                else "measure:t1"
            ],
            **({"stage": "short", "indicator": [_indicator(name, n)]} if letter == "s" else {}),
            **({"planned_fte": 1.5} if letter == "i" else {}),
        }
        for letter, kind in kinds.items()
        for n in (1, 2)
    ]
    return {
        "id": name,
        "name": f"事業{name}",
        "unit": f"s-{number}",
        "start": 2021,
        "purpose": _TEXT,
        "situation": _TEXT * 3,
        "summary": _TEXT * 2,
        "budget": {
            "account": "general",
            "planned": dict.fromkeys(_YEARS, 1000000 + 1000 * number),
            "executed": dict.fromkeys(_YEARS, 987654 + number),
            "leads_to": ["a1"],
        },
        "element": elements,
        "evaluation": [
            {"year": 2025, "kind": kind, "by": "s-1", "findings": _TEXT * 2, "result": "keep"}
            for kind in ("self", "peer")
        ],
    }


def _indicator(name: str, number: int) -> dict[str, Any]:
    return {
        "id": f"{name}-{number}",
        "name": f"割合{name}",
        "unit": "%",
        "kind": "ratio",
        "direction": "up",
        "definition": _TEXT,
        "method": _TEXT,
        "source": "調査",
        "target": dict.fromkeys(_YEARS, 50 + number),
        "actual": dict.fromkeys(_YEARS, 48.5 + number),
    }


def _in_a_process(step: str, file: Path) -> tuple[float, float]:
    words = [sys.executable, "-m", "tests.benchmarks.workbook", "--step", step, str(file)]
    cpu, megabytes = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return cpu, megabytes


def _measured(step: str, file: Path) -> tuple[float, float]:
    {"openpyxl": _read, "rows": _rows, "import": _import}[step](file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.process_time(), used.ru_maxrss / 1_000


def _read(file: Path) -> None:
    from openpyxl import load_workbook

    for sheet in load_workbook(file, data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert row is not None


def _rows(file: Path) -> None:
    from michisuji.importers.city.workbook.importing import read_workbooks

    read_workbooks([file])


def _import(file: Path) -> None:
    from michisuji.importers.city.workbook.importing import import_workbooks
    from michisuji.quality.check import structure

    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        batch, report = import_workbooks([file], base_iri=BASE, out_dir=Path(folder))
        assert not report.refusals, report.refusals[:3]
        structure.of_batch(batch, BASE, ())


_STEPS = {
    "openpyxl": "read by openpyxl",
    "rows": "read and checked",
    "import": "imported: checked and written",
}

if __name__ == "__main__":
    main()
