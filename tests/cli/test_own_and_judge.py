"""The command line with a city's own files, and with pySHACL as a second opinion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.cli import run

OWN_CITY = resources.folder("data") / "mihon-own"
EXAMPLE = resources.folder("shapes") / "examples" / "CHAIN-03"
SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://city.example/rules#Short> a sh:NodeShape ;
  sh:targetClass <https://w3id.org/michisuji/ns#Activity> ;
  sh:property [ sh:path <http://www.w3.org/2000/01/rdf-schema#label> ; sh:maxLength 1 ] .
"""

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MICHISUJI_LANG", "en")
    monkeypatch.setenv("MICHISUJI_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("MICHISUJI_OWN", raising=False)


@pytest.mark.parametrize("folder", [False, True])
def test_shapes_are_asked_besides(tmp_path: Path, folder: bool, capsys: Captured) -> None:
    path = tmp_path / "short.ttl"
    path.write_text(SHAPE, encoding="utf-8")
    asked = str(tmp_path if folder else path)
    assert run(["check", str(EXAMPLE / "pass.ttl"), "--format", "json"]) in (0, 1)
    plain = json.loads(capsys.readouterr().out)
    code = run(["check", str(EXAMPLE / "pass.ttl"), "--shapes", asked, "--format", "json"])
    assert code == 1
    found = json.loads(capsys.readouterr().out)
    own = [f for f in found["findings"] if f["own"]]
    assert {f["rule"] for f in own} == {"Short"}
    assert len(found["findings"]) == len(plain["findings"]) + len(own)


def test_shapes_may_be_named_several_times_and_a_bad_one_is_told(
    tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "a.ttl").write_text(SHAPE, encoding="utf-8")
    (tmp_path / "b.ttl").write_text("no Turtle", encoding="utf-8")
    both = [word for name in "ab" for word in ("--shapes", str(tmp_path / f"{name}.ttl"))]
    assert run(["check", str(EXAMPLE / "pass.ttl"), *both]) == 2
    told = capsys.readouterr()
    assert f"{tmp_path / 'b.ttl'}:1: Not readable as RDF" in told.err
    assert "Traceback" not in told.err
    assert "Short" in told.out
    assert run(["check", str(EXAMPLE / "pass.ttl"), "--shapes", str(tmp_path / "none.ttl")]) == 2
    assert "Not found" in capsys.readouterr().err


def test_rules_are_listed_and_own_ones_marked(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert run(["rules"]) == 0
    assert "CHAIN-01 violation" in (plain := capsys.readouterr().out)
    assert "MIHON-01" not in plain
    monkeypatch.setenv("MICHISUJI_OWN", str(OWN_CITY))
    assert run(["rules", "--profile", "draft"]) == 0
    assert "MIHON-01 info: [own] Large programs" in capsys.readouterr().out
    assert run(["rules", "--json"]) == 0
    listed = {one["rule"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed["MIHON-01"]["own"] is True
    assert listed["CHAIN-01"]["own"] is False
    assert run(["rules", "--profile", "none"]) == 2


def test_own_questions_are_listed_and_faults_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "own" / "questions").mkdir(parents=True)
    (tmp_path / "own" / "questions" / "graphs.rq").write_text("SELECT * {}", encoding="utf-8")
    monkeypatch.setenv("MICHISUJI_OWN", f"{OWN_CITY}:{tmp_path / 'own'}")
    assert run(["questions", "--json"]) == 0
    told = capsys.readouterr()
    own = [q["name"] for q in json.loads(told.out) if q["own"]]
    assert own == ["mihon-large-programs"]
    assert "There is a question graphs already" in told.err


def test_the_judge_tells_both_times_and_that_nothing_differs(capsys: Captured) -> None:
    code = run(["check", "--engine", "pyshacl", str(EXAMPLE / "fail.ttl"), "--format", "json"])
    told = capsys.readouterr()
    assert code == 1
    assert {f["rule"] for f in json.loads(told.out)["findings"]} >= {"CHAIN-03"}
    assert "ms each). Our engine:" in told.err
    assert "They find the same" in told.err


def test_a_long_wait_and_differences_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("michisuji.cli.second_opinion._TOLD_FROM", 1)
    monkeypatch.setattr("michisuji.cli.second_opinion._LISTED", 1)
    monkeypatch.setattr("michisuji.quality.second_opinion._without", lambda a, b: a.findings)
    run(["check", "--engine", "pyshacl", str(EXAMPLE / "fail.ttl")])
    told = capsys.readouterr().err
    assert "5 ms each, about" in told
    assert "Found by pySHACL alone" in told
    assert "Found by our engine alone" in told
    assert "…" in told


@pytest.mark.parametrize(
    "words",
    [
        ["--program", "id/program/x"],
        ["--engine", "pyshacl", "--program", "a", "--dataset", "b"],
        ["--engine", "pyshacl", "--dataset", "b", "file.ttl"],
        ["--engine", "pyshacl", "--since", "last"],
        ["--engine", "pyshacl", "--as-of", "2025"],
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], capsys: Captured) -> None:
    assert run(["check", *words]) == 2
    assert "--" in capsys.readouterr().err
