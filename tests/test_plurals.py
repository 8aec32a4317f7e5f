"""One thing is told in the singular."""

from __future__ import annotations

import pytest
from michisuji.plurals import counted, filled


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 ways"), (1, "1 way"), (2, "2 ways"), (1234, "1,234 ways")]
)
def test_a_count_with_its_noun(count: int, told: str) -> None:
    assert counted(count, "way") == told


def test_forms_of_their_own() -> None:
    assert counted(1, "policy is", "policies are") == "1 policy is"
    assert counted(3, "policy is", "policies are") == "3 policies are"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"some": 1, "all": 1}, "1 of 1 rule is broken"),
        ({"some": 1, "all": 2}, "1 of 2 rules are broken"),
        ({"some": "1", "all": "1"}, "1 of 1 rule is broken"),
        ({"some": 11, "all": "1,001"}, "11 of 1,001 rules are broken"),
    ],
)
def test_the_last_count_before_chooses(values: dict[str, object], told: str) -> None:
    assert filled("{some} of {all} [rule|rules] [is|are] broken", **values) == told


def test_values_are_left_alone() -> None:
    assert filled("{n} [x|xs] of {name}", n=1, name="a[b|c]{d}") == "1 x of a[b|c]{d}"
    assert filled("[a|b] stands, {n}", n=2) == "[a|b] stands, 2"
