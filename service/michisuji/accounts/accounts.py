"""Accounts: the one door to the file, and signing in."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from michisuji.accounts import lockout, passwords
from michisuji.accounts.audit import Audit, AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import FILE_NAME, AccountsDatabase
from michisuji.accounts.failures import SignInDelayed, WrongPassword
from michisuji.accounts.feeds import FeedKeys
from michisuji.accounts.persons import (
    Person,
    Persons,
    end_sessions,
    folded_name,
    need_person,
)
from michisuji.accounts.sessions import Sessions
from michisuji.accounts.subjects import SubjectLinks
from michisuji.accounts.tokens import Tokens
from michisuji.errors import MichisujiError
from michisuji.settings import Settings

#: A one-time password counts this long.
INVITATION = timedelta(days=7)


@dataclass(frozen=True)
class SignedIn:
    """A sign-in: the person, and the secret id of their new session, for the cookie.

    ``must_set_password`` is True after a one-time password: the session may do nothing else.
    """

    person: Person
    session: str
    must_set_password: bool = False


@dataclass(frozen=True)
class _Known:
    """The id and secrets of a login name: all None for an unknown one, or a stopped account."""

    person_id: str | None = None
    password: str | None = None
    invitation: str | None = None


class Accounts:
    """The whole file: ``persons``, ``sessions``, ``tokens``, ``subjects``, ``feeds``, ``audit``.

    May be used by several threads and processes. ``editor_token`` is the token given by the
    setting; ``cost`` is of scrypt, for tests alone.
    """

    def __init__(
        self,
        path: Path,
        *,
        editor_token: str = "",
        session_hours: int = 10,
        clock: Clock = now,
        cost: str = passwords.COST,
    ) -> None:
        self.file = AccountsDatabase(path)
        self._clock, self._cost, self._editor_token = clock, cost, editor_token
        self.audit = Audit(self.file, clock)
        self.persons = Persons(self.file, clock)
        self.sessions = Sessions(self.file, clock, session_hours)
        self.tokens = Tokens(self.file, clock, editor_token)
        self.subjects = SubjectLinks(self.file, clock)
        self.feeds = FeedKeys(self.file, clock)

    @classmethod
    def of(cls, settings: Settings) -> Accounts:
        """Return the accounts of a deployment; their file is closed to other users."""
        found = cls(
            settings.home / FILE_NAME,
            editor_token=settings.editor_token,
            session_hours=settings.session_hours,
        )
        found.file.close_to_others()
        return found

    @property
    def exist(self) -> bool:
        """True if somebody may edit: an account that is not stopped, or the setting's token.

        Also if the file cannot be read, so that readers' pages go on and the sign-in says it.
        """
        if self._editor_token or not self.file.path.exists():
            return bool(self._editor_token)
        try:
            with self.file.reading() as db:
                return db.execute("SELECT 1 FROM persons WHERE active").fetchone() is not None
        except MichisujiError:
            return True

    def sign_in(self, name: str, password: str, where: str) -> SignedIn:
        """Start a session of the person with this name and password (or one-time password).

        ``where`` is the client's address. Takes the same work for an unknown name as for a wrong
        password. Raises WrongPassword, and SignInDelayed after failures.
        """
        at, folded = self._clock(), folded_name(name)
        with self.file.writing() as db:
            known = _known(db, folded, at)
            if known.person_id and _is_invited(known, password):
                return self._start(db, known.person_id, where, at, limited=True)
        with self._proved(folded, password, where) as (db, person_id):
            return self._start(db, person_id, where, at)

    @contextmanager
    def _proved(
        self, folded: str, password: str, where: str
    ) -> Iterator[tuple[sqlite3.Connection, str]]:
        """Yield a transaction, and the account id that has this password.

        Raises WrongPassword, SignInDelayed.
        """
        at, place = self._clock(), lockout.client(where)
        with self.file.writing() as db:
            known = _known(db, folded, at)
            is_known = bool(known.person_id) and lockout.knows(db, known.person_id or "", place, at)
            attempt = lockout.Attempt(folded, place, is_known)
            if wait_s := lockout.begin(db, attempt, at):
                raise SignInDelayed(wait_s)
        # Outside of any transaction: nobody waits for the hash.
        if not passwords.fits(password, known.password, self._cost):
            raise self._failed(known, attempt, where)
        better = self._better(password, known.password or "")
        with self.file.writing() as db:
            # The account may have been stopped, or its password changed, during the hash.
            if known.person_id is None or _known(db, folded, at) != known:
                raise _wrong()
            lockout.succeeded(db, attempt, at)
            if better:
                _store(db, known.person_id, better, at)
            yield db, known.person_id

    def sign_in_by_subject(self, issuer: str, subject: str, where: str) -> SignedIn:
        """Start a session of the person whom an OpenID provider has named.

        Raises WrongPassword if the subject is linked to no account, or a stopped one.
        """
        at = self._clock()
        person = self.subjects.person_of(issuer, subject)
        with self.file.writing() as db:
            if person is not None and need_person(db, person.id, at).is_active:
                return self._start(db, person.id, where, at)
            record(db, at, "", AuditEvent.SIGN_IN_FAILED, person.id if person else "", where)
        raise WrongPassword(
            "この利用者に結び付いたアカウントがありません",
            "no account is linked to this user",
            hint_ja="管理者に頼んでください",
            hint_en="ask the administrator",
        )

    def invite(self, person_id: str, by: By) -> str:
        """Return a new one-time password, in place of the old password, which counts no more.

        The person's sessions end. It counts for seven days, once, and is never delayed. Raises
        NotFound.
        """
        at, made = self._clock(), passwords.one_time()
        with self.file.writing() as db:
            person = need_person(db, person_id, at)
            db.execute("DELETE FROM passwords WHERE person = ?", [person_id])
            db.execute(
                "INSERT OR REPLACE INTO invitations VALUES (?, ?, ?)",
                [person_id, passwords.secret_hash(made), stamp(at + INVITATION)],
            )
            lockout.forget(db, folded_name(person.name))
            end_sessions(db, person_id)
            record(db, at, by.actor, AuditEvent.PASSWORD_RESET, person_id, by.place)
        return made

    def set_password(self, person_id: str, password: str, by: By) -> None:
        """Set a person's password, and end all their sessions.

        Raises BadInput for one that is easy to guess, NotFound.
        """
        person = self.persons.get(person_id)
        passwords.check_new(password, person.name if person else "")
        made, at = passwords.hashed(password, self._cost), self._clock()
        with self.file.writing() as db:
            need_person(db, person_id, at)
            self._set(db, person_id, made, by, at)

    def change_password(
        self, person_id: str, current: str | None, new: str, where: str
    ) -> SignedIn:
        """Set the password of the person who is signed in, in a new session; all others end.

        ``current`` is the present password, None in a session that began with a one-time one.
        Raises WrongPassword, SignInDelayed after failures, BadInput.
        """
        person = self.persons.get(person_id)
        if person is None:
            raise _wrong()
        passwords.check_new(new, person.name)
        made, at = passwords.hashed(new, self._cost), self._clock()
        with self._may_change(person, current, where) as db:
            self._set(db, person_id, made, By(person_id, where), at)
            return self._start(db, person_id, where, at)

    @contextmanager
    def _may_change(
        self, person: Person, current: str | None, where: str
    ) -> Iterator[sqlite3.Connection]:
        if current is not None:
            with self._proved(folded_name(person.name), current, where) as (db, _):
                yield db
            return
        with self.file.writing() as db:
            if need_person(db, person.id, self._clock()).has_password:
                raise _wrong()
            yield db

    def _set(self, db: sqlite3.Connection, person_id: str, made: str, by: By, at: datetime) -> None:
        _store(db, person_id, made, at)
        db.execute("DELETE FROM invitations WHERE person = ?", [person_id])
        end_sessions(db, person_id)
        record(db, at, by.actor, AuditEvent.PASSWORD_CHANGED, person_id, by.place)

    def _better(self, password: str, stored: str) -> str:
        """Return the hash at the present cost, if the stored one has another; else ''."""
        is_right = passwords.has_cost(stored, self._cost)
        return "" if is_right else passwords.hashed(password, self._cost)

    def _failed(self, known: _Known, attempt: lockout.Attempt, where: str) -> WrongPassword:
        at = self._clock()
        with self.file.writing() as db:
            own = known.person_id or ""
            record(db, at, "", AuditEvent.SIGN_IN_FAILED, own, where)
            if lockout.is_delayed(db, attempt, at):
                record(db, at, "", AuditEvent.SIGN_IN_DELAYED, own, where)
        return _wrong()

    def _start(
        self,
        db: sqlite3.Connection,
        person_id: str,
        where: str,
        at: datetime,
        *,
        limited: bool = False,
    ) -> SignedIn:
        if limited:
            db.execute("DELETE FROM invitations WHERE person = ?", [person_id])
        else:
            lockout.remember(db, person_id, lockout.client(where), at)
        made = self.sessions.start(db, person_id, where, limited=limited)
        detail = "one-time password" if limited else ""
        record(db, at, person_id, AuditEvent.SIGN_IN, person_id, where, detail)
        return SignedIn(need_person(db, person_id, at), made, limited)


def _known(db: sqlite3.Connection, folded: str, at: datetime) -> _Known:
    row = db.execute(
        "SELECT p.id, w.hash, i.hash FROM persons p LEFT JOIN passwords w ON w.person = p.id"
        " LEFT JOIN invitations i ON i.person = p.id AND i.ends > ?"
        " WHERE p.folded = ? AND p.active",
        [stamp(at), folded],
    ).fetchone()
    return _Known(*row) if row else _Known()


def _is_invited(known: _Known, password: str) -> bool:
    given = passwords.secret_hash(password.strip().lower())
    return hmac.compare_digest(given, known.invitation or "")


def _store(db: sqlite3.Connection, person_id: str, made: str, at: datetime) -> None:
    db.execute("INSERT OR REPLACE INTO passwords VALUES (?, ?, ?)", [person_id, made, stamp(at)])


def _wrong() -> WrongPassword:
    return WrongPassword(
        "ログイン名かパスワードが違います",
        "name or password is wrong",
        hint_ja="大文字と小文字の違いを確かめてください。忘れたときは管理者に頼んでください",
        hint_en="mind upper and lower case; if you forgot it, ask the administrator",
    )
