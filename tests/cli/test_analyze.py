"""``michisuji analyze``: the figures of the API, formats, and wrong words told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from michisuji.cli import run
from michisuji.settings import Settings
from michisuji.store.opening import open_store
from michisuji.web import create_app

from tests.cli.test_cli import filled

__all__ = ["filled"]
ASKED = {
    "impact": ["target=id/town-condition/mihon-0101-t1"],
    "leads-to": ["start=id/program/mihon-010101"],
    "what-if": ["stop=id/program/mihon-010101", "cut=id/program/mihon-010102:30"],
    "money-flow": ["scope=id/measure/mihon-0101"],
    "measure-programs": ["measure=id/measure/mihon-0101"],
    "years": ["node=id/program/mihon-020201"],
}


Analyze = Callable[..., CompletedProcess[str]]


@pytest.fixture
def analyze(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Analyze:
    """The command in this process; test_cli runs it in one of its own."""
    monkeypatch.setenv("MICHISUJI_HOME", str(filled))
    monkeypatch.setenv("MICHISUJI_LANG", "en")

    def ask(*words: str) -> CompletedProcess[str]:
        capfd.readouterr()
        code = run(["analyze", *words])
        told = capfd.readouterr()
        return CompletedProcess(words, code, told.out, told.err)

    return ask


@pytest.mark.parametrize("name", ASKED)
def test_the_command_line_tells_what_the_api_tells(
    filled: Path, analyze: Analyze, name: str
) -> None:
    words = [word for pair in ASKED[name] for word in ("-p", pair)]
    done = analyze(name, *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    settings = Settings(home=filled)
    with open_store(settings) as store:
        client = create_app(settings, store).test_client()
        given = "&".join(ASKED[name]) + "&lang=en"
        told = client.get(f"/api/analysis/{name}?{given}").get_json()
    assert json.loads(done.stdout) == told


def test_without_a_name_the_analyses_are_listed(analyze: Analyze) -> None:
    done = analyze()
    assert done.returncode == 0
    for name in ASKED:
        assert f"{name}: " in done.stdout
    assert "-p target=id/town-condition/mihon-0101-t1" in done.stdout


def test_a_table_is_drawn_for_people(analyze: Analyze) -> None:
    done = analyze("chains", "--queries")
    assert done.returncode == 0, done.stderr
    assert "Department or ministry" in done.stdout
    assert "SELECT ?unit" in done.stdout


def test_a_workbook_needs_a_file(analyze: Analyze, tmp_path: Path) -> None:
    assert analyze("chains", "--format", "xlsx").returncode == 2
    path = tmp_path / "chains.xlsx"
    done = analyze("chains", "--format", "xlsx", "-o", str(path))
    assert done.returncode == 0, done.stderr
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing"], "there is no analysis"),
        (["impact"], "needs target"),
        (["impact", "-p", "target"], "not KEY=VALUE"),
        (["what-if", "-p", "stop=id/program/none"], "not a program"),
        (["chains", "--as-of", "1999"], "no state of fiscal year 1999"),
    ],
)
def test_wrong_words_are_told(analyze: Analyze, words: list[str], told: str) -> None:
    done = analyze(*words)
    assert done.returncode == 2
    assert told in done.stderr
