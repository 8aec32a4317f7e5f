"""A city's statements about profiles: its own, and exceptions to the bundled ones."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from michisuji.languages import Text
from michisuji.literals import whole
from michisuji.messages import text
from michisuji.own import Fault, OwnFile
from michisuji.quality.report import SEVERITIES
from michisuji.quality.rulebook.rule import severity_of
from michisuji.vocabulary import LM, PREFIXES, PROFILE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = PREFIXES["sh"]


def add_profiles(
    merged: Graph, graph: Graph, rules: Collection[str], file: OwnFile, faults: list[Fault]
) -> set[Node]:
    """Add a city's valid statements about profiles to ``merged``, and return its settings.

    Wrong ones are left out, each with a fault.
    """
    from rdflib import RDF, URIRef

    own = set(graph.subjects(RDF.type, URIRef(LM + "Profile")))
    there = set(merged.subjects(RDF.type, URIRef(LM + "Profile"))) | own
    settings = set(graph.subjects(RDF.type, URIRef(LM + "RuleSetting")))
    wrong: dict[Node, Text] = {}
    for node in own:
        if not str(node).startswith(PROFILE):
            wrong[node] = text("own.fault.wrong_profile", namespace=PROFILE)
    for setting in settings:
        wrong |= _wrong_setting(graph, setting, there, rules)
    for node in set(graph.subjects(URIRef(LM + "leavesOut"), None)) - settings:
        for rule in graph.objects(node, URIRef(LM + "leavesOut")):
            if node not in there or str(rule) not in rules:
                wrong[node] = _unknown(str(rule if node in there else node))
    for node, value in graph.subject_objects(URIRef(LM + "stepsMilder")):
        steps = whole(str(value))
        if node not in own or steps is None or not 0 <= steps < len(SEVERITIES):
            most = len(SEVERITIES) - 1
            wrong[node] = text("own.fault.steps", value=str(value)[:40], most=most)
    for node, reason in sorted(wrong.items(), key=str):
        faults.append(file.fault(reason, file.line_of(str(node))))
    for triple in graph:
        if triple[0] not in wrong and (triple[0] in there or triple[0] in settings):
            merged.add(triple)
    return settings - wrong.keys()


def _wrong_setting(
    graph: Graph, setting: Node, profiles: Collection[Node], rules: Collection[str]
) -> dict[Node, Text]:
    from rdflib import URIRef

    profile = graph.value(setting, URIRef(LM + "inProfile"))
    rule = graph.value(setting, URIRef(LM + "ofRule"))
    severity = graph.value(setting, URIRef(LM + "severity"))
    if profile not in profiles:
        return {setting: _unknown(str(profile))}
    if str(rule) not in rules:
        return {setting: _unknown(str(rule))}
    known = severity is None or str(severity) == f"{_SH}{severity_of(severity).capitalize()}"
    return {} if known else {setting: _unknown(str(severity))}


def _unknown(iri: str) -> Text:
    return text("own.fault.unknown", iri=iri)
