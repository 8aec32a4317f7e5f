"""What other users of the machine can read of a data directory and its engine: nothing."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.snapshot import snapshot

BASE = "http://127.0.0.1:8000"
SECRET = "a-secret-that-nobody-may-read"


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that other users can look into, like most."""
    place = Path(tempfile.mkdtemp(prefix="michisuji-test-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A umask that keeps nothing from anybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(place: Path) -> list[str]:
    """What is open to others of a place and all in it."""
    return [
        f"{path.name} {stat.filemode(path.stat().st_mode)}"
        for path in [place, *place.rglob("*")]
        if path.exists() and path.stat().st_mode & 0o077
    ]


def test_all_that_a_database_is_made_of_is_its_owners_alone(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, seen = tmp_path / "a" / "home", list[str]()
    with EngineStore.open(Settings(home=home), "work") as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        assert open_to_others(home) == []
        found = snapshot(store)
        assert found
        assert found.folder
        assert found.folder.parent.stat().st_mode & 0o077 == 0, "what is in it cannot be reached"
        del found
        monkeypatch.setattr("michisuji.store.engine.changes.SMALL", 0)
        swap = store.host.swap

        def look() -> None:
            seen.extend(open_to_others(store.host.directory.next))
            assert store.host.directory.next.is_dir()
            swap()

        monkeypatch.setattr(store.host, "swap", look)
        store.replace(Batch("m", {f"{BASE}/graph/m": write("a", "b")}))
        assert store.ask("ASK { <urn:a> <urn:p> 'a'@ja }")
    assert seen == []
    assert open_to_others(home) == []


def test_what_an_earlier_version_made_is_closed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    with EngineStore.open(Settings(home=home)) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    for name in ("accounts.sqlite", "accounts.sqlite-wal", "drafts", "search", "secret-key"):
        (home / name).touch()  # what other parts of the service keep there
    for path in [home, *home.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    with EngineStore.open(Settings(home=home)):
        pass
    for path in (home, home / "public", home / "public.engine.log", home / "public.start.lock"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert not caplog.records


def test_a_folder_with_other_things_in_it_is_left_as_it_is_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    (home / "of somebody else").touch()
    with (
        caplog.at_level(logging.WARNING, "michisuji.store"),
        EngineStore.open(Settings(home=home)),
    ):
        assert str(home) in caplog.text
        assert "chmod 700" in caplog.text
        assert home.stat().st_mode & 0o777 == 0o777
        assert open_to_others(home / "public") == []


def test_the_engine_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICHISUJI_EDITOR_TOKEN", SECRET)
    with EngineStore.open(Settings(home=tmp_path / "home")) as store:
        environment = psutil.Process(store.pid).environ()
    assert SECRET not in str(environment)
    assert not [name for name in environment if name.startswith("MICHISUJI")]


def test_another_user_reads_nothing(reachable: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can play another user")
    (reachable / "for all").write_text("for all")
    home = reachable / "home"
    with EngineStore.open(Settings(home=home)) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        files = [path for path in home.rglob("*") if path.is_file()]
        assert home / "public.engine.json" in files
        assert home / "public" / "CURRENT" in files

        def can_read(path: Path) -> bool:
            command = ["/bin/cat", str(path)]
            return subprocess.run(command, user="nobody", capture_output=True).returncode == 0

        assert can_read(reachable / "for all")
        assert [str(f) for f in (*files, Path(f"/proc/{store.pid}/environ")) if can_read(f)] == []
