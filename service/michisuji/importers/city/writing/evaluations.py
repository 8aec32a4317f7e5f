"""Evaluations of measures and programs (PDCA), and the priorities of programs."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import CODES
from michisuji.importers.city.index import evaluation_name, tables, texts
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
        year, kind = evaluation["year"], evaluation["kind"]
        local = f"{owner['id']}-{evaluation_name(evaluation)}"
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
        others = {
            key: [f"{owner['id']}-{other}" for other in texts(evaluation, key)]
            for key in properties.EVALUATION_LINKS
        }
        writer.stated(graph, term, others, properties.EVALUATION_LINKS)
        _write_ratings(writer, evaluation, term, local)


def _write_ratings(writer: Writer, evaluation: Document, term: str, local: str) -> None:
    ratings, graph = evaluation.get("ratings", {}), writer.timeless
    for criterion in CODES["criterion"]:
        if criterion not in ratings:
            continue
        rating = writer.ref("rating", f"{local}-{criterion}")
        graph.add(term, name("lm:reviewRating"), rating)
        writer.typed(graph, rating, "lm:CriterionRating", evaluation)
        writer.code(graph, rating, "lm:criterion", "criterion", criterion)
        writer.code(graph, rating, "lm:rating", "rating", ratings[criterion])
        reason = {f"reason{end}": ratings.get(f"{criterion}_reason{end}") for end in ("", "_en")}
        writer.text(graph, rating, "lm:reason", reason, "reason")


def write_priorities(
    writer: Writer, measure: Document, subject: str, programs: list[Document]
) -> None:
    """Write the priorities of a measure, of all years: dated facts, so timeless."""
    graph, known = writer.timeless, {program["id"]: program for program in programs}
    for priority in tables(measure, "priority"):
        year, program = priority["year"], known[priority["program"]]
        term = writer.ref("prioritization", f"{program['id']}-{year}")
        writer.typed(graph, term, "lm:Prioritization", priority)
        english = program.get("name_en")
        writer.label(
            graph,
            term,
            f"{program['name']}の優先度({year}年度)",
            f"Priority of {english}, FY{year}" if english else "",
        )
        graph.add(term, name("lm:prioritizedIn"), subject)
        writer.stated(graph, term, priority, properties.PRIORITY)
