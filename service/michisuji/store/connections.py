"""HTTP connections that are kept, where sending a request and waiting for its answer are two steps.

While a store works, the caller can do what has to be done anyway. ``http.client`` by itself: the
layers of a general client cost more than a third of a millisecond a query, which a store's first
row takes one and a half for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import TYPE_CHECKING

from urllib3.util import wait_for_read

if TYPE_CHECKING:
    from email.message import Message
    from urllib.request import Request

#: Connections kept for each host: as many as there may be threads.
_MOST = 32


@dataclass(frozen=True)
class Form:
    """All of a request but its body. ``host`` is scheme and authority."""

    host: tuple[str, str]
    method: str
    selector: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, request: Request) -> Form:
        """That of a request of urllib's."""
        host = (request.type, request.host.rpartition("@")[2])
        return cls(host, request.get_method(), request.selector, dict(request.header_items()))


class CannotConnect(OSError):
    """No connection could be made: nothing has been sent."""


class Answer:
    """What a store answered; the body is read as it comes.

    A body that ends early raises http.client's IncompleteRead. ``decode_content`` is there for
    those who also read urllib3's answers: nothing is asked for that would have to be decoded.
    """

    def __init__(self, response: HTTPResponse, close: Callable[[], None], keep: Callable[[], None]):
        self._response, self._close, self._keep = response, close, keep
        self._is_open = True
        self.status = response.status
        self.headers: Message = response.headers

    def read1(self, size: int, *, decode_content: bool = True) -> bytes:
        """What has come, up to so many bytes; empty at the end."""
        return self._response.read1(size) or self._end()

    def read(self, size: int, *, decode_content: bool = True) -> bytes:
        """So many bytes, fewer at the end."""
        return self._response.read(size) or self._end()

    def release_conn(self) -> None:
        """The body has been read: the connection may be used again."""
        if not self._response.will_close and self._let_go():
            self._keep()
        self.close()

    def close(self) -> None:
        """Let go of the connection, whatever is left of the body; not of one given back."""
        if self._let_go():
            self._close()

    def _let_go(self) -> bool:
        """Whether the connection was still ours."""
        was_open, self._is_open = self._is_open, False
        self._response.close()
        return was_open

    def _end(self) -> bytes:
        if self._response.length:  # http.client is silent about it
            raise IncompleteRead(b"", self._response.length)
        return b""


class Sent:
    """A request that has been sent. Either :meth:`answer` or :meth:`close` has to be called."""

    def __init__(self, connection: HTTPConnection, keep: Callable[[], None]) -> None:
        self._connection, self._keep = connection, keep
        self._is_waiting = True

    def answer(self) -> Answer:
        """Wait for status and headers. Raises OSError (TimeoutError when silent), HTTPException."""
        self._is_waiting = False
        try:
            response = self._connection.getresponse()
        except (OSError, HTTPException):
            self._connection.close()
            raise
        return Answer(response, self._connection.close, self._keep)

    def close(self) -> None:
        """Let go of the connection, unless the answer has it."""
        if self._is_waiting:
            self._connection.close()


class Connections:
    """Connections by host. May be used by many threads at once."""

    def __init__(self, connect_s: float) -> None:
        self._connect_s = connect_s
        self._idle: dict[tuple[str, str], list[HTTPConnection]] = {}
        self._is_over = False
        self._keeping = threading.Lock()

    def send(self, form: Form, body: bytes, read_timeout_s: float | None) -> Sent:
        """Send a request; never twice. ``read_timeout_s`` limits each wait for a byte.

        Raises CannotConnect, or OSError when the connection broke.
        """
        connection = self._kept(form.host) or self._new(form.host)
        connection.sock.settimeout(read_timeout_s)
        try:
            # A store that refuses a body may answer, and close, before it has read all of it.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(form.method, form.selector, body, form.headers)
        except BaseException:
            connection.close()
            raise
        return Sent(connection, lambda: self._keep(form.host, connection))

    def clear(self) -> None:
        """Close what is not in use; what is, will not be kept."""
        with self._keeping:
            self._is_over = True
            idle = [connection for kept in self._idle.values() for connection in kept]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _kept(self, host: tuple[str, str]) -> HTTPConnection | None:
        while True:
            with self._keeping:
                idle = self._idle.get(host)
                connection = idle.pop() if idle else None
            if connection is None or not wait_for_read(connection.sock, timeout=0):
                return connection
            connection.close()  # an idle connection with something to read has been ended

    def _new(self, host: tuple[str, str]) -> HTTPConnection:
        kind = HTTPSConnection if host[0] == "https" else HTTPConnection
        connection = kind(host[1], timeout=self._connect_s)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise CannotConnect(str(error)) from error
        return connection

    def _keep(self, host: tuple[str, str], connection: HTTPConnection) -> None:
        with self._keeping:
            idle = self._idle.setdefault(host, [])
            if connection.sock is not None and len(idle) < _MOST and not self._is_over:
                idle.append(connection)
                return
        connection.close()
