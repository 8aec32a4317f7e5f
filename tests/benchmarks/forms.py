"""The forms' benchmark: ``python -m tests.benchmarks.forms``, one run, a table of ratios.

300 files of one form, a truncated one among them, are imported by a mapping, writing included,
against reading the same files with openpyxl. Times are of the processor, memory is the peak.
"""

from __future__ import annotations

import copy
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from michisuji.importers.city.content import City
from michisuji.importers.city.forms.importing import FORMS, import_forms
from openpyxl import load_workbook

from tests.benchmarks.measure import table

sys.path.insert(0, str(Path(__file__).parents[1] / "importers" / "forms"))

import form_a
from form_drawing import save
from form_examples import A, mapping
from forms_city import forms_city

FILES = 300
#: Goals: at most this part of the time that openpyxl takes to read the files; megabytes.
PART_OF_READING, MEGABYTES = 1.0, 300


def main() -> None:
    """Run everything and print the table."""
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        files = [_file(work, number) for number in range(FILES)]
        files[0].write_bytes(files[0].read_bytes()[:3000])
        before = _peak()
        seconds, used = _cpu(lambda: _imported(files, work / "out"))
        peak = _peak() - before
        reading, _ = _cpu(lambda: [_read(path) for path in files[1:]])
    part = seconds / reading
    rows: list[list[str | float]] = [
        ["import, writing included", seconds, part],
        ["openpyxl, only reading", reading, 1.0],
    ]
    print(table(f"{FILES} forms, {used} used", ["", "CPU s", "ratio"], rows))
    print(f"\npeak memory: {peak:,.0f} MB more")
    met = part <= PART_OF_READING and peak <= MEGABYTES and used == FILES - 1
    print("goals met" if met else "goals missed")


def _file(folder: Path, number: int) -> Path:
    values = {**A, "id": f"9{number:05}", "name": f"事業その{number}"}
    return save(folder / f"{number:03}.xlsx", form_a.draw(values))


def _city() -> City:
    city = forms_city()
    programs = city.files["measures/0101.toml"]["program"]
    text = json.dumps(copy.deepcopy(programs[0]), ensure_ascii=False)
    for number in range(FILES):
        named = text.replace("010101", f"9{number:05}")
        programs.append(json.loads(named.replace("自主防災組織育成事業", f"事業その{number}")))
    return city


def _imported(files: list[Path], out: Path) -> int:
    base = "http://127.0.0.1:8000"
    _, report = import_forms(files, mapping("a"), _city(), base_iri=base, out_dir=out)
    return report.tables[FORMS].used


def _read(path: Path) -> int:
    sheet = load_workbook(path, data_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
