"""The lists of properties in shapes and in the questions about values, made from the ontology.

``python -m michisuji.quality.rulebook.structure_lists`` writes them, ``--check`` reports whether
they are out of date. A list is found in a query between ``# each WHICH: TEMPLATE`` and ``# end``:
the template once for each property that WHICH names, joined by UNION. ``{p}`` is the property and
``{classes}`` are the classes that it goes with, including their subclasses, or its codes.
Properties with the same classes share one query: ``{p}`` are all of them, ``{uses}`` is a UNION of
their uses, and ``{typed}`` a UNION of the instances of the classes, which binds ``?right``
(``{each}`` does not). Of disjoint classes, ``{p}`` is one and ``{classes}`` are it
and those below it. ``each literal`` gives rows of VALUES, which are not joined.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import resources
from michisuji.vocabulary import LM, PREFIXES, RENAMED

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_LIST = re.compile(
    r"(?P<head>^(?P<indent> *)# each (?P<which>[\w :-]+): (?P<template>[^\n]+)\n)"
    r".*?(?P<foot>^ *# end$)",
    re.MULTILINE | re.DOTALL,
)
_OWL = PREFIXES["owl"]
_PROPERTY = PREFIXES["rdf"] + "Property"
#: Prefixes that the shapes declare (see the head of chain.ttl).
_SHORTENED = ("lm", "dcterms", "org", "qb", "rdf", "rdfs", "xsd")
_QB, _SCHEMA = PREFIXES["qb"], PREFIXES["schema"]
_FILES = (
    ("shapes", "structure.ttl"),
    ("shapes", "integrity.ttl"),
    ("queries", "quality/unreadable-values.rq"),
    ("queries", "browse/unreadable-of.rq"),
)
#: Datatype → what the questions about unreadable values call it.
_LITERALS = {
    "xsd:gYear": "year",
    "xsd:decimal": "number",
    "xsd:integer": "whole",
    "xsd:boolean": "flag",
    "xsd:date": "date",
}
#: Rows of VALUES that stand on one line.
_ON_A_LINE = 6
#: Ranges and domains that do not restrict the class.
_CLASS = PREFIXES["rdfs"] + "Class"
_ANY = frozenset((PREFIXES["rdfs"] + "Resource", _CLASS))


def made(text: str) -> str:
    """Return the text with each of its lists generated again.

    Raises KeyError for a list of an unknown kind.
    """

    def list_of(found: re.Match[str]) -> str:
        which, _, argument = found["which"].partition(" ")
        lines = [
            found["template"]
            .replace("{uses}", " UNION ".join(f"{{ $this {name} ?value }}" for name in names))
            .replace("{typed}", " UNION ".join(map(_typed, classes)))
            .replace("{rows}", " ".join(f'({name} "{kind}")' for name in names for kind in classes))
            .replace("{each}", " UNION ".join(f"{{ $this rdf:type {c} }}" for c in classes))
            .replace("{p}", ", ".join(names))
            .replace("{classes}", ", ".join(classes))
            for names, classes in _MEMBERS[which](argument)
        ]
        between = "" if which == "literal" else "UNION "
        joined = "\n".join(
            f"{found['indent']}{between if n else ''}{line}" for n, line in enumerate(lines)
        )
        return f"{found['head']}{joined}\n{found['foot']}"

    return _LIST.sub(list_of, text)


def _typed(class_: str) -> str:
    return f"{{ $this rdf:type {class_} . BIND ({class_} AS ?right) }}"


def paths() -> list[Path]:
    """Return the files that hold the lists."""
    return [resources.folder(folder) / name for folder, name in _FILES]


def stale() -> list[str]:
    """Return the names of the files whose lists differ from the ontology."""
    texts = {path.name: path.read_text("utf-8") for path in paths()}
    return [name for name, text in texts.items() if made(text) != text]


def main(arguments: list[str]) -> int:
    """Write the lists; with ``--check`` only return 1 if they are stale, else 0."""
    if "--check" not in arguments:
        for path in paths():
            path.write_text(made(path.read_text("utf-8")), encoding="utf-8")
    elif names := stale():
        print(
            f"{', '.join(names)}: stale; run python -m michisuji.quality.rulebook.structure_lists",
            file=sys.stderr,
        )
        return 1
    return 0


#: Properties in SPARQL's short form, and the classes that they go with.
Member = tuple[list[str], list[str]]


@cache
def ontology() -> Graph:
    """Return the ontology with its alignments, which give superclasses in other vocabularies."""
    from michisuji.quality.shacl import read_graph

    return read_graph(sorted(resources.folder("ontology").glob("*.ttl")))


def _properties(*kinds: str) -> Iterator[Node]:
    """Yield our own properties of some kinds, by name; none of earlier versions."""
    from rdflib import RDF, URIRef

    found = {node for kind in kinds for node in ontology().subjects(RDF.type, URIRef(kind))}
    own = (n for n in found if str(n).startswith(LM) and str(n) not in RENAMED)
    return iter(sorted(own, key=str))


def _with_datatype(name: str) -> Iterator[Member]:
    """Yield properties whose range is the datatype ``xsd:…`` or ``rdf:langString``."""
    from rdflib import RDFS

    for node in _properties(_OWL + "DatatypeProperty"):
        if _short(ontology().value(node, RDFS.range)) == name:
            yield [_short(node)], []


def _literals(_: str) -> Iterator[Member]:
    """Yield properties whose values have a form to keep to, a line of them at a time."""
    for datatype, kind in _LITERALS.items():
        names = (name for found, _ in _with_datatype(datatype) for name in found)
        while line := list(islice(names, _ON_A_LINE)):
            yield line, [kind]


def _references(_: str = "") -> Iterator[Member]:
    """Yield properties that refer to a resource other than a code, with its classes."""
    coded = set(_properties(_QB + "CodedProperty"))
    for node in _properties(_OWL + "ObjectProperty"):
        if node not in coded:
            yield [_short(node)], _classes(node, PREFIXES["rdfs"] + "range", "rangeIncludes")


def _of_data(_: str) -> Iterator[Member]:
    """Yield references of data to data: none of rules and checks, none to a class."""
    from rdflib import RDFS, URIRef

    from michisuji.quality.shacl import read_graph

    about_checks = read_graph([resources.folder("ontology") / "michisuji-quality.ttl"])
    names = {_short(node) for node in about_checks.subjects()}
    to_class = {_short(node) for node in ontology().subjects(RDFS.range, URIRef(_CLASS))}
    return (member for member in _references() if not {*member[0]} & (names | to_class))


def _coded(_: str) -> Iterator[Member]:
    """Yield coded properties with the codes of their lists, in the order of these."""
    from rdflib import SKOS, URIRef

    graph, order = ontology(), URIRef(LM + "order")
    for node in _properties(_QB + "CodedProperty"):
        scheme = graph.value(node, URIRef(_QB + "codeList"))
        found = graph.subjects(SKOS.inScheme, scheme)
        ordered = sorted(found, key=lambda c: int(str(graph.value(c, order))))
        yield [_short(node)], [_short(code) for code in ordered]


def _texts_of_data(_: str) -> Iterator[Member]:
    """Yield properties whose values are texts in a language; remedies of rules are none of data."""
    return (m for m in _with_datatype("rdf:langString") if m[0] != ["lm:remedy"])


def _with_range(_: str) -> Iterator[Member]:
    """Yield those references whose class matters."""
    return (member for member in _references() if member[1])


def _with_domain(_: str) -> Iterator[Member]:
    """Yield properties grouped by the classes of their subjects, with these classes."""
    found: dict[tuple[str, ...], list[str]] = {}
    for node in _properties(*(_OWL + k for k in ("DatatypeProperty", "ObjectProperty")), _PROPERTY):
        classes = _classes(node, PREFIXES["rdfs"] + "domain", "domainIncludes")
        if classes:
            found.setdefault(tuple(classes), []).append(_short(node))
    return ((names, list(classes)) for classes, names in found.items())


def _count(members: Callable[[str], Iterator[Member]]) -> Callable[[str], Iterator[Member]]:
    """Select members with ``one`` class, which is cheaper to query, or with ``several``."""
    return lambda which: (m for m in members("") if (len(m[1]) == 1) == (which == "one"))


def _functional(_: str) -> Iterator[Member]:
    """Yield properties that have at most one value."""
    return (([_short(node)], []) for node in _properties(_OWL + "FunctionalProperty"))


def _not_negative(_: str) -> Iterator[Member]:
    """Yield properties whose least value is 0."""
    from rdflib import URIRef

    least = URIRef(_SCHEMA + "minValue")
    kinds = _properties(_OWL + "DatatypeProperty")
    return (([_short(node)], []) for node in kinds if ontology().value(node, least) is not None)


def _disjoint(name: str) -> Iterator[Member]:
    """Yield a class and all classes that it is disjoint with, each with the classes below it."""
    from rdflib import OWL, URIRef

    prefix, _, local = name.partition(":")
    start, graph = URIRef(PREFIXES[prefix] + local), ontology()
    others = {*graph.objects(start, OWL.disjointWith), *graph.subjects(OWL.disjointWith, start)}
    for node in sorted({start, *others}, key=str):
        yield [_short(node)], sorted(map(_short, _below([node])))


def _classes(node: Node, predicate: str, several: str) -> list[str]:
    """Return a property's classes with all below them; an empty list if it accepts any class."""
    from rdflib import URIRef

    named = {*ontology().objects(node, URIRef(predicate))}
    named |= {*ontology().objects(node, URIRef(_SCHEMA + several))}
    if {str(class_) for class_ in named} & _ANY:
        return []
    return sorted(map(_short, _below(named)))


def _below(classes: Iterable[Node]) -> set[Node]:
    from rdflib import RDFS

    graph, found = ontology(), set(classes)
    waiting = list(found)
    while waiting:
        new = set(graph.subjects(RDFS.subClassOf, waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _short(node: Node | None) -> str:
    iri = str(node)
    for prefix in _SHORTENED:
        if iri.startswith(PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
    return f"<{iri}>"


_MEMBERS: dict[str, Callable[[str], Iterator[Member]]] = {
    "datatype": _with_datatype,
    "literal": _literals,
    "reference": _references,
    "data-reference": _of_data,
    "coded": _coded,
    "text": _texts_of_data,
    "range": _count(_with_range),
    "domain": _with_domain,
    "functional": _functional,
    "disjoint": _disjoint,
    "not-negative": _not_negative,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
