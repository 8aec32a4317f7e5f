"""The states of parts: who moves them, what an edit does to them, and what the history keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.accounts.permissions import TABLE, Action
from michisuji.editing import Conflict, Edit, Quad
from michisuji.editing.workflow import TRANSITIONS, WrongState, check_edit, may
from michisuji.errors import BadInput, MichisujiError, NotFound, Refused
from michisuji.store.memory import MemoryStore
from rdflib import Literal, URIRef

from tests.editing import drafted
from tests.editing.drafted import (
    BASE,
    BOTH,
    DIRECTOR,
    EDITOR,
    EVERYONE,
    HEAD,
    ID,
    LM,
    NOW,
    OTHER,
    OUTSIDER,
    PLANNER,
    RDFS,
    SECOND,
    TIMELESS,
    City,
)

PROGRAM = "program/t-1"
LABEL = f"{RDFS}label"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    return drafted.public_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def city(public: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> City:
    """Its check finds nothing: the tests of findings say so."""
    found = City(public)
    monkeypatch.setattr(found.workflow, "findings_of", lambda _: ())
    return found


def test_a_part_goes_all_the_way(city: City) -> None:
    move = city.workflow.move
    city.set(PROGRAM, LABEL, "事業一")
    assert city.state(PROGRAM) == "draft"
    move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    move(HEAD, ID + PROGRAM, Action.RETURN, reason="数が合わない")
    returned = city.workflow.state_of(ID + PROGRAM)
    assert (returned.state, returned.reason) == ("returned", "数が合わない")
    city.set(PROGRAM, LABEL, "事業いち")
    assert city.workflow.state_of(ID + PROGRAM) == returned, "the reason is seen until it is sent"
    move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    move(HEAD, ID + PROGRAM, Action.CONFIRM)
    move(DIRECTOR, ID + PROGRAM, Action.APPROVE)
    found = city.workflow.state_of(ID + PROGRAM)
    assert (found.state, found.reason) == ("approved", "")
    moves = [(m.state, m.author, m.reason) for m in city.workflow.moves_of(found)]
    assert moves == [
        ("approved", "d1", ""),
        ("confirmed", "h1", ""),
        ("submitted", "e1", ""),
        ("returned", "h1", "数が合わない"),
        ("submitted", "e1", ""),
    ]


@pytest.mark.parametrize("before", ["submitted", "confirmed", "approved"])
@pytest.mark.parametrize(
    ("name", "graph"),
    [
        (PROGRAM, TIMELESS),
        ("money/t-1", TIMELESS),
        ("activity/t-1-a", NOW),
        ("indicator/t-1", TIMELESS),
    ],
)
def test_an_edit_makes_a_part_a_draft_again(city: City, before: str, name: str, graph: str) -> None:
    steps = [(EDITOR, Action.SUBMIT), (HEAD, Action.CONFIRM), (DIRECTOR, Action.APPROVE)]
    for who, action in steps[: ["submitted", "confirmed", "approved"].index(before) + 1]:
        city.workflow.move(who, ID + PROGRAM, action)
    assert city.state(PROGRAM) == before
    city.set(name, LABEL, "変えた", graph, "p1")
    assert city.state(PROGRAM) == "draft"
    assert city.state("program/t-2") == "", "no other part is touched"
    assert city.state("evaluation/t-1-2025") == ""
    last = city.editing.history(ID + PROGRAM)[0]
    assert last.author == "p1"
    assert any("draft" in str(quad.object) for quad in last.added), "in the same change set"


def test_a_sheet_of_last_year_has_its_own_state(city: City) -> None:
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT, year=2025)
    assert (city.state(PROGRAM, 2025), city.state(PROGRAM)) == ("submitted", "")
    city.set("activity/t-1-a", LABEL, "変えた", NOW)
    assert (city.state(PROGRAM, 2025), city.state(PROGRAM)) == ("submitted", "draft")


def test_a_new_element_and_a_deleted_one_belong_to_their_part(city: City) -> None:
    new = URIRef(f"{ID}output/t-1-new")
    quads = {
        Quad(new, URIRef(f"{LM}inModel"), URIRef(f"{ID}model/t-1-2026"), NOW),
        Quad(new, URIRef(LABEL), Literal("新しい", lang="ja"), NOW),
        Quad(
            new,
            URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            URIRef(f"{LM}Output"),
            NOW,
        ),
    }
    city.editing.apply(Edit(added=frozenset(quads), reason="足す"), "e1")
    assert city.state(PROGRAM) == "draft"
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    read = city.editing.description(str(new))
    city.editing.apply(
        Edit(removed=read.quads, read_at={str(new): read.version}, reason="消す"), "p1"
    )
    assert city.state(PROGRAM) == "draft"


def test_nobody_confirms_or_approves_their_own(city: City) -> None:
    city.workflow.move(BOTH, ID + PROGRAM, Action.SUBMIT)
    with pytest.raises(Refused, match="submitted themselves"):
        city.workflow.move(BOTH, ID + PROGRAM, Action.CONFIRM)
    city.workflow.move(PLANNER, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(Refused, match="submitted themselves"):
        city.workflow.move(BOTH, ID + PROGRAM, Action.APPROVE)
    assert city.state(PROGRAM) == "confirmed"


def test_the_head_of_a_section_confirms_and_does_not_approve(city: City) -> None:
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    city.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(Refused):
        city.workflow.move(HEAD, ID + PROGRAM, Action.APPROVE)


@pytest.mark.parametrize("who", [OTHER, OUTSIDER, HEAD], ids=lambda who: who.id)
def test_another_unit_cannot_submit(city: City, who: drafted.Actor) -> None:
    with pytest.raises(Refused):
        city.workflow.move(who, ID + PROGRAM, Action.SUBMIT)


def test_a_move_from_another_state_is_refused(city: City) -> None:
    with pytest.raises(WrongState):
        city.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(BadInput):
        city.workflow.move(PLANNER, ID + PROGRAM, Action.RELEASE)
    with pytest.raises(BadInput):
        city.workflow.move(PLANNER, f"{ID}goal/t-g1", Action.SUBMIT)
    with pytest.raises(NotFound):
        city.workflow.move(PLANNER, f"{ID}goal/nothing", Action.SUBMIT)


def test_a_return_says_why(city: City) -> None:
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    with pytest.raises(BadInput):
        city.workflow.move(HEAD, ID + PROGRAM, Action.RETURN, reason=" \x00\n")
    with pytest.raises(BadInput):
        city.workflow.move(HEAD, ID + PROGRAM, Action.RETURN, reason="長" * 2001)
    assert city.state(PROGRAM) == "submitted"


def test_a_part_with_violations_goes_on_with_a_note_alone(public: MemoryStore) -> None:
    city = City(public)
    wrong = city.workflow.findings_of(city.workflow.state_of(ID + PROGRAM))
    assert any(finding.severity == "violation" for finding in wrong)
    with pytest.raises(BadInput, match="violation"):
        city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT, reason="指標は来月")
    with pytest.raises(BadInput, match="violation"):
        city.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM)
    found = city.workflow.state_of(ID + PROGRAM)
    assert [m.reason for m in city.workflow.moves_of(found)] == ["指標は来月"]


def test_what_an_approver_has_not_seen_is_not_confirmed(city: City) -> None:
    """The page was read, the planner edited and the section submitted again: it is seen anew."""
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    seen = city.editing.description(ID + PROGRAM).version
    city.set("activity/t-1-a", LABEL, "変えた", NOW, "p1")
    city.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    assert city.state(PROGRAM) == "submitted"
    city.set(PROGRAM, LABEL, "別の名", TIMELESS, "p1")
    with pytest.raises((Conflict, WrongState)):
        city.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM, version=seen)


def test_no_edit_moves_a_state(city: City) -> None:
    status = URIRef(f"{LM}workflowStatus")
    approved = URIRef("https://w3id.org/michisuji/code/workflow-status/approved")
    forged = Quad(URIRef(ID + PROGRAM), status, approved, NOW)
    read = {ID + PROGRAM: city.editing.description(ID + PROGRAM).version}
    alone = Edit(added=frozenset({forged}), read_at=read, reason="こっそり")
    with pytest.raises(Refused):
        city.editing.apply(alone, "e1")
    name = Quad(URIRef(ID + PROGRAM), URIRef(f"{LM}summary"), Literal("概要", lang="ja"), TIMELESS)
    mixed = Edit(added=frozenset({forged, name}), read_at=read, reason="こっそり")
    with pytest.raises(Refused):
        check_edit(city.work, BASE, EDITOR, mixed)
    city.editing.apply(mixed, "e1")
    assert city.state(PROGRAM) == "draft", "whoever forgets to ask"


def test_undoing_an_edit_or_a_move_approves_nothing(city: City) -> None:
    for who, action in (
        (EDITOR, Action.SUBMIT),
        (HEAD, Action.CONFIRM),
        (DIRECTOR, Action.APPROVE),
    ):
        done = city.workflow.move(who, ID + PROGRAM, action)
    city.set(PROGRAM, LABEL, "変えた")
    last = city.editing.history(ID + PROGRAM)[0]
    city.editing.apply(city.editing.undone(last.id, "やめる"), "e1")
    assert city.state(PROGRAM) == "draft"
    with pytest.raises((Refused, Conflict)):
        city.editing.undone(done.change, "やめる")


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
def test_who_may_edit_what(city: City, name: str, may_edit: bool) -> None:
    changed = Quad(URIRef(ID + name), URIRef(f"{LM}summary"), Literal("概要", lang="ja"), TIMELESS)
    patch = Edit(added=frozenset({changed}))
    check_edit(city.work, BASE, PLANNER, patch)
    if may_edit:
        check_edit(city.work, BASE, EDITOR, patch)
        return
    with pytest.raises(Refused):
        check_edit(city.work, BASE, EDITOR, patch)


def test_a_program_is_not_taken_over(city: City) -> None:
    """Who may edit it may not give it away, nor who gets it take it."""
    program, lead = URIRef(ID + PROGRAM), URIRef(f"{LM}leadUnit")
    patch = Edit(
        added=frozenset({Quad(program, lead, URIRef(f"{ID}unit/t-s2"), NOW)}),
        removed=frozenset({Quad(program, lead, URIRef(f"{ID}unit/t-s1"), NOW)}),
    )
    for who in (EDITOR, OTHER):
        with pytest.raises(Refused):
            check_edit(city.work, BASE, who, patch)
    check_edit(city.work, BASE, PLANNER, patch)


def test_the_table_and_the_transitions_agree() -> None:
    """Each line of the table about a move starts where the move does, and none is missing."""
    for action, transition in TRANSITIONS.items():
        stated = {state for line in TABLE if line.action is action for state in line.states}
        assert stated == set(transition.before), action


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "confirmed", "approved"])
def test_each_role_at_each_move(city: City, state: str) -> None:
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
        city.workflow.move(mover, ID + PROGRAM, step, reason="理由")
    part = city.workflow.state_of(ID + PROGRAM)
    offered = 0
    for who in EVERYONE:
        actions = city.workflow.actions_of(who, part)
        offered += len(actions)
        for action in TRANSITIONS:
            right = may(who, part, action, SUBMITTER.id if path[state] else "")
            assert (action in actions) == right
            if not right:
                with pytest.raises((Refused, WrongState)):
                    city.workflow.move(who, ID + PROGRAM, action, reason="理由")
    assert city.workflow.state_of(ID + PROGRAM) == part
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


def test_listeners_hear_each_move(public: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from michisuji.editing.workflow import MovedPart, Workflow

    city, heard = City(public), list[MovedPart]()
    listening: Callable[[MovedPart], None] = heard.append
    workflow = Workflow(city.editing, city.work, city.settings, listeners=[listening])
    monkeypatch.setattr(workflow, "findings_of", lambda _: ())
    workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    assert [(m.part.owner.iri, m.action, m.author) for m in heard] == [
        (ID + PROGRAM, Action.SUBMIT, "e1")
    ]
