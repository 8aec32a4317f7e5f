"""``michisuji remove``: what goes, what stays, what is asked first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.opening import open_store

BASE = "http://127.0.0.1:8000"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MICHISUJI_LANG", "en")
    shared = f'<{BASE}/id/thing/shared> {LABEL} "shared"@en .\n'
    for name in ("one", "two"):
        path = tmp_path / f"{name}.nt"
        path.write_text(shared + f'<{BASE}/id/thing/{name}> {LABEL} "{name}"@en .\n')
        assert run(["import", "rdf", str(path), "--dataset", name]) == 0
    return tmp_path


def _default(store_name: str = "public") -> set[str]:
    with open_store(Settings.from_env(), store_name) as store:  # type: ignore[arg-type]
        found = store.select(f"SELECT ?s {{ ?s {LABEL} ?o FILTER(LANG(?o) = 'en') }}").rows
        return {str(row[0]).rpartition("/")[2] for row in found} & {"one", "two", "shared"}


def test_it_goes_and_what_others_state_stays(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _default() == {"one", "two", "shared"}
    capsys.readouterr()
    assert run(["remove", "one", "--yes"]) == 0
    told = capsys.readouterr()
    assert f"{BASE}/graph/one  " in told.err
    assert "one is removed" in told.out
    assert _default() == {"two", "shared"}
    assert run(["remove", "two", "--yes"]) == 0
    assert _default() == set()
    assert run(["import", "rdf", str(home / "one.nt"), "--dataset", "one"]) == 0
    assert _default() == {"one", "shared"}


def test_an_unknown_name_is_told_those_there_are(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["remove", "three", "--yes"]) == 2
    assert "available: one, two" in capsys.readouterr().err
    assert run(["remove", "one", "--yes", "--draft"]) == 2
    assert _default() == {"one", "two", "shared"}


def test_it_asks_first(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["remove", "one"]) == 2  # nobody is there to answer
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        answers.append(question)
        return len(answers) > 1

    monkeypatch.setattr("click.confirm", confirm)
    assert run(["remove", "one"]) == 1
    assert _default() == {"one", "two", "shared"}
    assert run(["remove", "one"]) == 0
    assert _default() == {"two", "shared"}
    assert answers[0].startswith("Remove one (")


@pytest.mark.parametrize("name", ["..", "My Data", "学校", "a" * 300, "a/b"])
def test_names_that_are_not_taken_any_more_can_be_removed(home: Path, name: str) -> None:
    from urllib.parse import quote

    encoded = quote(name, safe="-._~")
    path = home / "old.nt"
    path.write_text(f'<{BASE}/id/thing/old> {LABEL} "old"@en .\n')
    with open_store(Settings.from_env(), "public") as store:
        graph = f"{BASE}/graph/{encoded}"
        store.replace(Batch(encoded, {graph: path}))
        assert run(["remove", name, "--yes"]) == 0
        assert not store.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert _default() == {"one", "two", "shared"}


def test_drafts_are_a_database_of_their_own(home: Path) -> None:
    assert run(["import", "rdf", str(home / "one.nt"), "--dataset", "one", "--draft"]) == 0
    assert run(["remove", "one", "--yes", "--draft"]) == 0
    assert _default() == {"one", "two", "shared"}
    assert _default("work") == set()


def test_it_works_beside_the_service(home: Path) -> None:
    with open_store(Settings.from_env(), "public") as running:
        record = json.loads((Settings.from_env().home / "public.engine.json").read_text())
        assert run(["remove", "one", "--yes"]) == 0
        assert json.loads((Settings.from_env().home / "public.engine.json").read_text()) == record
        assert not running.ask(f"ASK {{ <{BASE}/id/thing/one> ?p ?o }}")
