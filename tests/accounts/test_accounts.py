"""Persons, passwords and sessions: what signs in, what ends a session, what nobody may do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import werkzeug.security
from michisuji.accounts import Accounts, Action, By, Grant, Person, Role
from michisuji.accounts.failures import LastAdministrator, SignInDelayed, WrongPassword
from michisuji.accounts.passwords import LONGEST, SHORTEST
from michisuji.accounts.sessions import LIMITED, MOST_SESSIONS
from michisuji.errors import BadInput, NotFound

from tests.accounts.conftest import BY, CHEAP, PASSWORD, SAFETY, Clock, person

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
HERE = "192.0.2.1"


def test_a_person_signs_in_and_out(accounts: Accounts, editor: Person) -> None:
    first = accounts.sign_in("e-1", PASSWORD, HERE)
    again = accounts.sign_in("E-1", PASSWORD, HERE)  # letter case and width do not matter
    assert first.session != again.session
    assert first.person == editor
    actor = accounts.sessions.actor(first.session)
    assert actor is not None
    assert (actor.id, actor.grants, actor.scope) == (editor.id, editor.grants, None)
    accounts.sessions.end(first.session, HERE)
    assert accounts.sessions.actor(first.session) is None
    assert accounts.sessions.actor(again.session) == actor
    assert accounts.sessions.actor("guess") is None


def test_a_session_ends_after_its_hours(accounts: Accounts, editor: Person, clock: Clock) -> None:
    session = accounts.sign_in("e-1", PASSWORD, HERE).session
    clock.move(accounts.sessions.hours * 3600 - 1)
    assert accounts.sessions.actor(session) is not None
    clock.move(1)
    assert accounts.sessions.actor(session) is None
    assert accounts.sessions.of(editor.id) == []


@pytest.mark.parametrize("how", ["everywhere", "disable", "password", "reset", "role", "less"])
def test_what_ends_all_sessions(accounts: Accounts, editor: Person, how: str) -> None:
    reader = Grant(Role.READER)
    accounts.persons.grant(editor.id, reader, BY)
    sessions = [accounts.sign_in("e-1", PASSWORD, HERE).session for _ in range(2)]
    other = person(accounts, "other", reader)
    kept = accounts.sign_in("other", PASSWORD, HERE).session
    assert len(accounts.sessions.of(editor.id)) == 2
    do = {
        "everywhere": lambda: accounts.sessions.end_all(editor.id, By(editor.id, HERE)),
        "disable": lambda: accounts.persons.disable(editor.id, BY),
        "password": lambda: accounts.set_password(editor.id, "another long password", BY),
        "reset": lambda: accounts.invite(editor.id, BY),
        "role": lambda: accounts.persons.grant(editor.id, Grant(Role.PLANNER), BY),
        "less": lambda: accounts.persons.revoke(editor.id, reader, BY),
    }
    do[how]()
    assert [accounts.sessions.actor(one) for one in sessions] == [None, None]
    assert accounts.sessions.of(editor.id) == []
    assert accounts.sessions.actor(kept) is not None
    assert other.is_active


def test_a_stopped_account_signs_in_by_no_door(accounts: Accounts, editor: Person) -> None:
    accounts.subjects.link(editor.id, "https://idp.example", "s1", BY)
    made, _ = accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY)
    assert accounts.exist
    accounts.persons.disable(editor.id, BY)
    assert not accounts.exist
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", PASSWORD, HERE)
    with pytest.raises(WrongPassword):
        accounts.sign_in_by_subject("https://idp.example", "s1", HERE)
    assert accounts.tokens.actor(made) is None
    one_time = accounts.invite(editor.id, BY)
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", one_time, HERE)
    accounts.persons.enable(editor.id, BY)
    assert accounts.tokens.actor(made) is not None


def test_a_one_time_password_works_once_and_for_setting_a_password(
    accounts: Accounts, clock: Clock
) -> None:
    made = accounts.persons.add("n-1", [Grant(Role.PLANNER)], BY)
    assert not made.is_invited
    one_time = accounts.invite(made.id, BY)
    signed = accounts.sign_in("n-1", f" {one_time.upper()} ", HERE)
    assert signed.must_set_password
    actor = accounts.sessions.actor(signed.session)
    assert actor is not None
    assert actor.scope == LIMITED
    with pytest.raises(WrongPassword):
        accounts.sign_in("n-1", one_time, HERE)
    new = accounts.change_password(made.id, None, PASSWORD, HERE)
    assert accounts.sessions.actor(signed.session) is None
    whole = accounts.sessions.actor(new.session)
    assert whole is not None
    assert whole.scope is None
    late = accounts.invite(made.id, BY)
    clock.move(days=7)
    with pytest.raises(WrongPassword):
        accounts.sign_in("n-1", late, HERE)


def test_a_reset_ends_the_old_password(accounts: Accounts, editor: Person) -> None:
    accounts.invite(editor.id, BY)
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", PASSWORD, HERE)


def test_who_changes_their_password_proves_the_old_one(accounts: Accounts, editor: Person) -> None:
    old = accounts.sign_in("e-1", PASSWORD, HERE).session
    for current in ("wrong", None):
        with pytest.raises(WrongPassword):
            accounts.change_password(editor.id, current, "a new long password", HERE)
    assert accounts.sessions.actor(old) is not None
    new = accounts.change_password(editor.id, PASSWORD, "a new long password", HERE)
    assert accounts.sessions.actor(old) is None
    assert accounts.sessions.actor(new.session) is not None
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", PASSWORD, HERE)
    assert accounts.sign_in("e-1", "a new long password", HERE)


def test_a_stolen_session_cannot_guess_the_password(accounts: Accounts, editor: Person) -> None:
    tries: list[type[Exception]] = []
    for _ in range(10):
        with pytest.raises((WrongPassword, SignInDelayed)) as caught:
            accounts.change_password(editor.id, "wrong", "a new long password", HERE)
        tries.append(caught.type)
    assert tries == [WrongPassword] * 6 + [SignInDelayed] * 4


@pytest.mark.parametrize(
    "password", ["", "x" * (SHORTEST - 1), "long but e-1 is in it", "abababababababab", "あ" * 20]
)
def test_passwords_that_are_easy_to_guess(
    accounts: Accounts, editor: Person, password: str
) -> None:
    with pytest.raises(BadInput):
        accounts.set_password(editor.id, password, BY)
    assert accounts.sign_in("e-1", PASSWORD, HERE)


def test_full_width_letters_are_the_same_password(accounts: Accounts, editor: Person) -> None:
    accounts.set_password(editor.id, "見晴らしの丘 kaze 123", BY)
    assert accounts.sign_in("e-1", "見晴らしの丘 \uff4bａｚｅ １２３", HERE)
    for odd in ("x" * LONGEST * 50, "half \ud800 a character", "\0", "見晴らしの丘"):
        with pytest.raises(WrongPassword):
            accounts.sign_in("e-1", odd, HERE)


def test_a_longer_password_is_not_cut_to_a_right_one(accounts: Accounts, editor: Person) -> None:
    longest = (PASSWORD * 20)[:LONGEST]
    accounts.set_password(editor.id, longest, BY)
    with pytest.raises(WrongPassword):
        accounts.sign_in("e-1", f"{longest}x", HERE)
    assert accounts.sign_in("e-1", longest, HERE)


def test_an_unknown_name_costs_the_work_of_a_wrong_password(
    accounts: Accounts, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is counted, not timed: the calls of scrypt with their parameters, and the writes."""
    stopped = person(accounts, "stopped", Grant(Role.READER))
    accounts.persons.disable(stopped.id, BY)
    accounts.persons.add("no-password", [Grant(Role.READER)], BY)
    calls: list[tuple[object, ...]] = []
    real = hashlib.scrypt

    def counted(password: bytes, **given: object) -> bytes:
        calls.append((given["n"], given["r"], given["p"], len(str(given["salt"]))))
        return real(password, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(werkzeug.security.hashlib, "scrypt", counted)
    work = {}
    with pytest.raises(WrongPassword):  # the hash that stands for none is made once
        accounts.sign_in("nobody-0", "wrong", "198.51.100.9")
    for n, name in enumerate(("e-1", "nobody", "stopped", "no-password", "", "é" * 300, "\ud800")):
        calls.clear()
        before = len(accounts.audit.page(count=500))
        with pytest.raises(WrongPassword) as caught:
            accounts.sign_in(name, "wrong", f"198.51.100.{n}")
        written = len(accounts.audit.page(count=500)) - before
        work[name] = (tuple(calls), written, caught.value.message["en"])
    assert len(set(work.values())) == 1, work
    assert len(work["nobody"][0]) == 1


def test_a_hash_of_another_cost_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    first = Accounts(path, cost=CHEAP)
    person(first, "e-1", Grant(Role.READER))
    second = Accounts(path, cost="scrypt:512:1:1")
    for _ in range(2):
        assert second.sign_in("e-1", PASSWORD, HERE)
    with second.file.reading() as db:
        assert db.execute("SELECT hash FROM passwords").fetchone()[0].startswith("scrypt:512:1:1$")


def test_secrets_are_nowhere_in_the_file(accounts: Accounts, editor: Person) -> None:
    session = accounts.sign_in("e-1", PASSWORD, HERE).session
    token, _ = accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY)
    one_time = accounts.invite(editor.id, BY)
    typed = "typed into the field of the name"
    with pytest.raises(WrongPassword):
        accounts.sign_in(typed, "x", HERE)
    held = b"".join(path.read_bytes() for path in accounts.file.path.parent.iterdir())
    for secret in (PASSWORD, session, token, one_time, typed):
        assert secret.encode() not in held
    assert b"e-1" in held


def test_a_person_has_twenty_sessions_at_most(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    made = []
    for _ in range(MOST_SESSIONS + 2):
        made.append(accounts.sign_in("e-1", PASSWORD, HERE).session)
        clock.move(1)
    alive = [accounts.sessions.actor(one) is not None for one in made]
    assert alive == [False, False, *[True] * MOST_SESSIONS]


def test_somebody_can_always_manage_accounts(accounts: Accounts) -> None:
    first = person(accounts, "a-1", ADMINISTRATOR, Grant(Role.READER))
    second = person(accounts, "a-2", ADMINISTRATOR, Grant(Role.READER))
    accounts.persons.disable(second.id, BY)
    for act in (
        accounts.persons.disable,
        lambda i, by: accounts.persons.revoke(i, ADMINISTRATOR, by),
    ):
        with pytest.raises(LastAdministrator):
            act(first.id, BY)
    accounts.persons.enable(second.id, BY)
    accounts.persons.revoke(first.id, ADMINISTRATOR, BY)
    with pytest.raises(LastAdministrator):
        accounts.persons.disable(second.id, BY)
    accounts.persons.disable(second.id, BY, force=True)


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "a" * 65, "x\n", "<b>", "a/b", "\ud800"])
def test_names_that_cannot_be(accounts: Accounts, name: str) -> None:
    with pytest.raises(BadInput):
        accounts.persons.add(name, [Grant(Role.READER)], BY)
    assert accounts.persons.all() == []


def test_names_are_told_apart_without_case_and_width(accounts: Accounts, editor: Person) -> None:
    for name in ("E-1", "e-1", "\uff45-1"):
        with pytest.raises(BadInput):
            accounts.persons.add(name, [Grant(Role.READER)], BY)
    assert accounts.persons.find("E-1") == editor
    with pytest.raises(NotFound) as caught:
        accounts.persons.find("e-2")
    assert "e-1" in caught.value.hint["en"]


@pytest.mark.parametrize(
    "grants", [[], [Grant(Role.PLANNER, SAFETY)], [Grant(Role.EDITOR, "s-safety")]]
)
def test_roles_that_cannot_be(accounts: Accounts, grants: list[Grant]) -> None:
    with pytest.raises(BadInput):
        accounts.persons.add("e-1", grants, BY)


def test_a_person_keeps_one_role(accounts: Accounts, editor: Person) -> None:
    with pytest.raises(BadInput):
        accounts.persons.revoke(editor.id, editor.grants[0], BY)
    with pytest.raises(NotFound):
        accounts.persons.revoke(editor.id, Grant(Role.PLANNER), BY)


def test_a_subject_elsewhere_signs_in_to_one_account(accounts: Accounts, editor: Person) -> None:
    other = person(accounts, "other", Grant(Role.READER))
    accounts.subjects.link(editor.id, "https://idp.example", "s1", BY)
    accounts.subjects.link(editor.id, "https://idp.example", "s1", BY)
    with pytest.raises(BadInput):
        accounts.subjects.link(other.id, "https://idp.example", "s1", BY)
    signed = accounts.sign_in_by_subject("https://idp.example", "s1", HERE)
    assert signed.person.id == editor.id
    assert not signed.must_set_password
    for issuer, subject in (("https://other.example", "s1"), ("https://idp.example", "S1")):
        with pytest.raises(WrongPassword):
            accounts.sign_in_by_subject(issuer, subject, HERE)
    assert accounts.subjects.unlink(editor.id, BY) == 1
    with pytest.raises(WrongPassword):
        accounts.sign_in_by_subject("https://idp.example", "s1", HERE)


def test_without_a_file_there_is_nobody(accounts: Accounts, tmp_path: Path) -> None:
    assert not accounts.exist
    assert accounts.persons.all() == []
    assert accounts.tokens.actor("x") is None
    assert not accounts.file.path.exists()
    assert Accounts(tmp_path / "none.sqlite", editor_token="a secret of the setting").exist
