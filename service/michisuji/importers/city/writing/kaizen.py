"""Kaizen practices: the problem noticed, the action, its effect, and who adopted it."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name


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
    writer.stated(graph, subject, practice, properties.PRACTICE)
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
