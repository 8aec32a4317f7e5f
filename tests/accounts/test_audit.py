"""The audit log: only grows, tells who did what from where, holds no contents, can be exported."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import UTC, datetime

import pytest
from michisuji.accounts import Accounts, Action, AuditEvent, By, Grant, Person, Role
from michisuji.accounts import audit as log
from michisuji.accounts.audit import FIELDS, AuditEntry, AuditFilter, as_csv, as_json_lines
from michisuji.accounts.words import event_name

from tests.accounts.conftest import BY, PASSWORD, Clock

HERE = "192.0.2.1"


def events(accounts: Accounts, **wanted: str) -> list[str]:
    return [one.event for one in accounts.audit.entries(AuditFilter(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "UPDATE OR IGNORE audit SET actor = 'x' WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit VALUES (1, '', 'x', '', '', '', '')",
        "REPLACE INTO audit VALUES (1, '', 'x', '', '', '', '')",
        "INSERT INTO audit VALUES (1, '', 'x', '', '', '', '') ON CONFLICT (id) DO UPDATE"
        " SET actor = 'x'",
    ],
)
def test_nothing_is_changed_or_deleted(accounts: Accounts, editor: Person, statement: str) -> None:
    before = list(accounts.audit.entries())
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), accounts.file.writing() as db:
        db.execute(statement)
    assert list(accounts.audit.entries()) == before


def test_each_act_is_recorded_with_the_person_and_the_place(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    own, admin = By(editor.id, HERE), By("a-7", "192.0.2.7")
    signed = accounts.sign_in("e-1", PASSWORD, HERE)
    _, token = accounts.tokens.add(editor.id, "t", {Action.EDIT}, own)
    accounts.tokens.revoke(token.id, editor.id, own)
    accounts.change_password(editor.id, PASSWORD, "a new long password", HERE)
    accounts.sessions.end(signed.session, HERE)  # has ended: nothing to record
    accounts.sessions.end_all(editor.id, own)
    accounts.persons.grant(editor.id, Grant(Role.PLANNER), admin)
    accounts.persons.grant(editor.id, Grant(Role.PLANNER), admin)  # has it: nothing to record
    accounts.persons.revoke(editor.id, Grant(Role.PLANNER), admin)
    accounts.persons.disable(editor.id, admin)
    accounts.persons.enable(editor.id, admin)
    accounts.invite(editor.id, admin)
    found = list(accounts.audit.entries(AuditFilter(subject=editor.id)))
    made_by_operator, rest = found[:3], found[3:]
    assert {one.actor for one in made_by_operator} == {BY.actor}
    expected = [
        (editor.id, "sign-in", HERE, ""),
        (editor.id, "token-added", HERE, f"{token.id} edit {token.ends}"),
        (editor.id, "token-revoked", HERE, token.id),
        (editor.id, "password-changed", HERE, ""),
        (editor.id, "sign-in", HERE, ""),
        (editor.id, "sign-out-everywhere", HERE, "1"),
        ("a-7", "role-added", "192.0.2.7", "planner"),
        ("a-7", "role-removed", "192.0.2.7", "planner"),
        ("a-7", "account-disabled", "192.0.2.7", ""),
        ("a-7", "account-enabled", "192.0.2.7", ""),
        ("a-7", "password-reset", "192.0.2.7", ""),
    ]
    assert [(one.actor, one.event, one.place, one.detail) for one in rest] == expected
    assert {one.at for one in found} == {"2026-04-01T08:30:00.000Z"}


def test_an_act_that_fails_leaves_no_entry(accounts: Accounts, editor: Person) -> None:
    before = len(list(accounts.audit.entries()))

    def act() -> None:
        with accounts.file.writing() as db:
            log.record(db, datetime.now(UTC), "x", AuditEvent.RELEASE, "mihon", HERE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert len(list(accounts.audit.entries())) == before


def test_filters_and_pages(accounts: Accounts, clock: Clock) -> None:
    for n in range(7):
        accounts.audit.record(f"p-{n % 2}", "edit", f"https://x/{n}", HERE, "change-1")
        clock.move(3600)
    newest = accounts.audit.page(count=3)
    assert [one.id for one in newest] == [7, 6, 5]
    older = accounts.audit.page(before=newest[-1].id, count=3)
    assert [one.id for one in older] == [4, 3, 2]
    assert [one.id for one in accounts.audit.page(before=1)] == []
    mine = accounts.audit.page(AuditFilter(actor="p-1"))
    assert [one.id for one in mine] == [6, 4, 2]
    since, until = (datetime(2026, 4, 1, hour, 30, tzinfo=UTC) for hour in (10, 12))
    in_between = accounts.audit.entries(AuditFilter(since=since, until=until))
    assert [one.id for one in in_between] == [3, 4]
    assert events(accounts, event="release") == []
    assert events(accounts, subject="https://x/3") == ["edit"]
    assert len(accounts.audit.page(count=10**9)) == 7


def test_a_long_export_is_read_in_parts(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_AT_ONCE", 3)
    for n in range(8):
        accounts.audit.record("p", "edit", str(n), HERE)
    found = accounts.audit.entries()
    assert next(found).subject == "0"
    accounts.audit.record("p", "edit", "8", HERE)  # nobody waits for who reads
    assert [one.subject for one in found] == [str(n) for n in range(1, 9)]


def test_exports_hold_the_same_entries(accounts: Accounts) -> None:
    odd = '=cmd|" /C calc"!A1\r\n"quoted", 漢字\ud800'
    accounts.audit.record("p", AuditEvent.EDIT, odd, HERE, "x" * 5_000)
    accounts.audit.record("p", "undo", "u", HERE)
    entries = list(accounts.audit.entries())
    assert len(entries[0].detail) == 300
    told = "".join(as_csv(entries))
    heading, *rows = csv.reader(io.StringIO(told.removeprefix("\ufeff"), newline=""))
    assert tuple(heading) == FIELDS
    assert rows[0][4].startswith("'=cmd")  # no formula for a spreadsheet
    assert rows[1] == ["2", *list(vars(entries[1]).values())[1:]]
    lines = "".join(as_json_lines(entries)).splitlines()
    assert [AuditEntry(**json.loads(line)) for line in lines] == entries
    assert "".join(as_csv([])) == "\ufeff" + ",".join(FIELDS) + "\r\n"


def test_an_unknown_event_is_a_fault_of_ours(accounts: Accounts) -> None:
    with pytest.raises(ValueError, match="no-such"):
        accounts.audit.record("p", "no-such", "", HERE)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_event_has_words(lang: str) -> None:
    assert len({event_name(event, lang) for event in AuditEvent}) == len(AuditEvent)
