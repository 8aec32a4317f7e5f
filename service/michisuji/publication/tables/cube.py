"""The values of indicators as a data cube (W3C, The RDF Data Cube Vocabulary, 2014), in Turtle.

Dimensions: indicator, fiscal year, kind of value, and the group (内訳) if the data have groups;
measure: ``lm:value``; attributes: the unit, and any other property of a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from michisuji.importers.ntriples import escape
from michisuji.languages import LANGUAGES, Text
from michisuji.literals import Kind, value
from michisuji.messages import message, text
from michisuji.publication.tables.about import DeclaredDataset
from michisuji.publication.tables.schema import schema
from michisuji.publication.tables.statement_db import Facts, Spool
from michisuji.publication.tables.values import IRI, TYPE, datatype_of, expand
from michisuji.vocabulary import LABELS, PREFIXES

STANDARD = "http://www.w3.org/TR/vocab-data-cube/"
INDICATOR, YEAR = expand("lm:ofIndicator"), expand("lm:fiscalYear")
KIND, GROUP = expand("lm:valueKind"), expand("lm:disaggregation")
VALUE, UNIT = expand("lm:value"), expand("lm:unitOfMeasure")
_DATA_SET = expand("qb:dataSet")
_SCHEME = expand("code:value-kind").rstrip("/")
_IN_SCHEME = expand("skos:inScheme")
#: Properties of an observation that are not attributes of the cube.
_NOT_ATTRIBUTES = frozenset(
    {TYPE, _DATA_SET, INDICATOR, YEAR, KIND, GROUP, VALUE, expand("lm:valueText"), *LABELS}
)
_ATTRIBUTES = """SELECT DISTINCT s.predicate FROM member m CROSS JOIN statement s
ON s.dataset = m.dataset AND s.subject = m.subject
WHERE m.dataset = ? AND m.place = 'observations' ORDER BY s.predicate"""
_USED = ("lm", "code", "qb", "rdf", "rdfs", "skos", "xsd", "dcterms")


@dataclass
class ObservationCounts:
    """Observations written, and those left out by reason."""

    written: int = 0
    no_number: int = 0
    incomplete: int = 0
    repeated: int = 0


@dataclass
class _Cube:
    spool: Spool
    about: DeclaredDataset
    file: TextIO
    attributes: list[str]
    groups: bool
    counts: ObservationCounts = field(default_factory=ObservationCounts)
    kinds: set[str] = field(default_factory=set)


def write_cube(spool: Spool, about: DeclaredDataset, path: Path) -> ObservationCounts | None:
    """Write the cube of a data set whose tables have been made; None if it has no observations."""
    used = [p for (p,) in spool.db.execute(_ATTRIBUTES, (about.name,))]
    if not used:
        return None
    attributes = [UNIT, *(p for p in used if p not in _NOT_ATTRIBUTES and p != UNIT)]
    spool.db.execute("CREATE TEMP TABLE IF NOT EXISTS cube_key (key TEXT PRIMARY KEY)")
    spool.db.execute("DELETE FROM cube_key")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        cube = _Cube(spool, about, file, attributes, GROUP in used)
        for prefix in _USED:
            file.write(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n")
        _structure(cube)
        for subject, rows in groupby(spool.rows(about.name, "observations"), itemgetter(0)):
            # An observation in several years' states is taken from the last of them.
            *_, (_, year, facts) = rows
            _observation(cube, subject, year, facts)
        _codes(cube)
        _data_set(cube)
    return cube.counts


def _structure(cube: _Cube) -> None:
    """Write the data structure definition and its component properties."""
    dimensions = [INDICATOR, YEAR, KIND, *([GROUP] if cube.groups else [])]
    parts = [
        *(("dimension", "qb:DimensionProperty", p) for p in dimensions),
        ("measure", "qb:MeasureProperty", VALUE),
        *(("attribute", "qb:AttributeProperty", p) for p in cube.attributes),
    ]
    structure = f"{cube.about.iri}#structure"
    title = text("tables.structure", title=cube.about.title)
    lines = [("a", "qb:DataStructureDefinition"), *_texts("rdfs:label", title)]
    components = []
    for place, (role, kind, prop) in enumerate(parts, 1):
        component = f"<{cube.about.iri}#component-{place}>"
        lines.append(("qb:component", component))
        said = [("a", "qb:ComponentSpecification"), (f"qb:{role}", f"<{prop}>")]
        if role == "dimension":
            said.append(("qb:order", str(place)))
        elif role == "attribute":
            said.append(("qb:componentRequired", "false"))
        components.append((component, said))
        components.append((f"<{prop}>", _property(kind, prop)))
    _subject(cube.file, f"<{structure}>", lines)
    for subject, said in components:
        _subject(cube.file, subject, said)


def _property(kind: str, prop: str) -> list[tuple[str, str]]:
    known = schema()
    ranges = known.terms[prop].ranges if prop in known.terms else []
    said = [("a", f"{kind}, rdf:Property"), *_texts("rdfs:label", known.title(prop))]
    said += [("rdfs:range", f"<{one}>") for one in ranges[:1]]
    if prop == KIND:
        said += [("a", "qb:CodedProperty"), ("qb:codeList", f"<{_SCHEME}>")]
    return said


def _observation(cube: _Cube, subject: str, year: int, facts: Facts) -> None:
    counts = cube.counts
    values: dict[str, list[tuple[str, str]]] = {}
    for (prop, tag), said in facts.items():
        values.setdefault(prop, []).extend((tag, value) for value in said)
    if not any(_reads(pair, "number") for pair in values.get(VALUE, ())):
        counts.no_number += 1
        return
    if cube.groups:
        # A dimension has one value: of a group's names the Japanese one.
        named = values.get(GROUP, [("@ja", message("tables.total", "ja"))])
        values[GROUP] = sorted(named, key=lambda name: name[0] != "@ja")[:1]
    keys = [INDICATOR, YEAR, KIND, *([GROUP] if cube.groups else [])]
    sure = all(values[key][0][0] == IRI for key in (INDICATOR, KIND) if key in values)
    sure = sure and _reads(values.get(YEAR, [("", "")])[0], "year")
    if not sure or any(len(values.get(key, ())) != 1 for key in (*keys, VALUE)):
        counts.incomplete += 1
        return
    key = "\x1f".join(values[key][0][1] for key in keys)
    if not cube.spool.db.execute("INSERT OR IGNORE INTO cube_key VALUES (?)", (key,)).rowcount:
        counts.repeated += 1
        return
    if UNIT not in values:
        about = cube.spool.facts(cube.about.name, values[INDICATOR][0][1], year)
        values[UNIT] = [(tag, v) for (p, tag), vs in about.items() if p == UNIT for v in vs]
    lines = [("a", "qb:Observation"), ("qb:dataSet", f"<{cube.about.iri}>")]
    for prop in (*keys, VALUE, *cube.attributes):
        lines += [(f"<{prop}>", _term(tag, value)) for tag, value in values.get(prop, ())]
    _subject(cube.file, f"<{subject}>", lines)
    cube.kinds.add(values[KIND][0][1])
    counts.written += 1


def _reads(pair: tuple[str, str], kind: Kind) -> bool:
    tag, text = pair
    return value(text, datatype_of(tag), kind) is not None


def _codes(cube: _Cube) -> None:
    """Write the code list of the kinds of value."""
    concepts = {*cube.kinds, *cube.spool.sources("vocabulary", _IN_SCHEME, _SCHEME, 0)}
    _subject(cube.file, f"<{_SCHEME}>", [("a", "skos:ConceptScheme")])
    for concept in sorted(concepts):
        said = [("a", "skos:Concept"), ("skos:inScheme", f"<{_SCHEME}>")]
        said += _texts("skos:prefLabel", cube.spool.name(concept))
        _subject(cube.file, f"<{concept}>", said)


def _data_set(cube: _Cube) -> None:
    about, counts = cube.about, cube.counts
    note = text(
        "tables.observations",
        written=counts.written,
        no_number=counts.no_number,
        incomplete=counts.incomplete,
        repeated=counts.repeated,
    )
    said = [
        ("a", "qb:DataSet"),
        ("qb:structure", f"<{about.iri}#structure>"),
        *_texts("rdfs:label", about.title),
        *_texts("rdfs:comment", note),
    ]
    if about.licence:
        said.append(("dcterms:license", f"<{about.licence}>"))
    _subject(cube.file, f"<{about.iri}>", said)


def _texts(predicate: str, text: Text) -> Iterator[tuple[str, str]]:
    for lang in LANGUAGES:
        if text.get(lang):
            yield predicate, _term(f"@{lang}", text[lang])


def _term(tag: str, value: str) -> str:
    if tag == IRI:
        return f"<{value}>"
    if tag.startswith("@"):
        return f'"{escape(value)}"{tag}'
    short = tag[1:] if not tag.startswith("^^") else ""
    kind = f"xsd:{short}" if short else f"<{datatype_of(tag)}>"
    return f'"{escape(value)}"' if short == "string" else f'"{escape(value)}"^^{kind}'


def _subject(file: TextIO, subject: str, said: Iterable[tuple[str, str]]) -> None:
    body = " ;\n    ".join(f"{predicate} {value}" for predicate, value in said)
    file.write(f"\n{subject} {body} .\n")
