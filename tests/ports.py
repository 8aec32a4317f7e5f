"""Ports for services that tests start as processes of their own."""

from __future__ import annotations

import itertools
import os
import socket

_SLOT = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", "0"))) or 0)
#: 1,000 ports for each worker, not begun at the same one by two runs on a machine.
_MINE = itertools.cycle(range(_SLOT % 16 * 1_000, (_SLOT % 16 + 1) * 1_000))
_NEXT = itertools.islice(_MINE, os.getpid() % 1_000, None)


def free_port() -> int:
    """A loopback port that stays free until the service that is given it listens.

    It lies below those that the system gives to connections and to whoever asks for any port
    (32,768 and above), and no other worker is given it: a service that first imports its data may
    listen a minute later.
    """
    for number in _NEXT:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 15_000 + number))
            except OSError:
                continue
            return 15_000 + number
    raise AssertionError("the ports of a cycle have no end")
