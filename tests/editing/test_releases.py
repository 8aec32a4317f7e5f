"""Releases: exactly the approved parts become public, in one step, and can be taken back."""

from __future__ import annotations

import re
import threading
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.accounts.permissions import Action
from michisuji.editing import Edit, Quad
from michisuji.editing.release import making
from michisuji.editing.release.making import Releases
from michisuji.editing.release.plan import name_of
from michisuji.errors import BadInput, NotFound, Refused, StoreUnavailable
from michisuji.store.memory import MemoryStore
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
    RDFS,
    SECOND,
    TIMELESS,
    City,
)

LABEL = f"{RDFS}label"
STATUS = f"{LM}workflowStatus"
PUBLISHED = "https://w3id.org/michisuji/code/workflow-status/published"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    return drafted.public_city(tmp_path_factory.mktemp("city"))


class Releasing(City):
    """A city whose parts may be approved without a look at their findings."""

    def __init__(self, public: MemoryStore) -> None:
        super().__init__(drafted.copied(public))
        self.workflow.findings_of = lambda _: ()  # type: ignore[method-assign]
        self.releases = Releases(self.editing, self.work, self.public, self.settings)

    def approve(self, name: str, year: int | None = None) -> str:
        """Bring a part to its approval, and return its name in forms."""
        for who, action in (
            (PLANNER, Action.SUBMIT),
            (SECOND, Action.CONFIRM),
            (SECOND, Action.APPROVE),
        ):
            self.workflow.move(who, ID + name, action, year=year)
        return name_of(self.workflow.state_of(ID + name, year).owner)

    def set_state(self, name: str, year: int | None, state: str) -> None:
        """Write a state without moves, for tests of many parts."""
        subject, predicate = ox.NamedNode(ID + name), ox.NamedNode(STATUS)
        graph = ox.NamedNode(graph_of(year))
        for quad in list(self.work._store.quads_for_pattern(subject, predicate, None, graph)):
            self.work._store.remove(quad)
        value = ox.NamedNode(PUBLISHED.replace("published", state))
        self.work._store.add(ox.Quad(subject, predicate, value, graph))


@pytest.fixture
def city(public: MemoryStore) -> Releasing:
    return Releasing(public)


def data(store: MemoryStore, *, default: bool = False) -> set[tuple[str, str, str, str]]:
    """The statements of the data sets' graphs, or those of the default graph."""
    graph: Any = ox.DefaultGraph() if default else None
    quads = store._store.quads_for_pattern(None, None, None, graph)
    return {
        (str(q.subject), str(q.predicate), str(q.object), getattr(q.graph_name, "value", ""))
        for q in quads
        if default or getattr(q.graph_name, "value", "").startswith(BASE)
    }


def is_current(store: MemoryStore) -> bool:
    """The default graph is the timeless graph and the latest year's."""
    whole = {q[:3] for q in data(store) if q[3] in (TIMELESS, NOW)}
    return {q[:3] for q in data(store, default=True)} == whole


def test_an_approved_part_becomes_public_and_another_does_not(city: Releasing) -> None:
    city.set("program/t-1", LABEL, "新しい名")
    city.set("program/t-2", LABEL, "カナリア")
    city.set("activity/t-1-a", LABEL, "新しい活動", NOW)
    before = data(city.public)
    (made,) = city.releases.release([city.approve("program/t-1")], "p1", "部長決裁")
    text = str(data(city.public))
    assert "新しい名" in text
    assert "新しい活動" in text
    assert "カナリア" not in text
    assert city.state("program/t-1") == "published"
    assert city.state("program/t-2") == "draft"
    gone, new = before - data(city.public), data(city.public) - before
    assert {q[0] for q in gone | new} == {f"<{ID}program/t-1>", f"<{ID}activity/t-1-a>"}
    assert (f"<{ID}program/t-1>", f"<{STATUS}>", f"<{PUBLISHED}>", NOW) in new
    assert is_current(city.public)
    (told,) = city.releases.made()
    assert (told.id, told.author, told.reason, told.dataset) == (made.id, "p1", "部長決裁", "t")
    assert told.parts == (f"{ID}program/t-1 2026",)
    assert "p1" not in str(list(city.public._store)), "no account in the public database"
    assert "決裁" not in str(list(city.public._store))


def test_a_release_is_taken_back_as_one_step(city: Releasing) -> None:
    before = data(city.public)
    city.set("program/t-1", LABEL, "新しい名")
    (made,) = city.releases.release([city.approve("program/t-1")], "p1", "決裁")
    back = city.releases.take_back(made.id, "p2", "誤り")
    assert data(city.public) == before
    assert is_current(city.public)
    assert city.state("program/t-1") == "approved"
    told = city.releases.made()
    assert [(one.id, one.about, one.back) for one in told] == [
        (back.id, made.id, ""),
        (made.id, "", back.id),
    ]
    with pytest.raises(Refused, match="taken back"):
        city.releases.take_back(made.id, "p2", "誤り")
    with pytest.raises(Refused, match="taken back"):
        city.releases.take_back(back.id, "p2", "誤り")
    assert city.releases.release([f"{ID}program/t-1 2026"], "p1", "やはり公開")


def test_a_release_under_a_later_one_stays(city: Releasing) -> None:
    city.set("program/t-1", LABEL, "一")
    (first,) = city.releases.release([city.approve("program/t-1")], "p1", "一回目")
    city.set("program/t-1", LABEL, "二")
    (second,) = city.releases.release([city.approve("program/t-1")], "p1", "二回目")
    city.set("program/t-2", LABEL, "別の事業")
    city.releases.release([city.approve("program/t-2")], "p1", "別")
    with pytest.raises(Refused, match="later release"):
        city.releases.take_back(first.id, "p1", "誤り")
    city.releases.take_back(second.id, "p1", "誤り")
    city.releases.take_back(first.id, "p1", "誤り")
    assert "別の事業" in str(data(city.public))


def test_what_was_imported_since_is_not_undone(city: Releasing, tmp_path: Any) -> None:
    city.set("program/t-1", LABEL, "一")
    (made,) = city.releases.release([city.approve("program/t-1")], "p1", "公開")
    fresh = drafted.public_city(tmp_path)
    for graph in (TIMELESS, NOW, LAST):
        city.public._store.clear_graph(ox.NamedNode(graph))
    city.public._store.extend(
        ox.Quad(q.subject, q.predicate, q.object, q.graph_name)
        for q in fresh._store
        if getattr(q.graph_name, "value", "").startswith(BASE)
    )
    with pytest.raises(Refused, match="imported since"):
        city.releases.take_back(made.id, "p1", "誤り")


@pytest.mark.parametrize("state", ["", "draft", "submitted", "confirmed"])
def test_what_is_not_approved_is_not_released(city: Releasing, state: str) -> None:
    if state:
        city.set("program/t-1", LABEL, "カナリア")
    if state in ("submitted", "confirmed"):
        city.workflow.move(PLANNER, f"{ID}program/t-1", Action.SUBMIT)
    if state == "confirmed":
        city.workflow.move(SECOND, f"{ID}program/t-1", Action.CONFIRM)
    before = data(city.public)
    approved = city.approve("program/t-2")
    with pytest.raises(Refused, match="not approved"):
        city.releases.release([f"{ID}program/t-1 2026", approved], "p1", "公開")
    assert data(city.public) == before
    assert city.releases.made() == []


def test_an_internal_program_is_refused_with_all_of_its_parts(city: Releasing) -> None:
    mark = Quad(
        URIRef(f"{ID}program/t-1"),
        URIRef(f"{LM}visibility"),
        URIRef("https://w3id.org/michisuji/code/visibility/internal"),
        TIMELESS,
    )
    read = {f"{ID}program/t-1": city.editing.description(f"{ID}program/t-1").version}
    city.editing.apply(Edit(added=frozenset({mark}), read_at=read, reason="庁内"), "p1")
    for name, year in (("program/t-1", None), ("program/t-1", 2025), ("evaluation/t-1-2025", None)):
        with pytest.raises(Refused, match="INT-05"):
            city.releases.release([city.approve(name, year)], "p1", "公開")


def test_a_year_does_not_begin_with_one_part(city: Releasing) -> None:
    """Readers would find a city of one program."""
    graph = ox.NamedNode(f"{BASE}/graph/t/2027")
    for quad in list(city.work._store.quads_for_pattern(None, None, None, ox.NamedNode(NOW))):
        city.work._store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    with pytest.raises(Refused, match="that year"):
        city.releases.release([city.approve("program/t-1", 2027)], "p1", "公開")


def test_other_resources_are_the_planner_s_to_choose(city: Releasing) -> None:
    city.set("goal/t-g1", LABEL, "新しい使命")
    city.set("unit/t-s1", LABEL, "カナリア課")
    city.releases.release([f"{ID}goal/t-g1"], "p1", "公開")
    text = str(data(city.public))
    assert "新しい使命" in text
    assert "カナリア" not in text
    assert STATUS not in text


def test_what_a_part_names_and_readers_lack_is_told(city: Releasing) -> None:
    new, old = f"{ID}evaluation/t-2-2024", f"{ID}evaluation/t-1-2025"
    gyear = URIRef("http://www.w3.org/2001/XMLSchema#gYear")
    said = {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", URIRef(f"{LM}Evaluation")),
        (f"{LM}evaluates", URIRef(f"{ID}program/t-2")),
        (f"{LM}fiscalYear", Literal("2024", datatype=gyear)),
        (LABEL, Literal("相互評価", lang="ja")),
    }
    quads = frozenset(Quad(URIRef(new), URIRef(p), value, TIMELESS) for p, value in said)
    city.editing.apply(Edit(added=quads, reason="足す"), "e1")
    read = {old: city.editing.description(old).version}
    link = Quad(URIRef(old), URIRef(f"{LM}respondsTo"), URIRef(new), TIMELESS)
    city.editing.apply(Edit(added=frozenset({link}), read_at=read, reason="答える"), "e1")
    names = [city.approve("evaluation/t-1-2025")]
    (need,) = city.releases.plan(city.releases.named(names)).needs
    assert (need.part.owner.iri, need.part.state) == (new, "draft")
    assert need.names == (new,)
    names.append(city.approve("evaluation/t-2-2024"))
    assert city.releases.plan(city.releases.named(names)).needs == ()
    city.releases.release(names, "p1", "公開")
    assert "相互評価" in str(data(city.public))


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
def test_odd_requests(city: Releasing, names: list[str], reason: str, error: Any) -> None:
    with pytest.raises(error):
        city.releases.release(names, "p1", reason)
    with pytest.raises(NotFound):
        city.releases.take_back("nothing", "p1", "誤り")


def test_two_planners_at_once_release_everything_once(city: Releasing) -> None:
    for n in (1, 2, 3):
        city.set(f"program/t-{n}", LABEL, f"新しい{n}")
    names = [city.approve(f"program/t-{n}") for n in (1, 2, 3)]
    failures = list[Exception]()

    def run(who: str, chosen: list[str]) -> None:
        # Each its own: two processes share no lock.
        own = Releases(city.editing, city.work, city.public, city.settings)
        try:
            own.release(chosen, who, "公開")
        except Exception as error:
            failures.append(error)

    threads = [
        threading.Thread(target=run, args=("p1", names[:2])),
        threading.Thread(target=run, args=("p2", names[1:])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [city.state(f"program/t-{n}") for n in (1, 2, 3)] == ["published"] * 3
    text = str(data(city.public))
    assert all(f"新しい{n}" in text for n in (1, 2, 3))
    assert is_current(city.public)
    told = [part for one in city.releases.made() for part in one.parts]
    assert sorted(told) == sorted(names), "none was released twice"


@pytest.mark.parametrize("place", ["recorded", "public"])
def test_a_release_that_is_cut_off_is_whole_or_not_at_all(
    city: Releasing, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service dies after the record, or between the two databases."""
    before = data(city.public)
    city.set("program/t-1", LABEL, "新しい名")
    names = [city.approve("program/t-1")]

    def die(*_: object) -> None:
        raise StoreUnavailable("落ちた", "killed")

    with monkeypatch.context() as patched:
        if place == "recorded":
            patched.setattr(making.writing, "write", die)
        else:
            patched.setattr(Releases, "_settle", die)
        with pytest.raises(StoreUnavailable):
            city.releases.release(names, "p1", "公開")
    again = Releases(city.editing, city.work, city.public, city.settings)
    if place == "recorded":
        assert data(city.public) == before
        assert again.made() == []
        assert again.settle() == 0
        assert city.state("program/t-1") == "approved"
        again.release(names, "p1", "公開")
    else:
        assert "新しい名" in str(data(city.public))
        assert city.state("program/t-1") == "approved"
        assert again.settle() == 1
    assert city.state("program/t-1") == "published"
    assert len(again.made()) == 1


def test_what_is_edited_after_its_release_stays_a_draft(
    city: Releasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.set("program/t-1", LABEL, "決裁した名")
    names, settle = [city.approve("program/t-1")], Releases._settle

    def late(own: Releases, parts: Any, *rest: Any) -> None:
        city.set("program/t-1", LABEL, "カナリア")
        settle(own, own.named(names), *rest)

    monkeypatch.setattr(Releases, "_settle", late)
    city.releases.release(names, "p1", "公開")
    assert city.state("program/t-1") == "draft"
    assert "決裁した名" in str(data(city.public))
    assert "カナリア" not in str(data(city.public))


PLACES = (
    ("program/t-1", TIMELESS),
    ("program/t-2", TIMELESS),
    ("money/t-1", TIMELESS),
    ("indicator/t-2", TIMELESS),
    ("activity/t-1-a", NOW),
    ("activity/t-1-a", LAST),
    ("output/t-2-p", NOW),
    ("evaluation/t-1-2025", TIMELESS),
    ("goal/t-g1", TIMELESS),
)
SHEETS = (
    ("program/t-1", 2026),
    ("program/t-1", 2025),
    ("program/t-2", 2026),
    ("evaluation/t-1-2025", None),
)


def part_told_by_names(subject: str, graph: str) -> tuple[str, int | None] | None:
    """The part of a statement, by the names of the test's city alone."""
    name = subject.strip("<>").removeprefix(ID)
    if name.startswith("evaluation/"):
        return name, None
    found = re.fullmatch(r"(?:program|money|model|activity|output|link|indicator)/t-(\d).*", name)
    if not found:
        return None
    return f"program/t-{found[1]}", 2025 if graph == LAST else 2026


@settings(max_examples=12)
@given(
    edits=st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 2)), max_size=8),
    chosen=st.sets(st.sampled_from(SHEETS), min_size=1),
    idle=st.sets(st.sampled_from(SHEETS)),
)
def test_a_release_is_the_approved_parts_and_nothing_else(
    public: MemoryStore, edits: list[Any], chosen: set[Any], idle: set[Any]
) -> None:
    """Public afterwards = public before, with those parts as in the drafts; taken back = before."""
    city = Releasing(public)
    for (name, graph), number in edits:
        city.set(name, LABEL, f"名{number}", graph)
    for name, year in sorted(chosen | idle, key=str):
        city.set_state(name, year, "approved")
    before, drafts = data(city.public), data(city.work)
    names = [f"{ID}{name} {year or 2025}" for name, year in chosen]
    made = city.releases.release(names, "p1", "公開")

    def of_parts(statements: set[Any]) -> set[Any]:
        return {q for q in statements if part_told_by_names(q[0], q[3]) in chosen}

    approved = {q for q in of_parts(drafts) if q[1] != f"<{STATUS}>"}
    status = {
        (f"<{ID}{name}>", f"<{STATUS}>", f"<{PUBLISHED}>", graph_of(year)) for name, year in chosen
    }
    assert data(city.public) == (before - of_parts(before)) | approved | status
    assert is_current(city.public)
    for one in made:
        city.releases.take_back(one.id, "p1", "戻す")
    assert data(city.public) == before
    assert is_current(city.public)


def graph_of(year: int | None) -> str:
    return {None: TIMELESS, 2025: LAST, 2026: NOW}[year]


def test_approvers_do_not_release(city: Releasing) -> None:
    from michisuji.accounts.permissions import allowed

    assert not allowed(DIRECTOR, Action.RELEASE, state="approved")
    assert allowed(PLANNER, Action.RELEASE, state="approved")
