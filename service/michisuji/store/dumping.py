"""A whole database as N-Quads or TriG, one graph at a time, for any kind of store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from michisuji.errors import NotAcceptable
from michisuji.store import replacement, updates
from michisuji.store.transport import split_lines


class _Readable(replacement.Updatable, Protocol):
    def read_graph(self, graph: str | None) -> Iterator[bytes]: ...


def dump(store: _Readable, media_type: str) -> Iterator[bytes]:
    """Yield every statement except the store's bookkeeping.

    Raises NotAcceptable.
    """
    if media_type not in ("application/n-quads", "application/trig"):
        raise NotAcceptable(f"書き出せない形式です: {media_type}", f"cannot export as {media_type}")
    return _graphs(store, as_trig=media_type == "application/trig")


def _graphs(store: _Readable, *, as_trig: bool) -> Iterator[bytes]:
    yield from store.read_graph(None)
    for graph in replacement.named_graphs(store):
        if updates.is_own(graph):
            continue
        lines = store.read_graph(graph)
        if as_trig:
            yield f"GRAPH <{graph}> {{\n".encode()
            yield from lines
            yield b"}\n"
        else:
            end = f" <{graph}> .\n".encode()
            for line in split_lines(lines):
                yield line.rstrip(b" .\r\n") + end
