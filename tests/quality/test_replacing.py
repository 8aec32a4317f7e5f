"""The effect of replacing a data set: resources, values, findings; the same either way."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.quality.change import replacing
from michisuji.quality.change.differences import between
from michisuji.quality.change.replacing import ReplacementEffect, effect
from michisuji.quality.change.wording import Wording
from michisuji.questions.datasets import copied
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM

SETTINGS = Settings()
BASE = SETTINGS.base_iri
PROGRAM = f"{BASE}/id/program/mihon-010101"
INDICATOR = f"{BASE}/id/indicator/mihon-010101-01"


def _edited(store: MemoryStore, folder: Path, *edits: tuple[str, str]) -> Batch:
    """The data set mihon with texts of its statements replaced (to '': the line is left out)."""
    batch = copied(store, BASE, "mihon", folder)
    for path in batch.graphs.values():
        lines = path.read_text("utf-8").splitlines()
        for old, new in edits:
            lines = [line.replace(old, new) for line in lines if new or old not in line]
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return batch


def _keys(found: ReplacementEffect) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    new, mended = ({(f.rule, f.focus_node) for f in fs} for fs in (found.new, found.mended))
    return new, mended


def test_the_same_changes_nothing(small_store: MemoryStore, tmp_path: Path) -> None:
    found = effect(small_store, copied(small_store, BASE, "mihon", tmp_path), SETTINGS)
    assert found == ReplacementEffect(found.differences)
    assert found.differences.is_empty


@pytest.mark.slow
def test_a_value_is_told_old_and_new(small_store: MemoryStore, tmp_path: Path) -> None:
    batch = _edited(small_store, tmp_path, ('"組織"', '"団体"'))
    found = effect(small_store, batch, SETTINGS).differences
    assert found.total("changed") == len(found.resources) > 0
    assert found.total("added") == found.total("removed") == 0
    change = next(r for r in found.resources if r.iri == INDICATOR)
    assert change.type == LM + "Indicator"
    (value,) = (v for v in change.values if v.predicate == LM + "unitOfMeasure")
    assert ([str(v) for v in value.old], [str(v) for v in value.new]) == (["組織"], ["団体"])
    assert found.names[INDICATOR]["ja"]


def test_a_link_is_named_by_its_ends(small_store: MemoryStore, tmp_path: Path) -> None:
    batch = _edited(small_store, tmp_path, (f"<{BASE}/id/link/mihon-010101-p1-s1>", ""))
    found = effect(small_store, batch, SETTINGS).differences
    (gone,) = found.of_kind("removed")
    assert (gone.type, found.owners) == (LM + "CausalLink", (PROGRAM,))
    told = Wording(found, "ja", "").name(gone.iri)
    assert told.startswith("地区防災計画を作成した自主防災組織 → 自主防災組織の役員と住民が")
    assert Wording(found, "ja", "").term(gone.type) == "因果のつながり"


@pytest.mark.parametrize("small", [replacing.SMALL, 0])
def test_findings_are_the_same_by_either_way(
    small_store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    """What applies only to the change, and what compares two whole checks."""
    monkeypatch.setattr(replacing, "SMALL", small)
    batch = _edited(small_store, tmp_path / "worse", (f"<{INDICATOR}> <{LM}unitOfMeasure>", ""))
    worse = effect(small_store, batch, SETTINGS)
    new, mended = _keys(worse)
    assert ("IND-02", INDICATOR) in new
    assert not mended
    changed = MemoryStore(BASE)
    changed.data.extend(small_store.data)
    changed.replace(batch)
    back = effect(changed, copied(small_store, BASE, "mihon", tmp_path / "back"), SETTINGS)
    assert _keys(back) == (set(), new)
    assert worse.violations == sum(f.severity == "violation" for f in worse.new)


def test_what_another_data_set_states_is_not_lost(small_store: MemoryStore, tmp_path: Path) -> None:
    """A statement of two data sets stays in the current state when one drops it."""
    store = MemoryStore(BASE)
    store.data.extend(small_store.data)
    line = f'<{INDICATOR}> <{LM}unitOfMeasure> "組織"@ja .\n'
    batch = _edited(store, tmp_path / "less", (f"<{INDICATOR}> <{LM}unitOfMeasure>", ""))
    lines = [
        text
        for path in copied(store, BASE, "mihon", tmp_path / "was").graphs.values()
        for text in path.read_text("utf-8").splitlines(keepends=True)
        if text.startswith(f"<{INDICATOR}> <{LM}unitOfMeasure>")
    ]
    assert lines, line
    other = tmp_path / "other.nt"
    other.write_text("".join(lines), "utf-8")
    store.replace(Batch("other", {f"{BASE}/graph/other": other}))
    assert _keys(effect(store, batch, SETTINGS)) == (set(), set())


def test_a_first_data_set_is_all_new(small_store: MemoryStore, tmp_path: Path) -> None:
    batch = copied(small_store, BASE, "mihon", tmp_path)
    found = effect(MemoryStore(BASE), batch, SETTINGS)
    assert found.differences.total("added") > 100
    assert found.differences.total("changed") == found.differences.total("removed") == 0
    gone = effect(small_store, Batch("mihon", {}), SETTINGS)
    assert gone.differences.total("removed") == found.differences.total("added")


def test_a_new_year_and_sources_alone(tmp_path: Path) -> None:
    def file(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line} .\n" for line in lines))
        return path

    thing = f"<{BASE}/id/program/t-1>"
    old = {
        f"{BASE}/graph/t": file("a", f'{thing} <urn:p> "x"'),
        f"{BASE}/graph/t/2024/provenance": file("p", f'{thing} <urn:row> "1"'),
    }
    new = {
        **old,
        f"{BASE}/graph/t/2024/provenance": file("q", f'{thing} <urn:row> "2"'),
    }
    found = between(old, new, BASE, tmp_path / "one")
    assert (found.is_empty, found.resources) == (False, [])
    later = {**old, f"{BASE}/graph/t/2025": file("y", f'{thing} <urn:p> "7"')}
    (change,) = between(old, later, BASE, tmp_path / "two").resources
    assert change.kind == "changed"
    assert [(v.year, len(v.old), len(v.new)) for v in change.values] == [(2025, 0, 1)]
