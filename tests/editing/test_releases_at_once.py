"""Releases at once, cut off, and of any parts: public is always the approved parts and no other."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.editing.release import making
from michisuji.editing.release.making import Releases
from michisuji.errors import StoreUnavailable
from michisuji.store.memory import MemoryStore

from tests.editing.drafted import (
    ID,
    LAST,
    NOW,
    TIMELESS,
)
from tests.editing.releasing import LABEL, PUBLISHED, STATUS, Releasing, data, graph_of, is_current


def test_two_planners_at_once_release_everything_once(releasing: Releasing) -> None:
    for n in (1, 2, 3):
        releasing.set(f"program/t-{n}", LABEL, f"新しい{n}")
    names = [releasing.approve(f"program/t-{n}") for n in (1, 2, 3)]
    failures = list[Exception]()

    def run(who: str, chosen: list[str]) -> None:
        # Each its own: two processes share no lock.
        own = Releases(releasing.editing, releasing.work, releasing.public, releasing.settings)
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
    assert [releasing.state(f"program/t-{n}") for n in (1, 2, 3)] == ["published"] * 3
    text = str(data(releasing.public))
    assert all(f"新しい{n}" in text for n in (1, 2, 3))
    assert is_current(releasing.public)
    told = [part for one in releasing.releases.made() for part in one.parts]
    assert sorted(told) == sorted(names), "none was released twice"


@pytest.mark.parametrize("place", ["recorded", "public"])
def test_a_release_that_is_cut_off_is_whole_or_not_at_all(
    releasing: Releasing, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service dies after the record, or between the two databases."""
    before = data(releasing.public)
    releasing.set("program/t-1", LABEL, "新しい名")
    names = [releasing.approve("program/t-1")]

    def die(*_: object) -> None:
        raise StoreUnavailable("落ちた", "killed")

    with monkeypatch.context() as patched:
        if place == "recorded":
            patched.setattr(making.writing, "write", die)
        else:
            patched.setattr(Releases, "_settle", die)
        with pytest.raises(StoreUnavailable):
            releasing.releases.release(names, "p1", "公開")
    again = Releases(releasing.editing, releasing.work, releasing.public, releasing.settings)
    if place == "recorded":
        assert data(releasing.public) == before
        assert again.made() == []
        assert again.settle() == 0
        assert releasing.state("program/t-1") == "approved"
        again.release(names, "p1", "公開")
    else:
        assert "新しい名" in str(data(releasing.public))
        assert releasing.state("program/t-1") == "approved"
        assert again.settle() == 1
    assert releasing.state("program/t-1") == "published"
    assert len(again.made()) == 1


def test_what_is_edited_after_its_release_stays_a_draft(
    releasing: Releasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    releasing.set("program/t-1", LABEL, "決裁した名")
    names, settle = [releasing.approve("program/t-1")], Releases._settle

    def late(own: Releases, parts: Any, *rest: Any) -> None:
        releasing.set("program/t-1", LABEL, "カナリア")
        settle(own, own.named(names), *rest)

    monkeypatch.setattr(Releases, "_settle", late)
    releasing.releases.release(names, "p1", "公開")
    assert releasing.state("program/t-1") == "draft"
    assert "決裁した名" in str(data(releasing.public))
    assert "カナリア" not in str(data(releasing.public))


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
