"""The rules of states: no edit forges one, and no moves by anyone break them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.accounts.permissions import TABLE, Action
from michisuji.editing import Conflict, Edit, Quad
from michisuji.editing.transitions import TRANSITIONS, WrongState, may
from michisuji.editing.workflow import check_edit
from michisuji.errors import MichisujiError, Refused
from michisuji.store.memory import MemoryStore
from rdflib import Literal, URIRef

from tests.editing import drafted
from tests.editing.drafted import (
    BASE,
    DIRECTOR,
    EDITOR,
    EVERYONE,
    HEAD,
    ID,
    LM,
    NOW,
    OTHER,
    PLANNER,
    RDFS,
    SECOND,
    TIMELESS,
    City,
)

PROGRAM = "program/t-1"
LABEL = f"{RDFS}label"


def test_no_edit_moves_a_state(unchecked: City) -> None:
    status = URIRef(f"{LM}workflowStatus")
    approved = URIRef("https://w3id.org/michisuji/code/workflow-status/approved")
    forged = Quad(URIRef(ID + PROGRAM), status, approved, NOW)
    read = {ID + PROGRAM: unchecked.editing.description(ID + PROGRAM).version}
    alone = Edit(added=frozenset({forged}), read_at=read, reason="こっそり")
    with pytest.raises(Refused):
        unchecked.editing.apply(alone, "e1")
    name = Quad(URIRef(ID + PROGRAM), URIRef(f"{LM}summary"), Literal("概要", lang="ja"), TIMELESS)
    mixed = Edit(added=frozenset({forged, name}), read_at=read, reason="こっそり")
    with pytest.raises(Refused):
        check_edit(unchecked.work, BASE, EDITOR, mixed)
    unchecked.editing.apply(mixed, "e1")
    assert unchecked.state(PROGRAM) == "draft", "whoever forgets to ask"


def test_undoing_an_edit_or_a_move_approves_nothing(unchecked: City) -> None:
    for who, action in (
        (EDITOR, Action.SUBMIT),
        (HEAD, Action.CONFIRM),
        (DIRECTOR, Action.APPROVE),
    ):
        done = unchecked.workflow.move(who, ID + PROGRAM, action)
    unchecked.set(PROGRAM, LABEL, "変えた")
    last = unchecked.editing.history(ID + PROGRAM)[0]
    unchecked.editing.apply(unchecked.editing.undone(last.id, "やめる"), "e1")
    assert unchecked.state(PROGRAM) == "draft"
    with pytest.raises((Refused, Conflict)):
        unchecked.editing.undone(done.change, "やめる")


@pytest.mark.parametrize(
    ("name", "may_edit"),
    [
        (PROGRAM, True),
        ("activity/t-1-a", True),
        ("goal/t-g1", True),
        ("program/t-2", False),
        ("measure/t-1", False),
    ],
)
def test_who_may_edit_what(unchecked: City, name: str, may_edit: bool) -> None:
    changed = Quad(URIRef(ID + name), URIRef(f"{LM}summary"), Literal("概要", lang="ja"), TIMELESS)
    patch = Edit(added=frozenset({changed}))
    check_edit(unchecked.work, BASE, PLANNER, patch)
    if may_edit:
        check_edit(unchecked.work, BASE, EDITOR, patch)
        return
    with pytest.raises(Refused):
        check_edit(unchecked.work, BASE, EDITOR, patch)


def test_a_program_is_not_taken_over(unchecked: City) -> None:
    """Who may edit it may not give it away, nor who gets it take it."""
    program, lead = URIRef(ID + PROGRAM), URIRef(f"{LM}leadUnit")
    patch = Edit(
        added=frozenset({Quad(program, lead, URIRef(f"{ID}unit/t-s2"), NOW)}),
        removed=frozenset({Quad(program, lead, URIRef(f"{ID}unit/t-s1"), NOW)}),
    )
    for who in (EDITOR, OTHER):
        with pytest.raises(Refused):
            check_edit(unchecked.work, BASE, who, patch)
    check_edit(unchecked.work, BASE, PLANNER, patch)


def test_the_table_and_the_transitions_agree() -> None:
    """Each line of the table about a move starts where the move does, and none is missing."""
    for action, transition in TRANSITIONS.items():
        stated = {state for line in TABLE if line.action is action for state in line.states}
        assert stated == set(transition.before), action


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "confirmed", "approved"])
def test_each_role_at_each_move(unchecked: City, state: str) -> None:
    """What the table does not allow raises and changes nothing; what it does is offered."""
    path: dict[str, list[tuple[drafted.Actor, Action]]] = {
        "draft": [],
        "submitted": [(SUBMITTER, Action.SUBMIT)],
        "returned": [(SUBMITTER, Action.SUBMIT), (SECOND, Action.RETURN)],
        "confirmed": [(SUBMITTER, Action.SUBMIT), (SECOND, Action.CONFIRM)],
        "approved": [
            (SUBMITTER, Action.SUBMIT),
            (SECOND, Action.CONFIRM),
            (SECOND, Action.APPROVE),
        ],
    }
    for mover, step in path[state]:
        unchecked.workflow.move(mover, ID + PROGRAM, step, reason="理由")
    part = unchecked.workflow.state_of(ID + PROGRAM)
    offered = 0
    for who in EVERYONE:
        actions = unchecked.workflow.actions_of(who, part)
        offered += len(actions)
        for action in TRANSITIONS:
            right = may(who, part, action, SUBMITTER.id if path[state] else "")
            assert (action in actions) == right
            if not right:
                with pytest.raises((Refused, WrongState)):
                    unchecked.workflow.move(who, ID + PROGRAM, action, reason="理由")
    assert unchecked.workflow.state_of(ID + PROGRAM) == part
    assert offered == {"approved": 0, "submitted": 14, "confirmed": 8}.get(state, 4)


SUBMITTER = drafted.actor("s1", (drafted.Role.EDITOR, "t-s1"))
PARTS = (("program/t-1", None), ("program/t-2", None), ("evaluation/t-1-2025", None))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(EVERYONE),
        st.sampled_from([*TRANSITIONS, "edit"]),
        st.sampled_from(PARTS),
        st.sampled_from(["", "理由一", "理由二"]),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_any_moves_by_anyone_keep_the_rules(public: MemoryStore, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    """The states are those of a model of the rules; the history has every move and reason."""
    city = City(public)
    city.workflow.findings_of = lambda _: ()  # type: ignore[method-assign]
    states, submitters = dict.fromkeys(PARTS, ""), dict.fromkeys(PARTS, "")
    told: dict[object, list[tuple[str, str, str]]] = {part: [] for part in PARTS}
    for number, (who, action, part, reason) in enumerate(steps):
        name = part[0]
        if action == "edit":
            city.set(name, LABEL, f"名{number}", TIMELESS, who.id)
            states[part] = states[part] if states[part] == "returned" else "draft"
            continue
        before = city.workflow.state_of(ID + name)
        right = may(who, before, action, submitters[part])
        right = right and (bool(reason) or action is not Action.RETURN)
        try:
            city.workflow.move(who, ID + name, action, reason=reason)
        except MichisujiError:
            assert not right
        else:
            assert right
            states[part] = TRANSITIONS[action].after
            submitters[part] = who.id if action is Action.SUBMIT else submitters[part]
            told[part].append((states[part], who.id, reason))
    for part in PARTS:
        found = city.workflow.state_of(ID + part[0])
        assert found.state == states[part]
        moves = [(m.state, m.author, m.reason) for m in city.workflow.moves_of(found)]
        assert moves == told[part][::-1]
        returned = [reason for state, _, reason in told[part] if state == "returned"]
        assert found.reason == (returned[-1] if found.state == "returned" else "")
