"""Readers' connections, as waitress keeps them but for three things.

- waitress closes one after each answer without a ``Content-Length``: after every result that flows
  and every 304. Such an answer has an end of its own (RFC 9112, 6.3), so that the reader need not
  connect anew, which costs a third of the time to the next answer's first byte.
- A reader that asks for much and takes nothing would keep a thread, and the engine, for ever.
- Those who only connect would keep out everybody else: the one that is idle longest makes room.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

#: Connections at once.
MOST = 200
#: A reader that takes nothing for so long is let go, seconds. What the system holds for it counts
#: as taken, so that who reads slowly is seen to take something now and then.
STALLED_S = 60
#: An idle connection is closed after so long, seconds; up to half a minute later.
IDLE_S = 120
#: Beyond the most, while the idle ones are on their way out.
_SLACK = 50


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """One request and its answer."""

    def set_close_on_finish(self) -> None:
        """As waitress asks for it, unless the answer's end can be told without.

        waitress also ends a chunked answer to HEAD, which must not have a body: that one closes.
        """
        is_asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        ends = self.chunked_response and self.request.command != "HEAD"
        if self.version == "1.1" and not is_asked and (ends or not self.has_body):
            return
        super().set_close_on_finish()


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A reader's connection."""

    task_class = _Task

    def __init__(
        self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any = None
    ) -> None:
        # waitress gives ``map`` by its name.
        if len(server.active_channels) >= MOST:
            idle = [
                channel
                for channel in server.active_channels.values()
                if not (channel.requests or channel.will_close)
            ]
            if idle:
                min(idle, key=lambda channel: channel.last_activity).hang_up()
        super().__init__(server, sock, addr, adj, map=map)

    def readable(self) -> bool:
        """Asked by waitress once a second or more often, of each connection."""
        if self.total_outbufs_len and time.time() - self.last_activity > STALLED_S:
            self.hang_up()
        readable: bool = super().readable()
        return readable

    def hang_up(self) -> None:
        """End it; waitress notices, closes it, and tells the thread that is at work on it."""
        self.will_close = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


def create_server(app: Callable[..., Any], listening: socket.socket, **adjustments: Any) -> Any:
    """waitress' server of a WSGI application on a bound socket; ``run`` and ``close`` it."""
    server = waitress.create_server(
        app,
        sockets=[listening],
        connection_limit=MOST + _SLACK,
        channel_timeout=IDLE_S,
        **adjustments,
    )
    server.channel_class = Channel
    return server
