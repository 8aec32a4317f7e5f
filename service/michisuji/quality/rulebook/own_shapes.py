"""A city's own shapes and profiles: read, named, and refused where they cannot be used.

A shape needs an IRI and a target; all else may be plain SHACL. What one file or shape has wrong is
a fault, and the others count all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.own import Fault, Own, OwnFile
from michisuji.quality.report import Text
from michisuji.quality.rulebook.rule import Rule, own_rule, severity_of
from michisuji.quality.shacl import ShapesError
from michisuji.vocabulary import LM, PREFIXES, PROFILE, RULE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.shacl.parse import ShapesReader

#: What relative IRIs of a file begin with.
BASE = "https://w3id.org/michisuji/own/"
_SH = PREFIXES["sh"]
_NOT_IN_ID = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class OwnShapes:
    """The bundled shapes with a city's own, the rules that these make, and what is wrong."""

    graph: Graph
    rules: Mapping[str, Rule]
    #: The settings of the city's own, which win over those that come along.
    settings: frozenset[Node]
    faults: tuple[Fault, ...]


def read_own(own: Own, bundled: Graph, known: Mapping[str, Rule]) -> OwnShapes:
    """Add a city's own shapes and profiles to the bundled ones; ``known`` are the rules of these.

    Nothing is raised: what cannot be used is left out, and told as a fault.
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
    # Files of a static site are told apart by their names in small letters.
    reader, ids = ShapesReader(merged), {key.casefold() for key in known}
    for root, file in roots:
        key = _id_of(merged, root)
        reason = _taken(key) if key.casefold() in ids else _unusable(reader, root)
        if reason:
            faults.append(_fault(file, reason, file.line_of(str(root))))
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
            settings |= _add_profiles(merged, graph, every, file, faults)
    ordered = {key: rules[key] for key in sorted(rules)}
    return OwnShapes(merged, ordered, frozenset(settings), tuple(faults))


def _parsed(file: OwnFile, faults: list[Fault]) -> Graph | None:
    """The file's graph, its blank nodes named by what they say: the same in each run."""
    import pyoxigraph as ox
    from rdflib import Graph

    from michisuji.store.rdf_terms import graph_of

    form = ox.RdfFormat.from_extension(file.path.suffix.removeprefix(".")) or ox.RdfFormat.TURTLE
    try:
        data = ox.Dataset(ox.parse(file.text, form, base_iri=BASE + file.path.stem))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        faults.append(_fault(file, _not_rdf(error), line if isinstance(line, int) else None))
        return None
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return graph_of((_apart(quad, file) for quad in data), Graph(bind_namespaces="none"))


def _apart(quad: Any, file: OwnFile) -> Any:
    """The statement with blank nodes that no other file has."""
    import pyoxigraph as ox

    def own(term: Any) -> Any:
        blank = isinstance(term, ox.BlankNode)
        return ox.BlankNode(f"{_NOT_IN_ID.sub('-', file.name)}-{term.value}") if blank else term

    return ox.Triple(own(quad.subject), quad.predicate, own(quad.object))


def _is_refused(graph: Graph, taken: Collection[Node], file: OwnFile, faults: list[Fault]) -> bool:
    """Whether the file changes what comes along, or would reach beyond the data."""
    others = sorted(
        str(node) for node in set(graph.subjects()) if node in taken or str(node).startswith(RULE)
    )
    reason = _of_others(others[0]) if others else _beyond_the_data(graph)
    if reason:
        faults.append(_fault(file, reason, file.line_of(others[0]) if others else None))
    return reason is not None


def _beyond_the_data(graph: Graph) -> Text | None:
    """Why a query of a constraint component must not be run; shapes are looked at later."""
    from rdflib import URIRef

    from michisuji.quality.shacl.scopes import refuse_forbidden

    for name in ("ask", "select"):
        for node, text in graph.subject_objects(URIRef(_SH + name)):
            if graph.value(None, URIRef(_SH + "sparql"), node) is None:
                try:
                    refuse_forbidden(str(text))
                except ShapesError as error:
                    return _ill_formed(error)
    return None


def _roots(graph: Graph, file: OwnFile, faults: list[Fault]) -> list[Node]:
    from michisuji.quality.shacl.parse import ShapesReader

    found = sorted(ShapesReader(graph).roots(), key=str)
    if not found:
        faults.append(_fault(file, _NO_TARGET))
    if any(map(_is_blank, found)):
        faults.append(_fault(file, _NO_IRI))
    return [node for node in found if not _is_blank(node)]


def _with_named_parts(graph: Graph, roots: Iterable[Node]) -> Graph:
    """The graph in which parts that are blank nodes have IRIs, made from their shape's and path."""
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
    """Property shapes and SPARQL constraints of a shape, each with a word for its name."""
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
    """What the shape states (lm:ruleId), else the end of its IRI."""
    from rdflib import URIRef

    return _end_of(str(graph.value(root, URIRef(LM + "ruleId")) or root))


def _end_of(iri: str) -> str:
    end = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    return _NOT_IN_ID.sub("-", end).strip("-") or "rule"


def _unusable(reader: ShapesReader, root: Node) -> Text | None:
    """Why a shape cannot be asked; None when it can."""
    from michisuji.quality.shacl.parse import BEYOND

    try:
        reasons = reader.read({str(root)}).handed.values()
    except (ShapesError, ValueError) as error:
        return _ill_formed(error)
    undone = {f"sh:{name}" for name in BEYOND} & set(reasons)
    return _not_done(min(undone)) if undone else None


def _add_profiles(
    merged: Graph, graph: Graph, rules: Collection[str], file: OwnFile, faults: list[Fault]
) -> set[Node]:
    """Add what a city says of profiles but what is wrong; returns its settings."""
    from rdflib import RDF, URIRef

    own = set(graph.subjects(RDF.type, URIRef(LM + "Profile")))
    there = set(merged.subjects(RDF.type, URIRef(LM + "Profile"))) | own
    settings = set(graph.subjects(RDF.type, URIRef(LM + "RuleSetting")))
    wrong: dict[Node, Text] = {}
    for node in own:
        if not str(node).startswith(PROFILE):
            wrong[node] = _WRONG_PROFILE
    for setting in settings:
        wrong |= _wrong_setting(graph, setting, there, rules)
    for node in set(graph.subjects(URIRef(LM + "leavesOut"), None)) - settings:
        for rule in graph.objects(node, URIRef(LM + "leavesOut")):
            if node not in there or str(rule) not in rules:
                wrong[node] = _unknown(str(rule if node in there else node))
    for node, reason in sorted(wrong.items(), key=str):
        faults.append(_fault(file, reason, file.line_of(str(node))))
    for triple in graph:
        if triple[0] not in wrong and (triple[0] in there or triple[0] in settings):
            merged.add(triple)
    return settings - wrong.keys()


def _wrong_setting(
    graph: Graph, setting: Node, profiles: Collection[Node], rules: Collection[str]
) -> dict[Node, Text]:
    from rdflib import URIRef

    profile = graph.value(setting, URIRef(LM + "profile"))
    rule = graph.value(setting, URIRef(LM + "ofRule"))
    severity = graph.value(setting, URIRef(LM + "severity"))
    if profile not in profiles:
        return {setting: _unknown(str(profile))}
    if str(rule) not in rules:
        return {setting: _unknown(str(rule))}
    known = severity is None or str(severity) == f"{_SH}{severity_of(severity).capitalize()}"
    return {} if known else {setting: _unknown(str(severity))}


def _is_blank(node: Node) -> bool:
    from rdflib import BNode

    return isinstance(node, BNode)


def _fault(file: OwnFile, message: Text, line: int | None = None) -> Fault:
    return Fault(file.path, file.name, message, line)


def _not_rdf(error: Exception) -> Text:
    return {
        "ja": f"RDFとして読めません({error})。その行の書き方を確かめてください",
        "en": f"Not readable as RDF ({error}): check how the line is written",
    }


def _of_others(iri: str) -> Text:
    return {
        "ja": f"同梱のもの({iri})を書き換えています。自分のIRIを付けるか、重さの変更は "
        "profiles.ttl に書いてください",
        "en": f"States something of what comes along ({iri}): use an IRI of your own; severities "
        "are changed in profiles.ttl",
    }


def _ill_formed(error: Exception) -> Text:
    return {
        "ja": f"SHACLのシェイプとして正しくありません({error})。書き方を直してください",
        "en": f"Not a well-formed SHACL shape ({error}): mend how it is written",
    }


def _not_done(what: str) -> Text:
    return {
        "ja": f"{what} は使えません。sh:targetClass などの対象とSHACL Core・sh:sparql で"
        "書いてください",
        "en": f"{what} is not done here: write it with targets such as sh:targetClass, SHACL Core "
        "and sh:sparql",
    }


def _taken(key: str) -> Text:
    return {
        "ja": f"規則の番号 {key} は使われています。シェイプのIRIの末尾か lm:ruleId を"
        "変えてください",
        "en": f"There is a rule {key} already: change the end of the shape's IRI or its lm:ruleId",
    }


def _unknown(iri: str) -> Text:
    return {
        "ja": f"{iri} はありません。規則・構成・重さ(sh:Violation など)のIRIを確かめてください",
        "en": f"There is no {iri}: check the IRI of the rule, profile or severity (sh:Violation …)",
    }


_NO_TARGET: Text = {
    "ja": "対象のあるシェイプがありません。sh:targetClass などを書いてください",
    "en": "No shape with a target: write sh:targetClass or another target",
}
_NO_IRI: Text = {
    "ja": "IRIのないシェイプ(空白ノード)は規則になりません。IRIを付けてください",
    "en": "A shape without an IRI (a blank node) is no rule: give it one",
}
_WRONG_PROFILE: Text = {
    "ja": f"構成のIRIは {PROFILE} で始めてください",
    "en": f"The IRI of a profile begins with {PROFILE}",
}
