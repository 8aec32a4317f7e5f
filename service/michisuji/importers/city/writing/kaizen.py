"""Kaizen practices: the problem noticed, the action, its effect, and who adopted it."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name

_TEXTS = {
    "problem": "lm:problem",
    "action": "lm:action",
    "before": "lm:before",
    "after": "lm:after",
    "prerequisites": "lm:prerequisites",
    "transferability": "lm:transferability",
}
_CODES = {
    "status": ("lm:status", "status"),
    "ecrs": ("lm:ecrs", "ecrs"),
    "work": ("lm:workKind", "work"),
    "effect_basis": ("lm:effectBasis", "effect-basis"),
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
    for key, (predicate, scheme) in _CODES.items():
        writer.code(graph, subject, predicate, scheme, practice.get(key))
    for effect in texts(practice, "effect_types"):
        writer.code(graph, subject, "lm:effectType", "effect", effect)
    for means in texts(practice, "means"):
        writer.code(graph, subject, "lm:means", "means", means)
    writer.number(graph, subject, "lm:effectHours", practice.get("effect_hours"))
    writer.number(graph, subject, "lm:effectYen", practice.get("effect_yen"))
    if "unit" in practice:
        graph.add(subject, name("lm:practicedBy"), writer.ref("unit", practice["unit"]))
    if "adopted_from" in practice:
        other = writer.ref("kaizen", practice["adopted_from"])
        graph.add(subject, name("lm:adoptedFrom"), other)
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
