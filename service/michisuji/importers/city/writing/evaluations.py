"""Evaluations of measures and programs (PDCA)."""

from __future__ import annotations

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
_TEXTS = {
    "result_text": "lm:resultText",
    "findings": "lm:findings",
    "improvement": "lm:improvement",
    "effect": "lm:effectEvaluation",
    "reflection": "lm:reflection",
    "office": "lm:evaluatorRole",
    "return_reason": "lm:returnReason",
    "answer": "lm:answer",
}
_CODES = {
    "result": ("lm:result", "result"),
    "budget_direction": ("lm:budgetDirection", "budget-direction"),
    "progress": ("lm:progress", "progress"),
    "status": ("lm:workflowStatus", "workflow-status"),
    "follow_up": ("lm:followUpState", "follow-up"),
}


def write_evaluations(writer: Writer, owner: Document, subject: str) -> None:
    """Write the evaluations of a measure or program, of all years: dated facts, so timeless."""
    graph = writer.timeless
    for evaluation in tables(owner, "evaluation"):
        year, kind, by = evaluation["year"], evaluation["kind"], evaluation.get("by")
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
        writer.fiscal_year(graph, term, "lm:fiscalYear", year)
        writer.code(graph, term, "lm:evaluationKind", "evaluation-kind", kind)
        writer.codes(graph, term, evaluation, _CODES)
        writer.texts(graph, term, evaluation, _TEXTS)
        writer.number(graph, term, "lm:reflectedAmount", evaluation.get("reflected_amount"))
        for target in texts(evaluation, "reflected_in"):
            graph.add(term, name("lm:reflectedIn"), writer.prefixed(target))
        writer.refer(term, "lm:evaluatedBy", "unit", by)
        writer.day(graph, term, "lm:evaluatedOn", evaluation.get("evaluated_on"))
        for key, predicate in (("responds_to", "lm:respondsTo"), ("follows_up", "lm:followsUp")):
            for other in texts(evaluation, key):
                writer.refer(term, predicate, "evaluation", f"{owner['id']}-{other}")
        _write_ratings(writer, evaluation, term, local)


def _write_ratings(writer: Writer, evaluation: Document, term: str, local: str) -> None:
    ratings = evaluation.get("ratings", {})
    graph = writer.timeless
    for criterion in CODES["criterion"]:
        if criterion not in ratings:
            continue
        rating = writer.ref("rating", f"{local}-{criterion}")
        graph.add(term, name("lm:criterionRating"), rating)
        writer.typed(graph, rating, "lm:CriterionRating", evaluation)
        writer.code(graph, rating, "lm:criterion", "criterion", criterion)
        writer.code(graph, rating, "lm:rating", "rating", ratings[criterion])
        reason = {f"reason{end}": ratings.get(f"{criterion}_reason{end}") for end in ("", "_en")}
        writer.text(graph, rating, "lm:reason", reason, "reason")
