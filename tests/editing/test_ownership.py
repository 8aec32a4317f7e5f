"""Whose a resource is: its sheet or evaluation, its year, and the units in charge."""

from __future__ import annotations

import pytest
from michisuji.editing.ownership import owner_of, owners_of
from michisuji.store.memory import MemoryStore

ID = "http://127.0.0.1:8000/id/"


@pytest.mark.parametrize(
    ("resource", "part", "iri", "year", "lead"),
    [
        ("outcome/mihon-010101-s1", "program", "program/mihon-010101", 2026, "mihon-s-safety"),
        ("link/mihon-010101-a1-p1", "program", "program/mihon-010101", 2026, "mihon-s-safety"),
        ("money/mihon-010101-2021", "program", "program/mihon-010101", 2026, "mihon-s-safety"),
        ("model-money/mihon-010101-2025", "program", "program/mihon-010101", 2025, None),
        ("model/mihon-010101-2025", "program", "program/mihon-010101", 2025, "mihon-s-safety"),
        ("indicator/mihon-0101-t01", "measure", "measure/mihon-0101", 2026, "mihon-d-general"),
        ("prioritization/mihon-010101-2026", "measure", "measure/mihon-0101", 2026, None),
        # Another unit's word about the measure is that unit's.
        ("evaluation/mihon-0101-2025-peer-s-welfare", "evaluation", None, 2025, "mihon-s-welfare"),
        (
            "rating/mihon-010101-2025-self-s-safety-necessity",
            "evaluation",
            "evaluation/mihon-010101-2025-self-s-safety",
            2025,
            "mihon-s-safety",
        ),
        ("goal/mihon-goal-planning-plan", "other", None, None, "mihon-u-planning-plan"),
        ("kaizen/mihon-007", "other", None, None, "mihon-u-safety-disaster"),
        ("work/mihon-w01", "other", None, None, "mihon-s-safety"),
        ("unit/mihon-s-planning", "other", None, None, "mihon-s-planning"),
        # A waiver is asked for by those whose sheet it is about.
        ("waiver/mihon-w1", "program", "program/mihon-050502", 2026, "mihon-s-house"),
        # Without a unit: the planner's.
        ("plan/mihon-reform-1", "other", None, None, ""),
        ("nothing/there", "other", None, None, ""),
    ],
)
def test_each_resource_has_a_part_and_units_in_charge(
    small_store: MemoryStore,
    resource: str,
    part: str,
    iri: str | None,
    year: int | None,
    lead: str | None,
) -> None:
    found = owner_of(small_store, ID + resource)
    assert (found.part, found.iri, found.year) == (part, ID + (iri or resource), year)
    if lead is not None:
        assert found.lead == ((f"{ID}unit/{lead}",) if lead else ())


def test_units_in_charge_come_with_those_above(small_store: MemoryStore) -> None:
    found = owner_of(small_store, f"{ID}outcome/mihon-010101-s1")
    assert found.lead_units[0] == f"{ID}unit/mihon-s-safety"
    assert set(found.lead_units[1:]) == {f"{ID}unit/mihon-d-general", f"{ID}unit/mihon-city"}


def test_many_are_found_as_each_is(small_store: MemoryStore) -> None:
    names = ["outcome/mihon-010101-s1", "waiver/mihon-w1", "kaizen/mihon-007", "nothing/there"]
    iris = [ID + name for name in names]
    assert owners_of(small_store, iris) == {iri: owner_of(small_store, iri) for iri in iris}
