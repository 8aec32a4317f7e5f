"""What reaches the server and is no request, or expects what it does not get."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
from asking import PROBLEM_FIELDS

from tests.web.test_channel import App, served


@pytest.fixture
def port() -> Iterator[int]:
    with served(App()) as found:
        yield found


def asked_raw(port: int, sent: bytes) -> bytes:
    """What the server says to these bytes, until it has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: raw.recv(65_536), b""))


def test_expecting_to_go_on_without_a_body_is_answered(port: int) -> None:
    """waitress would say 100, and then wait for what does not come."""
    expecting = b"Host: x\r\nExpect: 100-continue\r\n"
    for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS"):
        got = asked_raw(port, method + b" /sized HTTP/1.1\r\n" + expecting + b"\r\n")
        assert got.startswith(b"HTTP/1.1 200 ")
    got = asked_raw(port, b"POST /sized HTTP/1.1\r\n" + expecting + b"Content-Length: 2\r\n\r\nab")
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n X: y\r\n\r\n", 400),
        (b"GET http://[/ HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: y\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET /" + b"a" * 262_144, 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
    ],
)
def test_what_is_no_request_gets_a_problem_document(port: int, sent: bytes, status: int) -> None:
    head, _, body = asked_raw(port, sent).partition(b"\r\n\r\n")
    assert f" {status} ".encode() in head.splitlines()[0]
    assert b"Content-Type: application/problem+json" in head
    problem = json.loads(body)
    assert set(problem) == PROBLEM_FIELDS
    assert problem["status"] == status
