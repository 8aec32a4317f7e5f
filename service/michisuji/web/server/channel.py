"""Readers' connections: waitress' own, with a few differences.

- waitress closes one after each answer without a ``Content-Length``: after every streamed result
  and every 304. Such an answer marks its own end (RFC 9112, 6.3), so that the reader need not
  reconnect, which costs a third of the time to the next answer's first byte.
- A request goes to the threads of its lane (:mod:`michisuji.web.server.lanes`).
- An answer waits for its reader in a file, not in a thread; a reader that is too slow is cut off.
- Idle connections could lock out everybody else: the client with most connections makes room.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer

from michisuji.web.http.rate import Buckets, client_of
from michisuji.web.server.dispatcher import Dispatcher
from michisuji.web.server.lanes import DOWNLOAD, QUERY, lane_of
from michisuji.web.server.tasks import MalformedTask, Parser, Task

#: Connections at once.
MOST = 1_000
#: While all are taken, room is made for this many per minute of a client that has its share.
OPENED_PER_MINUTE = 600
#: A reader slower than this is cut off, bytes a second over this many seconds.
LEAST_PACE = 2_000
PACE_S = 30
#: A request must be complete after this time, seconds.
REQUEST_S = 120
#: An idle connection is closed after this time, seconds; up to half a minute later.
IDLE_S = 120
#: Answers waiting for their readers, in total and for one client, bytes. Beyond it nobody gets
#: another answer that could be large.
WAITING_BYTES = 1_000_000_000
WAITING_BYTES_OF_ONE = 250_000_000
#: This much of one answer is buffered; then its thread waits, too, bytes.
_WATERMARK = 64_000_000
#: What the system buffers of an answer counts as taken, bytes.
_SEND_BUFFER = 262_144
#: Connections accepted in a row; and beyond the limit, while others are being closed.
_ACCEPTED, _SLACK = 1_000, 200
#: How long a thread waits for a reader with a full buffer, seconds.
STALLED_S = 5.0
#: How often requests that have waited too long are looked for, seconds.
_EXPIRE_S = 0.5


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A reader's connection."""

    task_class = Task
    error_task_class = MalformedTask
    parser_class = Parser

    def __init__(
        self, server: Server, sock: socket.socket, addr: Any, adj: Any, map: Any = None
    ) -> None:
        # waitress passes ``map`` by name.
        self.host = str(addr[0])
        self.taken = 0
        self._pace_from: tuple[float, int] | None = None
        self._request_from: float | None = None
        super().__init__(server, sock, addr, adj, map=map)
        server.by_host.setdefault(self.host, {})[self] = None

    @property
    def lane(self) -> str:
        """The lane of the next request."""
        return lane_of(getattr(self.requests[0], "path", None) or "")

    @property
    def client(self) -> str:
        """The sender of the next request: behind a proxy, the one that the proxy names."""
        address = self.host
        if address == self.adj.trusted_proxy:
            forwarded = self.requests[0].headers.get("X_FORWARDED_FOR", "")
            address = forwarded.rpartition(",")[2].strip() or address
        return client_of(address)

    @property
    def turned_away(self) -> bool:
        """True if the next request has found no place."""
        return bool(getattr(self.requests[0], "turned_away", False))

    @turned_away.setter
    def turned_away(self, value: bool) -> None:
        self.requests[0].turned_away = value

    def received(self, data: bytes) -> Any:
        """Receive bytes of a request; note when it began."""
        done = super().received(data)
        if self.request is None:
            self._request_from = None
        elif self._request_from is None:
            self._request_from = time.monotonic()
        return done

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Pass bytes to the system, and count them."""
        sent: int = super().send(data, do_close)
        self.taken += sent
        return sent

    def readable(self) -> bool:
        """Check the reader's pace; waitress calls this at least once a second."""
        if self.total_outbufs_len:
            self._see_pace(time.monotonic())
        elif self._pace_from is not None:
            self._pace_from = None
        if self._request_from is not None and time.monotonic() - self._request_from > REQUEST_S:
            self.hang_up()
        readable: bool = super().readable()
        return readable

    def _see_pace(self, now: float) -> None:
        if self._pace_from is None:
            self._pace_from = (now, self.taken)
        since, taken = self._pace_from
        if now - since > PACE_S:
            if self.taken - taken < LEAST_PACE * PACE_S:
                self.hang_up()
            self._pace_from = (now, self.taken)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait, briefly, for a reader with a large backlog.

        waitress waits for ever; but other readers need the thread.
        """
        with self.outbuf_lock:
            until = time.monotonic() + STALLED_S
            while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
                self.server.pull_trigger()
                if not self.outbuf_lock.wait(until - time.monotonic()):
                    self.hang_up()
                    raise ClientDisconnected

    def hang_up(self) -> None:
        """Shut the connection down; waitress notices, closes it, and tells its thread."""
        self.will_close = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def del_channel(self, map: Any = None) -> None:
        """Remove a closed connection from the lists."""
        super().del_channel(map)
        own = self.server.by_host.get(self.host, {})
        own.pop(self, None)
        if not own:
            self.server.by_host.pop(self.host, None)


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """waitress' server, with control over who gets a connection and a thread."""

    channel_class = Channel

    def __init__(self, *args: Any, **kw: Any) -> None:
        #: Connections by the address at the other end, the oldest first.
        self.by_host: dict[str, dict[Channel, None]] = {}
        self._opened = Buckets(OPENED_PER_MINUTE)
        self._expire_at = 0.0
        super().__init__(*args, **kw)

    def add_task(self, channel: Channel) -> None:
        """Queue a connection's next request."""
        if channel.lane in (QUERY, DOWNLOAD) and self._too_much_waits(channel.client):
            self.task_dispatcher.turn_away(channel)
        else:
            self.task_dispatcher.add_task(channel)

    def make_room(self) -> bool:
        """Return True if there is room for one more connection.

        When all are taken, an idle one of the client with most is closed; if all of its connections
        are working, a few more are accepted, and then one that is working is closed, too.
        """
        there_are = len(self.active_channels)
        if there_are < MOST:
            return True
        most = max(self.by_host.values(), key=len)
        idle = (one for one in most if not (one.requests or one.total_outbufs_len))
        leaving = next(idle, None)
        if leaving is not None:
            leaving.handle_close()
            return True
        if there_are > MOST + _SLACK // 2:
            working = next((one for one in most if not one.will_close), None)
            if working is not None:
                working.hang_up()
        return there_are < MOST + _SLACK

    def readable(self) -> bool:
        """Expire old requests; waitress calls this whenever it looks for work."""
        now = time.monotonic()
        if now > self._expire_at:
            self._expire_at = now + _EXPIRE_S
            self.task_dispatcher.expire()
        readable: bool = super().readable()
        return readable

    def handle_accept(self) -> None:
        """Accept all waiting connections, so that none waits behind those of an attack."""
        for _ in range(_ACCEPTED):
            try:
                accepted = self.accept()
                if accepted is None:
                    return
                taken, addr = accepted
                if self._has_had_enough(addr[0]) or not self.make_room():
                    taken.close()
                    continue
                self.set_socket_options(taken)
            except OSError:  # it has been closed meanwhile, or there are no more files
                return
            self.channel_class(self, taken, addr, self.adj, map=self._map)

    def _has_had_enough(self, host: str) -> bool:
        """Return True if all connections are taken, and a client beyond its share opens more.

        Making room for each of them costs more than refusing most of them.
        """
        if len(self.active_channels) < MOST:
            return False
        if len(self.by_host.get(host, ())) < MOST // max(1, len(self.by_host)):
            return False
        return not self._opened.take(host, time.monotonic())[0]

    def _too_much_waits(self, client: str) -> bool:
        own = whole = 0
        for channel in list(self.active_channels.values()):
            size = channel.total_outbufs_len
            if size:
                whole += size
                own += size if client_of(channel.host) == client else 0
        return whole > WAITING_BYTES or own > WAITING_BYTES_OF_ONE


def create_server(
    app: Callable[..., Any], listening: socket.socket, dispatcher: Dispatcher, **adjustments: Any
) -> Server:
    """Create a server of a WSGI application on a bound socket; call ``run`` and ``close``."""
    adj = Adjustments(
        sockets=[listening],
        connection_limit=2 * MOST,  # the server's own limit is documented, waitress' is not
        channel_timeout=IDLE_S,
        asyncore_use_poll=True,  # select supports no more than 1,024 files
        backlog=4_096,
        outbuf_high_watermark=_WATERMARK,
        **adjustments,
    )
    adj.socket_options = [
        *adj.socket_options,
        (socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER),
    ]
    address = listening.getsockname()
    return Server(
        app,
        _sock=listening,
        dispatcher=dispatcher,
        adj=adj,
        bind_socket=False,
        sockinfo=(listening.family, listening.type, listening.proto, address),
    )
