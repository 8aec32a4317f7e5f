"""The rule catalogue: shapes/*.ttl (what is asked, how severe) and profiles.ttl (exceptions).

A :class:`Rulebook` holds the bundled rules, and those that a city has added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from michisuji import own, resources
from michisuji.errors import NotFound
from michisuji.importers.own_terms import read_terms
from michisuji.languages import Text, both
from michisuji.messages import each
from michisuji.quality.report import Problem, Severity
from michisuji.quality.rulebook.own_shapes import OwnShapes, read_own
from michisuji.quality.rulebook.profiles import DEFAULT_PROFILE, settings_of
from michisuji.quality.rulebook.rule import Rule, bundled_rule, named_iris, parts_of, texts
from michisuji.vocabulary import LM, PREFIXES, PROFILE, RULE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.shacl import Shapes
    from michisuji.quality.shacl.parse import ShapesReader

__all__ = [
    "DEFAULT_PROFILE",
    "Rule",
    "RuleSet",
    "Rulebook",
    "catalogue",
    "profiles",
    "rulebook",
    "ruleset",
    "shapes_graph",
    "subset",
]

_SH = PREFIXES["sh"]


@dataclass(frozen=True)
class RuleSet:
    """The rules of one profile, ready to run.

    ``shapes`` holds only their shapes; ``rule_of`` maps each shape and constraint to its rule's
    id, and ``messages`` to the message nearest to it. ``needs`` maps a rule to a class or
    property without which it says nothing about a data set (the national review comes with or
    without its indicators). ``left_out`` are constraints that the profile does not check.
    ``part_severities`` maps the IRIs of parts whose severity differs from their rule's.
    """

    profile: str
    rules: Mapping[str, Rule]
    severities: Mapping[str, Severity]
    targets: frozenset[str]
    rule_of: Mapping[str, str] = field(repr=False)
    messages: Mapping[str, Text] = field(repr=False)
    shapes: Graph = field(repr=False)
    book: Rulebook = field(repr=False)
    needs: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    part_severities: Mapping[str, Severity] = field(default_factory=dict)

    @cached_property
    def compiled(self) -> Shapes:
        """The shapes as the set-based engine takes them."""
        from michisuji.quality.shacl import Shapes

        found = self.book.reader.read(self.rule_of)
        roots = tuple(
            replace(root, constraints=tuple(c for c in root.constraints if self._asks(c.node)))
            for root in found.roots
        )
        return Shapes(found.by_node, roots, found.handed)

    def _asks(self, constraint: Node | None) -> bool:
        return str(constraint) not in self.left_out

    def predicates(self) -> frozenset[str]:
        """Return every IRI that the rules may read as a predicate, without SHACL's own."""
        return named_iris(self.shapes, every=bool(self.book.own))


class Rulebook:
    """The bundled rules and profiles, and a city's own; read only."""

    def __init__(self, added: own.Own = own.NOTHING) -> None:
        self.own = added
        self._sets: dict[str, RuleSet] = {}
        self._parts: dict[str, Mapping[str, Text]] = {}

    @cached_property
    def _added(self) -> OwnShapes:
        return read_own(self.own, shapes_graph(), _bundled_rules())

    @property
    def graph(self) -> Graph:
        """Every shape, and the profiles."""
        return self._added.graph if self.own else shapes_graph()

    @property
    def faults(self) -> tuple[own.Fault, ...]:
        """The faults of a city's own shapes, profiles and terms."""
        return (*self._added.faults, *read_terms(self.own).faults) if self.own else ()

    def problems(self) -> tuple[Problem, ...]:
        """Return the faults as problems of a check, which is incomplete because of them."""
        from michisuji.quality.report import Place

        return tuple(
            Problem(
                each(fault.told),
                Place(str(fault.path), fault.line),
            )
            for fault in self.faults
        )

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Rule id → rule, for every rule, in a profile or not; a city's own last."""
        return {**_bundled_rules(), **(self._added.rules if self.own else {})}

    @cached_property
    def profiles(self) -> Mapping[str, Text]:
        """Profile name → its label in both languages."""
        from rdflib import RDF, URIRef

        nodes = sorted(map(str, self.graph.subjects(RDF.type, URIRef(LM + "Profile"))))
        return {n.removeprefix(PROFILE): self._label(n) for n in nodes}

    def _label(self, profile: str) -> Text:
        from rdflib import URIRef

        found = texts(self.graph, URIRef(profile), PREFIXES["rdfs"] + "label")
        return both(found, profile.removeprefix(PROFILE))

    def ruleset(self, profile: str = DEFAULT_PROFILE) -> RuleSet:
        """Return the rules of a profile, the same object each time.

        Raises NotFound, listing the existing profiles.
        """
        if profile not in self._sets:
            self._sets.setdefault(profile, self._ruleset(profile))
        return self._sets[profile]

    def _ruleset(self, profile: str) -> RuleSet:
        if profile not in self.profiles:
            names = ", ".join(self.profiles)
            raise NotFound(
                f"「{profile}」という点検プロファイルはありません",
                f"there is no profile '{profile}'",
                hint_ja=f"使えるもの: {names}",
                hint_en=f"profiles: {names}",
            )
        last = self._added.settings if self.own else ()
        stated = settings_of(self.graph, profile, self.rules, last)
        rules = {key: rule for key, rule in self.rules.items() if key in stated.severities}
        rule_of: dict[str, str] = {}
        messages: dict[str, Text] = {}
        for rule in rules.values():
            for node, message in self.parts(rule).items():
                if node not in stated.left_out and node not in rule_of:
                    rule_of[node], messages[node] = rule.id, message
        return RuleSet(
            profile=profile,
            rules=rules,
            severities=stated.severities,
            targets=self._targets(rules),
            rule_of=rule_of,
            messages=messages,
            shapes=self.subset(rules, stated.left_out),
            book=self,
            needs=stated.needs,
            left_out=stated.left_out,
            part_severities=stated.parts,
        )

    @cached_property
    def reader(self) -> ShapesReader:
        """The reader of the shapes, which reads each of them once for all profiles."""
        from michisuji.quality.shacl.parse import ShapesReader

        return ShapesReader(self.graph)

    def subset(self, rules: Mapping[str, Rule], left_out: frozenset[str] = frozenset()) -> Graph:
        """Return the shapes reduced to ``rules``, without profiles and ``left_out``."""
        from rdflib import RDF, Graph, URIRef

        whole = self.graph
        kept = {part for rule in rules.values() for part in self.parts(rule)}
        others = [rule for key, rule in self.rules.items() if key not in rules]
        dropped = {part for rule in others for part in self.parts(rule)} - kept | left_out
        for name in ("Profile", "RuleSetting", "Consequence", "LadderLevel"):
            dropped |= {str(node) for node in whole.subjects(RDF.type, URIRef(LM + name))}
        graph = Graph(bind_namespaces="none")
        for triple in whole:
            if str(triple[0]) not in dropped and str(triple[2]) not in left_out:
                graph.add(triple)
        return graph

    def severities(self, rule: str) -> Mapping[str, Severity]:
        """Return profile → the rule's severity in it, for the profiles that have the rule."""
        sets = {name: self.ruleset(name) for name in self.profiles}
        return {name: found.severities[rule] for name, found in sets.items() if rule in found.rules}

    def shape(self, rule: str) -> str:
        """Return the IRI of a rule; for one that no longer exists it is made from the id."""
        known = self.rules.get(rule)
        return known.shape if known else RULE + rule

    def family(self, rule: str) -> str:
        """Return the family of a rule; for one that no longer exists it is read from the id."""
        known = self.rules.get(rule)
        return known.family if known else rule.rpartition("-")[0]

    def parts(self, rule: Rule) -> Mapping[str, Text]:
        """Return the rule's shape and what hangs below it, each with the message nearest to it."""
        if rule.id not in self._parts:
            found = parts_of(self.graph, rule, self._roots - {rule.shape})
            self._parts.setdefault(rule.id, found)
        return self._parts[rule.id]

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(rule.shape for rule in self.rules.values())

    def _targets(self, rules: Mapping[str, Rule]) -> frozenset[str]:
        from rdflib import URIRef

        predicate = URIRef(_SH + "targetClass")
        return frozenset(
            str(node)
            for rule in rules.values()
            for node in self.graph.objects(URIRef(rule.shape), predicate)
        )


@lru_cache(maxsize=16)
def rulebook(setting: str = "") -> Rulebook:
    """Return the bundled rules and those that ``MICHISUJI_OWN`` names, read once per process."""
    return Rulebook(own.read(setting))


def catalogue() -> Mapping[str, Rule]:
    """Return rule id → rule, for the bundled rules."""
    return rulebook().rules


def profiles() -> Mapping[str, Text]:
    """Return profile name → its label, for the bundled profiles."""
    return rulebook().profiles


def ruleset(profile: str = DEFAULT_PROFILE) -> RuleSet:
    """Return the bundled rules of a profile. Raises NotFound."""
    return rulebook().ruleset(profile)


def subset(rules: Mapping[str, Rule], left_out: frozenset[str] = frozenset()) -> Graph:
    """Return the bundled shapes reduced to ``rules``, without profiles and ``left_out``."""
    return rulebook().subset(rules, left_out)


@cache
def shapes_graph() -> Graph:
    """Parse every shape of shapes/*.ttl and the profiles, once."""
    from michisuji.quality.shacl import read_graph

    return read_graph(sorted(resources.folder("shapes").glob("*.ttl")))


@cache
def _bundled_rules() -> Mapping[str, Rule]:
    from rdflib import RDF, URIRef

    graph = shapes_graph()
    found = [bundled_rule(graph, node) for node in graph.subjects(RDF.type, URIRef(LM + "Rule"))]
    return {rule.id: rule for rule in sorted(found, key=lambda r: r.id)}
