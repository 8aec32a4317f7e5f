"""``michisuji publish`` and ``--diff`` as a person runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.importers.sample import import_sample
from michisuji.publication import manifest
from michisuji.settings import Settings
from michisuji.store.opening import open_store


@pytest.fixture(scope="module")
def home(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a small city."""
    folder = tmp_path_factory.mktemp("publish")
    settings = Settings(home=folder / "var")
    with open_store(settings) as store:
        import_sample(store, settings, small_data)
    return folder


def test_it_refuses_then_publishes_then_tells_what_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICHISUJI_HOME", str(home / "var"))
    target = home / "bundle"
    place = ["-o", str(target)]
    assert run(["--lang", "en", "publish", *place, "--no-site"]) == 2
    told = capfd.readouterr().err
    assert "some things must not go out" in told
    assert told.count("[quality]") == 3
    assert "--accept-findings" in told
    assert not target.exists()

    assert run(["--lang", "ja", "publish", *place, "--diff"]) == 1
    told = capfd.readouterr().out
    assert "新しい資源: " in told
    assert "graph/mihon/2026" in told
    assert not target.exists(), "--diff writes nothing"

    assert run(["--lang", "ja", "publish", *place, "--no-site", "--accept-findings"]) == 0
    told = capfd.readouterr().err
    assert str(target) in told
    assert "MICHISUJI_BASE_IRI" in told, "IRIs of this machine only are told"
    found = manifest.read(target)
    assert "dumps/mihon.nq.gz" in found.files
    assert not (target / "index.html").exists()
    assert f"開くには: michisuji serve --public {target}" in told, (
        "nothing is named that is not there"
    )

    assert run(["--lang", "en", "publish", *place, "--diff"]) == 0
    assert "nothing changes" in capfd.readouterr().out

    data = home / "more.ttl"
    data.write_text(
        "<http://127.0.0.1:8000/id/program/more-1> a <https://w3id.org/michisuji/ns#Program> ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> '加わる事業'@ja , 'A program more'@en .",
        encoding="utf-8",
    )
    assert run(["import", "rdf", str(data), "--dataset", "more"]) == 0
    capfd.readouterr()
    assert run(["--lang", "en", "publish", *place, "--diff"]) == 1
    told = capfd.readouterr().out
    assert "new resources" in told
    assert "A program more <http://127.0.0.1:8000/id/program/more-1>" in told
    assert "mihon/2026" not in told, "what stays is not told"


def test_places_that_cannot_be_used(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("MICHISUJI_HOME", str(home / "var"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    for arguments in (
        ["publish", "-o", str(tmp_path / "full"), "--accept-findings"],
        ["publish", "-o", str(tmp_path / "full"), "--diff"],
        ["serve", "--port", "0", "--public", str(tmp_path / "full")],
        ["serve", "--port", "0", "--public", str(tmp_path / "none")],
    ):
        assert run(["--lang", "ja", *arguments]) == 2
        told = capfd.readouterr().err
        assert str(tmp_path) in told
        assert "→" in told
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine"]
