"""The table of permissions, every cell of it: role × action × state × unit."""

from __future__ import annotations

from itertools import product

import pytest
from michisuji.accounts.permissions import (
    BY_UNIT,
    NOT_BY_TOKEN,
    STATES,
    TABLE,
    Action,
    Actor,
    Grant,
    Role,
    actions_of,
    allowed,
    allowed_somewhere,
)
from michisuji.accounts.words import about_role, notes, rows

#: city > department > section > group: where a resource is led, seen from a grant for the section.
CITY, DEPARTMENT, SECTION, GROUP, OTHER = ("u:city", "u:department", "u:section", "u:group", "u:x")
PLACES = {
    "above": ((DEPARTMENT,), (DEPARTMENT, CITY)),
    "own": ((SECTION,), (SECTION, DEPARTMENT, CITY)),
    "below": ((GROUP,), (GROUP, SECTION, DEPARTMENT, CITY)),
    "other": ((OTHER,), (OTHER, DEPARTMENT, CITY)),
    "none": ((), ()),
}
#: Role → action → (state → places where it is allowed), written out apart from the table's code.
EVERYWHERE = frozenset(PLACES)
OWN, BELOW = frozenset({"own", "below"}), frozenset({"below"})
ALL, ALWAYS = EVERYWHERE, dict.fromkeys(STATES, EVERYWHERE)
SIGNED_IN = {Action.SEE_DRAFTS: ALWAYS, Action.OWN_ACCOUNT: ALWAYS}
WRITABLE = dict.fromkeys(("draft", "returned", "approved", "published"), OWN)
EXPECTED = {
    Role.READER: SIGNED_IN,
    Role.EDITOR: SIGNED_IN
    | {
        Action.EDIT: WRITABLE,
        Action.UPLOAD: WRITABLE,
        Action.SUBMIT: {"draft": OWN, "returned": OWN},
        Action.WITHDRAW: {"submitted": OWN},
    },
    Role.APPROVER: SIGNED_IN
    | {
        Action.RETURN: {"submitted": OWN, "confirmed": BELOW},
        Action.CONFIRM: {"submitted": OWN},
        Action.APPROVE: {"confirmed": BELOW},
    },
    Role.PLANNER: SIGNED_IN
    | {
        Action.EDIT: ALWAYS,
        Action.UPLOAD: ALWAYS,
        Action.SUBMIT: {"draft": ALL, "returned": ALL},
        Action.WITHDRAW: {"submitted": ALL},
        Action.RETURN: {"submitted": ALL, "confirmed": ALL},
        Action.CONFIRM: {"submitted": ALL},
        Action.APPROVE: {"confirmed": ALL},
        Action.RELEASE: {"approved": ALL},
        Action.TAKE_BACK: {"published": ALL},
    },
    Role.ADMINISTRATOR: SIGNED_IN | {Action.SEE_AUDIT: ALWAYS, Action.MANAGE_ACCOUNTS: ALWAYS},
}


def actor(*grants: Grant, scope: frozenset[Action] | None = None) -> Actor:
    return Actor("a1", "A", grants, scope)


@pytest.mark.parametrize("role", Role)
def test_every_cell(role: Role) -> None:
    one = actor(Grant(role, SECTION if role in BY_UNIT else None))
    for action, state, place in product(Action, STATES, PLACES):
        lead, units = PLACES[place]
        may = allowed(one, action, units=units, lead=lead, state=state)
        expected = place in EXPECTED[role].get(action, {}).get(state, frozenset())
        assert may == expected, f"{role} {action} {state} {place}"


@pytest.mark.parametrize("role", sorted(BY_UNIT))
def test_a_role_for_the_whole_city_reaches_every_unit_but_not_what_has_none(role: Role) -> None:
    one = actor(Grant(role))
    for action, state, place in product(Action, STATES, PLACES):
        lead, units = PLACES[place]
        reached = EXPECTED[role].get(action, {}).get(state, frozenset())
        expected = reached == EVERYWHERE or bool(reached and place != "none")
        assert allowed(one, action, units=units, lead=lead, state=state) == expected


@pytest.mark.parametrize("role", Role)
def test_an_unknown_state_allows_what_every_state_allows(role: Role) -> None:
    """Who forgets to look a state up refuses too much, never too little."""
    one = actor(Grant(role, SECTION if role in BY_UNIT else None))
    for action in Action:
        unsaid = allowed(one, action, units=[SECTION], lead=[SECTION])
        assert unsaid == all(
            allowed(one, action, units=[SECTION], lead=[SECTION], state=state) for state in STATES
        )
    one = actor(Grant(Role.EDITOR, SECTION))
    assert not allowed(one, Action.EDIT, units=[SECTION])
    assert not allowed(one, Action.EDIT, units=[SECTION], state="no-such-state")


def test_a_person_with_several_roles_may_do_what_any_of_them_allows() -> None:
    one = actor(Grant(Role.EDITOR, SECTION), Grant(Role.APPROVER, OTHER))
    assert allowed(one, Action.EDIT, units=[SECTION, CITY], state="draft")
    assert allowed(one, Action.CONFIRM, units=[OTHER, CITY], state="submitted")
    # Two roles do not add up to a third: the editor's unit is not the approver's.
    assert not allowed(one, Action.CONFIRM, units=[SECTION, CITY], state="submitted")
    assert not allowed(one, Action.EDIT, units=[OTHER, CITY], state="draft")


def test_a_person_without_roles_may_do_nothing() -> None:
    assert not any(allowed_somewhere(actor(), action) for action in Action)


def test_approval_by_a_unit_needs_to_know_who_leads() -> None:
    one = actor(Grant(Role.APPROVER, DEPARTMENT))
    asked = {"units": [SECTION, DEPARTMENT], "state": "confirmed"}
    assert allowed(one, Action.APPROVE, lead=[SECTION], **asked)  # type: ignore[arg-type]
    assert not allowed(one, Action.APPROVE, **asked)  # type: ignore[arg-type]
    # Its own sheet goes to the unit above, also where it is led together with a section.
    assert not allowed(one, Action.APPROVE, lead=[SECTION, DEPARTMENT], **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PLANNER])
def test_nobody_confirms_or_approves_their_own(role: Role) -> None:
    one = actor(Grant(role, DEPARTMENT if role in BY_UNIT else None))
    for action, state in ((Action.CONFIRM, "submitted"), (Action.APPROVE, "confirmed")):
        for submitted_by in ("a1", "a2", ""):
            may = allowed(
                one,
                action,
                units=[SECTION, DEPARTMENT],
                lead=[SECTION],
                state=state,
                submitted_by=submitted_by,
            )
            assert may == (submitted_by != "a1")
    back = allowed(one, Action.RETURN, units=[DEPARTMENT], state="submitted", submitted_by="a1")
    assert back


def test_a_role_for_the_whole_city_that_names_a_unit_allows_nothing() -> None:
    """The file holds no such row; if somebody writes one, it opens no door."""
    for role in set(Role) - BY_UNIT:
        assert not any(allowed_somewhere(actor(Grant(role, SECTION)), one) for one in Action)


@pytest.mark.parametrize("role", Role)
def test_a_scope_only_takes_away(role: Role) -> None:
    grant = Grant(role, SECTION if role in BY_UNIT else None)
    person = actor(grant)
    for action, state, place in product(Action, STATES, PLACES):
        lead, units = PLACES[place]
        asked = {"units": units, "lead": lead, "state": state}
        may = allowed(person, action, **asked)  # type: ignore[arg-type]
        whole = actor(grant, scope=frozenset(Action))
        assert allowed(whole, action, **asked) == may  # type: ignore[arg-type]
        without = actor(grant, scope=frozenset(Action) - {action})
        assert not allowed(without, action, **asked)  # type: ignore[arg-type]
    assert actions_of(actor(grant, scope=frozenset())) == frozenset()


def test_no_token_is_for_accounts() -> None:
    assert {Action.MANAGE_ACCOUNTS, Action.OWN_ACCOUNT} == NOT_BY_TOKEN


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_in_words_has_each_line_once(lang: str) -> None:
    told = rows(lang)
    assert len(told) == len(TABLE)
    assert {(row.role, row.action) for row in told} == {(one.role, one.action) for one in TABLE}
    assert len({(row.role, row.action, row.states, row.reach) for row in told}) == len(told)
    words = [row.action_name for row in told] + [about_role(role, lang) for role in Role]
    assert all(words)
    assert all(notes(lang))
