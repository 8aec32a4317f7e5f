"""Profiles: which rules apply to whom, how severe each is, and what the data must have for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.quality.report import SEVERITIES, Severity
from michisuji.quality.rulebook.rule import Rule, severity_of
from michisuji.vocabulary import LM, PROFILE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

DEFAULT_PROFILE = "municipal"


@dataclass(frozen=True)
class ProfileSettings:
    """What a profile says of the rules that it has.

    ``severities`` by rule id; ``parts`` holds those of single parts that differ from their rule's,
    by IRI. ``needs`` and ``left_out`` as a rule set has them.
    """

    severities: Mapping[str, Severity]
    parts: Mapping[str, Severity]
    needs: Mapping[str, str]
    left_out: frozenset[str]


def settings_of(
    graph: Graph, profile: str, rules: Mapping[str, Rule], last: Collection[Node] = ()
) -> ProfileSettings:
    """Every rule with its shape's severity, unless the profile says otherwise.

    Settings that are in ``last`` win over others of the same rule.
    """
    from rdflib import URIRef

    node = URIRef(PROFILE + profile)
    steps = int(str(graph.value(node, URIRef(LM + "stepsMilder")) or 0))
    outside = {str(rule) for rule in graph.objects(node, URIRef(LM + "leavesOut"))}
    known = {rule.shape: rule for rule in rules.values() if rule.shape not in outside}
    severities = {rule.id: milder(rule.severity, steps) for rule in known.values()}
    parts = {p: milder(s, steps) for r in known.values() for p, s in r.part_severities.items()}
    needs: dict[str, str] = {}
    left_out: set[str] = set()
    stated = graph.subjects(URIRef(LM + "profile"), node)
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
    """Return the severity so many steps milder; information is the mildest."""
    return SEVERITIES[min(SEVERITIES.index(severity) + steps, len(SEVERITIES) - 1)]
