"""The file itself: its mode, other programs' files, damage, two processes, kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from michisuji.accounts import Accounts, Grant, Person, Role
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.failures import AccountsDamaged, AccountsUnavailable
from michisuji.errors import MichisujiError

from tests.accounts.conftest import BY, CHEAP, PASSWORD

HERE = "192.0.2.1"
#: Adds what it is asked for, and prints each line when it is on disk.
WRITER = """
import sys
from pathlib import Path
from michisuji.accounts import Accounts, By, Grant, Role
accounts = Accounts(Path(sys.argv[1]), cost=sys.argv[2])
for n in range(int(sys.argv[4])):
    name = f"{sys.argv[3]}-{n}"
    accounts.persons.add(name, [Grant(Role.READER)], By())
    print(name, flush=True)
"""


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_the_file_is_its_owners_alone(accounts: Accounts, editor: Person) -> None:
    folder = accounts.file.path.parent
    with accounts.file.writing() as db:  # its other files are there meanwhile
        db.execute("DELETE FROM sessions")
        assert modes(folder).keys() == {f"accounts.sqlite{end}" for end in ("", "-wal", "-shm")}
        assert set(modes(folder).values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_copy_from_a_backup_is_closed_again(accounts: Accounts, editor: Person) -> None:
    accounts.file.path.chmod(0o644)
    accounts.file.close_to_others()
    assert set(modes(accounts.file.path.parent).values()) == {0o600}
    AccountsDatabase(accounts.file.path.with_name("none")).close_to_others()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE persons (id)")


def newer(path: Path) -> None:
    Accounts(path).audit.record("p", "edit", "", HERE)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def torn(path: Path) -> None:
    accounts = Accounts(path)
    for n in range(300):
        accounts.audit.record("p", "edit", str(n) * 50, HERE)
    held = bytearray(path.read_bytes())
    held[4096:] = b"\xa5" * (len(held) - 4096)
    path.write_bytes(held)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 100), "not a database"),
        (foreign, "another program"),
        (newer, "version 99"),
        (torn, "malformed"),
    ],
    ids=["text", "foreign", "newer", "torn"],
)
def test_a_file_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, spoil: object, told: str
) -> None:
    path = tmp_path / "accounts.sqlite"
    spoil(path)  # type: ignore[operator]
    held = path.read_bytes()
    accounts = Accounts(path, cost=CHEAP)
    for act in (
        lambda: accounts.sign_in("x", "y", HERE),
        lambda: accounts.persons.all(),
        lambda: list(accounts.audit.entries()),
        lambda: accounts.persons.add("x", [Grant(Role.READER)], BY),
    ):
        with pytest.raises(AccountsDamaged) as caught:
            act()
        assert told in caught.value.message["en"]
        assert str(path) in caught.value.message["ja"]
        assert "backup" in caught.value.hint["en"]
    assert path.read_bytes() == held


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "accounts.sqlite", tmp_path):
        with pytest.raises(MichisujiError) as caught:
            Accounts(path).persons.add("x", [Grant(Role.READER)], BY)
        assert str(path) in caught.value.message["en"]
    with pytest.raises(AccountsUnavailable):
        Accounts(tmp_path).persons.all()


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    """A process that was killed right after it made the file leaves it so."""
    path = tmp_path / "accounts.sqlite"
    path.touch(0o600)
    accounts = Accounts(path)
    assert accounts.persons.all() == []
    accounts.persons.add("x", [Grant(Role.READER)], BY)
    assert [one.name for one in accounts.persons.all()] == ["x"]


def start(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), CHEAP, name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_write_at_once_from_the_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    started = [start(path, name, 15) for name in ("a", "b", "c")]
    told = [line for one in started for line in one.communicate(timeout=120)[0].split()]
    assert [one.returncode for one in started] == [0, 0, 0]
    assert len(told) == 45
    assert {one.name for one in Accounts(path).persons.all()} == set(told)
    assert len(list(Accounts(path).audit.entries())) == 90


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    answered: list[str] = []
    for n in range(6):
        with start(path, f"k{n}", 10_000) as process:
            assert process.stdout is not None
            answered += [process.stdout.readline().strip() for _ in range(1 + 2 * n)]
            os.kill(process.pid, signal.SIGKILL)
            answered += process.stdout.read().split()
    accounts = Accounts(path)
    people = accounts.persons.all()
    assert set(answered) <= {one.name for one in people}
    # One may have been written whose answer was not read; nobody is there in part.
    assert len(people) <= len(answered) + 6
    assert all(one.grants for one in people)
    assert len(list(accounts.audit.entries())) == 2 * len(people)
    with accounts.file.reading() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_threads_sign_in_at_once(accounts: Accounts, editor: Person) -> None:
    found: list[str] = []

    def sign_in() -> None:
        found.extend(accounts.sign_in("e-1", PASSWORD, HERE).session for _ in range(4))

    threads = [threading.Thread(target=sign_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 16
    assert all(accounts.sessions.actor(one) for one in found)


def test_a_sign_in_that_a_password_change_overtakes_does_not_count(
    accounts: Accounts, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from michisuji.accounts import passwords
    from michisuji.accounts.failures import WrongPassword

    real = passwords.fits

    def meanwhile(*given: str) -> bool:
        monkeypatch.setattr(passwords, "fits", real)
        accounts.persons.disable(editor.id, BY)
        return real(*given)

    monkeypatch.setattr(passwords, "fits", meanwhile)
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", PASSWORD, HERE)
    assert accounts.sessions.of(editor.id) == []
