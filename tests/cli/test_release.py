"""``michisuji release``: from the drafts to the public database, in one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.opening import open_store
from michisuji.store.protocol import Database

BASE = "http://127.0.0.1:8000"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
LM = "https://w3id.org/michisuji/ns#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MICHISUJI_LANG", "en")
    return tmp_path


def _import(place: Path, name: str, *, draft: bool, more: str = "") -> None:
    path = place / f"{name}.nt"
    iri = f"<{BASE}/id/program/city-1>"
    text = (
        f'{iri} {TYPE} <{LM}Program> .\n{iri} {LABEL} "{name}"@en .\n{iri} {LABEL} "{name}"@ja .\n'
    )
    path.write_text(text + more)
    words = ["import", "rdf", str(path), "--dataset", "city"]
    assert run([*words, *(["--draft"] if draft else [])]) == 0


def _labels(database: Database) -> set[str]:
    with open_store(Settings.from_env(), database) as store:
        here = f"<{BASE}/id/program/city-1> {LABEL} ?o"
        rows = store.select(f"SELECT ?o {{ GRAPH ?g {{ {here} }} }}").rows
        return {str(row[0]) for row in rows}


def test_a_draft_becomes_public_and_stays(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _import(place, "before", draft=False)
    _import(place, "after", draft=True)
    assert (_labels("public"), _labels("work")) == ({"before"}, {"after"})
    capsys.readouterr()
    assert run(["release", "city", "--dry-run"]) == 0
    assert "before → after" in capsys.readouterr().out
    assert _labels("public") == {"before"}
    assert run(["release", "city", "--yes"]) == 0
    told = capsys.readouterr().out
    assert "changed: 1 (program 1)" in told.replace("Program", "program")
    assert f"{BASE}/id/program/city-1" in told
    assert _labels("public") == _labels("work") == {"after"}
    assert run(["release", "city", "--yes"]) == 0
    assert "nothing was changed" in capsys.readouterr().out


def test_names_that_are_no_draft(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _import(place, "public", draft=False)
    assert run(["release", "city", "--yes"]) == 2  # public alone: there is no draft of it
    assert "there is no data set city" in capsys.readouterr().err
    empty = place / "empty.nt"
    empty.write_text("")
    run(["import", "rdf", str(empty), "--dataset", "nothing", "--draft"])
    capsys.readouterr()
    assert run(["release", "nothing", "--yes"]) == 2
    assert _labels("public") == {"public"}


def test_it_asks_first(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _import(place, "draft", draft=True)
    assert run(["release", "city"]) == 2  # nobody is there to answer
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter([False, True])
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers))
    assert run(["release", "city"]) == 1
    assert _labels("public") == set()
    assert run(["release", "city"]) == 0
    assert _labels("public") == {"draft"}


def test_strict_releases_no_new_violation(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _import(place, "good", draft=False)
    dead = f"<{BASE}/id/program/city-1> <{LM}leadUnit> <{BASE}/id/unit/city-none> .\n"
    _import(place, "bad", draft=True, more=dead)
    assert run(["release", "city", "--yes", "--strict"]) == 2
    told = capsys.readouterr()
    assert "INT-01" in told.out
    assert "not released" in told.err
    assert _labels("public") == {"good"}
    assert run(["release", "city", "--yes"]) == 0
    assert _labels("public") == {"bad"}


def test_a_release_that_breaks_off_leaves_the_old(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _import(place, "old", draft=False)
    _import(place, "new", draft=True)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(EngineStore, "execute", fail)
    assert run(["release", "city", "--yes"]) == 130
    monkeypatch.undo()
    monkeypatch.setenv("MICHISUJI_HOME", str(place / "var"))
    assert _labels("public") == {"old"}


def test_the_vocabulary_is_no_draft(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from michisuji.importers.vocabulary import import_vocabulary

    settings = Settings.from_env()
    batch, _ = import_vocabulary(base_iri=BASE, out_dir=place)
    with open_store(settings, "work") as work:
        work.replace(batch)
    assert run(["release", "vocabulary", "--yes"]) == 2
    assert "needs no release" in capsys.readouterr().err


def test_what_is_internal_is_refused_or_left_out(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = f"<{BASE}/id/program/city-2>"
    model, element, seen = (f"<{BASE}/id/{k}/city-2>" for k in ("model", "output", "observation"))
    indicator, rating = (f"<{BASE}/id/{k}/city-2>" for k in ("indicator", "rating"))
    review = f"<{BASE}/id/evaluation/city-2>"
    more = "".join(
        f"{s} {p if p.startswith('<') else f'<{LM}{p}>'} {o} .\n"
        for s, p, o in (
            (marked, TYPE, f"<{LM}Program>"),
            (marked, "visibility", "<https://w3id.org/michisuji/code/visibility/internal>"),
            (model, "modelOf", marked),
            (element, "inModel", model),
            (indicator, "indicates", element),
            (seen, "ofIndicator", indicator),
            (review, "evaluates", marked),
            (review, "reviewRating", rating),
            (rating, LABEL, '"A"@ja'),
            (f"<{BASE}/id/program/city-1>", "relatedProgram", marked),
        )
    )
    _import(place, "draft", draft=True, more=more)
    capsys.readouterr()
    for words in (["--yes"], ["--dry-run"]):
        assert run(["release", "city", *words]) == 2
        told = capsys.readouterr().err
        assert f"{BASE}/id/program/city-2" in told
        assert "--without-internal" in told
    assert _labels("public") == set()
    assert run(["release", "city", "--yes", "--without-internal"]) == 0
    assert _labels("public") == {"draft"}
    with open_store(Settings.from_env()) as store:
        left = "?s ?p ?o FILTER (CONTAINS(CONCAT(STR(?s), STR(?o)), 'city-2'))"
        assert not store.ask(f"ASK {{ GRAPH ?g {{ {left} }} }}")
        assert not store.ask(f"ASK {{ {left} }}")
    with open_store(Settings.from_env(), "work") as store:
        assert store.ask(f"ASK {{ GRAPH ?g {{ {rating} ?p ?o }} }}")  # the draft keeps it
