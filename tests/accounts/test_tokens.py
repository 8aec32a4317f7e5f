"""API tokens: never more than their person, never longer than their end."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.accounts import Accounts, Action, Actor, Grant, Person, Role, allowed
from michisuji.accounts.permissions import NOT_BY_TOKEN, actions_of
from michisuji.accounts.tokens import MOST_DAYS, MOST_TOKENS, PREFIX, SETTING_ID
from michisuji.errors import BadInput, NotFound

from tests.accounts.conftest import BY, SAFETY, Clock, person


def test_a_token_is_its_persons_within_its_scope(accounts: Accounts, editor: Person) -> None:
    made, token = accounts.tokens.add(editor.id, "ETL\n job", {Action.EDIT}, BY)
    assert made.startswith(PREFIX)
    assert (token.name, token.person) == ("ETL job", editor.id)
    actor = accounts.tokens.actor(made)
    assert actor is not None
    assert (actor.id, actor.grants) == (editor.id, editor.grants)
    assert allowed(actor, Action.EDIT, units=[SAFETY], state="draft")
    other = ["https://city.example/id/unit/other"]
    assert not allowed(actor, Action.EDIT, units=other, state="draft")
    assert not allowed(actor, Action.SUBMIT, units=[SAFETY])
    assert accounts.tokens.of(editor.id) == [token]


def test_a_token_loses_what_its_person_loses(accounts: Accounts, editor: Person) -> None:
    planner = Grant(Role.PLANNER)
    accounts.persons.grant(editor.id, planner, BY)
    made, _ = accounts.tokens.add(editor.id, "t", {Action.RELEASE, Action.EDIT}, BY)
    accounts.persons.revoke(editor.id, planner, BY)
    actor = accounts.tokens.actor(made)
    assert actor is not None
    assert not allowed(actor, Action.RELEASE, state="approved")
    assert allowed(actor, Action.EDIT, units=[SAFETY], state="draft")


@pytest.mark.parametrize("role", Role)
def test_no_scope_is_above_the_person(accounts: Accounts, role: Role) -> None:
    unit = SAFETY if role in (Role.EDITOR, Role.APPROVER) else None
    one = person(accounts, f"n-{role}", Grant(role, unit))
    may = actions_of(Actor(one.id, one.name, one.grants)) - NOT_BY_TOKEN
    for action in may:
        accounts.tokens.add(one.id, "t", {action}, BY)
    for action in set(Action) - may:
        with pytest.raises(BadInput, match=action):
            accounts.tokens.add(one.id, "t", may | {action}, BY)
    assert (
        len(accounts.tokens.of(one.id))
        == {
            Role.READER: 1,
            Role.EDITOR: 5,
            Role.APPROVER: 4,
            Role.PLANNER: 10,
            Role.ADMINISTRATOR: 2,
        }[role]
    )


def test_a_token_ends(accounts: Accounts, editor: Person, clock: Clock) -> None:
    made, _ = accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY, days=2)
    clock.move(days=2, seconds=-1)
    assert accounts.tokens.actor(made) is not None
    clock.move(1)
    assert accounts.tokens.actor(made) is None
    assert accounts.tokens.of(editor.id) == []


def test_a_token_is_revoked_by_its_person_alone(accounts: Accounts, editor: Person) -> None:
    made, token = accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY)
    other = person(accounts, "other", Grant(Role.READER))
    with pytest.raises(NotFound):
        accounts.tokens.revoke(token.id, other.id, BY)
    assert accounts.tokens.actor(made) is not None
    accounts.tokens.revoke(token.id, editor.id, BY)
    assert accounts.tokens.actor(made) is None


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
def test_ends_that_cannot_be(accounts: Accounts, editor: Person, days: int) -> None:
    with pytest.raises(BadInput):
        accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY, days=days)


def test_a_token_needs_a_name_and_an_action(accounts: Accounts, editor: Person) -> None:
    for name, scope in (("", {Action.EDIT}), ("t", set[Action]())):
        with pytest.raises(BadInput):
            accounts.tokens.add(editor.id, name, scope, BY)


def test_a_person_has_twenty_tokens_at_most(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    for _ in range(MOST_TOKENS):
        accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY, days=1)
    with pytest.raises(BadInput):
        accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY)
    clock.move(days=1)  # those that have ended do not count
    assert accounts.tokens.add(editor.id, "t", {Action.EDIT}, BY)


def test_the_settings_token_is_a_planners_without_a_file(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite", editor_token="a secret of the setting")
    actor = accounts.tokens.actor("a secret of the setting")
    assert actor is not None
    assert (actor.id, actor.grants) == (SETTING_ID, (Grant(Role.PLANNER),))
    assert allowed(actor, Action.RELEASE, state="approved")
    assert not any(allowed(actor, action) for action in NOT_BY_TOKEN)
    for wrong in ("", "a secret of the settin", "a secret of the setting ", "\ud800"):
        assert accounts.tokens.actor(wrong) is None
    assert Accounts(tmp_path / "accounts.sqlite").tokens.actor("") is None
