"""``michisuji import rs`` as scripts rely on it: exit codes, and what stays when it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_cli import michisuji

FIXTURES = Path(__file__).resolve().parents[1] / "importers" / "rs_fixtures"


def test_again_or_refused_an_import_leaves_the_store_as_it_is(
    tmp_path: Path,
) -> None:
    home = tmp_path / "var"
    done = michisuji(home, "import", "rs", str(FIXTURES), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unread_files"][0]["name"] == "README.md"
    again = json.loads(michisuji(home, "import", "rs", str(FIXTURES), "--json").stdout)
    first = json.loads(done.stdout)
    assert (first["changed"], again["changed"]) == (True, False)
    assert again["made"] == first["made"]
    assert again["triples"] == first["triples"] > 100
    count = tmp_path / "count.rq"
    count.write_text(
        "SELECT (COUNT(*) AS ?n) WHERE { ?p a <https://w3id.org/michisuji/ns#Program> }", "utf-8"
    )
    before = michisuji(home, "query", str(count), "--format", "csv").stdout.split()
    bad = tmp_path / "bad"
    bad.mkdir()
    for path in FIXTURES.glob("*.csv"):
        text = path.read_text("utf-8").replace(",2024,", ",2024年度,")
        (bad / path.name).write_text(text, "utf-8", newline="")
    refused = michisuji(home, "import", "rs", str(bad))
    assert refused.returncode == 2
    assert "must be 2024, four digits alone: 2024年度" in refused.stderr
    assert michisuji(home, "query", str(count), "--format", "csv").stdout.split() == before
    assert before[-1] == "3"
