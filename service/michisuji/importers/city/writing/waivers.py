"""Statements of waivers; :mod:`michisuji.importers.city.checks.waivers` tells their form."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import GraphFile, name

_FILE = "waivers.toml"


def write_waivers(writer: Writer) -> None:
    """Write waivers.toml.

    The models must have been written before (``writer.elements``). A waiver for a node of a model
    is written in each year whose model has the node, so that no year's state refers to a missing
    node.
    """
    for waiver in writer.city.tables(_FILE, "waiver"):
        kind, _, rest = waiver["node"].partition(":")
        if kind not in ("model", "link") and "/" not in rest:
            local = "kaizen" if kind == "practice" else kind
            _write(writer, writer.timeless, waiver, writer.ref(local, rest))
            continue
        for at in (writer, *writer.earlier):
            node = _node(at, kind, rest)
            if node in at.of_year:
                _write(at, at.state, waiver, node, *_records(at, rest))


def _write(writer: Writer, graph: GraphFile, waiver: Document, *nodes: str) -> None:
    subject = writer.ref("waiver", waiver["id"])
    writer.typed(graph, subject, "lm:Waiver", waiver)
    writer.stated(graph, subject, waiver, properties.WAIVER)
    for node in nodes:
        graph.add(subject, name("lm:focusNode"), node)


def _records(writer: Writer, rest: str) -> tuple[str, ...]:
    """Return the budget of the money in a model: what is waived for one is for the other."""
    owner, _, key = rest.partition("/")
    return (writer.ref("money", f"{owner}-{writer.year}"),) if key == "money" else ()


def _node(writer: Writer, kind: str, rest: str) -> str | None:
    """Return the term of a node in the writer's year, even if that year lacks it."""
    owner, _, key = rest.partition("/")
    if kind == "model":
        return writer.ref("model", f"{owner}-{writer.year}")
    if kind == "link":
        return writer.ref("link", rest.replace("/", "-").replace(":", "-"))
    if kind == "measure":
        return writer.ref("town-condition", f"{owner}-{key}")
    return writer.elements.get((owner, key))
