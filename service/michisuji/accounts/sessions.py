"""Sessions of signed-in persons: a random id in the cookie, its hash in the file, an end."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

from michisuji.accounts.audit import AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.passwords import secret, secret_hash
from michisuji.accounts.permissions import Action, Actor
from michisuji.accounts.persons import end_sessions, grants_of

#: Sessions of one person at a time; the oldest ends when one more begins.
MOST_SESSIONS = 20
#: What a session may do that began with a one-time password, until the person has set their own.
LIMITED = frozenset({Action.OWN_ACCOUNT})


@dataclass(frozen=True)
class Session:
    """A session as its person sees it. ``since`` and ``ends`` are UTC, ``place`` an address."""

    since: str
    ends: str
    place: str


class Sessions:
    """The sessions in the file. May be used by several threads and processes."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now, hours: int = 10) -> None:
        self._file, self._clock, self.hours = file, clock, hours

    def actor(self, secret_id: str) -> Actor | None:
        """Return whose session it is; None if it is unknown or has ended.

        After a one-time password the scope is :data:`LIMITED` until they have set their own.
        """
        with self._file.reading() as db:
            row = db.execute(
                "SELECT p.id, p.display, s.limited"
                " FROM sessions s JOIN persons p ON p.id = s.person"
                " WHERE s.hash = ? AND s.ends > ? AND p.active",
                [secret_hash(secret_id), stamp(self._clock())],
            ).fetchone()
            if row is None:
                return None
            person_id, display, limited = row
            scope = LIMITED if limited else None
            return Actor(person_id, display, grants_of(db, person_id), scope)

    def of(self, person_id: str) -> list[Session]:
        """Return the sessions of a person that have not ended, the newest first."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT since, ends, place FROM sessions WHERE person = ? AND ends > ?"
                " ORDER BY since DESC",
                [person_id, stamp(self._clock())],
            )
            return [Session(*row) for row in rows]

    def end(self, secret_id: str, place: str) -> None:
        """End a session (sign out). Nothing happens if it has ended."""
        key = secret_hash(secret_id)
        with self._file.writing() as db:
            row = db.execute("SELECT person FROM sessions WHERE hash = ?", [key]).fetchone()
            if row:
                db.execute("DELETE FROM sessions WHERE hash = ?", [key])
                record(db, self._clock(), row[0], AuditEvent.SIGN_OUT, row[0], place)

    def end_all(self, person_id: str, by: By) -> int:
        """End all sessions of a person (sign out everywhere); return how many there were."""
        with self._file.writing() as db:
            count = end_sessions(db, person_id)
            event = AuditEvent.SIGN_OUT_EVERYWHERE
            record(db, self._clock(), by.actor, event, person_id, by.place, str(count))
            return count

    def start(
        self, db: sqlite3.Connection, person_id: str, place: str, *, limited: bool = False
    ) -> str:
        """Start a session in the transaction of a sign-in, and return its secret id, a new one."""
        at, made = self._clock(), secret()
        db.execute("DELETE FROM sessions WHERE ends <= ?", [stamp(at)])
        db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
            [
                *(secret_hash(made), person_id, stamp(at)),
                *(stamp(at + timedelta(hours=self.hours)), place, int(limited)),
            ],
        )
        db.execute(
            "DELETE FROM sessions WHERE person = ? AND hash NOT IN (SELECT hash FROM sessions"
            " WHERE person = ? ORDER BY since DESC LIMIT ?)",
            [person_id, person_id, MOST_SESSIONS],
        )
        return made
