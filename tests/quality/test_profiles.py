"""Profiles hold exceptions alone: a rule is in each of them as its shape says, or they say so."""

from __future__ import annotations

import pytest
from michisuji.quality.report import SEVERITIES
from michisuji.quality.rulebook.rules import catalogue, profiles, ruleset, shapes_graph
from michisuji.vocabulary import LM, PREFIXES, PROFILE
from rdflib import RDF, URIRef
from rdflib.term import Node

SH = PREFIXES["sh"]


def _lm(name: str) -> URIRef:
    return URIRef(LM + name)


def _left_out(profile: str) -> set[str]:
    return {
        str(rule) for rule in shapes_graph().objects(URIRef(PROFILE + profile), _lm("leavesOut"))
    }


def _settings() -> list[tuple[str, str, Node]]:
    """Profile, IRI of the rule, and the setting."""
    graph = shapes_graph()
    found = []
    for setting in graph.subjects(RDF.type, _lm("RuleSetting")):
        profile = str(graph.value(setting, _lm("inProfile"))).removeprefix(PROFILE)
        found.append((profile, str(graph.value(setting, _lm("ofRule"))), setting))
    return found


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_each_rule_states_its_severity(rule: str) -> None:
    stated = shapes_graph().value(URIRef(catalogue()[rule].shape), URIRef(SH + "severity"))
    assert stated is not None, f"{rule} has no sh:severity in shapes/"


@pytest.mark.parametrize("profile", sorted(profiles()))
def test_a_rule_is_in_a_profile_or_left_out_by_name(profile: str) -> None:
    missing = {r.shape for r in catalogue().values()} - {
        r.shape for r in ruleset(profile).rules.values()
    }
    assert missing == _left_out(profile), f"rules that {profile} neither has nor leaves out"
    assert set(ruleset(profile).severities) == set(ruleset(profile).rules)


def test_what_profiles_say_of_rules_is_about_rules_that_they_have() -> None:
    shapes = {rule.shape: rule for rule in catalogue().values()}
    for profile in profiles():
        assert _left_out(profile) <= shapes.keys(), profile
    for profile, shape, setting in _settings():
        assert profile in profiles(), setting
        assert shape in shapes.keys() - _left_out(profile), setting


def test_a_setting_says_something_that_the_shape_does_not() -> None:
    graph = shapes_graph()
    shapes = {rule.shape: rule for rule in catalogue().values()}
    for _, shape, setting in _settings():
        stated = graph.value(setting, _lm("severity"))
        others = any(graph.value(setting, _lm(name)) for name in ("appliesWith", "leavesOut"))
        usual = f"{SH}{shapes[shape].severity.capitalize()}"
        assert others or stated is not None, setting
        assert str(stated) != usual, f"{setting} repeats what the shape says"


def test_a_draft_is_told_everything_one_step_milder() -> None:
    usual, draft = ruleset("municipal").severities, ruleset("draft").severities
    assert usual.keys() == draft.keys()
    for rule, severity in usual.items():
        step = SEVERITIES.index(draft[rule]) - SEVERITIES.index(severity)
        assert step == (0 if severity == "info" else 1), rule


def test_the_exceptions_are_in_force() -> None:
    assert ruleset("municipal").severities["CHAIN-06"] == "warning"
    assert ruleset("publish").severities["CHAIN-06"] == "violation"
    review = ruleset("rs")
    assert review.severities["IND-09"] == "info"
    assert review.severities["CHAIN-13"] == "warning"
    assert "CHAIN-12" not in review.rules
    assert review.needs["IND-14"] == LM + "Indicator"
