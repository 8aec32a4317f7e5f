"""A city's own shapes and profiles: read, named, and refused if they cannot be used.

A shape needs an IRI and a target; all else may be plain SHACL. An error in one file or shape is a
fault, and the others are still used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.own import Fault, Own, OwnFile
from michisuji.quality.rulebook.own_profiles import add_profiles
from michisuji.quality.rulebook.rule import Rule, own_rule
from michisuji.quality.shacl import ShapesError
from michisuji.vocabulary import LM, PREFIXES, RENAMED, RULE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.shacl.parse import ShapesReader

#: The base of relative IRIs in a file.
BASE = "https://w3id.org/michisuji/own/"
_SH = PREFIXES["sh"]
_NOT_IN_ID = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class OwnShapes:
    """The bundled shapes with a city's own, the rules of the latter, and the faults."""

    graph: Graph
    rules: Mapping[str, Rule]
    #: The city's own settings, which win over the bundled ones.
    settings: frozenset[Node]
    faults: tuple[Fault, ...]


def read_own(own: Own, bundled: Graph, known: Mapping[str, Rule]) -> OwnShapes:
    """Add a city's own shapes and profiles to the bundled ones, whose rules are ``known``.

    Nothing is raised: an unusable file, shape or setting is left out and reported as a fault.
    """
    from rdflib import Graph

    from michisuji.quality.shacl.parse import ShapesReader

    faults: list[Fault] = list(own.faults)
    merged = Graph(bind_namespaces="none")
    merged += bundled
    taken = {node for node in bundled.subjects() if not _is_blank(node)}
    roots: list[tuple[Node, OwnFile]] = []
    for file in own.shapes:
        graph = _parsed(file, faults)
        if graph is not None and not _is_refused(graph, taken, file, faults):
            found = _roots(graph, file, faults)
            merged += _with_named_parts(graph, found)
            roots += [(root, file) for root in found]
    rules: dict[str, Rule] = {}
    # Pages of a static site must differ in more than letter case.
    reader, ids = ShapesReader(merged), {key.casefold() for key in known}
    for root, file in roots:
        key = _id_of(merged, root)
        reason = (
            text("own.fault.rule_taken", key=key)
            if key.casefold() in ids
            else _unusable(reader, root)
        )
        if reason:
            faults.append(file.fault(reason, file.line_of(str(root))))
            for triple in list(merged.triples((root, None, None))):
                merged.remove(triple)
        else:
            rules[key] = own_rule(merged, root, key, file.name)
            ids.add(key.casefold())
    settings: set[Node] = set()
    every = {rule.shape for rule in (*known.values(), *rules.values())}
    for file in own.profiles:
        graph = _parsed(file, faults)
        if graph is not None:
            settings |= add_profiles(merged, graph, every, file, faults)
    ordered = {key: rules[key] for key in sorted(rules)}
    return OwnShapes(merged, ordered, frozenset(settings), tuple(faults))


def _parsed(file: OwnFile, faults: list[Fault]) -> Graph | None:
    """Return the file's graph, with blank nodes that are named the same in each run.

    None, with a fault added, if the file cannot be parsed.
    """
    import pyoxigraph as ox
    from rdflib import Graph

    from michisuji.store.rdf_terms import graph_of

    form = ox.RdfFormat.from_extension(file.path.suffix.removeprefix(".")) or ox.RdfFormat.TURTLE
    try:
        data = ox.Dataset(ox.parse(file.text, form, base_iri=BASE + file.path.stem))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        told = text("own.fault.not_rdf", error=error)
        faults.append(file.fault(told, line if isinstance(line, int) else None))
        return None
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return graph_of((_apart(quad, file) for quad in data), Graph(bind_namespaces="none"))


def _apart(quad: Any, file: OwnFile) -> Any:
    """Return the statement with its blank nodes renamed, so that no other file has them.

    Properties of earlier versions become today's; those within SPARQL texts do not.
    """
    import pyoxigraph as ox

    def own(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(f"{_NOT_IN_ID.sub('-', file.name)}-{term.value}")
        now = RENAMED.get(term.value) if isinstance(term, ox.NamedNode) else None
        return ox.NamedNode(now) if now else term

    return ox.Triple(own(quad.subject), own(quad.predicate), own(quad.object))


def _is_refused(graph: Graph, taken: Collection[Node], file: OwnFile, faults: list[Fault]) -> bool:
    """Return True, with a fault, if the file changes bundled shapes or reaches beyond the data."""
    others = sorted(
        str(node) for node in set(graph.subjects()) if node in taken or str(node).startswith(RULE)
    )
    reason = text("own.fault.of_others", iri=others[0]) if others else _beyond_the_data(graph)
    if reason:
        faults.append(file.fault(reason, file.line_of(others[0]) if others else None))
    return reason is not None


def _beyond_the_data(graph: Graph) -> Text | None:
    """Return the reason why a constraint component's query must not run, or None.

    Queries of shapes are checked later.
    """
    from rdflib import URIRef

    from michisuji.quality.shacl.scopes import refuse_forbidden

    for name in ("ask", "select"):
        for node, query in graph.subject_objects(URIRef(_SH + name)):
            if graph.value(None, URIRef(_SH + "sparql"), node) is None:
                try:
                    refuse_forbidden(str(query))
                except ShapesError as error:
                    return text("own.fault.ill_formed", error=error)
    return None


def _roots(graph: Graph, file: OwnFile, faults: list[Fault]) -> list[Node]:
    from michisuji.quality.shacl.parse import ShapesReader

    found = sorted(ShapesReader(graph).roots(), key=str)
    if not found:
        faults.append(file.fault(text("own.fault.no_target")))
    if any(map(_is_blank, found)):
        faults.append(file.fault(text("own.fault.no_iri")))
    return [node for node in found if not _is_blank(node)]


def _with_named_parts(graph: Graph, roots: Iterable[Node]) -> Graph:
    """Return the graph with IRIs for parts that are blank nodes, made from shape and path."""
    from rdflib import Graph

    names: dict[Node, Node] = {}
    used: Counter[str] = Counter()
    waiting = list(roots)
    while waiting:
        shape = waiting.pop(0)
        for part, word in _parts(graph, shape):
            if _is_blank(part) and part not in names:
                names[part] = _name(f"{names.get(shape, shape)}-{word}", used)
            if part not in waiting:
                waiting.append(part)
    renamed = Graph(bind_namespaces="none")
    for s, p, o in graph:
        renamed.add((names.get(s, s), p, names.get(o, o)))
    return renamed


def _parts(graph: Graph, shape: Node) -> Iterator[tuple[Node, str]]:
    """Yield property shapes and SPARQL constraints of a shape, each with a word for its name."""
    from rdflib import URIRef

    for name in ("property", "sparql"):
        for part in sorted(graph.objects(shape, URIRef(_SH + name)), key=str):
            path = graph.value(part, URIRef(_SH + "path"))
            plain = isinstance(path, URIRef)
            yield part, _end_of(str(path)) if plain else ("path" if path is not None else name)


def _name(wish: str, used: Counter[str]) -> Node:
    from rdflib import URIRef

    used[wish] += 1
    return URIRef(wish if used[wish] == 1 else f"{wish}-{used[wish]}")


def _id_of(graph: Graph, root: Node) -> str:
    """Return the id that the shape states (lm:ruleId), else the end of its IRI."""
    from rdflib import URIRef

    return _end_of(str(graph.value(root, URIRef(LM + "ruleId")) or root))


def _end_of(iri: str) -> str:
    end = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    return _NOT_IN_ID.sub("-", end).strip("-") or "rule"


def _unusable(reader: ShapesReader, root: Node) -> Text | None:
    """Return the reason why a shape cannot be used, or None if it can."""
    from michisuji.quality.shacl.parse import BEYOND

    try:
        reasons = reader.read({str(root)}).handed.values()
    except (ShapesError, ValueError) as error:
        return text("own.fault.ill_formed", error=error)
    undone = {f"sh:{name}" for name in BEYOND} & set(reasons)
    return text("own.fault.not_done", what=min(undone)) if undone else None


def _is_blank(node: Node) -> bool:
    from rdflib import BNode

    return isinstance(node, BNode)
