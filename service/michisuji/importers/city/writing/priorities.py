"""Priorities that a measure gives its programs in a year."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import tables
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import integer, name

_CODES = {
    "contribution": ("lm:contribution", "contribution"),
    "directness": ("lm:directness", "directness"),
    "focus": ("lm:focus", "focus"),
}


def write_priorities(
    writer: Writer, measure: Document, subject: str, programs: list[Document]
) -> None:
    """Write the priorities of a measure, of all years: dated facts, so timeless."""
    graph, names = writer.timeless, {p["id"]: p for p in programs}
    for priority in tables(measure, "priority"):
        year, program = priority["year"], names[priority["program"]]
        term = writer.ref("prioritization", f"{program['id']}-{year}")
        writer.typed(graph, term, "lm:Prioritization", priority)
        english = program.get("name_en")
        writer.label(
            graph,
            term,
            f"{program['name']}の優先度({year}年度)",
            f"Priority of {english}, FY{year}" if english else "",
        )
        writer.refer(term, "lm:prioritizes", "program", program["id"])
        graph.add(term, name("lm:prioritizedIn"), subject)
        writer.fiscal_year(graph, term, "lm:fiscalYear", year)
        writer.codes(graph, term, priority, _CODES)
        if "rank" in priority:
            graph.add(term, name("lm:rank"), integer(priority["rank"]))
        writer.text(graph, term, "lm:reason", priority, "reason")
