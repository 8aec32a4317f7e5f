"""Waivers in a city's TOML files: what is refused, and the statements that they become."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.city.toml import check_folder
from small_city import write_city

WAIVER = """
[[waiver]]
id = "w0"
rule = "CHAIN-09"
node = "link:010101/money/a1"
reason = "同じもの"
role = "課長"
expires = 2027-03-31
"""

#: What is spoilt (text, replacement) → the file, key path and reason that are told.
SPOILT = {
    "waiver of no rule": (
        ("CHAIN-09", "chain 9"),
        ("waivers.toml", "waiver[w1].rule", "CHAIN-05"),
    ),
    "waiver without an end": (
        ("expires = 2027-03-31", ""),
        ("waivers.toml", "waiver[w1].expires", "missing"),
    ),
    "waiver without a role": (
        ('role = "総務課長"', ""),
        ("waivers.toml", "waiver[w1].role", "missing"),
    ),
    "waiver for a link that is not there": (
        ("010101/money/a1", "010101/a1/s1"),
        ("waivers.toml", "waiver[w1].node", "does not exist"),
    ),
    "waiver for an element that is not there": (
        ("link:010101/money/a1", "program:010101/a9"),
        ("waivers.toml", "waiver[w1].node", "does not exist"),
    ),
    "waiver for a model that is not there": (
        ("link:010101/money/a1", "model:020202"),
        ("waivers.toml", "waiver[w1].node", "'020202'"),
    ),
    "waiver for a node without its kind": (
        ("link:010101/money/a1", "010101"),
        ("waivers.toml", "waiver[w1].node", "program:id"),
    ),
    "two waivers of one rule for one node": (
        ("[[waiver]]", WAIVER + "[[waiver]]"),
        ("waivers.toml", "waiver[w1].node", "two waivers"),
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_slip_in_a_waiver_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    (old, new), (file, path, reason) = SPOILT[name]
    _, problems = check_folder(write_city(tmp_path, waivers=(old, new)))
    found = [p for p in problems if (p.file, p.path) == (file, path)]
    assert found, [p.line("en") for p in problems]
    assert any(reason in p.en for p in found)
    assert all(p.ja and p.ja != p.en for p in found)
