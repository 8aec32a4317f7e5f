"""The command line as scripts rely on it: exit codes, stderr, formats, the data directory."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample data, made by the command itself."""
    home = tmp_path_factory.mktemp("cli") / "var"
    done = michisuji(home, "import", "sample")
    assert done.returncode == 0, done.stderr
    return home


def michisuji(
    home: Path, *words: str, timeout: float = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MICHISUJI_")}
    env |= {"MICHISUJI_HOME": str(home), "MICHISUJI_LANG": "en"} | environment
    return subprocess.run(
        [sys.executable, "-m", "michisuji", *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def test_query_by_name_as_csv(filled: Path) -> None:
    done = michisuji(
        filled, "query", "programs-of-unit", "-p", "unit=id/unit/mihon-s-safety", "--format", "csv"
    )
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert any(row["program"].endswith("id/program/mihon-010101") for row in rows)


def test_query_as_json_and_table(filled: Path) -> None:
    words = ("query", "programs-of-unit", "-p", "unit=id/unit/mihon-s-safety")
    found = json.loads(michisuji(filled, *words, "--format", "json").stdout)
    assert found["results"]["bindings"]
    table = michisuji(filled, *words).stdout
    assert "id/program/mihon-010101" in table


def test_query_as_of_a_year(filled: Path) -> None:
    words = ("query", "programs-of-unit", "-p", "unit=id/unit/mihon-s-safety", "--format", "csv")
    now, then = michisuji(filled, *words), michisuji(filled, *words, "--as-of", "2026")
    assert now.stdout.splitlines()[0] == then.stdout.splitlines()[0]
    assert sorted(now.stdout.splitlines()) == sorted(then.stdout.splitlines())
    never = michisuji(filled, *words, "--as-of", "1999")
    assert never.returncode == 2
    assert "2026" in never.stderr


def test_query_from_a_file_gives_turtle_for_construct(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("CONSTRUCT WHERE { <http://127.0.0.1:8000/id/program/mihon-010101> ?p ?o }")
    done = michisuji(filled, "query", str(path))
    assert done.returncode == 0, done.stderr
    assert "mihon-010101" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("query", "programs-of-units"), "programs-of-unit"),
        (("query", "programs-of-unit"), "unit"),
        (("query", "programs-of-unit", "-p", "unit"), "KEY=VALUE"),
        (("query", "programs-of-unit", "-p", "unit=id/unit/x", "-p", "b=1"), "no parameter b"),
        (("query", "none.rq"), "none.rq"),
        (("import", "rs", "/nowhere"), "/nowhere"),
        (("import", "rdf", "/nowhere.ttl", "--dataset", "x"), "nowhere.ttl"),
        (("check", "/nowhere.ttl"), "/nowhere.ttl"),
        (("nonsense",), "nonsense"),
    ],
)
def test_errors_are_short_and_exit_2(filled: Path, words: tuple[str, ...], told: str) -> None:
    done = michisuji(filled, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "" or words[0] == "check"


def test_debug_shows_the_traceback(filled: Path) -> None:
    done = michisuji(filled, "query", "none.rq", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_messages_are_japanese_when_asked(filled: Path) -> None:
    done = michisuji(filled, "--lang", "ja", "query", "programs-of-unit")
    assert done.stderr.startswith("エラー: ")


def test_bad_settings_are_told(filled: Path) -> None:
    done = michisuji(filled, "export", MICHISUJI_QUERY_TIMEOUT_S="soon")
    assert done.returncode == 2
    assert "MICHISUJI_QUERY_TIMEOUT_S" in done.stderr


def test_check_of_the_store_finds_the_broken_chains(filled: Path) -> None:
    done = michisuji(filled, "check", "--format", "json")
    assert done.returncode == 1, done.stderr
    rules = {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
    assert {"CHAIN-02", "CHAIN-03", "CHAIN-04", "CHAIN-05"} <= rules


def test_import_rdf_twice_changes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "one.ttl"
    source.write_text(
        "<id/program/a-1> a <https://w3id.org/michisuji/ns#Program> ;\n"
        '  <http://www.w3.org/2000/01/rdf-schema#label> "試し"@ja .\n'
    )
    home = tmp_path / "var"
    words = ("import", "rdf", str(source), "--dataset", "a", "--json")
    first, second = michisuji(home, *words), michisuji(home, *words)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["changed"] is True
    assert json.loads(second.stdout)["changed"] is False


def test_drafts_stay_out_of_the_public_database(tmp_path: Path) -> None:
    source = tmp_path / "draft.ttl"
    source.write_text('<id/program/d-1> <http://www.w3.org/2000/01/rdf-schema#label> "秘"@ja .')
    home = tmp_path / "var"
    done = michisuji(home, "import", "rdf", str(source), "--dataset", "d", "--draft")
    assert done.returncode == 0, done.stderr
    assert "秘" not in michisuji(home, "export").stdout
    assert "秘" in michisuji(home, "export", "--work").stdout


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle"])
def test_export_parses(filled: Path, form: str) -> None:
    from pyoxigraph import RdfFormat, parse

    done = michisuji(filled, "export", "--format", form)
    formats = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "turtle": RdfFormat.TURTLE}
    quads = list(parse(done.stdout.encode(), format=formats[form]))
    assert len(quads) > 5_000


def test_export_of_a_part_of_a_city_as_files(filled: Path, tmp_path: Path) -> None:
    words = ("export", "--format", "toml", "--dataset", "mihon", "--unit", "s-safety")
    folder = ("-o", str(tmp_path / "part"))
    done = michisuji(filled, *words, "--year", "2025", *folder)
    assert done.returncode == 0, done.stderr
    about = tomllib.loads((tmp_path / "part" / "dataset.toml").read_text("utf-8"))["dataset"]
    assert about["scope"] == ["unit:s-safety", "year:2025"]
    refused = michisuji(filled, *words, *folder)
    assert refused.returncode == 2
    assert "not an empty folder" in refused.stderr


def test_export_of_a_part_of_a_city_as_a_workbook(filled: Path, tmp_path: Path) -> None:
    book = tmp_path / "part.xlsx"
    words = ("export", "--format", "xlsx", "--dataset", "mihon", "--measure", "0101")
    done = michisuji(filled, *words, "-o", str(book))
    assert done.returncode == 0, done.stderr
    assert book.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "toml"), "needs --dataset and -o"),
        (("--format", "xlsx", "--dataset", "mihon"), "needs --dataset and -o"),
        (("--dataset", "mihon"), "writes all data to stdout"),
        (("--format", "turtle", "--unit", "s-safety"), "writes all data to stdout"),
    ],
)
def test_options_of_a_city_and_of_all_data_are_not_mixed(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = michisuji(tmp_path, "export", *words)
    assert done.returncode == 2
    assert told in done.stderr
