"""Folders for files that pass: gone with their work, and with their process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from michisuji.scratch import PREFIX, scratch

_HOLDS = """
import sys, time
from michisuji.scratch import scratch
with scratch() as folder:
    (folder / "large.nt").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for temporary files, for this process and those it starts."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


def left(place: Path) -> list[str]:
    return sorted(entry.name for entry in place.iterdir())


def test_a_folder_goes_with_its_work(temporary: Path) -> None:
    with scratch() as one, scratch() as other:
        (one / "deep").mkdir()
        (one / "deep" / "file").write_text("x")
        assert one != other
        assert len(left(temporary)) == 2
    assert left(temporary) == []
    with pytest.raises(ZeroDivisionError), scratch():
        raise ZeroDivisionError
    assert left(temporary) == []


def test_what_a_killed_process_left_goes_and_what_a_living_one_holds_stays(temporary: Path) -> None:
    living, killed = (
        subprocess.Popen([sys.executable, "-c", _HOLDS], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    try:
        folders = []
        for process in (living, killed):
            assert process.stdout is not None
            folders.append(Path(process.stdout.readline().strip()))
        killed.kill()
        killed.wait()
        assert all(folder.is_dir() for folder in folders)
        with scratch():
            assert folders[0].is_dir()
            assert not folders[1].exists()
    finally:
        for process in (living, killed):
            process.kill()
            process.communicate()


def test_folders_of_others_with_such_a_name_stay(temporary: Path) -> None:
    mine = temporary / f"{PREFIX}notes"
    mine.mkdir()
    (mine / "file").write_text("x")
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".held").write_text("")
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    with scratch():
        pass
    assert left(temporary) == ["elsewhere", f"{PREFIX}link", f"{PREFIX}notes"]
    assert (elsewhere / ".held").exists()


@pytest.mark.service
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("words", [["check", "FILE"], ["import", "rdf", "FILE", "--dataset", "d"]])
def test_a_command_that_is_ended_leaves_nothing_for_ever(
    temporary: Path, tmp_path: Path, words: list[str], how: signal.Signals
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("".join(f"<id/a> <id/p> {n} .\n" for n in range(60_000)))
    command = [sys.executable, "-m", "michisuji", *(w.replace("FILE", str(path)) for w in words)]
    env = {**os.environ, "MICHISUJI_HOME": str(tmp_path / "home"), "MICHISUJI_LANG": "en"}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    # Python itself looks first whether it can write there, with a file that it removes.
    while process.poll() is None and not list(temporary.glob(f"{PREFIX}*/.held")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(how)
    code = process.wait(60)
    if how == signal.SIGTERM:
        assert code in (143, 0, 1, 2)  # it may have ended before: nothing of ours is in the file
    else:
        with scratch():  # as the next command makes one
            pass
    assert left(temporary) == []
