"""The states of parts: who moves them, what an edit does to them, and what the history keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from michisuji.accounts.permissions import Action
from michisuji.editing import Edit, Quad
from michisuji.editing.transitions import WrongState
from michisuji.errors import BadInput, NotFound, Refused
from michisuji.store.memory import MemoryStore
from rdflib import Literal, URIRef

from tests.editing import drafted
from tests.editing.drafted import (
    BOTH,
    DIRECTOR,
    EDITOR,
    HEAD,
    ID,
    LM,
    NOW,
    OTHER,
    OUTSIDER,
    PLANNER,
    RDFS,
    TIMELESS,
    City,
)

PROGRAM = "program/t-1"
LABEL = f"{RDFS}label"


def test_a_part_goes_all_the_way(unchecked: City) -> None:
    move = unchecked.workflow.move
    unchecked.set(PROGRAM, LABEL, "事業一")
    assert unchecked.state(PROGRAM) == "draft"
    move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    move(HEAD, ID + PROGRAM, Action.RETURN, reason="数が合わない")
    returned = unchecked.workflow.state_of(ID + PROGRAM)
    assert (returned.state, returned.reason) == ("returned", "数が合わない")
    unchecked.set(PROGRAM, LABEL, "事業いち")
    assert unchecked.workflow.state_of(ID + PROGRAM) == returned, (
        "the reason is seen until it is sent"
    )
    move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    move(HEAD, ID + PROGRAM, Action.CONFIRM)
    move(DIRECTOR, ID + PROGRAM, Action.APPROVE)
    found = unchecked.workflow.state_of(ID + PROGRAM)
    assert (found.state, found.reason) == ("approved", "")
    moves = [(m.state, m.author, m.reason) for m in unchecked.workflow.moves_of(found)]
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
def test_an_edit_makes_a_part_a_draft_again(
    unchecked: City, before: str, name: str, graph: str
) -> None:
    steps = [(EDITOR, Action.SUBMIT), (HEAD, Action.CONFIRM), (DIRECTOR, Action.APPROVE)]
    for who, action in steps[: ["submitted", "confirmed", "approved"].index(before) + 1]:
        unchecked.workflow.move(who, ID + PROGRAM, action)
    assert unchecked.state(PROGRAM) == before
    unchecked.set(name, LABEL, "変えた", graph, "p1")
    assert unchecked.state(PROGRAM) == "draft"
    assert unchecked.state("program/t-2") == "", "no other part is touched"
    assert unchecked.state("evaluation/t-1-2025") == ""
    last = unchecked.editing.history(ID + PROGRAM)[0]
    assert last.author == "p1"
    assert any("draft" in str(quad.object) for quad in last.added), "in the same change set"


def test_a_sheet_of_last_year_has_its_own_state(unchecked: City) -> None:
    unchecked.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT, year=2025)
    assert (unchecked.state(PROGRAM, 2025), unchecked.state(PROGRAM)) == ("submitted", "")
    unchecked.set("activity/t-1-a", LABEL, "変えた", NOW)
    assert (unchecked.state(PROGRAM, 2025), unchecked.state(PROGRAM)) == ("submitted", "draft")


def test_a_new_element_and_a_deleted_one_belong_to_their_part(unchecked: City) -> None:
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
    unchecked.editing.apply(Edit(added=frozenset(quads), reason="足す"), "e1")
    assert unchecked.state(PROGRAM) == "draft"
    unchecked.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    read = unchecked.editing.description(str(new))
    unchecked.editing.apply(
        Edit(removed=read.quads, read_at={str(new): read.version}, reason="消す"), "p1"
    )
    assert unchecked.state(PROGRAM) == "draft"


def test_nobody_confirms_or_approves_their_own(unchecked: City) -> None:
    unchecked.workflow.move(BOTH, ID + PROGRAM, Action.SUBMIT)
    with pytest.raises(Refused, match="submitted themselves"):
        unchecked.workflow.move(BOTH, ID + PROGRAM, Action.CONFIRM)
    unchecked.workflow.move(PLANNER, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(Refused, match="submitted themselves"):
        unchecked.workflow.move(BOTH, ID + PROGRAM, Action.APPROVE)
    assert unchecked.state(PROGRAM) == "confirmed"


def test_the_head_of_a_section_confirms_and_does_not_approve(unchecked: City) -> None:
    unchecked.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    unchecked.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(Refused):
        unchecked.workflow.move(HEAD, ID + PROGRAM, Action.APPROVE)


@pytest.mark.parametrize("who", [OTHER, OUTSIDER, HEAD], ids=lambda who: who.id)
def test_another_unit_cannot_submit(unchecked: City, who: drafted.Actor) -> None:
    with pytest.raises(Refused):
        unchecked.workflow.move(who, ID + PROGRAM, Action.SUBMIT)


def test_a_move_from_another_state_is_refused(unchecked: City) -> None:
    with pytest.raises(WrongState):
        unchecked.workflow.move(HEAD, ID + PROGRAM, Action.CONFIRM)
    with pytest.raises(BadInput):
        unchecked.workflow.move(PLANNER, ID + PROGRAM, Action.RELEASE)
    with pytest.raises(BadInput):
        unchecked.workflow.move(PLANNER, f"{ID}goal/t-g1", Action.SUBMIT)
    with pytest.raises(NotFound):
        unchecked.workflow.move(PLANNER, f"{ID}goal/nothing", Action.SUBMIT)


def test_a_return_says_why(unchecked: City) -> None:
    unchecked.workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    with pytest.raises(BadInput):
        unchecked.workflow.move(HEAD, ID + PROGRAM, Action.RETURN, reason=" \x00\n")
    with pytest.raises(BadInput):
        unchecked.workflow.move(HEAD, ID + PROGRAM, Action.RETURN, reason="長" * 2001)
    assert unchecked.state(PROGRAM) == "submitted"


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


def test_what_an_approver_has_not_seen_is_not_confirmed(unchecked: City) -> None:
    """The page was opened, the planner edited and the section submitted again: it is seen anew."""
    move = unchecked.workflow.move
    seen = move(EDITOR, ID + PROGRAM, Action.SUBMIT, seen="").change
    unchecked.set("activity/t-1-a", LABEL, "変えた", NOW, "p1")
    again = move(EDITOR, ID + PROGRAM, Action.SUBMIT, seen=seen).change
    for action in (Action.CONFIRM, Action.RETURN):
        with pytest.raises(WrongState):
            move(HEAD, ID + PROGRAM, action, seen=seen, reason="理由")
    assert unchecked.state(PROGRAM) == "submitted"
    move(HEAD, ID + PROGRAM, Action.CONFIRM, seen=again)


def test_listeners_hear_each_move(public: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from michisuji.editing.transitions import MovedPart
    from michisuji.editing.workflow import Workflow

    city, heard = City(public), list[MovedPart]()
    listening: Callable[[MovedPart], None] = heard.append
    workflow = Workflow(city.editing, city.work, city.settings, listeners=[listening])
    monkeypatch.setattr(workflow, "findings_of", lambda _: ())
    workflow.move(EDITOR, ID + PROGRAM, Action.SUBMIT)
    assert [(m.part.owner.iri, m.action, m.author) for m in heard] == [
        (ID + PROGRAM, Action.SUBMIT, "e1")
    ]
