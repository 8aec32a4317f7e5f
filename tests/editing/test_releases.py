"""Releases: exactly the approved parts become public, in one step, and can be taken back."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from michisuji.accounts.permissions import Action
from michisuji.editing import Edit, Quad
from michisuji.errors import BadInput, NotFound, Refused
from rdflib import Literal, URIRef

from tests.editing import drafted
from tests.editing.drafted import (
    BASE,
    DIRECTOR,
    ID,
    LAST,
    LM,
    NOW,
    PLANNER,
    SECOND,
    TIMELESS,
)
from tests.editing.releasing import LABEL, PUBLISHED, STATUS, Releasing, data, is_current


def test_an_approved_part_becomes_public_and_another_does_not(releasing: Releasing) -> None:
    releasing.set("program/t-1", LABEL, "新しい名")
    releasing.set("program/t-2", LABEL, "カナリア")
    releasing.set("activity/t-1-a", LABEL, "新しい活動", NOW)
    before = data(releasing.public)
    (made,) = releasing.releases.release([releasing.approve("program/t-1")], "p1", "部長決裁")
    text = str(data(releasing.public))
    assert "新しい名" in text
    assert "新しい活動" in text
    assert "カナリア" not in text
    assert releasing.state("program/t-1") == "published"
    assert releasing.state("program/t-2") == "draft"
    gone, new = before - data(releasing.public), data(releasing.public) - before
    assert {q[0] for q in gone | new} == {f"<{ID}program/t-1>", f"<{ID}activity/t-1-a>"}
    assert (f"<{ID}program/t-1>", f"<{STATUS}>", f"<{PUBLISHED}>", NOW) in new
    assert is_current(releasing.public)
    (told,) = releasing.releases.made()
    assert (told.id, told.author, told.reason, told.dataset) == (made.id, "p1", "部長決裁", "t")
    assert told.parts == (f"{ID}program/t-1 2026",)
    assert "p1" not in str(list(releasing.public._store)), "no account in the public database"
    assert "決裁" not in str(list(releasing.public._store))


def test_what_an_import_has_published_as_approved_waits_for_nothing(releasing: Releasing) -> None:
    for store in (releasing.work, releasing.public):
        releasing.set_state("evaluation/t-1-2025", None, "approved", store)
    assert releasing.releases.approved() == []
    releasing.set("evaluation/t-1-2025", LABEL, "直した評価")
    name = releasing.approve("evaluation/t-1-2025")
    (part,) = releasing.releases.approved()
    assert f"{part.owner.iri} {part.owner.year}" == name
    (made,) = releasing.releases.release([name], "p1", "公開")
    releasing.releases.take_back(made.id, "p1", "誤り")
    assert len(releasing.releases.approved()) == 1


def test_a_release_is_taken_back_as_one_step(releasing: Releasing) -> None:
    before = data(releasing.public)
    releasing.set("program/t-1", LABEL, "新しい名")
    (made,) = releasing.releases.release([releasing.approve("program/t-1")], "p1", "決裁")
    back = releasing.releases.take_back(made.id, "p2", "誤り")
    assert data(releasing.public) == before
    assert is_current(releasing.public)
    assert releasing.state("program/t-1") == "approved"
    told = releasing.releases.made()
    assert [(one.id, one.about, one.back) for one in told] == [
        (back.id, made.id, ""),
        (made.id, "", back.id),
    ]
    with pytest.raises(Refused, match="taken back"):
        releasing.releases.take_back(made.id, "p2", "誤り")
    with pytest.raises(Refused, match="taken back"):
        releasing.releases.take_back(back.id, "p2", "誤り")
    assert releasing.releases.release([f"{ID}program/t-1 2026"], "p1", "やはり公開")


def test_a_release_under_a_later_one_stays(releasing: Releasing) -> None:
    releasing.set("program/t-1", LABEL, "一")
    (first,) = releasing.releases.release([releasing.approve("program/t-1")], "p1", "一回目")
    releasing.set("program/t-1", LABEL, "二")
    (second,) = releasing.releases.release([releasing.approve("program/t-1")], "p1", "二回目")
    releasing.set("program/t-2", LABEL, "別の事業")
    releasing.releases.release([releasing.approve("program/t-2")], "p1", "別")
    with pytest.raises(Refused, match="later release"):
        releasing.releases.take_back(first.id, "p1", "誤り")
    releasing.releases.take_back(second.id, "p1", "誤り")
    releasing.releases.take_back(first.id, "p1", "誤り")
    assert "別の事業" in str(data(releasing.public))


def test_what_was_imported_since_is_not_undone(releasing: Releasing, tmp_path: Any) -> None:
    releasing.set("program/t-1", LABEL, "一")
    (made,) = releasing.releases.release([releasing.approve("program/t-1")], "p1", "公開")
    fresh = drafted.public_city(tmp_path)
    for graph in (TIMELESS, NOW, LAST):
        releasing.public._store.clear_graph(ox.NamedNode(graph))
    releasing.public._store.extend(
        ox.Quad(q.subject, q.predicate, q.object, q.graph_name)
        for q in fresh._store
        if getattr(q.graph_name, "value", "").startswith(BASE)
    )
    with pytest.raises(Refused, match="imported since"):
        releasing.releases.take_back(made.id, "p1", "誤り")


@pytest.mark.parametrize("state", ["", "draft", "submitted", "confirmed"])
def test_what_is_not_approved_is_not_released(releasing: Releasing, state: str) -> None:
    if state:
        releasing.set("program/t-1", LABEL, "カナリア")
    if state in ("submitted", "confirmed"):
        releasing.workflow.move(PLANNER, f"{ID}program/t-1", Action.SUBMIT)
    if state == "confirmed":
        releasing.workflow.move(SECOND, f"{ID}program/t-1", Action.CONFIRM)
    before = data(releasing.public)
    approved = releasing.approve("program/t-2")
    with pytest.raises(Refused, match="not approved"):
        releasing.releases.release([f"{ID}program/t-1 2026", approved], "p1", "公開")
    assert data(releasing.public) == before
    assert releasing.releases.made() == []


def test_an_internal_program_is_refused_with_all_of_its_parts(releasing: Releasing) -> None:
    mark = Quad(
        URIRef(f"{ID}program/t-1"),
        URIRef(f"{LM}visibility"),
        URIRef("https://w3id.org/michisuji/code/visibility/internal"),
        TIMELESS,
    )
    read = {f"{ID}program/t-1": releasing.editing.description(f"{ID}program/t-1").version}
    releasing.editing.apply(Edit(added=frozenset({mark}), read_at=read, reason="庁内"), "p1")
    for name, year in (("program/t-1", None), ("program/t-1", 2025), ("evaluation/t-1-2025", None)):
        with pytest.raises(Refused, match="INT-05"):
            releasing.releases.release([releasing.approve(name, year)], "p1", "公開")


def test_a_year_does_not_begin_with_one_part(releasing: Releasing) -> None:
    """Readers would find a city of one program."""
    graph = ox.NamedNode(f"{BASE}/graph/t/2027")
    for quad in list(releasing.work._store.quads_for_pattern(None, None, None, ox.NamedNode(NOW))):
        releasing.work._store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    with pytest.raises(Refused, match="that year"):
        releasing.releases.release([releasing.approve("program/t-1", 2027)], "p1", "公開")


def test_other_resources_are_the_planner_s_to_choose(releasing: Releasing) -> None:
    releasing.set("goal/t-g1", LABEL, "新しい使命")
    releasing.set("unit/t-s1", LABEL, "カナリア課")
    releasing.releases.release([f"{ID}goal/t-g1"], "p1", "公開")
    text = str(data(releasing.public))
    assert "新しい使命" in text
    assert "カナリア" not in text
    assert STATUS not in text


def test_what_a_part_names_and_readers_lack_is_told(releasing: Releasing) -> None:
    new, old = f"{ID}evaluation/t-2-2024", f"{ID}evaluation/t-1-2025"
    gyear = URIRef("http://www.w3.org/2001/XMLSchema#gYear")
    said = {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", URIRef(f"{LM}Evaluation")),
        (f"{LM}evaluates", URIRef(f"{ID}program/t-2")),
        (f"{LM}fiscalYear", Literal("2024", datatype=gyear)),
        (LABEL, Literal("相互評価", lang="ja")),
    }
    quads = frozenset(Quad(URIRef(new), URIRef(p), value, TIMELESS) for p, value in said)
    releasing.editing.apply(Edit(added=quads, reason="足す"), "e1")
    read = {old: releasing.editing.description(old).version}
    link = Quad(URIRef(old), URIRef(f"{LM}respondsTo"), URIRef(new), TIMELESS)
    releasing.editing.apply(Edit(added=frozenset({link}), read_at=read, reason="答える"), "e1")
    names = [releasing.approve("evaluation/t-1-2025")]
    (need,) = releasing.releases.plan(releasing.releases.named(names)).needs
    assert (need.part.owner.iri, need.part.state) == (new, "draft")
    assert need.names == (new,)
    names.append(releasing.approve("evaluation/t-2-2024"))
    assert releasing.releases.plan(releasing.releases.named(names)).needs == ()
    releasing.releases.release(names, "p1", "公開")
    assert "相互評価" in str(data(releasing.public))


@pytest.mark.parametrize(
    ("names", "reason", "error"),
    [
        ([], "公開", BadInput),
        ([f"{ID}program/t-1 2026"], " ", BadInput),
        ([f"{ID}program/t-9"], "公開", BadInput),
        (['<>" } x'], "公開", BadInput),
        ([f"{ID}activity/t-1-a"], "公開", BadInput),
    ],
)
def test_odd_requests(releasing: Releasing, names: list[str], reason: str, error: Any) -> None:
    with pytest.raises(error):
        releasing.releases.release(names, "p1", reason)
    with pytest.raises(NotFound):
        releasing.releases.take_back("nothing", "p1", "誤り")


def test_approvers_do_not_release(releasing: Releasing) -> None:
    from michisuji.accounts.permissions import allowed

    assert not allowed(DIRECTOR, Action.RELEASE, state="approved")
    assert allowed(PLANNER, Action.RELEASE, state="approved")
