"""The rule catalogue: shapes/*.ttl (conditions) and profiles.ttl (severity by profile)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from michisuji import resources
from michisuji.errors import NotFound
from michisuji.languages import Text
from michisuji.quality.report import Severity
from michisuji.sparql_tokens import tokens
from michisuji.vocabulary import LM, PREFIXES, PROFILE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.shacl import Shapes
    from michisuji.quality.shacl.parse import ShapesReader

DEFAULT_PROFILE = "municipal"

_SH = PREFIXES["sh"]
# An IRI that may be a predicate, judging by its end.
_PREDICATE = re.compile(r"^https?:.*[/#][a-z]\w*$")
_PARTS = ("sparql", "property", "node")
_SEVERITY: dict[str, Severity] = {"Violation": "violation", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True)
class Rule:
    """One rule; ``shape`` is its IRI, texts are ``{"ja": …, "en": …}``."""

    id: str
    shape: str
    family: str
    name: Text
    description: Text
    message: Text
    remedy: Text
    source: str


@dataclass(frozen=True)
class RuleSet:
    """The rules of one profile, ready to run.

    ``shapes`` holds only them; ``rule_of`` maps each shape and constraint to its rule's id, and
    ``messages`` to the message nearest to it. ``needs`` maps a rule to a class or property without
    which it does not apply to a data set (the national review comes with or without its
    indicators). ``left_out`` are constraints that the profile does not apply.
    """

    profile: str
    rules: Mapping[str, Rule]
    severities: Mapping[str, Severity]
    targets: frozenset[str]
    rule_of: Mapping[str, str] = field(repr=False)
    messages: Mapping[str, Text] = field(repr=False)
    shapes: Graph = field(repr=False)
    needs: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @cached_property
    def compiled(self) -> Shapes:
        """The shapes as the set-based engine takes them."""
        from michisuji.quality.shacl import Shapes

        found = _reader().read(self.rule_of)
        roots = tuple(
            replace(root, constraints=tuple(c for c in root.constraints if self._asks(c.node)))
            for root in found.roots
        )
        return Shapes(found.by_node, roots, found.handed)

    def _asks(self, constraint: Node | None) -> bool:
        return str(constraint) not in self.left_out

    def predicates(self) -> frozenset[str]:
        """Return every IRI that the rules may read as a predicate, outside SHACL's own."""
        return _named_iris(self.shapes)


@cache
def shapes_graph() -> Graph:
    """Parse every shape of shapes/*.ttl and the profiles, once."""
    from michisuji.quality.shacl import read_graph

    return read_graph(sorted(resources.folder("shapes").glob("*.ttl")))


@cache
def _reader() -> ShapesReader:
    """Return the reader that reads each shape once for all profiles."""
    from michisuji.quality.shacl.parse import ShapesReader

    return ShapesReader(shapes_graph())


@cache
def catalogue() -> Mapping[str, Rule]:
    """Return rule id → rule for every rule, in or out of a profile."""
    from rdflib import RDF, URIRef

    graph = shapes_graph()
    rules = [_rule(graph, node) for node in graph.subjects(RDF.type, URIRef(LM + "Rule"))]
    return {rule.id: rule for rule in sorted(rules, key=lambda r: r.id)}


@cache
def profiles() -> Mapping[str, Text]:
    """Return profile name → its label in both languages."""
    from rdflib import RDF, RDFS, URIRef

    graph = shapes_graph()
    nodes = sorted(str(n) for n in graph.subjects(RDF.type, URIRef(LM + "Profile")))
    return {n.removeprefix(PROFILE): _texts(graph, URIRef(n), RDFS.label) for n in nodes}


@cache
def ruleset(profile: str = DEFAULT_PROFILE) -> RuleSet:
    """Return the rules of a profile.

    Raises NotFound, listing the existing profiles.
    """
    if profile not in profiles():
        names = ", ".join(profiles())
        raise NotFound(
            f"「{profile}」という点検プロファイルはありません",
            f"there is no profile '{profile}'",
            hint_ja=f"使えるもの: {names}",
            hint_en=f"profiles: {names}",
        )
    severities, needs, left_out = _settings(profile)
    rules = {key: rule for key, rule in catalogue().items() if key in severities}
    rule_of: dict[str, str] = {}
    messages: dict[str, Text] = {}
    for rule in rules.values():
        for node, message in _parts(rule).items():
            if node not in left_out:
                rule_of[node], messages[node] = rule.id, message
    return RuleSet(
        profile=profile,
        rules=rules,
        severities=severities,
        targets=_targets(rules),
        rule_of=rule_of,
        messages=messages,
        shapes=subset(rules, left_out),
        needs=needs,
        left_out=left_out,
    )


def subset(rules: Mapping[str, Rule], left_out: frozenset[str] = frozenset()) -> Graph:
    """Return the shapes graph reduced to ``rules``, without profiles and ``left_out``."""
    from rdflib import RDF, Graph, URIRef

    whole = shapes_graph()
    others = [rule for key, rule in catalogue().items() if key not in rules]
    dropped = {part for rule in others for part in _parts(rule)} | left_out
    for name in ("Profile", "RuleSetting", "Consequence", "LadderLevel"):
        dropped |= {str(node) for node in whole.subjects(RDF.type, URIRef(LM + name))}
    graph = Graph(bind_namespaces="none")
    for triple in whole:
        if str(triple[0]) not in dropped and str(triple[2]) not in left_out:
            graph.add(triple)
    return graph


def _named_iris(shapes: Graph) -> frozenset[str]:
    """Return the IRIs in the shapes and, through the declared prefixes, in their SPARQL."""
    from rdflib import Literal, URIRef

    def objects(name: str) -> Iterable[Any]:
        return shapes.objects(None, URIRef(_SH + name))

    prefixes = {
        str(shapes.value(node, URIRef(_SH + "prefix"))): str(
            shapes.value(node, URIRef(_SH + "namespace"))
        )
        for node in objects("declare")
    }
    found = {str(o) for o in shapes.objects() if isinstance(o, URIRef)}
    for query in (str(o) for o in objects("select") if isinstance(o, Literal)):
        for token in tokens(query):
            prefix, _, name = token.text.rstrip(".").partition(":")
            if token.kind == "name" and prefix in prefixes:
                found.add(prefixes[prefix] + name)
    # A class or shape begins with a capital, a predicate does not.
    return frozenset(iri for iri in found if not iri.startswith(_SH) and _PREDICATE.search(iri))


def _settings(profile: str) -> tuple[dict[str, Severity], dict[str, str], frozenset[str]]:
    """Return a profile's rule id → severity, rule id → required term, and what it leaves out."""
    from rdflib import URIRef

    graph, by_shape = shapes_graph(), {rule.shape: rule.id for rule in catalogue().values()}
    severities: dict[str, Severity] = {}
    needs: dict[str, str] = {}
    left_out: set[str] = set()
    for setting in graph.subjects(URIRef(LM + "profile"), URIRef(PROFILE + profile)):
        rule = by_shape.get(str(graph.value(setting, URIRef(LM + "ofRule"))))
        if rule is None:
            continue
        severity = str(graph.value(setting, URIRef(LM + "severity"))).removeprefix(_SH)
        severities[rule] = _SEVERITY[severity]
        left_out |= {str(part) for part in graph.objects(setting, URIRef(LM + "leavesOut"))}
        needed = graph.value(setting, URIRef(LM + "appliesWith"))
        if needed is not None:
            needs[rule] = str(needed)
    return severities, needs, frozenset(left_out)


def _parts(rule: Rule) -> dict[str, Text]:
    """Return the rule's shape and what is below it, each with the message nearest to it."""
    from rdflib import URIRef

    graph = shapes_graph()
    found: dict[str, Text] = {rule.shape: rule.message}
    waiting: list[tuple[Node, Text]] = [(URIRef(rule.shape), rule.message)]
    while waiting:
        node, inherited = waiting.pop()
        for part in _PARTS:
            for child in graph.objects(node, URIRef(_SH + part)):
                if str(child) not in found:
                    message = _texts(graph, child, URIRef(_SH + "message")) or inherited
                    found[str(child)] = message
                    waiting.append((child, message))
    return found


def _targets(rules: Mapping[str, Rule]) -> frozenset[str]:
    from rdflib import URIRef

    graph, predicate = shapes_graph(), URIRef(_SH + "targetClass")
    return frozenset(
        str(node)
        for rule in rules.values()
        for node in graph.objects(URIRef(rule.shape), predicate)
    )


def _rule(graph: Graph, node: Node) -> Rule:
    from rdflib import DCTERMS, URIRef

    def texts(term: str) -> Text:
        return _texts(graph, node, URIRef(term))

    return Rule(
        id=str(graph.value(node, URIRef(LM + "ruleId"))),
        shape=str(node),
        family=str(graph.value(node, URIRef(LM + "family"))),
        name=texts(_SH + "name"),
        description=texts(_SH + "description"),
        message=texts(_SH + "message"),
        remedy=texts(LM + "remedy"),
        source=str(graph.value(node, DCTERMS.source) or ""),
    )


def _texts(graph: Graph, node: Node, predicate: Node) -> Text:
    from michisuji.store.rdf_terms import texts

    return texts(graph.objects(node, predicate))
