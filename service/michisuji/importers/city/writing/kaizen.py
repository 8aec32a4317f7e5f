"""Kaizen practices: the problem noticed, the action, its effect, and who adopted it."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.organization import write_contributions
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import literal, name

_TEXTS = {
    "problem": "lm:problem",
    "action": "lm:action",
    "before": "lm:before",
    "after": "lm:after",
    "prerequisites": "lm:prerequisites",
    "transferability": "lm:transferability",
    "award": "lm:award",
}
_CODES = {
    "status": ("lm:status", "status"),
    "ecrs": ("lm:ecrs", "ecrs"),
    "work": ("lm:workKind", "work"),
    "effect_basis": ("lm:effectBasis", "effect-basis"),
    "kind": ("lm:kaizenKind", "kaizen-kind"),
}


def write_practices(writer: Writer) -> None:
    """Write kaizen.toml.

    The models must have been written before (``writer.elements``).
    """
    for practice in writer.city.tables("kaizen.toml", "practice"):
        _write(writer, practice)


def _write(writer: Writer, practice: Document) -> None:
    graph = writer.timeless
    subject = writer.ref("kaizen", practice["id"])
    writer.typed(graph, subject, "lm:KaizenPractice", practice)
    writer.label(graph, subject, practice["title"], practice.get("title_en", ""))
    writer.texts(graph, subject, practice, _TEXTS)
    writer.codes(graph, subject, practice, _CODES)
    for effect in texts(practice, "effect_types"):
        writer.code(graph, subject, "lm:effectType", "effect", effect)
    for means in texts(practice, "means"):
        writer.code(graph, subject, "lm:means", "means", means)
    writer.number(graph, subject, "lm:effectHours", practice.get("effect_hours"))
    writer.number(graph, subject, "lm:effectYen", practice.get("effect_yen"))
    writer.number(graph, subject, "lm:introductionCost", practice.get("introduction_cost"))
    writer.fiscal_year(graph, subject, "lm:fiscalYear", practice.get("year"))
    if "number" in practice:
        graph.add(subject, name("lm:number"), literal(practice["number"]))
    writer.refer(subject, "lm:practicedBy", "unit", practice.get("unit"))
    writer.refer(subject, "lm:adoptedFrom", "kaizen", practice.get("adopted_from"))
    write_contributions(writer, subject, practice)
    for target in texts(practice, "improves"):
        program, slash, key = target.partition("/")
        if not slash:
            graph.add(subject, name("lm:improves"), writer.prefixed(program))
            continue
        # An activity belongs to a year's model; a program does not.
        for at in (writer, *writer.earlier):
            term = at.elements.get((program.removeprefix("program:"), key))
            if term is not None:
                at.state.add(subject, name("lm:improves"), term)
