"""Data for the rules STR-01 to STR-04, made from the ontology: right and odd for each property.

Read here without the generator of the rules' lists, which is what they are to test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from michisuji import resources
from michisuji.vocabulary import LM, PREFIXES, RENAMED
from rdflib import OWL, QB, RDF, RDFS, XSD, Graph, Namespace, URIRef
from rdflib.term import Node

SCHEMA = Namespace("https://schema.org/")
BASE = "http://127.0.0.1:8000"
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
#: Values that look like numbers or years and are none; and what is no literal at all.
NOT_NUMBERS = (
    '"NaN"^^xsd:decimal', '"INF"^^xsd:double', "1e300", '"1.25E6"^^xsd:decimal',
    "999999999999999999999999999999999999999999.5", '"1,000"', '"1,000"^^xsd:decimal',
    '"約20"@ja', '"約20"^^xsd:integer', '"12"', '"12"@ja', '"令和6"^^xsd:gYear', '"令和6"',
    '"2025"', '""^^xsd:decimal', '"."^^xsd:decimal', '"１２"^^xsd:decimal', "true",
    "<id/other/x>", "[]",
)  # fmt: skip
RIGHT = {
    XSD.decimal: ("12", "-0.5", '"+7"^^xsd:decimal', '".5"^^xsd:decimal', '"3."^^xsd:decimal',
                  '"999999999999999999.123456789012345678"^^xsd:decimal'),
    XSD.integer: ("12", "-3", '"007"^^xsd:integer'),
    XSD.gYear: ('"2025"^^xsd:gYear',),
    XSD.date: ('"2025-02-28"^^xsd:date', '"2024-02-29"^^xsd:date', '"2025-12-31"^^xsd:date'),
    XSD.boolean: ("true", '"false"^^xsd:boolean'),
    XSD.string: ('"2025"', '""', '"0101"^^xsd:string'),
    RDF.langString: ('"文"@ja', '"text"@en-GB', '"12"@ja'),
}  # fmt: skip
ODD = {
    XSD.decimal: (*NOT_NUMBERS, '"2025"^^xsd:gYear'),
    XSD.integer: (*NOT_NUMBERS, "1.5", "1.0", '"2025"^^xsd:gYear'),
    XSD.gYear: (*NOT_NUMBERS, "2025", '"25"^^xsd:gYear', '"2025年度"@ja', '"2025.0"^^xsd:gYear',
                '"2025-04-01"^^xsd:date', '"02025"^^xsd:gYear'),
    XSD.date: ('"2025-02-29"^^xsd:date', '"2025-13-01"^^xsd:date', '"2025-04-31"^^xsd:date',
               '"2025-04-01"', '"2025-04-01"@ja', '"2025"^^xsd:gYear', "<id/other/x>", "[]"),
    XSD.boolean: ('"yes"^^xsd:boolean', '"true"', "2", "<id/other/x>", "[]"),
    XSD.string: ('"2025"^^xsd:gYear', "12", '"文"@ja', "<id/other/x>", "[]"),
    RDF.langString: ('"文"', "12", "<id/other/x>", "[]"),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A node with one statement, odd (the rule names the node and ``path``) or right."""

    node: str
    turtle: str
    odd: bool
    path: str = ""


@cache
def ontology() -> Graph:
    """Every file of the ontology."""
    graph = Graph()
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def cases(rule: str) -> list[Case]:
    """All cases of a rule; none for a rule that its two examples show whole."""
    made = {"STR-01": _datatypes, "STR-02": _classes, "STR-03": _values, "STR-04": _signs}
    return list(made[rule]()) if rule in made else []


def text(found: Iterable[Case]) -> str:
    """The cases as one Turtle document."""
    return HEAD + "".join(case.turtle for case in found)


def ours(*kinds: Node) -> list[URIRef]:
    """Properties of the ontology's own that are of all these kinds; none of earlier versions."""
    sets = [set(ontology().subjects(RDF.type, kind)) for kind in kinds]
    found = set.intersection(*sets)
    return sorted(URIRef(str(s)) for s in found if str(s).startswith(LM) and str(s) not in RENAMED)


def short(term: Node) -> str:
    """A property's or class's name."""
    return str(term).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _case(kind: str, n: int, term: Node, value: str, odd: bool, classes: str) -> Case:
    node = f"{BASE}/id/{kind}/{short(term)}-{n}".lower()
    return Case(node, f"<{node}> a {classes} ; <{term}> {value} .\n", odd, str(term))


def _datatypes() -> Iterator[Case]:
    for term in ours(OWL.DatatypeProperty):
        datatype = ontology().value(term, RDFS.range)
        for n, value in enumerate(RIGHT[datatype]):
            yield _case("right", n, term, value, False, "rdfs:Resource")
        for n, value in enumerate(ODD[datatype]):
            yield _case("odd", n, term, value, True, "rdfs:Resource")


def with_subclasses(classes: Iterable[Node]) -> list[Node]:
    """The classes and all below them."""
    found = {below for c in classes for below in ontology().transitive_subjects(RDFS.subClassOf, c)}
    return sorted(found, key=str)


def allowed(term: Node, single: Node, several: Node) -> list[Node]:
    """The classes that a property goes with; none where any will do."""
    named = {*ontology().objects(term, single), *ontology().objects(term, several)}
    return [] if named & {RDFS.Resource, RDFS.Class} else with_subclasses(named)


def _other(classes: list[Node]) -> str:
    wrong = next(name for name in ("Waiver", "Plan") if URIRef(LM + name) not in classes)
    return f"lm:{wrong}"


def _classes() -> Iterator[Case]:
    coded = set(ours(QB.CodedProperty))
    for term in sorted(
        {*ours(OWL.DatatypeProperty), *ours(OWL.ObjectProperty), *ours(RDF.Property)}
    ):
        domain = allowed(term, RDFS.domain, SCHEMA.domainIncludes)
        holder = f"<{domain[0]}>" if domain else "rdfs:Resource"
        for n, class_ in enumerate(domain):
            yield _case("domain", n, term, "<urn:nothing>", False, f"<{class_}>")
        if domain:
            yield _case("domain-wrong", 0, term, "<urn:nothing>", True, _other(domain))
        if term in coded or term not in ours(OWL.ObjectProperty):
            continue
        yield _case("literal", 0, term, '"文字"@ja', True, holder)
        range_ = allowed(term, RDFS.range, SCHEMA.rangeIncludes)
        for n, class_ in enumerate(range_):
            yield _case("range", n, term, f"<urn:of/{short(class_)}>", False, holder)
            yield Case("", f"<urn:of/{short(class_)}> a <{class_}> .\n", False)
        if range_:
            wrong = _other(range_)
            yield _case("range-wrong", 0, term, f"<urn:of/{wrong[3:]}>", True, holder)
            yield Case("", f"<urn:of/{wrong[3:]}> a {wrong} .\n", False)


def _values() -> Iterator[Case]:
    for term in ours(OWL.FunctionalProperty):
        literal = term in ours(OWL.DatatypeProperty)
        one, two = ("1", "2") if literal else ("<urn:a>", "<urn:b>")
        yield _case("one", 0, term, one, False, "rdfs:Resource")
        yield _case("two", 0, term, f"{one} , {two}", True, "rdfs:Resource")


def _signs() -> Iterator[Case]:
    for term in sorted(ontology().subjects(SCHEMA.minValue, None), key=str):
        for n, value in enumerate(("0", "0.5", '"many"')):
            yield _case("right", n, term, value, False, "rdfs:Resource")
        for n, value in enumerate(("-1", "-0.01")):
            yield _case("negative", n, term, value, True, "rdfs:Resource")
