"""Persons at an OpenID provider: which account a provider's subject signs in to."""

from __future__ import annotations

from michisuji.accounts.audit import AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.persons import Person, need_person
from michisuji.errors import BadInput

_LONGEST = 255  # of a subject, by OpenID Connect Core


class SubjectLinks:
    """The links in the file. A provider's subject signs in to one account, never by its name."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now) -> None:
        self._file, self._clock = file, clock

    def link(self, person_id: str, issuer: str, subject: str, by: By) -> None:
        """Let a provider's subject sign in to an account.

        Raises BadInput for a subject that signs in to another account, NotFound.
        """
        if not issuer or not subject or max(len(issuer), len(subject)) > _LONGEST:
            raise BadInput("発行者と利用者の識別子が必要です", "issuer and subject are needed")
        at = self._clock()
        with self._file.writing() as db:
            need_person(db, person_id, at)
            row = db.execute(
                "SELECT person FROM subjects WHERE issuer = ? AND subject = ?", [issuer, subject]
            ).fetchone()
            if row and row[0] == person_id:
                return
            if row:
                raise BadInput(
                    "この利用者は、別のアカウントに結び付いています",
                    "this subject is linked to another account",
                    hint_ja="先にそちらの結び付けを解いてください",
                    hint_en="unlink it there first",
                )
            db.execute(
                "INSERT INTO subjects VALUES (?, ?, ?, ?)", [issuer, subject, person_id, stamp(at)]
            )
            record(db, at, by.actor, AuditEvent.SUBJECT_LINKED, person_id, by.place, issuer)

    def unlink(self, person_id: str, by: By) -> int:
        """Remove all links of an account; return how many there were."""
        at = self._clock()
        with self._file.writing() as db:
            gone = db.execute("DELETE FROM subjects WHERE person = ?", [person_id]).rowcount
            if gone:
                event = AuditEvent.SUBJECT_UNLINKED
                record(db, at, by.actor, event, person_id, by.place, str(gone))
            return gone

    def person_of(self, issuer: str, subject: str) -> Person | None:
        """Return the person whose account a subject signs in to; None if it is linked to none."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT person FROM subjects WHERE issuer = ? AND subject = ?", [issuer, subject]
            ).fetchone()
            return need_person(db, row[0], self._clock()) if row else None
