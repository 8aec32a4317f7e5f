"""One edit checked incrementally, against a full check of the same data.

``measure`` takes a store in memory with the national review (or several times it) and changes it:
each edit is taken back before the next.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pyoxigraph as ox
from michisuji.quality import compiled
from michisuji.quality.incremental import Standing
from michisuji.quality.shacl import SnapshotSource
from michisuji.quality.shacl.walk import Change
from michisuji.store.terms import graph_of

LM = "https://w3id.org/michisuji/ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
#: Edits of each kind, of programs spread over the data.
TIMES = 15


@dataclass(frozen=True)
class Row:
    """The median time of one kind of edit."""

    edit: str
    looked_at: int
    seconds: float
    full_seconds: float

    @property
    def ratio(self) -> float:
        """Of the full check's time."""
        return self.seconds / self.full_seconds


def measure(data: ox.Store, base_iri: str, full_s: float | None = None) -> list[Row]:
    """A row for each kind of edit. ``full_s``: the full check's time, when it is known already."""
    source = SnapshotSource(data)
    start = time.perf_counter()
    report = compiled.check(source, base_iri)
    full = full_s or time.perf_counter() - start
    standing = Standing.of(report, base_iri)
    standing.apply(source, _first_of(data))  # what is worked out once in a process
    rows = []
    for name, edits in _EDITS.items():
        times, nodes = [], []
        for change in edits(data):
            for one in (change, change.undone()):
                _put(data, one)
                start = time.perf_counter()
                delta = standing.apply(source, one)
                times.append(time.perf_counter() - start)
                nodes.append(delta.looked_at)
        rows.append(Row(name, int(median(nodes)), median(times), full))
    return rows


def table(first: list[Row], tenth: list[Row] | None = None) -> str:
    """The rows as text; ``tenth`` are those of ten times the data."""
    lines = [f"{'edit':34} {'pairs':>6} {'×1 ms':>8} {'full/edit':>9} {'×10 ms':>8} {'×10/×1':>7}"]
    for n, row in enumerate(first):
        line = f"{row.edit:34} {row.looked_at:6} {row.seconds * 1000:8.2f} {1 / row.ratio:9.0f}"
        if tenth is not None:
            other = tenth[n].seconds
            line += f" {other * 1000:8.2f} {other / row.seconds:7.2f}"
        lines.append(line)
    return "\n".join(lines)


def _some(data: ox.Store, predicate: str) -> list[Any]:
    """Statements of a predicate, spread over the data."""
    found = list(data.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()))
    step = max(1, len(found) // TIMES)
    return found[::step][:TIMES]


def _drop_link(data: ox.Store) -> Iterator[Change]:
    """A causal link with all that is said of it, and the step that it explains."""
    for quad in _some(data, LM + "from"):
        facts = list(data.quads_for_pattern(quad.subject, None, None, ox.DefaultGraph()))
        ends = [q.object for q in facts if q.predicate.value == LM + "to"]
        step = [
            q
            for end in ends
            for q in data.quads_for_pattern(quad.object, ox.NamedNode(LM + "leadsTo"), end)
            if q.graph_name == ox.DefaultGraph()
        ]
        yield _change([*facts, *step], [])


def _change_amount(data: ox.Store) -> Iterator[Change]:
    for quad in _some(data, LM + "plannedAmount"):
        new = ox.Literal("123456789", datatype=quad.object.datatype)
        yield _change([quad], [ox.Quad(quad.subject, quad.predicate, new)])


def _rename_outcome(data: ox.Store) -> Iterator[Change]:
    for stage in _some(data, LM + "stage"):
        labels = data.quads_for_pattern(stage.subject, ox.NamedNode(LABEL), None, ox.DefaultGraph())
        for quad in list(labels)[:1]:
            new = ox.Literal(quad.object.value + "。", language=quad.object.language)
            yield _change([quad], [ox.Quad(quad.subject, quad.predicate, new)])


def _move_program(data: ox.Store) -> Iterator[Change]:
    """A program under another policy (or measure) than before."""
    found = _some(data, LM + "partOf")
    for quad, other in itertools.pairwise(found):
        if quad.object != other.object:
            yield _change([quad], [ox.Quad(quad.subject, quad.predicate, other.object)])


_EDITS = {
    "drop a step and its link": _drop_link,
    "change an amount": _change_amount,
    "rename an outcome": _rename_outcome,
    "move a program": _move_program,
}


def _first_of(data: ox.Store) -> Change:
    """A change that is none: it is there, and said to be new."""
    return Change(added=_change([], _some(data, LM + "from")[:1]).added)


def _change(removed: list[Any], added: list[Any]) -> Change:
    return Change(frozenset(graph_of(added)), frozenset(graph_of(removed)))  # type: ignore[arg-type]


def _put(data: ox.Store, change: Change) -> None:
    for quad in _quads(change.removed):
        data.remove(quad)
    data.extend(_quads(change.added))


def _quads(triples: Any) -> list[ox.Quad]:
    text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples)
    found = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return [ox.Quad(q.subject, q.predicate, q.object) for q in found]
