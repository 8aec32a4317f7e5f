"""One rule, as its shape states it: texts in both languages, severity, and the parts below it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from michisuji.languages import Text, both
from michisuji.literals import whole
from michisuji.messages import text
from michisuji.quality.report import SEVERITIES, Severity
from michisuji.sparql_tokens import tokens
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: The family of rules that a city has added.
OWN = "OWN"
_SH = PREFIXES["sh"]
# An IRI that may be a predicate, by its end.
_PREDICATE = re.compile(r"^https?:.*[/#][a-z]\w*$")
_PARTS = ("sparql", "property", "node")
_SEVERITY: dict[str, Severity] = {"Violation": "violation", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True)
class Rule:
    """One rule. ``shape`` is its IRI, ``severity`` its severity unless a profile states another.

    Texts are ``{"ja": …, "en": …}``. ``part_severities`` maps the IRIs of parts whose severity
    differs from the rule's; ``level`` is the number of the ladder's level that asks for the rule.
    ``remedy`` holds for data of any source, ``in_toml`` and ``in_rdf`` name what to write there.
    """

    id: str
    shape: str
    family: str
    name: Text
    description: Text
    message: Text
    remedy: Text
    source: str
    severity: Severity = "violation"
    part_severities: Mapping[str, Severity] = field(default_factory=dict, hash=False)
    level: int | None = None
    in_toml: str = ""
    in_rdf: str = ""

    @property
    def is_own(self) -> bool:
        """True if a city has added it."""
        return self.family == OWN


def bundled_rule(graph: Graph, node: Node) -> Rule:
    """Return the rule of a bundled shape, which states all of its texts."""
    from rdflib import DCTERMS, URIRef

    return Rule(
        id=str(graph.value(node, URIRef(LM + "ruleId"))),
        shape=str(node),
        family=str(graph.value(node, URIRef(LM + "family"))),
        name=texts(graph, node, _SH + "name"),
        description=texts(graph, node, _SH + "description"),
        message=texts(graph, node, _SH + "message"),
        remedy=texts(graph, node, LM + "remedy"),
        source=str(graph.value(node, DCTERMS.source) or ""),
        severity=severity_of(graph.value(node, URIRef(_SH + "severity"))),
        level=_level(graph, node),
        in_toml=str(graph.value(node, URIRef(LM + "inToml")) or ""),
        in_rdf=str(graph.value(node, URIRef(LM + "inRdf")) or ""),
    )


def own_rule(graph: Graph, node: Node, key: str, file: str) -> Rule:
    """Return the rule of a city's own shape, with usual texts for those that it does not state.

    ``key`` is its id; ``file`` is its source unless the shape states one.
    """
    from rdflib import DCTERMS, URIRef

    name = _told(graph, node, (_SH + "name", PREFIXES["rdfs"] + "label"), {"ja": key, "en": key})
    stated = graph.value(node, URIRef(_SH + "severity"))
    parts = _part_severities(graph, node, severity_of(stated))
    severity = severity_of(stated)
    if stated is None and parts:  # a shape that states none is as severe as its worst part
        severity = min(parts.values(), key=SEVERITIES.index)
    return Rule(
        id=key,
        shape=str(node),
        family=OWN,
        name=name,
        description=_told(
            graph,
            node,
            (_SH + "description", PREFIXES["rdfs"] + "comment", _SH + "message"),
            text("own.usual.description"),
        ),
        message=_told(graph, node, (_SH + "message",), _not_met(name)),
        remedy=_told(
            graph,
            node,
            (LM + "remedy",),
            text("own.usual.remedy"),
        ),
        source=str(graph.value(node, DCTERMS.source) or file),
        severity=severity,
        part_severities={part: s for part, s in parts.items() if s != severity},
        level=_level(graph, node),
    )


def parts_of(graph: Graph, rule: Rule, others: Collection[str] = ()) -> dict[str, Text]:
    """Return the rule's shape and what hangs below it, each with the message nearest to it.

    Parts in ``others`` belong to other rules and are left out.
    """
    from rdflib import URIRef

    found: dict[str, Text] = {rule.shape: rule.message}
    waiting: list[tuple[Node, Text]] = [(URIRef(rule.shape), rule.message)]
    while waiting:
        node, inherited = waiting.pop()
        for part in _PARTS:
            for child in graph.objects(node, URIRef(_SH + part)):
                if str(child) not in found and str(child) not in others:
                    message = _message(graph, child, rule, inherited)
                    found[str(child)] = message
                    waiting.append((child, message))
    return found


def texts(graph: Graph, node: Node, predicate: str) -> Text:
    """Return language → text, for literals that have a language."""
    from rdflib import URIRef

    literals: Any = graph.objects(node, URIRef(predicate))
    return {literal.language: str(literal) for literal in literals if literal.language}


def severity_of(node: Node | None) -> Severity:
    """Return the severity that SHACL's term names; a violation if there is none.

    A severity that SHACL does not know counts as a violation, too.
    """
    return _SEVERITY.get(str(node).removeprefix(_SH), "violation")


def _message(graph: Graph, part: Node, rule: Rule, inherited: Text) -> Text:
    if not rule.is_own:
        return texts(graph, part, _SH + "message") or inherited
    from rdflib import URIRef

    usual = inherited
    if inherited == _not_met(rule.name) and graph.value(part, URIRef(_SH + "path")) is not None:
        usual = text("own.usual.part", this="{$this}", path="{$path}", name=rule.name)
    return _told(graph, part, (_SH + "message",), usual)


def _not_met(name: Text) -> Text:
    return text("own.usual.message", this="{$this}", name=name)


def _told(graph: Graph, node: Node, predicates: tuple[str, ...], usual: Text) -> Text:
    """Return the first of ``predicates`` that is stated, in both languages; else ``usual``.

    A text in one language stands in for a missing one in the other.
    """
    from rdflib import URIRef

    for predicate in predicates:
        found = {
            str(getattr(text, "language", None) or "")[:2]: str(text)
            for text in sorted(graph.objects(node, URIRef(predicate)), key=str)
        }
        if found:
            return both(found)
    return usual


def _part_severities(graph: Graph, node: Node, usual: Severity) -> dict[str, Severity]:
    """Return part's IRI → severity, for all parts of a shape; ``usual`` if a part states none."""
    from rdflib import URIRef

    found: dict[str, Severity] = {}
    waiting, seen = [node], {node}
    while waiting:
        shape = waiting.pop()
        for name in ("property", "sparql"):
            for part in set(graph.objects(shape, URIRef(_SH + name))) - seen:
                seen.add(part)
                waiting.append(part)
                stated = graph.value(part, URIRef(_SH + "severity"))
                found[str(part)] = severity_of(stated) if stated is not None else usual
    return found


def _level(graph: Graph, node: Node) -> int | None:
    from rdflib import URIRef

    level = graph.value(node, URIRef(LM + "onLevel"))
    number = graph.value(level, URIRef(LM + "order")) if level is not None else None
    return whole(str(number)) if number is not None else None


def named_iris(shapes: Graph, *, every: bool) -> frozenset[str]:
    """Return the IRIs in the shapes and, through the declared prefixes, in their SPARQL.

    Only those that are named like our predicates, unless ``every`` is set; never SHACL's own.
    """
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
    for query in (str(o) for k in ("select", "ask") for o in objects(k) if isinstance(o, Literal)):
        for token in tokens(query):
            prefix, _, name = token.text.rstrip(".").partition(":")
            if token.kind == "name" and prefix in prefixes:
                found.add(prefixes[prefix] + name)
            elif token.kind == "iri":
                found.add(token.text[1:-1])
    # A class or shape begins with a capital, a predicate does not.
    return frozenset(
        iri for iri in found if not iri.startswith(_SH) and (every or _PREDICATE.search(iri))
    )
