"""Waivers: in force only when whole and in time; what is not is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.quality.check import waivers
from michisuji.quality.check.command import check_store
from michisuji.quality.check.waivers import Fact, collect
from michisuji.quality.shacl import SnapshotSource, StoreSource
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = Settings().base_iri
RULE, NODE, TODAY = "https://r/rule/CHAIN-03", "https://r/id/activity/a", date(2026, 6, 1)


def facts(iri: str = "https://r/id/waiver/w", **changed: str) -> list[Fact]:
    """A whole waiver's statements; an empty text leaves one out."""
    stated = {
        "waives": RULE,
        "focusNode": NODE,
        "reason": "見直し中",
        "responsibleRole": "企画政策課長",
        "expires": "2026-09-30",
        **changed,
    }
    links = ("waives", "focusNode")
    return [
        Fact(iri, name, value, "ja" if name in ("reason", "responsibleRole") else "", name in links)
        for name, value in stated.items()
        if value
    ]


def test_a_whole_waiver_carries_reason_role_and_end() -> None:
    found = collect(
        [*facts(), Fact("https://r/id/waiver/w", "reason", "under review", "en")], TODAY
    )
    waiver = found.of(RULE, NODE)
    assert waiver is not None
    assert waiver.reason == {"ja": "見直し中", "en": "under review"}
    assert waiver.role == {"ja": "企画政策課長", "en": "企画政策課長"}
    assert (waiver.expires, waiver.expired) == (date(2026, 9, 30), False)
    assert found.notes == ()
    assert found.of(RULE, NODE + "x") is None
    assert found.of(RULE + "x", NODE) is None


@pytest.mark.parametrize(("day", "expired"), [(29, False), (30, False), (31, True)])
def test_the_last_day_still_counts(day: int, expired: bool) -> None:
    today = date(2026, 9, 1) + timedelta(days=day - 1)
    waiver = collect(facts(), today).of(RULE, NODE)
    assert waiver is not None
    assert waiver.expired is expired


@pytest.mark.parametrize(
    ("name", "value", "ja", "en"),
    [
        ("reason", "", "理由", "a reason"),
        ("reason", "  ", "理由", "a reason"),
        ("responsibleRole", "", "責任を持つ職", "a responsible role"),
        ("expires", "", "期限", "an expiry date"),
        ("expires", "next year", "期限", "an expiry date"),
        ("focusNode", "", "対象", "a node"),
        ("waives", "", "規則", "a rule"),
    ],
)
def test_what_is_missing_is_told_and_covers_nothing(
    name: str, value: str, ja: str, en: str
) -> None:
    found = collect(facts(**{name: value}), TODAY)
    assert found.by_target == {}
    (note,) = found.notes
    assert ja in note.message["ja"]
    assert en in note.message["en"]
    assert "「w」" in note.message["ja"]


def test_a_literal_in_place_of_a_node_is_no_node() -> None:
    wrong = [fact._replace(is_iri=False) if fact.name == "focusNode" else fact for fact in facts()]
    assert collect(wrong, TODAY).by_target == {}


def test_of_two_waivers_the_longer_counts_and_of_two_dates_the_earlier() -> None:
    old = facts("https://r/id/waiver/old", expires="2026-01-31")
    for order in ([*old, *facts()], [*facts(), *old]):
        waiver = collect(order, TODAY).of(RULE, NODE)
        assert waiver is not None
        assert waiver.expires == date(2026, 9, 30)
    both = [*facts(), Fact("https://r/id/waiver/w", "expires", "2026-05-31")]
    waiver = collect(both, TODAY).of(RULE, NODE)
    assert waiver is not None
    assert waiver.expired


@given(st.permutations([*facts(), *facts("https://r/id/waiver/v", expires="2026-08-01")]))
def test_the_order_of_statements_does_not_matter(shuffled: list[Fact]) -> None:
    assert collect(shuffled, TODAY) == collect(
        [*facts(), *facts("https://r/id/waiver/v", expires="2026-08-01")], TODAY
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    store, data = MemoryStore(BASE), resources.folder("data") / "mihon"
    store.replace(import_toml(data, base_iri=BASE, out_dir=tmp_path_factory.mktemp("city"))[0])
    return store


def test_a_store_and_data_in_memory_say_the_same(city: MemoryStore) -> None:
    from_store = waivers.from_source(StoreSource(city), TODAY, base_iri=BASE)
    in_memory = SnapshotSource(city.data)
    assert waivers.from_source(in_memory, TODAY, base_iri=BASE) == from_store
    assert len(from_store.by_target) == 3


def test_the_citys_waivers_cover_two_findings_and_one_has_run_out(city: MemoryStore) -> None:
    report = check_store(city, Settings(), today=TODAY)
    told = {f.focus_node.rsplit("/", 1)[-1]: f for f in report.findings if f.waiver}
    assert {(key, f.rule, f.waived) for key, f in told.items()} == {
        ("mihon-050502-2026", "CHAIN-05", True),
        ("mihon-030102-2026", "CHAIN-05", False),
        ("mihon-060201-s2-m1", "CHAIN-06", True),
    }
    expired = told["mihon-030102-2026"].waiver
    assert expired is not None
    assert expired.expired
    assert expired.role == {"ja": "健康増進課長", "en": "Head of the Health Promotion Section"}
    assert report.notes == ()
    later = check_store(city, Settings(), today=date(2030, 1, 1))
    assert later.waived == ()
    assert len(later.active) == len(report.active) + 2
