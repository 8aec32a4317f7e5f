"""The ontology's linter: what makes a term unfinished, a code stray, an alignment point nowhere.

Each check takes graphs and returns problems, so that tests can show it a small broken input.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from michisuji.vocabulary import CODE, LM
from rdflib import DC, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ONTOLOGY = URIRef("https://w3id.org/michisuji/ns")
SCHEMA = Namespace("https://schema.org/")
QB = Namespace("http://purl.org/linked-data/cube#")
DCTERMS = Namespace("http://purl.org/dc/terms/")

CLASS_TYPES = {OWL.Class}
PROPERTY_TYPES = {OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property}
#: How a term says that it is declared ahead of its use.
RESERVED = re.compile(r"^Reserved for \S.{10,}")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: its kind, the term (short form), and what is wrong."""

    kind: str
    term: str
    detail: str = ""


@dataclass(frozen=True)
class Ontology:
    """The parts of ``ontology/``: its own terms, its codes, its alignments by file name."""

    terms: Graph
    codes: Graph
    alignments: dict[str, Graph]

    def declared(self) -> dict[URIRef, str]:
        """Declared terms of the namespace → ``class`` or ``property``."""
        found = {}
        for subject, kind in self.terms.subject_objects(RDF.type):
            if isinstance(subject, URIRef) and str(subject).startswith(LM):
                if kind in CLASS_TYPES:
                    found[subject] = "class"
                elif kind in PROPERTY_TYPES:
                    found[subject] = "property"
        return found

    def declared_codes(self) -> set[URIRef]:
        """Declared codes and their schemes."""
        wanted = (SKOS.Concept, SKOS.ConceptScheme)
        return {s for s, t in self.codes.subject_objects(RDF.type) if t in wanted}  # type: ignore[misc]


def deprecated(ontology: Ontology) -> set[URIRef]:
    """Terms of earlier versions that are still read."""
    return {s for s in ontology.terms.subjects(OWL.deprecated) if isinstance(s, URIRef)}


def load(folder: Path) -> Ontology:
    """Read ``michisuji*.ttl``, ``codes.ttl`` and ``alignment-*.ttl`` of a folder."""
    terms, codes = Graph(), Graph()
    for path in sorted(folder.glob("michisuji*.ttl")):
        terms.parse(path, format="turtle")
    codes.parse(folder / "codes.ttl", format="turtle")
    files = sorted(folder.glob("alignment-*.ttl"))
    return Ontology(terms, codes, {p.name: Graph().parse(p, format="turtle") for p in files})


def short(node: Node) -> str:
    """``lm:Program`` or ``code:stage/short`` for our own IRIs, the IRI for others."""
    text = str(node)
    for prefix, namespace in (("lm:", LM), ("code:", CODE)):
        if text.startswith(namespace):
            return prefix + text[len(namespace) :]
    return text


def _texts(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for value in graph.objects(subject, predicate):
        if isinstance(value, Literal) and str(value).strip():
            found[value.language or ""].append(str(value))
    return found


def _one_in_each_language(graph: Graph, subject: Node, predicate: URIRef) -> Iterator[str]:
    texts = _texts(graph, subject, predicate)
    for language in ("ja", "en"):
        if len(texts[language]) != 1:
            yield f"{len(texts[language])} @{language}"


def check_header(ontology: Ontology) -> Iterator[Problem]:
    """The ontology names its version, licence and creator, and has a title and a description."""
    graph = ontology.terms
    if (ONTOLOGY, RDF.type, OWL.Ontology) not in graph:
        yield Problem("header", str(ONTOLOGY), "no owl:Ontology")
    for predicate in (OWL.versionIRI, DCTERMS.license, RDFS.seeAlso):
        if not any(isinstance(o, URIRef) for o in graph.objects(ONTOLOGY, predicate)):
            yield Problem("header", str(ONTOLOGY), f"no {predicate}")
    for predicate in (DC.creator, DCTERMS.created, DCTERMS.modified):
        if not isinstance(graph.value(ONTOLOGY, predicate), Literal):
            yield Problem("header", str(ONTOLOGY), f"no {predicate}")
    for predicate in (DCTERMS.title, DCTERMS.description):
        for detail in _one_in_each_language(graph, ONTOLOGY, predicate):
            yield Problem("header", str(ONTOLOGY), f"{predicate}: {detail}")


def check_terms(ontology: Ontology) -> Iterator[Problem]:
    """Every term is a class or a property, named as such, and described in both languages."""
    graph, declared = ontology.terms, ontology.declared()
    for subject in set(graph.subjects()):
        if isinstance(subject, URIRef) and subject != ONTOLOGY and subject not in declared:
            yield Problem("kind", short(subject), "neither a class nor a property of ours")
    for term, kind in declared.items():
        name = short(term)
        first = name.removeprefix("lm:")[:1]
        if first.isupper() != (kind == "class"):
            yield Problem("name", name, f"a {kind} by this name")
        for detail in _one_in_each_language(graph, term, RDFS.label):
            yield Problem("label", name, detail)
        for detail in _one_in_each_language(graph, term, SKOS.definition):
            yield Problem("definition", name, detail)
        if not any(_texts(graph, term, SKOS.example).values()):
            yield Problem("example", name)
        if (term, RDFS.isDefinedBy, ONTOLOGY) not in graph:
            yield Problem("isDefinedBy", name)


def check_domains(ontology: Ontology) -> Iterator[Problem]:
    """Every property says what it is of and what its values are, in terms that exist."""
    graph, declared = ontology.terms, ontology.declared()
    schemes = set(ontology.codes.subjects(RDF.type, SKOS.ConceptScheme))
    for term in (t for t, kind in declared.items() if kind == "property"):
        name = short(term)
        for side, pair in (
            ("domain", (RDFS.domain, SCHEMA.domainIncludes)),
            ("range", (RDFS.range, SCHEMA.rangeIncludes)),
        ):
            values = [o for predicate in pair for o in graph.objects(term, predicate)]
            if not values:
                yield Problem(side, name, "not declared")
            for value in values:
                if str(value).startswith(LM) and declared.get(value) != "class":  # type: ignore[call-overload]
                    yield Problem(side, name, f"{short(value)} is no declared class")
        coded = SKOS.Concept in set(graph.objects(term, RDFS.range))
        lists = set(graph.objects(term, QB.codeList))
        if coded != (len(lists) == 1) or not lists <= schemes:
            yield Problem("codeList", name, ", ".join(map(short, lists)) or "none")


def check_references(ontology: Ontology) -> Iterator[Problem]:
    """Superclasses, superproperties and the like of our namespace are declared."""
    declared = ontology.declared()
    for subject, predicate, value in ontology.terms:
        if predicate in (RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
            continue
        if isinstance(value, URIRef) and str(value).startswith(LM) and value not in declared:
            yield Problem("reference", short(subject), f"{short(value)} is not declared")


def check_labels(ontology: Ontology) -> Iterator[Problem]:
    """No two classes share a label, nor two properties, in one language."""
    seen: dict[tuple[str, str, str], list[URIRef]] = defaultdict(list)
    for term, kind in ontology.declared().items():
        for language, texts in _texts(ontology.terms, term, RDFS.label).items():
            for text in texts:
                seen[kind, language, text].append(term)
    for (_, language, text), terms in seen.items():
        if len(terms) > 1:
            names = ", ".join(sorted(map(short, terms)))
            yield Problem("unique label", names, f"{text}@{language}")


def check_deprecated(ontology: Ontology) -> Iterator[Problem]:
    """A term of an earlier version says so in both ways, and names what replaces it."""
    graph, declared = ontology.terms, ontology.declared()
    marked = set(graph.subjects(RDF.type, OWL.DeprecatedProperty))
    marked |= set(graph.subjects(RDF.type, OWL.DeprecatedClass))
    for term in marked ^ deprecated(ontology):
        yield Problem("deprecated", short(term), "owl:deprecated and its class do not agree")
    for term in deprecated(ontology):
        now = [o for o in graph.objects(term, DCTERMS.isReplacedBy) if isinstance(o, URIRef)]
        if len(now) != 1 or now[0] not in declared.keys() - deprecated(ontology):
            yield Problem("deprecated", short(term), "names no term that replaces it")


def check_codes(ontology: Ontology) -> Iterator[Problem]:
    """Every code sits in the scheme that its IRI names, and is described in both languages."""
    graph = ontology.codes
    places: dict[tuple[Node, str], list[Node]] = defaultdict(list)
    for code in ontology.declared_codes():
        name = short(code)
        for predicate in (SKOS.prefLabel, RDFS.label, SKOS.definition):
            for detail in _one_in_each_language(graph, code, predicate):
                yield Problem("code text", name, f"{predicate}: {detail}")
        if (code, RDF.type, SKOS.ConceptScheme) in graph:
            if not any(ontology.terms.subjects(QB.codeList, code)):
                yield Problem("scheme", name, "no property takes its values from it")
            continue
        scheme, _, notation = str(code).rpartition("/")
        for predicate in (SKOS.inScheme, SKOS.topConceptOf):
            if set(graph.objects(code, predicate)) != {URIRef(scheme)}:
                yield Problem("code scheme", name, f"{predicate} is not {short(URIRef(scheme))}")
        if (URIRef(scheme), RDF.type, SKOS.ConceptScheme) not in graph:
            yield Problem("code scheme", name, "its scheme is not declared")
        if list(graph.objects(code, SKOS.notation)) != [Literal(notation)]:
            yield Problem("code notation", name)
        for order in list(graph.objects(code, URIRef(LM + "order"))) or [Literal("none")]:
            places[URIRef(scheme), str(order)].append(code)
    for (scheme_node, order), codes in places.items():
        if len(codes) > 1 or order == "none":
            yield Problem("code order", short(scheme_node), ", ".join(sorted(map(short, codes))))


def check_alignments(ontology: Ontology) -> Iterator[Problem]:
    """Alignment files name declared terms only, and do not describe them a second time."""
    known = set(ontology.declared()) | ontology.declared_codes()
    for file, graph in ontology.alignments.items():
        for triple in graph:
            for node in triple:
                ours = str(node).startswith((LM, CODE))
                if isinstance(node, URIRef) and ours and node not in known:
                    yield Problem("alignment", short(node), f"not declared, in {file}")
            if str(triple[0]).startswith((LM, CODE)) and triple[1] in (RDFS.label, SKOS.definition):
                yield Problem("alignment", short(triple[0]), f"described again in {file}")


def check_blank_nodes(ontology: Ontology) -> Iterator[Problem]:
    """Everything has a name."""
    for graph in (ontology.terms, ontology.codes, *ontology.alignments.values()):
        for triple in graph:
            if any(isinstance(node, BNode) for node in triple):
                yield Problem("blank node", short(triple[0]), short(triple[1]))


CHECKS: tuple[Callable[[Ontology], Iterable[Problem]], ...] = (
    check_header,
    check_terms,
    check_domains,
    check_references,
    check_labels,
    check_deprecated,
    check_codes,
    check_alignments,
    check_blank_nodes,
)


def lint(ontology: Ontology) -> list[Problem]:
    """All problems of the ontology itself, each once, in a stable order."""
    return sorted({problem for check in CHECKS for problem in check(ontology)})
