"""No part of a rule's shape can go without a fixture noticing (see mutate_rules.py)."""

from __future__ import annotations

import pytest
from michisuji.quality.rulebook.rules import catalogue
from rdflib import Graph

from tests.quality.mutate_rules import Mutant, expected, found, mutants, noticed
from tests.quality.query_parts import cuts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_each_constraint_parameter_and_target_is_needed(rule: str) -> None:
    made = list(mutants(rule, queries=False))
    assert made
    assert [mutant.name for mutant in made if not noticed(mutant)] == []


def test_whole_rules_are_not_taken_for_mutants() -> None:
    for rule in ("CHAIN-04", "IND-11"):
        whole = next(iter(mutants(rule, queries=False)))
        assert found(whole.graph, rule, "pass") == expected(rule, "pass")
    unchanged = Mutant("CHAIN-05", "nothing", _whole("CHAIN-05"), structural=True)
    assert not noticed(unchanged)


def test_queries_are_cut_into_their_parts() -> None:
    query = """SELECT $this WHERE {
      $this a x:A ; x:p ?x .  # ; a comment .
      OPTIONAL { $this x:q "a ; b } ." }
      FILTER NOT EXISTS { ?x x:r ?y . FILTER (?y IN (x:B, x:C) && ?y != "}") }
    }"""
    parts = {part for part, _ in cuts(query)}
    assert parts >= {
        "; x:p ?x",
        'OPTIONAL { $this x:q "a ; b } ." }',
        'FILTER (?y IN (x:B, x:C) && ?y != "}")',
        '&& ?y != "}"',
        ", x:C",
        "?x x:r ?y .",
    }
    assert any(part.startswith("FILTER NOT EXISTS { ?x x:r") for part in parts)
    assert all(text.count("{") == text.count("}") or '"' in text for _, text in cuts(query))


def _whole(rule: str) -> Graph:
    from michisuji.quality.rulebook.rules import subset

    return subset({rule: catalogue()[rule]})
