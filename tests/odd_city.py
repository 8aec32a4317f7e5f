"""A city in which every literal property holds every kind of odd value, each in its own resource.

For each property of the ontology and each odd value a resource of the property's class is copied
from a small city, with what refers to it, and given the odd value in place of its own. Nothing
else of it is odd, so that whatever reads the value gets as far as reading it.

With pytest's option ``--whole`` each class of a property holds each value. Otherwise one value of
:data:`SHARE` does, or of fewer where a range has few properties or values, so that each property
holds some, and each value is held by some properties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Batch
from michisuji.vocabulary import LM, PREFIXES, graph_iri

from tests.conftest import ROOT

BASE = "http://127.0.0.1:8000"
YEAR = 2026
_XSD = PREFIXES["xsd"]
_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(_RDFS + "label")


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))


_IRI = ox.NamedNode("http://x.example/y")
_ANYTHING: tuple[ox.NamedNode | ox.Literal, ...] = (_IRI, ox.Literal(""), _typed("", "anyURI"))
_YEARS = (
    ox.Literal("2025"), ox.Literal("令和7年度", language="ja"), _typed("2025-04-01", "date"),
    _typed("2025", "integer"), _typed("2025-04-01", "gYear"), _typed("12025", "gYear"),
    _typed("-0044", "gYear"), _typed("0000", "gYear"), _typed("", "gYear"), _typed("NaN", "double"),
    _typed("２０２５", "gYear"), *_ANYTHING,
)  # fmt: skip
_NUMBERS = (
    _typed("NaN", "decimal"), _typed("NaN", "double"), _typed("INF", "double"),
    _typed("-INF", "float"), _typed("1E300", "double"), _typed("1e300", "decimal"),
    _typed("9" * 42 + ".5", "decimal"), _typed("0." + "1" * 25, "decimal"),
    ox.Literal("1,000"), _typed("1,000", "decimal"), ox.Literal("約20", language="ja"),
    ox.Literal("20"), _typed("２０", "decimal"), _typed("", "decimal"), _typed("2025", "gYear"),
    _typed("true", "boolean"), _typed("sNaN", "decimal"), _typed("1_000", "integer"), *_ANYTHING,
)  # fmt: skip
_WHOLE = (
    _typed("NaN", "integer"), _typed("9" * 25, "integer"), _typed("1.5", "integer"),
    ox.Literal("第1", language="ja"), ox.Literal("1"), _typed("²", "integer"),
    _typed("1E300", "double"), _typed("--1", "integer"), *_ANYTHING,
)  # fmt: skip
_FLAGS = (
    _typed("yes", "boolean"), ox.Literal("はい", language="ja"), ox.Literal("true"),
    _typed("2", "integer"), *_ANYTHING,
)  # fmt: skip
_DATES = (
    _typed("2026-02-30", "date"), _typed("99999-01-01", "date"), _typed("2026", "gYear"),
    ox.Literal("令和8年3月31日", language="ja"), ox.Literal("2026-03-31"), *_ANYTHING,
)  # fmt: skip
#: Legal wherever a text may stand; none is to be told.
_TEXTS = (
    _typed("5", "integer"), _IRI, ox.Literal(""), ox.Literal("長" * 5000, language="ja"),
    ox.Literal("<script>&\"'\n\t\u2028\u202e", language="ja"),
    ox.Literal("\x0b\x01", language="ja"), ox.Literal("no Japanese", language="en"),
    _typed("NaN", "decimal"),
)  # fmt: skip
#: Range → odd values of it.
ODD: dict[str, tuple[ox.NamedNode | ox.Literal, ...]] = {
    "gYear": _YEARS, "decimal": _NUMBERS, "integer": _WHOLE, "boolean": _FLAGS, "date": _DATES,
    "langString": _TEXTS, "string": _TEXTS,
}  # fmt: skip
#: Ranges of which an odd value counts as not stated.
READ = ("gYear", "decimal", "integer", "boolean", "date")

#: Where a resource, or a text of another vocabulary, should stand.
_NO_RESOURCE = (
    ox.Literal("x"), ox.Literal(""), ox.Literal("語", language="ja"), _typed("NaN", "decimal"),
    _typed("5", "integer"), _typed("", "date"), _typed("2026-02-30", "date"),
    _typed("yes", "boolean"), ox.BlankNode("b"), ox.NamedNode("urn:x:y"),
    ox.NamedNode(f"{BASE}/id/nothing/x"), ox.NamedNode(f"{BASE}/id/"),
)  # fmt: skip
Value = ox.NamedNode | ox.Literal | ox.BlankNode
#: A run without ``--whole`` looks at one odd value in so many.
SHARE = 8


@dataclass(frozen=True)
class Property:
    """A property; names of the ontology without their namespace."""

    name: str
    range: str
    classes: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return self.name if "://" in self.name else LM + self.name


@cache
def properties() -> tuple[Property, ...]:
    """Every datatype property of the ontology, by name, with full IRIs of its classes."""
    data = ox.Store()
    for path in sorted((ROOT / "ontology").glob("michisuji*.ttl")):
        data.load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = data.query(
        f"SELECT ?property ?range ?class {{ ?property a <{_OWL}DatatypeProperty> ; "
        f"<{_RDFS}range> ?range . ?property <{_RDFS}domain>|<https://schema.org/domainIncludes> "
        "?class } ORDER BY ?property ?class"
    )
    made: dict[str, Property] = {}
    for row in found:
        name = row["property"].value.removeprefix(LM)
        known = made.get(name, Property(name, row["range"].value.rpartition("#")[2], ()))
        made[name] = Property(name, known.range, (*known.classes, row["class"].value))
    return tuple(made.values())


@dataclass(frozen=True)
class Odd:
    """One odd value, and the resource that it is stated of."""

    iri: str
    property: Property
    value: Value

    @property
    def path(self) -> str:
        """The address of the resource's document."""
        return "/doc" + self.iri.removeprefix(f"{BASE}/id")


def _some(values: Sequence[Value], place: int, share: int) -> list[tuple[int, Value]]:
    """Return a place's share of the values, numbered; another place has others."""
    return [pair for pair in enumerate(values) if (pair[0] + place) % share == 0]


class OddCity:
    """The store, and what is odd in it."""

    def __init__(self, small: MemoryStore, folder: Path, *, whole: bool) -> None:
        self.share = 1 if whole else SHARE
        self.store = MemoryStore(BASE)
        self.store.data.bulk_extend(small.data)
        self.odd: list[Odd] = []
        lines = ox.serialize(sorted(set(self._made()), key=str), format=ox.RdfFormat.N_TRIPLES)
        assert lines is not None
        path = folder / "odd.nt"
        path.write_bytes(lines)
        self.store.replace(Batch("odd", {graph_iri(BASE, "odd", YEAR): path}))

    def _made(self) -> Iterator[ox.Triple]:
        places = Counter(p.range for p in properties() for _ in p.classes)
        place: Counter[str] = Counter()
        for property_ in properties():
            share = min(self.share, places[property_.range], len(ODD[property_.range]))
            for class_ in property_.classes:
                place[property_.range] += 1
                for number, value in _some(ODD[property_.range], place[property_.range], share):
                    model = self._model(class_, len(self.odd))
                    iri = f"{model.value}-odd-{property_.name}-{number}".lower()
                    self.odd.append(Odd(iri, property_, value))
                    yield from self._copy(model, ox.NamedNode(iri), property_, value)

    def _model(self, class_: str, number: int) -> ox.NamedNode:
        """One of the resources of a class, another for each number; without any a new one."""
        named = self._named(class_)
        if named:
            return named[number % len(named)]
        return ox.NamedNode(f"{BASE}/id/{class_.rpartition('#')[2].rpartition('/')[2].lower()}/new")

    @cache  # noqa: B019  # one city a run
    def _named(self, class_: str) -> list[ox.NamedNode]:
        found = {q.subject.value for q in self._all(None, _TYPE, ox.NamedNode(class_))}
        return [ox.NamedNode(iri) for iri in sorted(found) if iri.startswith(f"{BASE}/id/")]

    def _all(self, *pattern: ox.NamedNode | None) -> list[ox.Quad]:
        return list(self.store.data.quads_for_pattern(*pattern, ox.DefaultGraph()))

    def _copy(
        self,
        model: ox.NamedNode,
        copy: ox.NamedNode,
        odd: Property,
        value: Value,
    ) -> Iterator[ox.Triple]:
        predicate = ox.NamedNode(odd.iri)
        own = self._all(model, None, None)
        if not own:  # the class has none in the small city
            yield ox.Triple(copy, _TYPE, ox.NamedNode(odd.classes[0]))
            yield ox.Triple(copy, _LABEL, ox.Literal("奇", language="ja"))
            money = self._model(LM + "BudgetYear", 0)
            yield ox.Triple(copy, ox.NamedNode(LM + "breakdownOf"), money)
        for quad in own:
            if quad.predicate != predicate:
                yield ox.Triple(copy, quad.predicate, quad.object)
        for quad in self._all(None, None, model):
            yield ox.Triple(quad.subject, quad.predicate, copy)
        yield ox.Triple(copy, predicate, value)


class TangledCity(OddCity):
    """One whose links, and texts of other vocabularies, hold what is none."""

    def _made(self) -> Iterator[ox.Triple]:
        own = {property_.iri for property_ in properties()}
        places: dict[tuple[str, str], set[str]] = {}
        for quad in self._all(None, None, None):
            subject, predicate = quad.subject.value, quad.predicate.value
            if predicate not in own and subject.startswith(f"{BASE}/id/"):
                places.setdefault((predicate, subject.split("/")[4]), set()).add(subject)
        for place, ((predicate, kind), subjects) in enumerate(sorted(places.items())):
            listed = sorted(subjects)
            name = predicate.replace("#", "/").rpartition("/")[2]
            for number, value in _some(_NO_RESOURCE, place, self.share):
                model = ox.NamedNode(listed[len(self.odd) % len(listed)])
                # What a data set says of itself is looked for under its own name.
                copy = model.value if kind == "dataset" else f"{model.value}-odd-{name}-{number}"
                odd = Property(predicate, "resource", ())
                self.odd.append(Odd(copy.lower(), odd, value))
                yield from self._copy(model, ox.NamedNode(copy.lower()), odd, value)
