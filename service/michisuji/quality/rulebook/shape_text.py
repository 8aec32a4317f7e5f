"""The shapes as written: one rule's Turtle, with comments and order, and its SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from michisuji import resources
from michisuji.quality.rulebook.rule import OWN, Rule
from michisuji.quality.rulebook.rules import Rulebook, catalogue, rulebook
from michisuji.sparql_tokens import tokens
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

# A statement begins at the start of a line; what belongs to it is indented or within it.
_START = re.compile(r"^(?:rule:([\w-]+)|[@<\w])", re.MULTILINE)
_PREFIX = re.compile(r"^@prefix\s+(\w*):\s*<[^>]*>\s*\.\s*$", re.MULTILINE)
_SH = PREFIXES["sh"]
_RULER = re.compile(r"\n# -{5,}\s*$")


@dataclass(frozen=True)
class SparqlConstraint:
    """A SPARQL constraint of a rule: the IRI of the constraint, and its query with prefixes."""

    iri: str
    query: str

    @property
    def name(self) -> str:
        """The end of its IRI."""
        return re.split("[/#]", self.iri)[-1]


@cache
def turtle(rule: str, book: Rulebook | None = None) -> str:
    """Return the rule's statements with the prefixes that they need: a whole Turtle document.

    Empty for a rule that no file of shapes/ begins a statement with. A profile may have
    another severity.
    """
    known = (book or rulebook()).rules.get(rule)
    if book and known and known.is_own:
        return _written_anew(book, known)
    blocks = _blocks().get(rule, "")
    used = [line for prefix, line in _prefixes().items() if re.search(rf"\b{prefix}:", blocks)]
    return "\n".join(used) + "\n\n" + blocks if blocks else ""


@cache
def selects(rule: str, book: Rulebook | None = None) -> tuple[SparqlConstraint, ...]:
    """Return the SPARQL constraints of a rule, by IRI."""
    from rdflib import Graph, URIRef

    graph = Graph(bind_namespaces="none")
    graph.parse(data=turtle(rule, book), format="turtle")
    prefixes = PREFIXES | {
        str(graph.value(node, URIRef(_SH + "prefix"))): str(name)
        for node, name in graph.subject_objects(URIRef(_SH + "namespace"))
    }
    found = []
    for node, text in graph.subject_objects(URIRef(_SH + "select")):
        query = _even(str(text))
        used = {t.text.partition(":")[0] for t in tokens(query) if t.kind == "name"}
        heads = [f"PREFIX {p}: <{iri}>" for p, iri in prefixes.items() if p in used]
        found.append(SparqlConstraint(str(node), "\n".join([*heads, query])))
    return tuple(sorted(found, key=lambda select: select.iri))


def families(book: Rulebook | None = None) -> Mapping[str, tuple[str, ...]]:
    """Family → the ids of its rules, in the order of the catalogue; a city's own last."""
    found: dict[str, list[str]] = {}
    for rule in (book or rulebook()).rules.values():
        found.setdefault(rule.family, []).append(rule.id)
    order = ("CHAIN", "TEXT", "IND", "PLAN", "ORG", "EVAL", "KAI", "INT", "STR", OWN)
    known = [family for family in order if family in found]
    return {family: tuple(found[family]) for family in (*known, *sorted({*found} - {*order}))}


def owner(iri: str) -> str:
    """Return the rule of a shape or constraint: ``…/rule/IND-02-unit`` → ``IND-02``."""
    return "-".join(iri.rpartition("/")[2].split("-")[:2])


def _written_anew(book: Rulebook, rule: Rule) -> str:
    """Return the Turtle of a rule of a city's own, parts and prefixes of its queries included."""
    from rdflib import Graph, URIRef

    graph = Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    waiting: list[Node] = [URIRef(part) for part in book.parts(rule)]
    waiting += [o for p in waiting for o in book.graph.objects(p, URIRef(_SH + "prefixes"))]
    seen: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            _copy(book.graph, node, graph, waiting)
    return graph.serialize(format="turtle")


def _copy(whole: Graph, node: Node, graph: Graph, waiting: list[Node]) -> None:
    from rdflib import BNode

    for triple in whole.triples((node, None, None)):
        graph.add(triple)
        if isinstance(triple[2], BNode):
            waiting.append(triple[2])


def _even(query: str) -> str:
    """Remove the indentation that a query has within its shape."""
    first, *rest = query.strip("\n").split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    # The last line, the closing brace, is where the text begins.
    return "\n".join([first.strip(), *(line[depth:].rstrip() for line in rest)])


@cache
def _blocks() -> Mapping[str, str]:
    """Return rule id → its statements."""
    known = catalogue()
    found: dict[str, list[str]] = {}
    for text in _files():
        starts = list(_START.finditer(text))
        ends = [start.start() for start in starts[1:]] + [len(text)]
        for start, end in zip(starts, ends, strict=True):
            rule = owner(start[1] or "")
            if rule in known:
                block = _RULER.sub("", text[start.start() : end].rstrip())
                found.setdefault(rule, []).append(_without_tail_comment(block))
    return {rule: "\n\n".join(blocks) + "\n" for rule, blocks in found.items()}


def _without_tail_comment(block: str) -> str:
    """Drop comments after a statement's end: they are about what comes next."""
    lines = block.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return "\n".join(lines)


@cache
def _prefixes() -> Mapping[str, str]:
    return {found[1]: found[0].strip() for text in _files() for found in _PREFIX.finditer(text)}


def _files() -> Iterator[str]:
    for path in sorted(resources.folder("shapes").glob("*.ttl")):
        if path.name != "profiles.ttl":
            yield path.read_text("utf-8")
