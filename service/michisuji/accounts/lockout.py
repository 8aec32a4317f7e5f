"""Delays after failures to sign in, which grow, have an end, and lock nobody out for ever.

Failures are counted for a name at an address, for a name at all addresses, and for an address with
all names. The latter two do not delay a person at an address from which they have signed in
before, so that nobody's guesses keep them out; and a one-time password is never delayed. Unknown
names are counted like known ones.
"""

from __future__ import annotations

import hashlib
import ipaddress
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from michisuji.accounts.clock import moment_of, stamp


@dataclass(frozen=True)
class DelayRule:
    """The failures that are free, and the longest delay after one more, seconds.

    The first delay is one second; each further failure doubles it.
    """

    free: int
    longest_s: int

    def delay(self, count: int) -> timedelta:
        """Return the delay after ``count`` failures."""
        over = count - self.free
        seconds = 0 if over <= 0 else min(2 ** min(over - 1, 20), self.longest_s)
        return timedelta(seconds=seconds)


#: By what they count. An address may be the gateway of a whole city hall: its delay is short.
RULES = {
    "name at address": DelayRule(5, 900),
    "name": DelayRule(20, 900),
    "address": DelayRule(50, 60),
}
#: The counts that a person's known addresses are exempt from.
_FOR_STRANGERS = frozenset({"name", "address"})
#: Failures are forgotten a day after the last one; known addresses after 90 days.
FORGOTTEN = timedelta(days=1)
KNOWN = timedelta(days=90)


def client(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in by a name, folded, from a place (see :func:`client`).

    ``is_known``: the person has signed in from there before.
    """

    name: str
    place: str
    is_known: bool

    def rules(self) -> Iterator[tuple[str, DelayRule]]:
        """Yield the keys under which the attempt counts, with their rules."""
        for kind, rule in RULES.items():
            if not (self.is_known and kind in _FOR_STRANGERS):
                yield _key(kind, self.name, self.place), rule


def _key(kind: str, name: str, place: str) -> str:
    parts = {"name at address": (name, place), "name": (name,), "address": (place,)}[kind]
    told = "\0".join((kind, *parts))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def begin(db: sqlite3.Connection, attempt: Attempt, at: datetime) -> int:
    """Count an attempt as failed until it succeeds; return 0, or the seconds to wait, not counted.

    Counting first leaves no room for guesses side by side.
    """
    db.execute("DELETE FROM failures WHERE last < ?", [stamp(at - FORGOTTEN)])
    counted: dict[str, tuple[int, DelayRule]] = {}
    for key, rule in attempt.rules():
        row = db.execute("SELECT count, until FROM failures WHERE key = ?", [key]).fetchone()
        count, until = row or (0, stamp(at))
        if until > stamp(at):
            return max(1, ceil((moment_of(until) - at).total_seconds()))
        counted[key] = (count + 1, rule)
    for key, (count, rule) in counted.items():
        values = [key, count, stamp(at), stamp(at + rule.delay(count))]
        db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", values)
    return 0


def is_delayed(db: sqlite3.Connection, attempt: Attempt, at: datetime) -> bool:
    """Return True if the next attempt has to wait."""
    asked = "SELECT 1 FROM failures WHERE key = ? AND until > ?"
    return any(db.execute(asked, [key, stamp(at)]).fetchone() for key, _ in attempt.rules())


def succeeded(db: sqlite3.Connection, attempt: Attempt, at: datetime) -> None:
    """Take back what :func:`begin` counted, and forget the name's failures at this address."""
    for key, _ in attempt.rules():
        db.execute(
            "UPDATE failures SET count = count - 1, until = ? WHERE key = ?", [stamp(at), key]
        )
    own = _key("name at address", attempt.name, attempt.place)
    db.execute("DELETE FROM failures WHERE key = ?", [own])


def forget(db: sqlite3.Connection, name: str) -> None:
    """Forget the failures of a name at all addresses: an administrator has reset its password."""
    db.execute("DELETE FROM failures WHERE key = ?", [_key("name", name, "")])


def knows(db: sqlite3.Connection, person_id: str, place: str, at: datetime) -> bool:
    """Return True if the person has signed in from a place before."""
    found = db.execute(
        "SELECT 1 FROM places WHERE person = ? AND place = ? AND last >= ?",
        [person_id, place, stamp(at - KNOWN)],
    )
    return found.fetchone() is not None


def remember(db: sqlite3.Connection, person_id: str, place: str, at: datetime) -> None:
    """Keep the place of a sign-in, and forget those of long ago."""
    db.execute("DELETE FROM places WHERE last < ?", [stamp(at - KNOWN)])
    db.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", [person_id, place, stamp(at)])
