"""Which terms the rest of the project uses, found in its text, and which of them are declared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from michisuji.vocabulary import CODE, LM
from ontology_lint import RESERVED, Ontology, Problem, deprecated
from rdflib import RDFS, SKOS, Literal, URIRef

#: Where terms are used: folder → endings. Test code may name missing terms on purpose, fixtures
#: may not.
PLACES: dict[str, tuple[str, ...]] = {
    "shapes": (".ttl",),
    "queries": (".rq",),
    "data": (".toml", ".ttl", ".trig", ".nq", ".nt", ".jsonld"),
    "service": (".py", ".html", ".js", ".rq", ".ttl", ".txt"),
    "tests": (".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rq"),
}
_NOT_READ = ("vendor", "_bundle", "node_modules", "__pycache__")

_TERM = re.compile(r"(?:(?<![\w:#-])lm:|" + re.escape(LM) + r")([A-Za-z][A-Za-z0-9]*)")
#: A code, or the scheme alone where the code is filled in later: ``code:stage/{stage}``.
_CODED = re.compile(
    r"(?:(?<![\w:#-])code:|" + re.escape(CODE) + r")([a-z][a-z-]*)(?:/([a-z0-9-]+)?)?"
)

#: Python that puts terms together, ``f"lm:{name}"``: the names stand beside it in quotes.
_PUT_TOGETHER = re.compile(r"lm:\{|\{LM\}\{|\bLM \+ \w")
_QUOTED_NAME = re.compile(r"[\"']([A-Za-z][A-Za-z0-9]*)[\"']")

Uses = Mapping[URIRef, set[str]]


def uses_in(text: str) -> Iterator[URIRef]:
    """The ``lm:`` and ``code:`` IRIs that a text names, prefixed or in full."""
    for found in _TERM.finditer(text):
        yield URIRef(LM + found[1])
    for found in _CODED.finditer(text):
        code = f"/{found[2]}" if found[2] else ""
        yield URIRef(CODE + found[1] + code)


def files(root: Path, places: Mapping[str, tuple[str, ...]] = PLACES) -> Iterator[Path]:
    """The files of a checkout that may use terms."""
    for folder, endings in places.items():
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in endings and not set(path.parts) & set(_NOT_READ):
                yield path


def put_together_in(text: str, declared: Container[URIRef]) -> Iterator[URIRef]:
    """Declared terms that a Python text names in two parts; what is undeclared cannot be told."""
    if _PUT_TOGETHER.search(text):
        for found in _QUOTED_NAME.finditer(text):
            if URIRef(LM + found[1]) in declared:
                yield URIRef(LM + found[1])


def read_uses(root: Path, declared: Container[URIRef] = ()) -> Uses:
    """Every term used → the files that use it, as paths below ``root``."""
    uses: dict[URIRef, set[str]] = defaultdict(set)
    for path in files(root):
        text = path.read_text(encoding="utf-8")
        found = [*uses_in(text), *(put_together_in(text, declared) if path.suffix == ".py" else ())]
        for term in found:
            uses[term].add(str(path.relative_to(root)))
    return uses


def undeclared(ontology: Ontology, uses: Uses) -> list[Problem]:
    """Terms and codes that the project uses and the ontology lacks."""
    known = set(ontology.declared()) | ontology.declared_codes()
    return sorted(
        Problem("undeclared", _short(term), ", ".join(sorted(where)))
        for term, where in uses.items()
        if term not in known
    )


def outdated(ontology: Ontology, uses: Uses) -> list[Problem]:
    """Terms of earlier versions that the project uses itself."""
    return sorted(
        Problem("outdated", _short(term), ", ".join(sorted(uses[term])))
        for term in deprecated(ontology)
        if term in uses
    )


def unused(ontology: Ontology, uses: Uses) -> list[Problem]:
    """Terms that nothing uses and that state no reason, or state one that has come true."""
    return sorted(_unused(ontology, uses))


def _unused(ontology: Ontology, uses: Uses) -> Iterable[Problem]:
    for term in ontology.declared().keys() - deprecated(ontology):
        notes = ontology.terms.objects(term, SKOS.editorialNote)
        reserved = any(isinstance(n, Literal) and RESERVED.match(str(n)) for n in notes)
        # A superclass is used by way of what it is the superclass of.
        below = set(ontology.terms.transitive_subjects(RDFS.subClassOf, term))
        if not (below & uses.keys() or reserved):
            yield Problem("unused", _short(term), "used nowhere, and no “Reserved for …” note")
        if term in uses and reserved:
            where = ", ".join(sorted(uses[term]))
            yield Problem("reserved in vain", _short(term), f"used in {where}")


def _short(term: URIRef) -> str:
    return str(term).replace(LM, "lm:").replace(CODE, "code:")
