"""Mutates every rule's shape and shows that the rule's own fixtures notice.

``python -m tests.quality.mutate_rules [RULE…]`` prints the mutants that no fixture notices. A
mutant lacks one part of a rule: a target, a property shape or SPARQL constraint, a parameter, a
FILTER, OPTIONAL, alternative or triple pattern of a query, or a term of a list. The fixtures notice
when the nodes found differ from those of the ``# expect:`` lines, or the constraint that finds one
from that which its line names. What is made from the ontology has fixtures that are made from it,
too (structure_cases.py), which name the property.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import pyoxigraph as ox
from michisuji import resources
from michisuji.quality.check.data import subclasses
from michisuji.quality.check.files import read_files
from michisuji.quality.rulebook.rules import catalogue, subset
from michisuji.quality.shacl import (
    Classes,
    Shapes,
    ShapesError,
    SnapshotSource,
    parse_shapes,
    validate,
)
from michisuji.quality.shacl.sparql import select_of
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from tests.quality import structure_cases
from tests.quality.query_parts import cuts

BASE = Settings().base_iri
FIXTURES = ("pass", "fail", "made")
EXAMPLES = resources.folder("shapes") / "examples"
_SH = "http://www.w3.org/ns/shacl#"
_EXPECT = re.compile(r"^# expect: <(?P<node>[^>]+)> (?P<rule>\S+)$", re.MULTILINE)
#: What says how, not whether: without these a shape finds the same.
_TEXTS = ("name", "description", "message", "severity", "prefixes", "path", "select", "flags")


@dataclass(frozen=True)
class Mutant:
    """A rule with one part less. ``structural``: a whole constraint, parameter or target."""

    rule: str
    what: str
    graph: Graph
    structural: bool
    #: The SPARQL constraint that is changed, and its text.
    query: tuple[Node, str] | None = None

    @property
    def name(self) -> str:
        """Rule and part."""
        return f"{self.rule}: {self.what}"


def mutants(rule: str, *, queries: bool = True) -> Iterator[Mutant]:
    """All mutants of a rule, or only those that lack a whole constraint, parameter or target."""
    graph = subset_of(rule)
    for triple in sorted(graph, key=str):
        subject, predicate, value = triple
        name = str(predicate).removeprefix(_SH)
        if not str(predicate).startswith(_SH) or not _belongs(graph, subject, rule):
            continue
        if name == "select":
            yield from _queries(rule, graph, triple) if queries else ()
        elif name not in _TEXTS and not (name == "targetClass" and _included(graph, triple)):
            what = f"{_short(subject)} without sh:{name} {_short(value)}"
            yield Mutant(rule, what, _without(graph, triple), structural=True)


def _queries(rule: str, graph: Graph, triple: tuple[Node, Node, Node]) -> Iterator[Mutant]:
    subject, predicate, query = triple
    for part, text in cuts(str(query)):
        changed = _without(graph, triple)
        changed.add((subject, predicate, Literal(text)))
        what = f"{_short(subject)} without `{part}`"
        yield Mutant(rule, what, changed, structural=False, query=(subject, text))


def _belongs(graph: Graph, node: Node, rule: str) -> bool:
    """Shapes and constraints of the rule; not prefixes, lists and paths."""
    return str(node).rsplit("/", 1)[-1].startswith(rule)


def _included(graph: Graph, triple: tuple[Node, Node, Node]) -> bool:
    """Whether a target class lies below another target of the shape: it adds nothing."""
    subject, predicate, class_ = triple
    others = {str(o) for o in graph.objects(subject, predicate)}
    return any(str(class_) in subclasses().get(other, ()) for other in others)


def _without(graph: Graph, triple: tuple[Node, Node, Node]) -> Graph:
    changed = Graph(bind_namespaces="none")
    for each in graph:
        if each != triple:
            changed.add(each)
    return changed


def _short(node: Node) -> str:
    return re.split("[/#]", str(node))[-1] if isinstance(node, URIRef) else str(node)


def subset_of(rule: str) -> Graph:
    """The shapes of a rule alone."""
    return subset({rule: catalogue()[rule]})


def noticed(mutant: Mutant) -> bool:
    """Whether a fixture finds other nodes than it expects, or the shape is none any more."""
    if mutant.query and _noticed_alone(mutant.rule, *mutant.query):
        return True
    for which in FIXTURES:
        try:
            if found(mutant.graph, mutant.rule, which) != expected(mutant.rule, which):
                return True
        except (ShapesError, SyntaxError):
            return True
    return False


def _noticed_alone(rule: str, node: Node, text: str) -> bool:
    """The same of a query, which runs without its shape being read anew: that takes a second.

    False where that cannot be told.
    """
    shapes = whole(rule)
    for root in shapes.roots:
        own = next((c for c in root.constraints if c.node == node), None)
        if own is None:
            continue
        query = select_of(SparqlText(text), own.value.variables, own.value.prefixes)
        changed = replace(root, constraints=(replace(own, value=query),))
        try:
            return any(
                _nodes(replace(shapes, roots=(changed,)), rule, which) | _others(rule, node, which)
                != expected(rule, which)
                for which in FIXTURES
            )
        except SyntaxError:
            return True
    return False


@cache
def whole(rule: str) -> Shapes:
    """The rule as it is."""
    return parse_shapes(subset_of(rule))


@cache
def _others(rule: str, node: Node, which: str) -> frozenset[str]:
    """The nodes that the constraints beside one find."""
    shapes = whole(rule)
    roots = [
        replace(root, constraints=tuple(c for c in root.constraints if c.node != node))
        for root in shapes.roots
    ]
    return frozenset(_nodes(replace(shapes, roots=tuple(roots)), rule, which))


def found(graph: Graph, rule: str, which: str) -> set[str]:
    """The nodes that the shapes find in a fixture."""
    shapes = parse_shapes(graph)
    if shapes.handed:
        raise ShapesError(str(shapes.handed))
    return _nodes(shapes, rule, which)


def _nodes(shapes: Shapes, rule: str, which: str) -> set[str]:
    source = fixture(rule, which)
    classes = Classes(source, subclasses())
    named = {line.split(" ")[0] for line in expected(rule, which) if " " in line}
    nodes = set()
    for result in validate(source, shapes, classes=classes):
        focus = result.focus_node
        node = "_:" if isinstance(focus, BNode) else str(focus)
        own = result.constraint or result.source_shape
        told = str(result.path) if which == "made" else _short(own)
        nodes.add(f"{node} {told}" if node in named else node)
    return nodes


@cache
def fixture(rule: str, which: str) -> SnapshotSource:
    """A fixture's data."""
    if which == "made":
        data = ox.Store()
        made = structure_cases.text(structure_cases.cases(rule))
        data.load(made, format=ox.RdfFormat.TURTLE, base_iri=BASE + "/", lenient=True)
        return SnapshotSource(data)
    read = read_files([EXAMPLES / rule / f"{which}.ttl"], BASE)
    assert not read.problems
    assert isinstance(read.data, ox.Store)
    return SnapshotSource(read.data)


@cache
def expected(rule: str, which: str) -> frozenset[str]:
    """The nodes that a fixture names, each with its constraint or property where it names one."""
    if which == "made":
        return frozenset(
            f"{case.node} {case.path}" for case in structure_cases.cases(rule) if case.odd
        )
    text = (EXAMPLES / rule / f"{which}.ttl").read_text("utf-8")
    return frozenset(
        ("_:" if m["node"] == "_:" else f"{BASE}/{m['node']}")
        + ("" if m["rule"] == rule else f" {m['rule']}")
        for m in _EXPECT.finditer(text)
    )


def main() -> None:
    """Print the survivors, and how many there were of how many mutants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", metavar="RULE")
    parser.add_argument("--structure", action="store_true", help="leave queries as they are")
    options = parser.parse_args()
    tried: Counter[bool] = Counter()
    survived: Counter[bool] = Counter()
    for rule in options.rules or catalogue():
        for mutant in mutants(rule, queries=not options.structure):
            tried[mutant.structural] += 1
            if noticed(mutant):
                continue
            survived[mutant.structural] += 1
            print(f"{'structure' if mutant.structural else 'query'}: {mutant.name}")
    for structural, kind in ((True, "constraints, parameters, targets"), (False, "query parts")):
        print(f"{kind}: {tried[structural]} mutants, {survived[structural]} unnoticed")


if __name__ == "__main__":
    main()
