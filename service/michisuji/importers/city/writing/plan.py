"""The plan tree: plans, principles, policies, directions, instruments, measures, programs."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import literal, name

_PARTS = {
    "principle": ("principle", "lm:Principle"),
    "management_policy": ("management-policy", "lm:ManagementPolicy"),
    "direction": ("direction", "lm:Direction"),
    "basic_policy": ("basic-policy", "lm:BasicPolicy"),
}
_WORDS = {"purpose": "lm:purpose", "situation": "lm:situation", "summary": "lm:summary"}


def write_plans(writer: Writer) -> None:
    """Write plan.toml: what stays the same over the years."""
    plans = writer.city.tables("plan.toml", "plan")
    for plan in plans:
        subject = _named(writer, "plan", "lm:Plan", plan)
        graph = writer.timeless
        writer.fiscal_year(graph, subject, "lm:periodStart", plan["start"])
        writer.fiscal_year(graph, subject, "lm:periodEnd", plan["end"])
        writer.text(graph, subject, "lm:visionText", plan, "vision")
        writer.code(graph, subject, "lm:leadershipStyle", "leadership", plan.get("style"))
        if "revises" in plan:
            graph.add(subject, name("prov:wasRevisionOf"), writer.ref("plan", plan["revises"]))
    for table, (kind, class_name) in _PARTS.items():
        for item in writer.city.tables("plan.toml", table):
            subject = _named(writer, kind, class_name, item)
            writer.timeless.add(subject, name("lm:number"), literal(item["id"]))
            above = item.get("plan") or (plans[0]["id"] if plans else None)
            if above:
                writer.timeless.add(subject, name("lm:partOf"), writer.ref("plan", above))
    for item in writer.city.tables("plan.toml", "instrument"):
        subject = _named(writer, "instrument", "lm:Instrument", item)
        for key in ("feeds", "supports"):
            for target in texts(item, key):
                writer.timeless.add(subject, name(f"lm:{key}"), writer.prefixed(target))


def write_measure(writer: Writer, measure: Document) -> str:
    """Write a measure and its units of the year; return its term."""
    subject = _named(writer, "measure", "lm:Measure", measure)
    graph = writer.timeless
    graph.add(subject, name("lm:number"), literal(str(measure.get("number", measure["id"]))))
    graph.add(subject, name("lm:partOf"), writer.ref("basic-policy", measure["basic_policy"]))
    writer.texts(graph, subject, measure, _WORDS)
    for target in texts(measure, "realizes"):
        graph.add(subject, name("lm:realizes"), writer.prefixed(target))
    writer.replaced(subject, "measure", measure)
    write_units(writer, subject, measure.get("lead"), texts(measure, "related"))
    return subject


def write_program(writer: Writer, program: Document, measure: str) -> str:
    """Write a program of a measure and its units of the year; return its term."""
    subject = _named(writer, "program", "lm:Program", program)
    graph = writer.timeless
    graph.add(subject, name("lm:number"), literal(program["id"]))
    graph.add(subject, name("lm:partOf"), measure)
    writer.texts(graph, subject, program, _WORDS)
    writer.fiscal_year(graph, subject, "lm:startYear", program.get("start"))
    writer.fiscal_year(graph, subject, "lm:endYear", program.get("end"))
    for other in texts(program, "related_programs"):
        graph.add(subject, name("lm:relatedProgram"), writer.ref("program", other))
    writer.replaced(subject, "program", program)
    write_units(writer, subject, program.get("unit"), texts(program, "related"))
    return subject


def _named(writer: Writer, kind: str, class_name: str, table: Document) -> str:
    subject = writer.ref(kind, table["id"])
    writer.typed(writer.timeless, subject, class_name, table)
    writer.label(writer.timeless, subject, table["name"], table.get("name_en", ""))
    writer.text(writer.timeless, subject, "dcterms:description", table, "description")
    return subject


def write_units(writer: Writer, subject: str, lead: str | None, related: list[str]) -> None:
    """Write the lead and related units of a measure or program, in the writer's year."""
    if lead is not None:
        writer.state.add(subject, name("lm:leadUnit"), writer.ref("unit", lead))
    for unit in related:
        writer.state.add(subject, name("lm:relatedUnit"), writer.ref("unit", unit))
