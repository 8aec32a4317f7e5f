"""Edits: what they change, how they merge, what they refuse, and their history back and forth."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.editing import Collision, Conflict, Edit, Quad, StillReferred, version
from michisuji.errors import BadInput, NotFound, Refused, TooLarge
from michisuji.quality.check.structure import Malformed
from michisuji.store.memory import MemoryStore
from rdflib import RDF, BNode, Literal, URIRef

from tests.editing.drafted import (
    BASE,
    ID,
    LAST,
    LM,
    NOW,
    RDFS,
    TIMELESS,
    City,
    copied,
    public_city,
)

PROGRAM, ACTIVITY, INDICATOR = (
    ID + "program/t-1",
    ID + "activity/t-1-a",
    ID + "indicator/t-1",
)
LABEL, PURPOSE = RDFS + "label", LM + "purpose"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    return public_city(tmp_path_factory.mktemp("public"))


@pytest.fixture
def city(public: MemoryStore) -> City:
    return City(copied(public))


def quad(iri: str, predicate: str, text: str, graph: str = TIMELESS) -> Quad:
    return Quad(URIRef(iri), URIRef(predicate), Literal(text, lang="ja"), graph)


def link(iri: str, predicate: str, other: str, graph: str = NOW) -> Quad:
    return Quad(URIRef(iri), URIRef(predicate), URIRef(other), graph)


def text_of(city: City, iri: str, predicate: str, graph: str | None = TIMELESS) -> set[str]:
    """The values of a property, in a named graph or (None) in the default graph."""
    place = (
        f"GRAPH <{graph}> {{ <{iri}> <{predicate}> ?v }}" if graph else f"<{iri}> <{predicate}> ?v"
    )
    return {str(value) for (value,) in city.work.select(f"SELECT ?v {{ {place} }}").rows}


def added(city: City, *quads: Quad, read_at: dict[str, str] | None = None) -> str:
    """Add statements at the versions that stand, or were read; the change."""
    read_at = read_at or {
        str(q.subject): city.editing.description(str(q.subject)).version for q in quads
    }
    return city.editing.apply(Edit(frozenset(quads), read_at=read_at, reason="足す"), "e1").change


def test_an_edit_changes_the_year_the_current_state_and_nothing_else(city: City) -> None:
    city.set("activity/t-1-a", LABEL, "新しい活動", NOW)
    assert (
        text_of(city, ACTIVITY, LABEL, NOW)
        == text_of(city, ACTIVITY, LABEL, None)
        == {"新しい活動"}
    )
    assert text_of(city, ACTIVITY, LABEL, LAST) == {"活動"}


def test_an_earlier_year_is_mended_without_touching_today(city: City) -> None:
    old, new = (quad(ACTIVITY, LABEL, text, LAST) for text in ("活動", "去年の活動"))
    read_at = {ACTIVITY: city.editing.description(ACTIVITY, 2025).version}
    assert old in city.editing.description(ACTIVITY, 2025).quads
    city.editing.apply(Edit(frozenset({new}), frozenset({old}), read_at), "e1")
    assert text_of(city, ACTIVITY, LABEL, LAST) == {"去年の活動"}
    assert text_of(city, ACTIVITY, LABEL, None) == {"活動"}


def test_the_first_edit_begins_a_draft_of_the_public_data(public: MemoryStore) -> None:
    city = City(copied(public), MemoryStore(BASE))
    assert city.editing.description(PROGRAM).quads, "read from the public data"
    city.set("program/t-1", PURPOSE, "目的")
    assert text_of(city, PROGRAM, PURPOSE) == {"目的"}
    assert text_of(city, ID + "program/t-2", LABEL) == {"事業2"}
    assert not city.public.ask(f"ASK {{ GRAPH ?g {{ ?s <{PURPOSE}> ?o }} }}")


def test_what_others_have_changed_elsewhere_is_merged_silently(city: City) -> None:
    read = {PROGRAM: city.editing.description(PROGRAM).version}
    added(city, quad(PROGRAM, PURPOSE, "一人目の目的"))
    done = city.editing.apply(
        Edit(frozenset({quad(PROGRAM, LM + "summary", "二人目の概要")}), read_at=read), "e2"
    )
    assert done.merged
    assert text_of(city, PROGRAM, PURPOSE) == {"一人目の目的"}
    assert text_of(city, PROGRAM, LM + "summary") == {"二人目の概要"}
    assert done.versions[PROGRAM] == city.editing.description(PROGRAM).version


def test_the_same_change_of_two_people_is_made_once(city: City) -> None:
    read = {PROGRAM: city.editing.description(PROGRAM).version}
    edit = Edit(frozenset({quad(PROGRAM, PURPOSE, "同じ")}), read_at=read)
    assert city.editing.apply(edit, "e1").change
    assert not city.editing.apply(edit, "e2").change
    assert len(city.editing.history(PROGRAM)) == 1


def test_a_collision_shows_both_sides_and_changes_nothing(city: City) -> None:
    read = {PROGRAM: city.editing.description(PROGRAM).version}
    city.set("program/t-1", LABEL, "一人目")
    mine = Edit(
        frozenset({quad(PROGRAM, LABEL, "二人目"), quad(PROGRAM, PURPOSE, "目的")}),
        frozenset({quad(PROGRAM, LABEL, "事業1")}),
        read,
    )
    with pytest.raises(Conflict) as refused:
        city.editing.apply(mine, "e2")
    assert refused.value.collisions == (
        Collision(
            PROGRAM, TIMELESS, LABEL, (Literal("事業1", lang="ja"),),
            (Literal("一人目", lang="ja"),),
            (Literal("二人目", lang="ja"),),
        ),
    )  # fmt: skip
    assert refused.value.versions == {PROGRAM: city.editing.description(PROGRAM).version}
    assert text_of(city, PROGRAM, LABEL) == {"一人目"}
    assert not text_of(city, PROGRAM, PURPOSE)


def test_removing_what_others_have_changed_collides(city: City) -> None:
    found = city.editing.description(ID + "goal/t-g1")
    city.set("goal/t-g1", LABEL, "変えた使命")
    with pytest.raises(Conflict):
        city.editing.apply(Edit(removed=found.quads, read_at={found.iri: found.version}), "e2")
    assert text_of(city, found.iri, LABEL) == {"変えた使命"}


def test_after_an_import_an_old_edit_does_not_merge(city: City) -> None:
    read = {PROGRAM: city.editing.description(PROGRAM).version}
    city.work.update(f'INSERT DATA {{ GRAPH <{TIMELESS}> {{ <{PROGRAM}> <{PURPOSE}> "x" }} }}')
    with pytest.raises(Conflict) as refused:
        added(city, quad(PROGRAM, LM + "summary", "概要"), read_at=read)
    assert not refused.value.collisions


def test_the_history_says_who_when_why_and_what(city: City) -> None:
    city.set("program/t-1", LABEL, "変えた", who="account-7")
    (change,) = city.editing.history(PROGRAM)
    assert (change.author, change.reason, change.kind) == ("account-7", "直す", "edit")
    assert quad(PROGRAM, LABEL, "変えた") in change.added
    assert quad(PROGRAM, LABEL, "事業1") in change.removed
    assert change.versions[PROGRAM][1] == city.editing.description(PROGRAM).version
    assert change.at.tzinfo is not None
    (contents,) = city.editing.contents(PROGRAM)
    assert version(contents[1]) == change.versions[PROGRAM][1]


def test_undo_keeps_what_came_after(city: City) -> None:
    first = added(city, quad(PROGRAM, PURPOSE, "目的"))
    added(city, quad(PROGRAM, LM + "summary", "概要"))
    done = city.editing.apply(city.editing.undone(first, "誤り"), "e2")
    assert done.merged
    assert not text_of(city, PROGRAM, PURPOSE)
    assert text_of(city, PROGRAM, LM + "summary") == {"概要"}
    last = city.editing.history(PROGRAM)[0]
    assert (last.kind, last.about, last.author, last.reason) == ("undo", first, "e2", "誤り")
    city.editing.apply(city.editing.undone(done.change, "やはり"), "e1")
    assert text_of(city, PROGRAM, PURPOSE) == {"目的"}, "an undo is undone"


def test_undo_of_what_was_changed_again_is_a_conflict(city: City) -> None:
    first = added(city, quad(PROGRAM, PURPOSE, "目的"))
    city.set("program/t-1", PURPOSE, "もっと良い目的")
    with pytest.raises(Conflict) as refused:
        city.editing.apply(city.editing.undone(first, "誤り"), "e2")
    (one,) = refused.value.collisions
    assert [tuple(map(str, side)) for side in (one.base, one.theirs, one.yours)] == [
        ("目的",), ("もっと良い目的",), (),
    ]  # fmt: skip


def test_undo_takes_nothing_from_under_what_was_built_on_it(city: City) -> None:
    new = ID + "output/t-1-new"
    model = ID + "model/t-1-2026"
    first = added(
        city, link(new, str(RDF.type), LM + "Output"), link(new, LM + "inModel", model),
        quad(new, LABEL, "新しい結果", NOW),
    )  # fmt: skip
    second = added(city, link(INDICATOR, LM + "indicates", new))
    with pytest.raises(StillReferred) as refused:
        city.editing.apply(city.editing.undone(first, "誤り"), "e1")
    assert refused.value.referring == (INDICATOR,)
    assert refused.value.members() == {"referring": [INDICATOR]}
    city.editing.apply(city.editing.undone(second, "誤り"), "e1")
    city.editing.apply(city.editing.undone(first, "誤り"), "e1")
    assert not city.editing.description(new).quads


def test_restore_brings_back_a_version(city: City) -> None:
    city.set("program/t-1", LABEL, "二番目の名")
    then = city.editing.history(PROGRAM)[0].id
    stood = city.editing.description(PROGRAM).version
    city.set("program/t-1", LABEL, "三番目の名")
    added(city, quad(PROGRAM, PURPOSE, "目的"))
    city.editing.apply(city.editing.restored(PROGRAM, then, "戻す"), "e2")
    assert city.editing.description(PROGRAM).version == stood
    assert city.editing.history(PROGRAM)[0].about == then


def test_nothing_is_restored_across_an_import(city: City) -> None:
    city.set("program/t-1", LABEL, "二番目の名")
    then = city.editing.history(PROGRAM)[0].id
    city.work.update(f'INSERT DATA {{ GRAPH <{TIMELESS}> {{ <{PROGRAM}> <{PURPOSE}> "x" }} }}')
    city.editing.imported("t", "e1", "読み込み")
    assert [c.kind for c in city.editing.history(PROGRAM)] == ["import", "edit"]
    with pytest.raises(NotFound):
        city.editing.restored(PROGRAM, then, "戻す")
    with pytest.raises(NotFound):
        city.editing.undone(city.editing.history(PROGRAM)[0].id, "戻す")


def test_a_resource_is_made_and_taken_away(city: City) -> None:
    new = ID + "goal/t-new"
    change = added(
        city, link(new, str(RDF.type), LM + "Mission", TIMELESS), quad(new, LABEL, "新しい使命")
    )
    assert city.editing.description(new).dataset == "t"
    city.editing.apply(city.editing.undone(change, "誤り"), "e1")
    assert not city.editing.description(new).quads
    assert version(()) == city.editing.description(new).version


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({link(ACTIVITY, LM + "leadsTo", ID + "output/t-2-p")}, Malformed),
        ({quad(PROGRAM, PURPOSE, "x", f"{BASE}/graph/t/provenance")}, Refused),
        ({quad(PROGRAM, PURPOSE, "x", f"{BASE}/graph/t/2031")}, Refused),
        ({quad(PROGRAM, PURPOSE, "x", "urn:michisuji:history:t")}, BadInput),
        ({quad(PROGRAM, PURPOSE, "x", f"{BASE}/graph/other")}, NotFound),
        ({quad(PROGRAM, PURPOSE, "x"), quad(PROGRAM, PURPOSE, "y", f"{BASE}/graph/u")}, BadInput),
        ({Quad(BNode(), URIRef(PURPOSE), Literal("x"), TIMELESS)}, BadInput),
        ({Quad(URIRef("a> <b"), URIRef(PURPOSE), Literal("x"), TIMELESS)}, BadInput),
        ({quad(PROGRAM, f"{PURPOSE}{n}", "x") for n in range(5_001)}, TooLarge),
        (set(), BadInput),
    ],
)
def test_what_cannot_be_edited_is_refused(
    city: City, wrong: set[Quad], error: type[Exception]
) -> None:
    before = {str(q) for q in city.work.data}
    read_at = {iri: city.editing.description(iri).version for iri in (PROGRAM, ACTIVITY)}
    with pytest.raises(error):
        city.editing.apply(Edit(frozenset(wrong), read_at=read_at), "e1")
    assert {str(q) for q in city.work.data} == before


def test_odd_texts_come_back_to_the_letter(city: City) -> None:
    odd = '"\\ \n\r\t }} ?x <a> \u2028 𠮷 {$this} #'
    change = added(city, quad(PROGRAM, PURPOSE, odd))
    assert text_of(city, PROGRAM, PURPOSE) == text_of(city, PROGRAM, PURPOSE, None) == {odd}
    assert quad(PROGRAM, PURPOSE, odd) in city.editing.history(PROGRAM)[0].added
    city.editing.apply(city.editing.undone(change, odd), "e1")
    assert city.editing.history(PROGRAM)[0].reason == odd
    assert not text_of(city, PROGRAM, PURPOSE)


def test_the_history_is_no_part_of_the_current_state(city: City, tmp_path: Path) -> None:
    city.set("program/t-1", LABEL, "変えた")
    assert not city.work.ask("ASK { ?s a <http://www.w3.org/ns/prov#Activity> }")
    told = b"".join(city.work.dump())
    assert b"urn:michisuji:" not in told
