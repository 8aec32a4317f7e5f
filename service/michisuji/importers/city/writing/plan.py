"""The plan tree: plans, principles, policies, directions, instruments, measures, programs."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.properties import Properties
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import literal, name, short_hash

#: Table of plan.toml → kind and class of its resources.
PARTS = {
    "principle": ("principle", "lm:Principle"),
    "management_policy": ("management-policy", "lm:ManagementPolicy"),
    "direction": ("direction", "lm:Direction"),
    "basic_policy": ("basic-policy", "lm:BasicPolicy"),
}


def write_plans(writer: Writer) -> None:
    """Write plan.toml: what stays the same over the years."""
    plans = writer.city.tables("plan.toml", "plan")
    for plan in plans:
        _resource(writer, "plan", "lm:Plan", plan, properties.PLAN)
    first = {"plan": plans[0]["id"]} if plans else {}
    for table, (kind, class_name) in PARTS.items():
        for item in writer.city.tables("plan.toml", table):
            subject = _resource(writer, kind, class_name, item, properties.PART, first)
            writer.timeless.add(subject, name("lm:number"), literal(item["id"]))
    for item in writer.city.tables("plan.toml", "instrument"):
        _resource(writer, "instrument", "lm:Instrument", item, properties.INSTRUMENT)


def write_measure(writer: Writer, measure: Document) -> str:
    """Write a measure and its units of the year; return its term."""
    number = {"number": measure["id"]}
    subject = _resource(writer, "measure", "lm:Measure", measure, properties.MEASURE, number)
    write_units(writer, subject, measure, properties.MEASURE_OF_YEAR)
    return subject


def write_program(writer: Writer, program: Document, measure: str) -> str:
    """Write a program of a measure and its units of the year; return its term."""
    subject = _resource(writer, "program", "lm:Program", program, properties.PROGRAM)
    graph = writer.timeless
    graph.add(subject, name("lm:number"), literal(program["id"]))
    graph.add(subject, name("lm:partOf"), measure)
    for law in texts(program, "laws"):
        graph.add(subject, name("lm:hasLegalBasis"), _law(writer, program, law))
    write_units(writer, subject, program, properties.PROGRAM_OF_YEAR)
    return subject


def _law(writer: Writer, program: Document, law: str) -> str:
    """Write a law once, whichever programs name it; return its term."""
    term = writer.ref("law", short_hash(law))
    if term not in writer.described:
        writer.described.add(term)
        writer.typed(writer.timeless, term, "lm:LegalBasis", program)
        writer.label(writer.timeless, term, law)
    return term


def _resource(
    writer: Writer,
    kind: str,
    class_name: str,
    table: Document,
    stated: Properties,
    otherwise: Document | None = None,
) -> str:
    """Write a resource; ``otherwise`` holds the values of keys that the table leaves out."""
    subject = writer.ref(kind, table["id"])
    writer.typed(writer.timeless, subject, class_name, table)
    writer.stated(writer.timeless, subject, {**(otherwise or {}), **table}, stated)
    return subject


def write_units(writer: Writer, subject: str, table: Document, stated: Properties) -> None:
    """Write the lead and related units of a measure or program, in the writer's year."""
    writer.stated(writer.state, subject, table, stated)
