"""The process that answers readers' queries over a snapshot, one after another.

It is run as a script and imports nothing of ours, so that it starts within hundredths of a second:
``python -I -S worker.py FOLDER_OF_PYOXIGRAPH MEMORY_BYTES``, with a socket as its standard input.
Requests and answers are frames (:func:`frame`). The caller ends it when a query takes too long;
should no caller be left, the kernel does (``SIGALRM``).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Mapping
from typing import IO, Any, cast

#: One character for the kind of message, and the number of bytes that follow.
HEAD = struct.Struct(">cI")
READY, QUERY, MEDIA_TYPE, PART, END, ERROR = b"R", b"Q", b"M", b"P", b".", b"E"
#: An answer's first part is sent at once, each later one when it is twice as large as the one
#: before, up to this many bytes.
PART_BYTES = 65_536
_FIRST_BYTES = 4_096
#: A worker that gets no query for this long exits, seconds: that frees its memory and its tables.
IDLE_S = 45.0
#: Pages are answered before readers' queries.
_NICE = 5


def frame(kind: bytes, body: bytes) -> bytes:
    """Return a message in the form in which it is sent."""
    return HEAD.pack(kind, len(body)) + body


class Parts:
    """A file to which an answer is written; it is sent in parts."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._kept: list[bytes] = []
        self._size, self._worth = 0, 1

    def write(self, data: bytes) -> int:
        """Buffer bytes, and send the buffer when it is large enough."""
        self._kept.append(data)
        self._size += len(data)
        if self._size >= self._worth:
            self.flush()
            self._worth = min(PART_BYTES, max(_FIRST_BYTES, 2 * self._worth))
        return len(data)

    def flush(self) -> None:
        """Send the buffered bytes."""
        body = b"".join(self._kept)
        if body:
            self._connection.sendall(frame(PART, body))
        self._kept, self._size = [], 0


def main() -> None:
    """Answer queries until the caller is gone."""
    sys.path.insert(0, sys.argv[1])
    os.nice(_NICE)
    limit_memory(int(sys.argv[2]))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the parent
    connection = socket.socket(fileno=0)
    incoming = connection.makefile("rb")
    place, store = "", None
    import pyoxigraph  # noqa: F401 (before a query's time runs)

    connection.sendall(frame(READY, b""))
    while True:
        connection.settimeout(IDLE_S)
        head = _read_head(incoming)
        if head is None:
            return
        asked = json.loads(incoming.read(HEAD.unpack(head)[1]))
        connection.settimeout(None)
        signal.setitimer(signal.ITIMER_REAL, asked["timeout_s"])
        try:
            if store is None or place != asked["place"]:
                store = None  # release the files of the previous snapshot
                place, store = asked["place"], _open(asked["place"])
            _answer(store, asked, connection)
        except BrokenPipeError:
            return
        except Exception as error:
            told = {"kind": type(error).__name__, "text": str(error)}
            connection.sendall(frame(ERROR, json.dumps(told).encode()))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read_head(incoming: IO[bytes]) -> bytes | None:
    try:
        head = incoming.read(HEAD.size)
    except OSError:  # silent for too long
        return None
    return head if len(head) == HEAD.size else None


def limit_memory(most: int) -> None:
    """Limit the memory of this process, in bytes (Linux; 0: no limit).

    An allocation beyond it fails: Oxigraph then aborts with a message, Python raises.
    """
    if most and sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _open(place: str) -> Any:
    import pyoxigraph as ox

    return ox.Store.read_only(place)


def _answer(store: Any, asked: Mapping[str, Any], connection: socket.socket) -> None:
    import pyoxigraph as ox

    dataset: dict[str, Any] = {}
    if asked["default_graphs"] or asked["named_graphs"]:
        # As in the SPARQL Protocol: a given dataset excludes whatever it does not name.
        dataset = {
            "default_graph": [ox.NamedNode(graph) for graph in asked["default_graphs"]],
            "named_graphs": [ox.NamedNode(graph) for graph in asked["named_graphs"]],
        }
    found = store.query(asked["query"], **dataset)
    kind = ox.RdfFormat if isinstance(found, ox.QueryTriples) else ox.QueryResultsFormat
    formats = [kind.from_media_type(name) for name in asked["accept"]]
    format_ = next((one for one in formats if one is not None), None)
    if format_ is None:
        raise LookupError(", ".join(asked["accept"]))
    connection.sendall(frame(MEDIA_TYPE, format_.media_type.encode()))
    parts = Parts(connection)
    found.serialize(cast(IO[bytes], parts), format=format_)
    parts.flush()
    connection.sendall(frame(END, b""))


if __name__ == "__main__":
    main()
