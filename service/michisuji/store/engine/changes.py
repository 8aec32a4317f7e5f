"""A replacement as a list of changes: computed outside the engine, then applied to it.

One large transaction is expensive for an engine on disk: inserting a million triples in one update
took Oxigraph 107 s and 3.3 GB, loading them in pieces 7 s and 0.1 GB. So a *small* replacement is
one SPARQL Update, and a *large* one is applied in pieces to a copy of the database that nobody
sees, which then replaces the original (:mod:`michisuji.store.engine.engine_store`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from michisuji.errors import BadInput
from michisuji.store import replacement, updates
from michisuji.store.engine.difference import Difference, difference, distinct_lines
from michisuji.store.transport import split_lines

if TYPE_CHECKING:
    from michisuji.store.protocol import Batch
    from michisuji.store.replacement import Plan

#: Statements written by one transaction at most; above that, a copy is used.
SMALL = 50_000
_DELETE_LINES = 20_000
#: Statements loaded at once: the more, the less the engine has to merge (1 million takes a fifth
#: less of its time than 200,000, but 820 MB more; half a million 300 MB more).
_LOAD_LINES = range(50_000, 500_001)
_BYTES_A_LINE = 1_500
_CHUNK_LINES = 2_000


@dataclass(frozen=True)
class GraphChange:
    """A file's statements to add to a graph, or to remove from it (None: the default graph)."""

    action: Literal["add", "remove"]
    graph: str | None
    path: Path
    statements: int
    #: Graphs whose statements are not removed.
    unless_in: tuple[str, ...] = ()

    def updates(self, lines: int) -> Iterator[str]:
        """Yield SPARQL updates of at most ``lines`` statements each."""
        for text in pieces(self.path, lines):
            if self.action == "add":
                yield updates.insert_data(self.graph, text)
            elif self.graph is None:
                yield updates.remove_unless(text, self.unless_in)
            else:
                yield updates.delete_data(self.graph, text)


@dataclass
class Changes:
    """Everything that a batch changes, in the required order."""

    todo: Plan
    named: list[GraphChange] = field(default_factory=list)
    default: list[GraphChange] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    triples: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> list[GraphChange]:
        """All changes; removals come first.

        Named graphs come before the default graph: what leaves it depends on them.
        """
        named = sorted(self.named, key=lambda change: change.action == "add")
        return named + sorted(self.default, key=lambda change: change.action == "add")

    @property
    def statements(self) -> int:
        """The number of statements written or removed."""
        return sum(change.statements for change in self.all)

    @property
    def ending(self) -> list[str]:
        """Updates after the last change: empty graphs are dropped, the import records written."""
        drops = [updates.drop(self.todo.dropped)] if self.todo.dropped else []
        return drops + self.books

    def as_one_update(self) -> str:
        """Return everything as one atomic request."""
        parts = [text for change in self.all for text in change.updates(SMALL)]
        return " ;\n".join(parts + self.ending)

    def apply_in_pieces(
        self,
        execute: Callable[[str], None],
        load: Callable[[str | None, Iterable[bytes]], None],
        memory: int = 0,
    ) -> None:
        """Apply everything in many requests, to a database that nobody reads meanwhile.

        ``memory`` is the engine's limit in bytes; 0 if it has none.
        """
        lines = load_lines(memory)
        for change in self.all:
            if change.action == "add":
                for parts in loads(change.path, lines):
                    load(change.graph, parts)
            else:
                for text in change.updates(_DELETE_LINES):
                    execute(text)
        if self.ending:
            execute(" ;\n".join(self.ending))


class Readable(replacement.Updatable, Protocol):
    """A store whose graphs can be read whole."""

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """Return a graph as N-Triples."""
        ...


def work_out(store: Readable, batch: Batch, folder: Path) -> Changes | None:
    """Compute what a batch changes in a store; None if the store already holds it.

    Reads the graphs concerned through the Graph Store Protocol; files are made in ``folder``.
    """
    existing = replacement.named_graphs(store)
    replacement.clean(store, existing)
    todo = replacement.plan(store.base_iri, batch, existing)
    digests = {graph: replacement.digest(path) for graph, path in batch.graphs.items()}
    known = replacement.unchanged(store, digests, existing)
    if not todo.dropped and len(known) == len(digests):
        return None
    contents = Contents(store, folder)
    changes = Changes(todo, triples=dict(known))
    differences = {}
    for n, graph in enumerate(sorted(set(digests) - set(known))):
        diff = None if graph in existing else _all_new(batch.graphs[graph])
        if diff is None:
            old = contents.lines(graph) if graph in existing else iter(())
            diff = _compare(old, batch.graphs[graph], folder / f"new{n}")
        differences[graph] = diff
        changes.triples[graph] = diff.n_new
        changes.named += _both(graph, diff)
    changes.named += [GraphChange("remove", graph, *contents.kept(graph)) for graph in todo.dropped]
    changes.default = _default(todo, differences, contents)
    entries = {graph: (digests[graph], changes.triples[graph]) for graph in digests}
    changes.books = updates.write_books(todo.dropped, entries)
    return changes


def _default(
    todo: Plan, differences: Mapping[str, Difference], contents: Contents
) -> list[GraphChange]:
    """Return what leaves and what enters the default graph."""
    stay = (*todo.new, *todo.others)
    parts: list[GraphChange] = []
    for graph in dict.fromkeys([*todo.old, *todo.new]):
        diff = differences.get(graph)
        if graph in todo.old and graph in todo.new:
            parts += _both(None, diff, stay) if diff else []
        elif graph in todo.old:
            # All that it held before the batch goes, unless another graph still holds it.
            parts.append(GraphChange("remove", None, *contents.kept(graph), stay))
        elif diff:
            parts.append(GraphChange("add", None, todo.targets[graph], diff.n_new))
        else:
            parts.append(GraphChange("add", None, *contents.kept(graph)))
    return [part for part in parts if part.statements]


def _both(graph: str | None, diff: Difference, stay: tuple[str, ...] = ()) -> list[GraphChange]:
    parts = [
        GraphChange("remove", graph, diff.removed, diff.n_removed, stay),
        GraphChange("add", graph, diff.added, diff.n_added),
    ]
    return [part for part in parts if part.statements]


def _all_new(path: Path) -> Difference | None:
    """Return a file as the content of a new graph, if it repeats no statement."""
    lines = distinct_lines(path)
    return None if lines is None else Difference(path, path, lines, 0, lines)


def _compare(old: Iterable[bytes], path: Path, folder: Path) -> Difference:
    with path.open("rb") as new:
        try:
            return difference(old, new, folder)
        except SyntaxError as error:
            raise BadInput(
                f"N-Triplesとして読めません: {path}: {error}",
                f"not N-Triples: {path}: {error}",
            ) from error


class Contents:
    """The contents of a store's graphs, as files of N-Triples read once."""

    def __init__(self, store: Readable, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._kept: dict[str, tuple[Path, int]] = {}

    def lines(self, graph: str) -> Iterator[bytes]:
        """Yield the lines of a graph, as they arrive."""
        return split_lines(self._store.read_graph(graph))

    def kept(self, graph: str) -> tuple[Path, int]:
        """Return a file with the graph's lines, and their number."""
        if graph not in self._kept:
            path = self._folder / f"kept{len(self._kept)}.nt"
            count = 0
            with path.open("wb") as file:
                for line in self.lines(graph):
                    file.write(line)
                    count += 1
            self._kept[graph] = (path, count)
        return self._kept[graph]


def load_lines(memory: int) -> int:
    """Return how many statements to load at once, given the engine's memory (0: no limit)."""
    most = _LOAD_LINES[-1]
    return max(_LOAD_LINES[0], min(most, memory // _BYTES_A_LINE)) if memory else most


def loads(path: Path, lines: int) -> Iterator[Iterator[bytes]]:
    """Yield the bytes of a file, ``lines`` lines at a time, each portion in small parts."""

    def parts(first: bytes) -> Iterator[bytes]:
        yield first
        for start in range(1, lines, _CHUNK_LINES):
            part = itertools.islice(file, min(_CHUNK_LINES, lines - start))
            if text := b"".join(part):
                yield text

    with path.open("rb") as file:
        for first in file:
            yield parts(first)


def pieces(path: Path, lines: int) -> Iterator[str]:
    """Yield the text of a file, ``lines`` lines at a time."""
    with path.open(encoding="utf-8", newline="\n") as file:
        while text := "".join(itertools.islice(file, lines)):
            yield text
