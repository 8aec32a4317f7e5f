"""Files that replace a data set: the states of its parts stay, but for what the files change."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.accounts.permissions import Action, Actor
from michisuji.editing import imported
from michisuji.editing.imported import keep_states
from michisuji.editing.states import STATUS, STATUS_CODE
from michisuji.store.protocol import Batch

from tests.editing.drafted import (
    BASE,
    NOW,
    TIMELESS,
    City,
    Role,
    actor,
    city_batch,
)

EDITORS = {n: actor(f"e{n}", (Role.EDITOR, f"t-s{n}")) for n in (1, 2, 3)}
HEAD = actor("h", (Role.PLANNER, None))


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """The files that the city was made of, once more."""
    return city_batch(tmp_path / "again")


def take(city: City, batch: Batch, folder: Path) -> bool:
    keep_states(city.work, BASE, batch, folder)
    return city.work.replace(batch).changed


def write(batch: Batch, graph: str, old: str, new: str) -> None:
    path = batch.graphs[graph]
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def move(city: City, n: int, *actions: tuple[Action, Actor, str]) -> None:
    for action, who, reason in actions:
        city.workflow.move(who, f"{BASE}/id/program/t-{n}", action, reason=reason or "よし")


SUBMIT, RETURN, CONFIRM, APPROVE = (
    (Action.SUBMIT, EDITORS[1], ""),
    (Action.RETURN, HEAD, "目的が要る"),
    (Action.CONFIRM, HEAD, ""),
    (Action.APPROVE, HEAD, ""),
)


def test_the_same_files_again_change_nothing(unchecked: City, batch: Batch, tmp_path: Path) -> None:
    move(unchecked, 1, SUBMIT, CONFIRM, APPROVE)
    before = sorted(b"".join(unchecked.work.dump()).splitlines())
    assert not take(unchecked, batch, tmp_path / "x")
    assert sorted(b"".join(unchecked.work.dump()).splitlines()) == before
    assert unchecked.state("program/t-1") == "approved"


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ((SUBMIT,), "draft"),
        ((SUBMIT, CONFIRM, APPROVE), "draft"),
        ((SUBMIT, RETURN), "returned"),  # so that its reason is still seen
    ],
    ids=["submitted", "approved", "returned"],
)
@pytest.mark.parametrize(
    ("graph", "old", "new"),
    [
        (TIMELESS, '"事業1"@ja', '"別の名前"@ja'),
        (NOW, '"活動"@ja', '"別の活動"@ja'),
        (TIMELESS, "> 100", "> 100"),
    ],
    ids=["program", "element", "nothing"],
)
def test_what_the_files_change_is_a_draft_again(
    unchecked: City, batch: Batch, tmp_path: Path, moves: tuple[tuple[Action, Actor, str], ...],
    state: str, graph: str, old: str, new: str,
) -> None:  # fmt: skip
    move(unchecked, 1, *moves)
    if old != new:
        write(batch, graph, old, new)
    before = unchecked.state("program/t-1")
    take(unchecked, batch, tmp_path / "x")
    assert unchecked.state("program/t-1") == (state if old != new else before)


def test_a_part_beside_it_keeps_its_state(unchecked: City, batch: Batch, tmp_path: Path) -> None:
    move(unchecked, 1, SUBMIT)
    write(batch, TIMELESS, '"事業2"@ja', '"別の名前"@ja')
    take(unchecked, batch, tmp_path / "x")
    assert unchecked.state("program/t-1") == "submitted"


def test_a_part_that_is_gone_leaves_no_state(unchecked: City, batch: Batch, tmp_path: Path) -> None:
    move(unchecked, 1, SUBMIT)
    for graph, path in batch.graphs.items():
        lines = path.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if "/program/t-1>" not in line]
        batch.graphs[graph].write_text("".join(kept), "utf-8")
    take(unchecked, batch, tmp_path / "x")
    assert not unchecked.work.ask(f"ASK {{ GRAPH ?g {{ <{BASE}/id/program/t-1> ?p ?o }} }}")


def test_a_state_that_files_state_is_theirs(unchecked: City, batch: Batch, tmp_path: Path) -> None:
    """Of an evaluation, in a workbook: who may say it is checked where they are taken."""
    name = f"<{BASE}/id/evaluation/t-1-2025>"
    said = f"{name} <{STATUS}> <{STATUS_CODE}draft> .\n"
    unchecked.workflow.move(EDITORS[1], name[1:-1], Action.SUBMIT, reason="よし")
    with batch.graphs[TIMELESS].open("a", encoding="utf-8") as file:
        file.write(said)
    take(unchecked, batch, tmp_path / "x")
    assert unchecked.state("evaluation/t-1-2025") == "draft"


def test_with_too_many_changes_all_is_a_draft_again(
    unchecked: City, batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported, "MOST_STATEMENTS", 1)
    move(unchecked, 1, SUBMIT)
    write(batch, TIMELESS, '"事業2"@ja', '"別の名前"@ja')
    take(unchecked, batch, tmp_path / "x")
    assert unchecked.state("program/t-1") == "draft"
