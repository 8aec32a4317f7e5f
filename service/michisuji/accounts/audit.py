"""The audit log: who did what, when and from where, in a table that only grows.

It holds ids, names of states and counts, never the content of a draft, a password, or the name that
somebody typed to sign in (people type passwords there). Nothing is deleted by itself.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from michisuji.accounts.clock import Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.spreadsheets import CsvWriter

#: Characters of one field; a longer one is cut, since an event must be recorded in any case.
_LONGEST = 300
#: Entries read at once, so that an export of years neither fills memory nor blocks writers.
_AT_ONCE = 1_000
#: Larger than every id.
_AFTER_ALL = 2**62
#: Entries on a page, at most.
MOST_ON_PAGE = 500


class AuditEvent(StrEnum):
    """An event of the audit log."""

    SIGN_IN = "sign-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_DELAYED = "sign-in-delayed"
    SIGN_OUT = "sign-out"
    SIGN_OUT_EVERYWHERE = "sign-out-everywhere"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"
    ROLE_ADDED = "role-added"
    ROLE_REMOVED = "role-removed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (the name of an event)
    PASSWORD_RESET = "password-reset"  # noqa: S105 (the name of an event)
    TOKEN_ADDED = "token-added"  # noqa: S105 (the name of an event)
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 (the name of an event)
    FEED_ADDED = "feed-added"
    FEED_REVOKED = "feed-revoked"
    SUBJECT_LINKED = "subject-linked"
    SUBJECT_UNLINKED = "subject-unlinked"
    EDIT = "edit"
    UNDO = "undo"
    RESTORE = "restore"
    UPLOAD = "upload"
    STATE = "state"
    RELEASE = "release"
    TAKE_BACK = "take-back"


@dataclass(frozen=True)
class AuditEntry:
    """One event. ``actor`` is an account id, '' if unknown; ``at`` a text in UTC.

    ``subject`` is what it is about: an account id, an IRI, a data set's name. ``place`` is a
    client's address, or ``terminal``.
    """

    id: int
    at: str
    actor: str
    event: str
    subject: str
    place: str
    detail: str


FIELDS = tuple(AuditEntry.__dataclass_fields__)


@dataclass(frozen=True)
class AuditFilter:
    """A filter of entries; empty: all. ``since`` is included, ``until`` is not."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    event: str = ""
    subject: str = ""


class Audit:
    """The log. May be used by several threads and processes."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now) -> None:
        self._file, self._clock = file, clock

    def record(
        self, actor_id: str, action: AuditEvent | str, subject: str, where: str, detail: str = ""
    ) -> None:
        """Record an event, which is on disk at return.

        ``action`` is an :class:`AuditEvent` or its value, ``where`` the client's address;
        ``detail`` has ids, names of states or counts, never contents or reasons. Raises ValueError
        for an unknown event, and the errors of ``failures``.
        """
        with self._file.writing() as db:
            record(db, self._clock(), actor_id, AuditEvent(action), subject, where, detail)

    def page(
        self, wanted: AuditFilter | None = None, *, before: int = 0, count: int = 100
    ) -> list[AuditEntry]:
        """Return the newest entries, at most ``count``, of those ``before`` an id (0: of all).

        Raises the errors of ``failures``.
        """
        values = _values(wanted or AuditFilter())
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT id, at, actor, event, subject, place, detail FROM audit WHERE id < :before"
                " AND at >= :since AND at < :until AND :actor IN ('', actor)"
                " AND :event IN ('', event) AND :subject IN ('', subject)"
                " ORDER BY id DESC LIMIT :count",
                {
                    **values,
                    "before": before or _AFTER_ALL,
                    "count": min(max(count, 1), MOST_ON_PAGE),
                },
            )
            return [AuditEntry(*row) for row in rows]

    def entries(self, wanted: AuditFilter | None = None) -> Iterator[AuditEntry]:
        """Yield all entries that fit, the oldest first. Raises the errors of ``failures``."""
        values = _values(wanted or AuditFilter())
        last = 0
        while part := self._part(values, last):
            yield from part
            last = part[-1].id

    def _part(self, values: dict[str, str], last: int) -> list[AuditEntry]:
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT id, at, actor, event, subject, place, detail FROM audit WHERE id > :last"
                " AND at >= :since AND at < :until AND :actor IN ('', actor)"
                " AND :event IN ('', event) AND :subject IN ('', subject)"
                " ORDER BY id LIMIT :count",
                {**values, "last": last, "count": _AT_ONCE},
            )
            return [AuditEntry(*row) for row in rows]


def record(
    db: sqlite3.Connection,
    at: datetime,
    actor: str,
    event: AuditEvent,
    subject: str,
    place: str,
    detail: str = "",
) -> None:
    """Record an event in the transaction of what it tells, so that neither is there alone."""
    told = [_kept(text) for text in (actor, event, subject, place, detail)]
    db.execute(
        "INSERT INTO audit (at, actor, event, subject, place, detail) VALUES (?, ?, ?, ?, ?, ?)",
        [stamp(at), *told],
    )


def _kept(text: str) -> str:
    """Return a field as one line of what can be written."""
    return " ".join(text.split())[:_LONGEST].encode("utf-8", "replace").decode()


def as_csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield the entries as the lines of a CSV, whose texts are no formulas."""
    out = io.StringIO(newline="")
    writer = CsvWriter(out)
    out.write("\ufeff")
    writer.writerow(FIELDS)
    for entry in entries:
        writer.writerow([str(value) for value in asdict(entry).values()])
        yield _taken(out)
    yield _taken(out)


def as_json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield each entry as a line of JSON."""
    for entry in entries:
        yield json.dumps(asdict(entry), ensure_ascii=False) + "\n"


#: Format → what writes it.
FORMATS: dict[str, Callable[[Iterable[AuditEntry]], Iterator[str]]] = {
    "csv": as_csv,
    "jsonl": as_json_lines,
}


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _values(wanted: AuditFilter) -> dict[str, str]:
    return {
        "since": stamp(wanted.since) if wanted.since else "",
        "until": stamp(wanted.until) if wanted.until else "~",  # after every time
        "actor": wanted.actor,
        "event": wanted.event,
        "subject": wanted.subject,
    }
