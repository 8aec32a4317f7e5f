"""Loopback addresses: random ones, and the processes at their two ends.

The engine does not authenticate clients. A web page in a browser on this machine can send forms to
any address it can name, so the engine listens on one of 127.0.0.0/8 (Linux; other systems only have
127.0.0.1) and a port, both random. Other users of the machine can still look them up in the
system's table of connections.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ONLY = "127.0.0.1"
_LISTENS, _LEFT = "0A", "08"


@dataclass(frozen=True)
class Address:
    """A host and a port on loopback."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def free_address() -> Address:
    """Return a random address that nobody listens on at the moment."""
    host = f"127.{1 + secrets.randbelow(254)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"
    for name in (host, _ONLY):
        with socket.socket() as probe, suppress(OSError):  # a system with one loopback address
            probe.bind((name, 0))
            return Address(name, probe.getsockname()[1])
    raise OSError("no loopback address")


def is_taken(address: Address) -> bool:
    """Return True if somebody listens on an address."""
    with socket.socket() as probe:
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return True
    return False


def tells_connections() -> bool:
    """Return True if this system reports which processes are connected."""
    return Path("/proc/self/net/tcp").exists()


def listens(pid: int, address: Address) -> bool:
    """Return True if this process listens there, or if the system does not report it."""
    if not tells_connections():
        return True
    folder = f"/proc/{pid}/fd"
    own = set()
    try:
        for name in os.listdir(folder):
            with suppress(FileNotFoundError):  # closed meanwhile
                own.add(os.readlink(f"{folder}/{name}"))
    except PermissionError:
        return True
    except OSError:  # it has ended
        return False
    return any(f"socket:[{inode}]" in own for _, inode in _ends(address, _LISTENS))


def left(address: Address) -> frozenset[str]:
    """Return the connections to a listening address whose client has gone, by client address.

    The process working on such a request has not noticed yet that nobody waits for it.
    """
    if not tells_connections():
        return frozenset()
    return frozenset(other for other, _ in _ends(address, _LEFT))


def _ends(address: Address, state: str) -> list[tuple[str, str]]:
    """Return client address and inode of an address's connections in a state."""
    # Number, this end, the other, state, queues, timer, retransmits, user, timeout, inode, …
    host = int.from_bytes(socket.inet_aton(address.host), sys.byteorder)
    row = rf"^ *\d+: {host:08X}:{address.port:04X} (\S+) {state}(?: +\S+){{5}} +(\d+)"
    return re.findall(row, Path("/proc/self/net/tcp").read_text(), re.MULTILINE)
