"""Profiles: the rules that apply, their severities, and what the data must have for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.literals import whole
from michisuji.quality.report import SEVERITIES, Severity
from michisuji.quality.rulebook.rule import Rule, severity_of
from michisuji.vocabulary import LM, PROFILE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

DEFAULT_PROFILE = "municipal"


@dataclass(frozen=True)
class ProfileSettings:
    """The settings of a profile for its rules.

    ``severities`` maps rule ids, and ``parts`` the IRIs of parts that have a severity of their own.
    ``needs`` and ``left_out`` are as in a rule set.
    """

    severities: Mapping[str, Severity]
    parts: Mapping[str, Severity]
    needs: Mapping[str, str]
    left_out: frozenset[str]


def settings_of(
    graph: Graph, profile: str, rules: Mapping[str, Rule], last: Collection[Node] = ()
) -> ProfileSettings:
    """Return the settings of a profile: its exceptions, and the usual severity of all others.

    Settings in ``last`` win over others of the same rule.
    """
    from rdflib import URIRef

    node = URIRef(PROFILE + profile)
    steps = whole(str(graph.value(node, URIRef(LM + "stepsMilder")) or 0)) or 0
    outside = {str(rule) for rule in graph.objects(node, URIRef(LM + "leavesOut"))}
    known = {rule.shape: rule for rule in rules.values() if rule.shape not in outside}
    severities = {rule.id: milder(rule.severity, steps) for rule in known.values()}
    parts = {p: milder(s, steps) for r in known.values() for p, s in r.part_severities.items()}
    needs: dict[str, str] = {}
    left_out: set[str] = set()
    stated = graph.subjects(URIRef(LM + "inProfile"), node)
    for setting in sorted(stated, key=lambda one: (one in last, str(one))):
        rule = known.get(str(graph.value(setting, URIRef(LM + "ofRule"))))
        if rule is None:  # the profile leaves it out
            continue
        severity = graph.value(setting, URIRef(LM + "severity"))
        if severity is not None:
            severities[rule.id] = severity_of(severity)
            parts = {p: s for p, s in parts.items() if p not in rule.part_severities}
        left_out |= {str(part) for part in graph.objects(setting, URIRef(LM + "leavesOut"))}
        needed = graph.value(setting, URIRef(LM + "appliesWith"))
        if needed is not None:
            needs[rule.id] = str(needed)
    return ProfileSettings(severities, parts, needs, frozenset(left_out))


def milder(severity: Severity, steps: int) -> Severity:
    """Return the severity that is ``steps`` steps milder; ``info`` is the mildest."""
    return SEVERITIES[min(SEVERITIES.index(severity) + steps, len(SEVERITIES) - 1)]
