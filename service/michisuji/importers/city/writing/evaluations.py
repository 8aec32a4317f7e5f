"""Evaluations of measures and programs (PDCA)."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import tables
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name

_KINDS = {
    "self": ("自己評価", "Self-evaluation"),
    "peer": ("相互評価", "Peer evaluation"),
    "lead-summary": ("主管部局の総括", "Lead department's summary"),
    "external": ("外部評価", "External evaluation"),
}


def write_evaluations(writer: Writer, owner: Document, subject: str) -> None:
    """Write the evaluations of a measure or program, of all years: dated facts, so timeless."""
    graph = writer.timeless
    for evaluation in tables(owner, "evaluation"):
        year, kind, by = evaluation["year"], evaluation["kind"], evaluation.get("by")
        local = f"{owner['id']}-{year}-{kind}" + (f"-{by}" if by else "")
        term = writer.ref("evaluation", local)
        writer.typed(graph, term, "lm:Evaluation", evaluation)
        ja, en = _KINDS[kind]
        english = owner.get("name_en")
        writer.label(
            graph,
            term,
            f"{owner['name']}の{ja}({year}年度)",
            f"{en} of {english}, FY{year}" if english else "",
        )
        graph.add(term, name("lm:evaluates"), subject)
        writer.stated(graph, term, evaluation, properties.EVALUATION)
