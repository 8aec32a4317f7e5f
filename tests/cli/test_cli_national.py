"""The national review from zips to the store, by the command a user types.

Without ``--whole`` one of :data:`SHARE` programs, with all rows that bear its number.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.cli.test_cli import michisuji

pytestmark = pytest.mark.national

SHARE = 20


@dataclass(frozen=True)
class Imported:
    """A data directory with the national review, the report, and the most memory taken, bytes."""

    home: Path
    report: dict[str, Any]
    peak: int


@pytest.fixture(scope="module")
def review(national: Path, whole: bool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review's zips, or what is looked at of them."""
    if whole:
        return national
    folder = tmp_path_factory.mktemp("review")
    for source in national.glob("*.zip"):
        found = rows(national, source.name.partition("_")[0])
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, found[0])
        writer.writeheader()
        writer.writerows(row for row in found if int(row["予算事業ID"]) % SHARE == 0)
        with zipfile.ZipFile(folder / source.name, "w") as archive:
            archive.writestr(f"{source.stem}.csv", text.getvalue().encode("utf-8-sig"))
    return folder


@pytest.fixture(scope="module")
def imported(review: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("national")
    command = [sys.executable, "-m", "michisuji", "import", "rs", str(review), "--json"]
    env = {"PATH": "/usr/bin:/bin", "MICHISUJI_HOME": str(folder / "var")}
    with (folder / "told.json").open("wb") as out, (folder / "log").open("wb") as log:
        process = psutil.Popen(command, env=env, stdout=out, stderr=log)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process))
            time.sleep(0.2)  # looking at all processes takes time, too
    assert process.returncode == 0, (folder / "log").read_text()
    return Imported(folder / "var", json.loads((folder / "told.json").read_text()), peak)


def _memory(process: psutil.Process) -> int:
    """What a process and those it has started take now, bytes."""
    taken = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            taken += one.memory_info().rss
    return taken


def rows(national: Path, table: str) -> list[dict[str, str]]:
    """A table read with nothing but the csv module."""
    with zipfile.ZipFile(next(national.glob(f"{table}_*.zip"))) as archive:
        (name,) = archive.namelist()
        text = io.TextIOWrapper(archive.open(name), "utf-8-sig", newline="")
        return list(csv.DictReader(text))


def test_the_printed_counts_are_those_of_the_files(
    review: Path, imported: Imported, whole: bool
) -> None:
    report = imported.report
    projects = {row["予算事業ID"] for row in rows(review, "1-2")}
    assert report["made"]["Program"] == len(projects)
    assert len(projects) == 4889 if whole else len(projects) > 200
    for table, counts in report["rows"].items():
        assert counts["read"] == len(rows(review, table)), table
        used = counts["used"] + counts["empty"] + counts["duplicate"] + counts["refused"]
        assert counts["read"] == used, table
    assert report["changed"] is True


def test_the_store_holds_what_was_made(imported: Imported, tmp_path: Path) -> None:
    home, report = imported.home, imported.report
    ask = tmp_path / "count.rq"
    ask.write_text(
        "PREFIX lm: <https://w3id.org/michisuji/ns#>\n"
        "SELECT ?class (COUNT(DISTINCT ?node) AS ?n) WHERE { ?node a ?class } GROUP BY ?class"
    )
    done = michisuji(home, "query", str(ask), "--format", "csv", MICHISUJI_QUERY_TIMEOUT_S="60")
    assert done.returncode == 0, done.stderr
    lines = csv.DictReader(io.StringIO(done.stdout))
    held = {line["class"].rpartition("#")[2]: int(line["n"]) for line in lines}
    for name in (
        "Program",
        "Activity",
        "Output",
        "Outcome",
        "CausalLink",
        "BudgetYear",
        "Money",
        "Evaluation",
    ):
        assert held[name] == report["made"][name], name


def test_loading_again_changes_nothing(national: Path, imported: Imported, whole: bool) -> None:
    if not whole:
        pytest.skip("looked at with --whole; that of the samples is in test_import_rs")
    first = imported.report
    done = michisuji(imported.home, "import", "rs", str(national), "--json", timeout=500)
    again = json.loads(done.stdout)
    assert again["changed"] is False
    assert again["made"] == first["made"]
    assert again["triples"] == first["triples"]


def test_peak_memory_stays_under_1500_megabytes(imported: Imported, whole: bool) -> None:
    """The importing process and the engine it starts, together."""
    if not whole:
        pytest.skip("looked at with --whole; the importer's own is in test_rs_national")
    assert 0 < imported.peak < 1_500_000_000
