"""``michisuji user``, ``token`` and ``audit``: what scripts and administrators rely on."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path

import pytest
from michisuji.accounts import Accounts, Action, Role, database
from michisuji.cli import run
from michisuji.cli.accounts import units
from michisuji.errors import StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
ONE_TIME = re.compile(r"(?:[a-z2-9]{5}-){5}[a-z2-9]{5}")


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch, sample_store: MemoryStore) -> None:
    """English words, nobody at the keyboard, the sample city in the store, no wait for the disk."""
    monkeypatch.setenv("MICHISUJI_LANG", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr(database, "SYNCHRONOUS", "OFF")
    monkeypatch.setattr("michisuji.store.opening.open_store", lambda *_: _Open(sample_store))


class _Open:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def __enter__(self) -> MemoryStore:
        return self._store

    def __exit__(self, *_: object) -> None:
        return None


def accounts() -> Accounts:
    return Accounts.of(Settings.from_env())


def add(name: str, *words: str) -> None:
    assert run(["user", "add", name, *words]) == 0


def test_the_first_administrator_signs_in_with_what_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add("admin", "--role", "administrator")
    told = capsys.readouterr()
    (one_time,) = told.out.split()
    assert ONE_TIME.fullmatch(one_time)
    assert "Editing is on now" in told.err
    signed = accounts().sign_in("admin", one_time, "192.0.2.1")
    assert signed.must_set_password
    assert [one.role for one in signed.person.grants] == [Role.ADMINISTRATOR]
    path = Settings.from_env().home / "accounts.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    add("second")
    assert "Editing is on now" not in capsys.readouterr().err


def test_a_password_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("five words in a row\n"))
    add("p", "--role", "planner", "--password-stdin")
    assert accounts().sign_in("p", "five words in a row", "192.0.2.1")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run(["user", "add", "q", "--password-stdin"]) == 2
    assert [one.name for one in accounts().persons.all()] == ["p"]


@pytest.mark.parametrize("words", [("--password", "secret"), ("--password=secret",)])
def test_no_password_is_an_argument(words: tuple[str, ...]) -> None:
    assert run(["user", "add", "p", *words]) == 2


def test_a_password_is_typed_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    right, wrong = "five words in a row", "five words in a rwo"
    typed = iter([right, wrong, right, right])
    hidden: list[object] = []

    def prompt(*_: object, **given: object) -> str:
        hidden.append(given["hide_input"])
        return next(typed)

    monkeypatch.setattr("click.prompt", prompt)
    assert run(["user", "add", "p"]) == 2
    add("p")
    assert accounts().sign_in("p", right, "192.0.2.1")
    assert set(hidden) == {True}
    assert "One-time" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["s-safety", "mihon-s-safety", "id/unit/mihon-s-safety",
                                  f"{BASE}/id/unit/mihon-s-safety", "防災危機管理課"])  # fmt: skip
def test_a_unit_is_named_by_id_iri_or_name(text: str) -> None:
    add("e", "--role", "editor", "--unit", text)
    assert [one.unit for one in accounts().persons.find("e").grants] == [
        f"{BASE}/id/unit/mihon-s-safety"
    ]


@pytest.mark.parametrize(
    ("text", "near"),
    [("s-saftey", "s-safety"), ("防災", "防災"), (f"{BASE}/id/unit/none", "id/unit/"), ("", "")],
)
def test_an_unknown_unit_is_told_with_what_is_near(
    text: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["user", "add", "e", "--role", "editor", "--unit", text]) == 2
    told = capsys.readouterr().err
    assert f"no unit '{text}'" in told
    assert near in told.partition("near it:")[2]
    assert accounts().persons.all() == []


def test_an_iri_is_taken_unchecked_when_no_store_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_: object) -> dict[str, set[str]]:
        raise StoreUnavailable("x", "the engine is away")

    monkeypatch.setattr(units, "_units", away)
    add("e", "--role", "editor", "--unit", "id/unit/mihon-s-safety")
    assert "not checked" in capsys.readouterr().err
    assert run(["user", "add", "f", "--role", "editor", "--unit", "s-safety"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--role", "editor"),
        ("--role", "editor", "--unit", "s-safety", "--whole-city"),
        ("--role", "planner", "--unit", "s-safety"),
        ("--whole-city",),
        ("--role", "mayor"),
    ],
)
def test_roles_and_units_that_do_not_fit(words: tuple[str, ...]) -> None:
    assert run(["user", "add", "e", *words]) == 2
    assert accounts().persons.all() == []


def test_roles_are_added_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    add("e", "--role", "editor", "--role", "approver", "--unit", "s-safety", "--unit", "s-fire")
    assert len(accounts().persons.find("e").grants) == 4
    assert run(["user", "role", "E", "approver", "--whole-city"]) == 0
    assert run(["user", "role", "e", "approver", "--unit", "s-fire", "--remove"]) == 0
    assert "Approver (id/unit/mihon-s-fire) removed" in capsys.readouterr().err
    assert run(["user", "role", "e", "approver", "--unit", "s-fire", "--remove"]) == 2
    assert len(accounts().persons.find("e").grants) == 4


def test_the_last_administrator_stays(capsys: pytest.CaptureFixture[str]) -> None:
    add("a", "--role", "administrator", "--role", "reader")
    assert run(["user", "disable", "a"]) == 2
    assert "last administrator" in capsys.readouterr().err
    assert run(["user", "role", "a", "administrator", "--remove"]) == 2
    assert run(["user", "disable", "a", "--force"]) == 0
    assert not accounts().exist
    assert run(["user", "enable", "a"]) == 0
    assert accounts().exist


def test_a_reset_prints_a_new_one_time_password(capsys: pytest.CaptureFixture[str]) -> None:
    add("a")
    first = capsys.readouterr().out.strip()
    assert run(["user", "reset", "a"]) == 0
    second = capsys.readouterr().out.strip()
    assert ONE_TIME.fullmatch(second)
    assert first != second
    assert accounts().sign_in("a", second, "192.0.2.1")


def test_the_list_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "list"]) == 0
    assert "no account yet" in capsys.readouterr().err
    add("a", "--role", "administrator")
    add("e", "--role", "editor", "--unit", "s-safety", "--display", "安全 担当")
    assert run(["user", "disable", "e"]) == 0
    capsys.readouterr()
    assert run(["--lang", "ja", "user", "list"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"│ e +│ 安全 担当 +│ 停止中 │ 編集者 \(id/unit/mihon-s-safety\)", shown)
    assert run(["user", "list", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["name"], first["state"]) == ("a", "invited")
    assert second["roles"] == [{"role": "editor", "unit": f"{BASE}/id/unit/mihon-s-safety"}]


def test_a_subject_of_a_provider_is_linked() -> None:
    add("a")
    words = ["--issuer", "https://idp.example", "--subject", "s1"]
    assert run(["user", "link", "a", *words]) == 0
    assert accounts().sign_in_by_subject("https://idp.example", "s1", "192.0.2.1")
    assert run(["user", "unlink", "a"]) == 0
    assert accounts().subjects.person_of("https://idp.example", "s1") is None


def test_tokens(capsys: pytest.CaptureFixture[str]) -> None:
    add("e", "--role", "editor", "--unit", "s-safety")
    capsys.readouterr()
    words = ["token", "add", "e", "--label", "nightly job", "--scope"]
    assert run([*words, "release"]) == 2
    assert "tokens of this person may have: edit, see-drafts" in capsys.readouterr().err
    assert run([*words, "own-account"]) == 2
    capsys.readouterr()
    assert run([*words, "edit", "--scope", "submit", "--days", "7"]) == 0
    made = capsys.readouterr().out.strip()
    actor = accounts().tokens.actor(made)
    assert actor is not None
    assert actor.scope == {Action.EDIT, Action.SUBMIT}
    assert run(["token", "list", "e"]) == 0
    shown = capsys.readouterr().out
    assert "nightly job" in shown
    assert made not in shown
    (token,) = accounts().tokens.of(actor.id)
    assert run(["token", "revoke", "e", token.id]) == 0
    assert run(["token", "revoke", "e", token.id]) == 2
    assert accounts().tokens.actor(made) is None
    capsys.readouterr()
    assert run(["token", "list", "e"]) == 0
    assert "no tokens" in capsys.readouterr().err


def test_the_audit_log_is_read_and_exported(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit"]) == 0
    assert "nothing is recorded" in capsys.readouterr().err
    add("e", "--role", "editor", "--unit", "s-safety")
    add("f")
    person = accounts().persons.find("e")
    accounts().audit.record(person.id, "edit", f"{BASE}/id/program/mihon-010101", "192.0.2.1", "c1")
    capsys.readouterr()
    assert run(["audit"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"operator +│ role added +│ e +│ terminal:\w+ +│ editor id/unit", shown)
    assert re.search(r"│ e +│ edit +│ id/program/mihon-010101 │ 192.0.2.1", shown)
    assert run(["audit", "--user", "E", "--format", "jsonl"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["actor"]) == ("edit", person.id)
    assert run(["audit", "--about", "f", "--event", "account-added", "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["audit", "--until", "2020-01-01", "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["audit", "--since", "2020-01-01", "--until", "2999-12-31"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("--since", "yesterday"), ("--until", "9999-12-31"), ("--event", "x")]
)
def test_filters_that_cannot_be(words: tuple[str, ...]) -> None:
    assert run(["audit", *words]) == 2


def test_an_unknown_person_is_told_with_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    add("kikaku-01")
    for words in (("user", "reset"), ("user", "disable"), ("token", "list")):
        assert run([*words, "kikaku-1"]) == 2
        assert "kikaku-01" in capsys.readouterr().err


def test_a_damaged_file_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Settings.from_env().home
    home.mkdir(mode=0o700)
    (home / "accounts.sqlite").write_bytes(b"x" * 10_000)
    assert run(["--lang", "ja", "user", "list"]) == 2
    told = capsys.readouterr().err
    assert "アカウントのファイル" in told
    assert "バックアップ" in told
    assert "Traceback" not in told
