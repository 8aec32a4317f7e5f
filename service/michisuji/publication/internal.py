"""Leaves out of a batch what is for the city hall alone (``lm:visibility`` internal)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.errors import Refused
from michisuji.vocabulary import CODE, LM

if TYPE_CHECKING:
    from michisuji.store.protocol import Batch

_VISIBILITY, _INTERNAL = f"<{LM}visibility>", f"<{CODE}visibility/internal>"
#: Properties that point from a part to what it belongs to.
_OWNERS = frozenset(
    f"<{LM}{name}>"
    for name in (
        *("modelOf", "inModel", "budgetOf", "budgetRecord", "breakdownOf"),
        *("indicates", "ofIndicator", "evaluates", "prioritizes", "from", "focusNode"),
    )
)
#: Properties that point to a part.
_PARTS = frozenset((f"<{LM}reviewRating>",))
_NAMED = 5


def internal_nodes(batch: Batch) -> list[str]:
    """Return the IRIs that a batch marks as internal."""
    found = {s for path in batch.graphs.values() for s, p, o in _marks(path) if o == _INTERNAL}
    return sorted(node[1:-1] for node in found)


def without_internal(batch: Batch, folder: Path) -> Batch:
    """Return a batch without what is internal, its parts and what refers to them.

    The files of the graphs that change are written to ``folder``.
    """
    gone = _with_parts(batch, {f"<{iri}>" for iri in internal_nodes(batch)})
    if not gone:
        return batch
    folder.mkdir(parents=True, exist_ok=True)
    graphs = {}
    for number, (graph, path) in enumerate(batch.graphs.items()):
        graphs[graph] = folder / f"public-{number}.nt"
        with path.open("rb") as lines, graphs[graph].open("wb") as out:
            out.writelines(line for line in lines if not _about(line) & gone)
    return replace(batch, graphs=graphs)


def without_reasons(batch: Batch, folder: Path) -> Batch:
    """Return a batch without the reasons of returns, which are for those who mend a part.

    The files of all graphs are written to ``folder``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graphs, reason = {}, f"> <{LM}returnReason> ".encode()
    for number, (graph, path) in enumerate(batch.graphs.items()):
        graphs[graph] = folder / f"told-{number}.nt"
        with path.open("rb") as lines, graphs[graph].open("wb") as out:
            out.writelines(line for line in lines if reason not in line.partition(b'"')[0])
    return replace(batch, graphs=graphs)


def refuse_internal(batch: Batch) -> None:
    """Raise Refused for a batch that holds what is internal."""
    if found := internal_nodes(batch):
        shown = " ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
        raise Refused(
            f"公開しない(庁内限り)とされたものが{len(found)}件あるため、公開していません: {shown}",
            f"not released: {len(found)} resource(s) are marked as internal: {shown}",
            hint_ja="公開区分を外すか、--without-internal を付けて、それらを除いて公開してください",
            hint_en="clear their visibility, or release the rest with --without-internal",
        )


def _with_parts(batch: Batch, marked: set[str]) -> set[str]:
    """Return marked terms with everything that belongs to them, at any depth."""
    if not marked:
        return set()
    parts: dict[str, set[str]] = defaultdict(set)
    for path in batch.graphs.values():
        for subject, predicate, obj in _statements(path):
            if predicate in _OWNERS:
                parts[obj].add(subject)
            elif predicate in _PARTS:
                parts[subject].add(obj)
    found, todo = set(marked), list(marked)
    while todo:
        new = parts[todo.pop()] - found
        found |= new
        todo += new
    return found


def _marks(path: Path) -> Iterator[tuple[str, str, str]]:
    return (one for one in _statements(path) if one[1] == _VISIBILITY)


def _statements(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the statements of an N-Triples file, one per line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("<"):
                subject, predicate, rest = line.split(" ", 2)
                yield subject, predicate, rest.rstrip().removesuffix(".").rstrip()


def _about(line: bytes) -> set[str]:
    """Return the terms of a line that are IRIs."""
    subject, _, rest = line.decode("utf-8").rstrip().removesuffix(".").rstrip().partition(" ")
    return {subject, rest.partition(" ")[2]}
