"""The index is kept: used again, made anew when the data or the file are not what they were."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from michisuji.importers.sample import import_sample
from michisuji.search import Filters, Index, Keeper, find
from michisuji.search import keeping as keeping_
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import marker

from tests.search.conftest import Find


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


def files(settings: Settings) -> list[Path]:
    return sorted((settings.home / "search").iterdir())


def kept(store: MemoryStore, settings: Settings) -> Keeper:
    keeper = Keeper(store, settings)
    keeper.renew(marker(store))
    assert keeper.index is not None
    return keeper


def test_a_restart_uses_the_file_again(
    small_store: MemoryStore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(small_store, settings)
    (path,) = files(settings)
    made = path.stat().st_mtime_ns
    monkeypatch.setattr(keeping_, "build", None)
    again = kept(small_store, settings)
    assert again.is_current(marker(small_store))
    assert [file.stat().st_mtime_ns for file in files(settings)] == [made]


@pytest.mark.parametrize("damage", ["cut", "foreign", "empty", "other version"])
def test_a_damaged_or_foreign_file_is_made_anew(
    small_store: MemoryStore, settings: Settings, damage: str
) -> None:
    kept(small_store, settings)
    (path,) = files(settings)
    if damage == "other version":
        with sqlite3.connect(path) as db:
            db.execute("UPDATE about SET value = '0' WHERE key = 'format'")
    else:
        whole = path.read_bytes()
        path.write_bytes({"cut": whole[:5000], "foreign": b"hello" * 999, "empty": b""}[damage])
    again = kept(small_store, settings)
    assert again.index is not None
    assert find(again.index, "事業").total > 0


def test_a_file_damaged_while_it_is_used_is_told_and_thrown_away(
    small_store: MemoryStore, settings: Settings
) -> None:
    keeper = kept(small_store, settings)
    index = keeper.index
    assert index is not None
    index.path.write_bytes(b"x" * index.path.stat().st_size)
    with pytest.raises(sqlite3.DatabaseError):
        find(index, "事業")
    keeper.discard(index)
    assert keeper.index is None
    keeper.renew(marker(small_store))
    assert keeper.index is not None
    assert find(keeper.index, "事業").total > 0


def test_it_follows_the_data_and_the_old_one_answers_meanwhile(
    settings: Settings, small_data: Path
) -> None:
    store = MemoryStore(settings.base_iri)
    keeper = kept(store, settings)
    empty = keeper.index
    assert empty is not None
    assert len(empty) == 0
    import_sample(store, settings, small_data)
    assert not keeper.is_current(marker(store))
    assert keeper.index is empty
    keeper.renew(marker(store))
    assert keeper.index is not None
    assert len(keeper.index) > 10
    assert len(files(settings)) == 2, "readers of the old one still have its file"


def test_a_home_that_cannot_be_written(small_store: MemoryStore, settings: Settings) -> None:
    settings.home.parent.mkdir(exist_ok=True)
    settings.home.write_text("no folder")
    keeper = kept(small_store, settings)
    assert keeper.index is not None
    assert settings.home not in keeper.index.path.parents
    assert find(keeper.index, "事業").total > 0


def test_another_base_has_an_index_of_its_own(small_store: MemoryStore, settings: Settings) -> None:
    kept(small_store, settings)
    other = Keeper(small_store, replace(settings, base_iri="https://city.example"))
    assert not other.is_current(marker(small_store))


def test_the_file_is_its_owners_alone(small_store: MemoryStore, settings: Settings) -> None:
    kept(small_store, settings)
    for folder in (settings.home, settings.home / "search"):
        assert not folder.stat().st_mode & 0o077


def test_the_same_data_give_the_same_rows(small_store: MemoryStore, tmp_path: Path) -> None:
    def rows(name: str) -> list[tuple[object, ...]]:
        index = kept(small_store, Settings(home=tmp_path / name)).index
        assert index is not None
        with index.reading() as db:
            return db.execute("SELECT * FROM documents ORDER BY id").fetchall()

    assert rows("a") == rows("b")


def test_nobody_writes_into_it(index: Index) -> None:
    with index.reading() as db, pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM documents")
    assert os.access(index.path, os.R_OK)


def test_filters_and_their_counts(found: Find) -> None:
    everything = found("防災")
    assert sum(facet.count for facet in everything.facets.kinds) == everything.total
    for facet in everything.facets.kinds:
        narrowed = found("防災", filters=Filters(kinds=(facet.value,)))
        assert narrowed.total == facet.count
        assert {hit.kind for hit in narrowed.hits} == {facet.value}
        assert narrowed.facets.kinds == everything.facets.kinds, "the others stay to choose"
    for facet in everything.facets.departments:
        narrowed = found("防災", filters=Filters(department=facet.value))
        assert narrowed.total == facet.count
    for facet in everything.facets.datasets:
        assert found("防災", filters=Filters(dataset=facet.value)).total == facet.count
    for nothing in (Filters(kinds=("x",)), Filters(dataset="x"), Filters(department="x")):
        assert found("防災", filters=nothing).total == 0


def test_pages_follow_one_another(found: Find) -> None:
    whole = [hit.iri for hit in found("市").hits]
    parts = [hit.iri for n in range(0, len(whole), 7) for hit in found("市", first=n, count=7).hits]
    assert parts == whole
    assert len(set(whole)) == len(whole)


def test_the_readers_language_comes_first(found: Find) -> None:
    hit = found("disaster", "en").hits[0]
    assert "isaster" in hit.label
    assert all(len(text) > 0 for text, _ in hit.name)
