"""Addresses of personal feeds: each holds a secret key, which is shown once and kept hashed."""

from __future__ import annotations

from michisuji.accounts.audit import AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.passwords import secret, secret_hash
from michisuji.accounts.permissions import Actor
from michisuji.accounts.persons import grants_of, need_person


class FeedKeys:
    """The keys in the file, one per person: a new one ends the one before."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now) -> None:
        self._file, self._clock = file, clock

    def make(self, person_id: str, by: By) -> str:
        """Make a key, which reads the person's feed and nothing else; return it.

        Raises NotFound for an unknown person.
        """
        at, made = self._clock(), secret()
        with self._file.writing() as db:
            need_person(db, person_id, at)
            kept = [person_id, secret_hash(made), stamp(at)]
            db.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", kept)
            record(db, at, by.actor, AuditEvent.FEED_ADDED, person_id, by.place)
        return made

    def since(self, person_id: str) -> str:
        """Return when the key of a person was made (UTC); '' if there is none."""
        with self._file.reading() as db:
            row = db.execute("SELECT since FROM feeds WHERE person = ?", [person_id]).fetchone()
            return str(row[0]) if row else ""

    def revoke(self, person_id: str, by: By) -> None:
        """End the key of a person, if there is one."""
        with self._file.writing() as db:
            if db.execute("DELETE FROM feeds WHERE person = ?", [person_id]).rowcount:
                event = AuditEvent.FEED_REVOKED
                record(db, self._clock(), by.actor, event, person_id, by.place)

    def actor(self, key: str) -> Actor | None:
        """Return the person whose feed a key reads; None if unknown, or the account is stopped."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT p.id, p.display FROM feeds f JOIN persons p ON p.id = f.person"
                " WHERE f.hash = ? AND p.active",
                [secret_hash(key)],
            ).fetchone()
            return Actor(row[0], row[1], grants_of(db, row[0])) if row else None
