"""The national review from zips to the store, by the command a user types."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import michisuji

Imported = tuple[Path, dict[str, Any]]

pytestmark = pytest.mark.national


@pytest.fixture(scope="module")
def imported(national: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """A data directory with the national review, and the report of the import."""
    home = tmp_path_factory.mktemp("national") / "var"
    done = michisuji(home, "import", "rs", str(national), "--json", timeout=500)
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def rows(national: Path, table: str) -> list[dict[str, str]]:
    """A table read with nothing but the csv module."""
    with zipfile.ZipFile(next(national.glob(f"{table}_*.zip"))) as archive:
        (name,) = archive.namelist()
        text = io.TextIOWrapper(archive.open(name), "utf-8-sig", newline="")
        return list(csv.DictReader(text))


def test_the_printed_counts_are_those_of_the_files(national: Path, imported: Imported) -> None:
    _, report = imported
    projects = {row["予算事業ID"] for row in rows(national, "1-2")}
    assert report["made"]["Program"] == len(projects) == 4889
    for table, counts in report["rows"].items():
        assert counts["read"] == len(rows(national, table)), table
        used = counts["used"] + counts["empty"] + counts["duplicate"] + counts["refused"]
        assert counts["read"] == used, table
    assert report["changed"] is True


def test_the_store_holds_what_was_made(imported: Imported, tmp_path: Path) -> None:
    home, report = imported
    ask = tmp_path / "count.rq"
    ask.write_text(
        "PREFIX lm: <https://w3id.org/michisuji/ns#>\n"
        "SELECT ?class (COUNT(DISTINCT ?node) AS ?n) WHERE { ?node a ?class } GROUP BY ?class"
    )
    done = michisuji(home, "query", str(ask), "--format", "csv", MICHISUJI_QUERY_TIMEOUT_S="60")
    assert done.returncode == 0, done.stderr
    lines = csv.DictReader(io.StringIO(done.stdout))
    held = {line["class"].rpartition("#")[2]: int(line["n"]) for line in lines}
    for name in ("Program", "Activity", "Output", "Outcome", "CausalLink", "Money", "Evaluation"):
        assert held[name] == report["made"][name], name


def test_loading_again_changes_nothing(national: Path, imported: Imported) -> None:
    home, first = imported
    done = michisuji(home, "import", "rs", str(national), "--json", timeout=500)
    again = json.loads(done.stdout)
    assert again["changed"] is False
    assert again["made"] == first["made"]
    assert again["triples"] == first["triples"]


def test_peak_memory_stays_under_1500_megabytes(national: Path, tmp_path: Path) -> None:
    """The importing process and the engine it starts, together."""
    import subprocess

    code = (
        "import re, resource, sys\n"
        "from michisuji.cli import run\n"
        "status = run(['import', 'rs', sys.argv[1], '--json'])\n"
        # Not ru_maxrss, which begins with the memory of the process that started this one.
        "own = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        "children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print('PEAK', status, own + children)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(national)],
        env={"PATH": "/usr/bin:/bin", "MICHISUJI_HOME": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=500,
    )
    status, kilobytes = done.stdout.rpartition("PEAK")[2].split()
    assert status == "0", done.stderr
    assert int(kilobytes) < 1_500_000
