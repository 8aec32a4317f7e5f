"""The nation's units and programs: the ministry first, the official number, the official sheet."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.nation import is_national, official_sheets
from michisuji.analysis.similar.answers import similar
from michisuji.analysis.state import State
from michisuji.importers.rs import import_rs
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

from tests.small_nation import PROGRAMS, SECTION, write_nation

BASE = "http://127.0.0.1:8000"
PROGRAM = f"{BASE}/id/program/mihon-010101"


@pytest.fixture(scope="module")
def both(small_data: object, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The sample city (small) and a few national programs."""
    folder = tmp_path_factory.mktemp("nation")
    store = MemoryStore(BASE)
    import_sample(store, Settings(), small_data)  # type: ignore[arg-type]
    out = folder / "out"
    batch, _ = import_rs([write_nation(folder / "csv")], dataset="rs", base_iri=BASE, out_dir=out)
    store.replace(batch)
    return State(store, BASE, index=CausalIndex())


def test_a_section_is_named_after_its_ministry_and_a_ministry_by_itself(both: State) -> None:
    plan = both.causal.plan
    national = [p for p in plan.programs() if is_national(both, p)]
    units = {unit for p in national for unit in plan.lead_units[p]}
    assert {both.names([u])[u] for u in units} == {f"架空省 {SECTION}", f"想像省 {SECTION}"}
    tops = {top for u in units if (top := plan.top_unit(u))}
    assert {both.names([u])[u] for u in tops} == {"架空省", "想像省"}


def test_a_city_s_units_keep_their_names(both: State, city: State) -> None:
    unit = f"{BASE}/id/unit/mihon-s-safety"
    assert both.names([unit])[unit] == city.names([unit])[unit]
    assert not is_national(both, PROGRAM)
    assert official_sheets(city, []) == {}


def test_a_number_leads_to_the_search_of_the_review_s_site(both: State) -> None:
    national = [p for p in both.causal.plan.programs() if is_national(both, p)]
    sheets = official_sheets(State(both.store, BASE), national)
    assert {one.label for one in sheets.values()} == {f"予算事業ID {n}" for n in PROGRAMS}
    first = next(one for one in sheets.values() if one.label.endswith("901"))
    address = urlsplit(first.iri)
    assert address.netloc == "rssystem.go.jp"
    asked = parse_qs(address.query)
    assert asked["q"] == [PROGRAMS["901"][0]]
    assert asked["isSearchTargetProjectName"] == ["true"]
    assert "fiscalYear" not in asked, "without a model no year is stated, and none is guessed"


def test_a_city_s_rows_do_not_stand_between_ministries(both: State) -> None:
    found = similar(both, PROGRAM, limit=50).found
    national = [one.official is not None for one in found]
    assert True in national
    assert national == sorted(national)
