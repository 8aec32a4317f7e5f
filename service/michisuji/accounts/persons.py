"""Persons: login name, name to show, whether their account is active, and their roles."""

from __future__ import annotations

import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from michisuji.accounts.audit import AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.failures import LastAdministrator
from michisuji.accounts.permissions import BY_UNIT, Grant, Role
from michisuji.errors import BadInput, NotFound
from michisuji.iris import is_iri

_NAME = re.compile(r"[^\W_][\w.@+-]{0,63}")
_LONGEST_DISPLAY = 80
#: Roles of one person, at most.
MOST_GRANTS = 50


@dataclass(frozen=True)
class Person:
    """A person with an account. ``id`` is opaque and never used again; ``since`` is UTC.

    ``display`` is the name that others see. A person without any of a password, a one-time password
    that has not ended (``is_invited``) and a link to an OpenID provider cannot sign in.
    """

    id: str
    name: str
    display: str
    is_active: bool
    since: str
    grants: tuple[Grant, ...]
    has_password: bool = False
    is_invited: bool = False
    is_linked: bool = False


class Persons:
    """The persons in the file. May be used by several threads and processes."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now) -> None:
        self._file, self._clock = file, clock

    def add(self, name: str, grants: Iterable[Grant], by: By, *, display: str = "") -> Person:
        """Add a person, who cannot sign in yet: see ``Accounts.invite`` and ``SubjectLinks.link``.

        Raises BadInput for a name or roles that cannot be, or a name that exists.
        """
        folded = _checked_name(name)
        given = _checked_grants(grants)
        shown = " ".join(display.split())[:_LONGEST_DISPLAY] or name
        own = secrets.token_hex(8)
        at = self._clock()
        with self._file.writing() as db:
            if db.execute("SELECT 1 FROM persons WHERE folded = ?", [folded]).fetchone():
                raise BadInput(
                    f"{name} というアカウントは既にあります",
                    f"there is an account {name} already",
                    hint_ja="役割を変えるには michisuji user role、"
                    "パスワードを出し直すには michisuji user reset",
                    hint_en="change its roles with `michisuji user role`, its password with "
                    "`michisuji user reset`",
                )
            db.execute(
                "INSERT INTO persons VALUES (?, ?, ?, ?, 1, ?)",
                [own, unicodedata.normalize("NFKC", name), folded, shown, stamp(at)],
            )
            record(db, at, by.actor, AuditEvent.ACCOUNT_ADDED, own, by.place)
            for grant in given:
                _insert(db, own, grant)
                record(db, at, by.actor, AuditEvent.ROLE_ADDED, own, by.place, told_grant(grant))
            return next(_persons(db, at, own))

    def find(self, name: str) -> Person:
        """Return the person of a login name. Raises NotFound, with names that are near."""
        with self._file.reading() as db:
            row = db.execute("SELECT id FROM persons WHERE folded = ?", [folded_name(name)])
            found = row.fetchone()
            if found:
                return next(_persons(db, self._clock(), found[0]))
            names = [row[0] for row in db.execute("SELECT name FROM persons ORDER BY folded")]
        near = get_close_matches(name, names, n=5, cutoff=0.5) or names[:5]
        raise NotFound(
            f"{name[:64]} というアカウントはありません",
            f"there is no account {name[:64]}",
            hint_ja=f"あるもの: {', '.join(near)}" if near else "michisuji user add で作れます",
            hint_en=f"there are: {', '.join(near)}" if near else "make one: `michisuji user add`",
        )

    def get(self, person_id: str) -> Person | None:
        """Return the person of an account id; None if unknown."""
        with self._file.reading() as db:
            return next(_persons(db, self._clock(), person_id), None)

    def all(self) -> list[Person]:
        """Return all persons, by login name."""
        with self._file.reading() as db:
            return list(_persons(db, self._clock()))

    def names(self) -> dict[str, str]:
        """Return the names to show, by account id: for histories, which hold ids alone."""
        with self._file.reading() as db:
            return dict(db.execute("SELECT id, display FROM persons"))

    def grant(self, person_id: str, grant: Grant, by: By) -> None:
        """Add a role, and end the person's sessions. Raises BadInput, NotFound."""
        _checked_grants([grant])
        at = self._clock()
        with self._file.writing() as db:
            person = need_person(db, person_id, at)
            if grant in person.grants:
                return
            if len(person.grants) >= MOST_GRANTS:
                raise BadInput(
                    f"一人の役割は{MOST_GRANTS}個までです",
                    f"a person has {MOST_GRANTS} roles at most",
                )
            _insert(db, person_id, grant)
            end_sessions(db, person_id)
            event = AuditEvent.ROLE_ADDED
            record(db, at, by.actor, event, person_id, by.place, told_grant(grant))

    def revoke(self, person_id: str, grant: Grant, by: By, *, force: bool = False) -> None:
        """Remove a role, and end the person's sessions.

        Raises BadInput for a person's only role, NotFound for a role they do not have, and
        LastAdministrator unless ``force``.
        """
        at = self._clock()
        with self._file.writing() as db:
            person = need_person(db, person_id, at)
            if grant not in person.grants:
                raise NotFound(
                    f"{person.name} にこの役割はありません", f"{person.name} has no such role"
                )
            if grant.role is Role.ADMINISTRATOR and not force:
                _keep_one(db, person)
            if len(person.grants) == 1:
                raise BadInput(
                    f"{person.name} の最後の役割です",
                    f"it is the only role of {person.name}",
                    hint_ja="先に別の役割を付けるか、michisuji user disable で止めてください",
                    hint_en="add another role first, or stop the account: `michisuji user disable`",
                )
            db.execute(
                "DELETE FROM grants WHERE person = ? AND role = ? AND unit = ?",
                [person_id, grant.role, grant.unit or ""],
            )
            end_sessions(db, person_id)
            event = AuditEvent.ROLE_REMOVED
            record(db, at, by.actor, event, person_id, by.place, told_grant(grant))

    def disable(self, person_id: str, by: By, *, force: bool = False) -> None:
        """Stop an account: its sessions end, its tokens and passwords count no more.

        Raises NotFound, and LastAdministrator unless ``force``.
        """
        self._set_active(person_id, False, by, force)

    def enable(self, person_id: str, by: By) -> None:
        """Let a stopped account sign in again; tokens that have not ended count again."""
        self._set_active(person_id, True, by, True)

    def _set_active(self, person_id: str, active: bool, by: By, force: bool) -> None:
        at = self._clock()
        event = AuditEvent.ACCOUNT_ENABLED if active else AuditEvent.ACCOUNT_DISABLED
        with self._file.writing() as db:
            person = need_person(db, person_id, at)
            if person.is_active == active:
                return
            if not force:
                _keep_one(db, person)
            db.execute("UPDATE persons SET active = ? WHERE id = ?", [int(active), person_id])
            end_sessions(db, person_id)
            db.execute("DELETE FROM invitations WHERE person = ?", [person_id])
            record(db, at, by.actor, event, person_id, by.place)


def folded_name(name: str) -> str:
    """Return a login name as it is compared: letter case and width do not matter."""
    return unicodedata.normalize("NFKC", name).casefold()


def told_grant(grant: Grant) -> str:
    """Return a grant as the log has it: ``editor https://…/id/unit/s-safety``."""
    return f"{grant.role} {grant.unit}" if grant.unit else str(grant.role)


def need_person(db: sqlite3.Connection, person_id: str, at: datetime) -> Person:
    """Return the person of an account id. Raises NotFound."""
    for person in _persons(db, at, person_id):
        return person
    raise NotFound("アカウントがありません", "there is no such account")


def grants_of(db: sqlite3.Connection, person_id: str) -> tuple[Grant, ...]:
    """Return a person's roles, in the order of roles and units."""
    rows = db.execute("SELECT role, unit FROM grants WHERE person = ?", [person_id])
    found = (Grant(Role(role), unit or None) for role, unit in rows)
    order = list(Role)
    return tuple(sorted(found, key=lambda one: (order.index(one.role), one.unit or "")))


def end_sessions(db: sqlite3.Connection, person_id: str) -> int:
    """End all sessions of a person; return how many there were."""
    return db.execute("DELETE FROM sessions WHERE person = ?", [person_id]).rowcount


def _persons(db: sqlite3.Connection, at: datetime, person_id: str = "") -> Iterator[Person]:
    rows = db.execute(
        "SELECT id, name, display, active, since,"
        " EXISTS (SELECT 1 FROM passwords WHERE person = id),"
        " EXISTS (SELECT 1 FROM invitations WHERE person = id AND ends > ?),"
        " EXISTS (SELECT 1 FROM subjects WHERE person = id)"
        " FROM persons WHERE ? IN ('', id) ORDER BY folded",
        [stamp(at), person_id],
    ).fetchall()
    for own, name, display, active, since, *ways in rows:
        grants = grants_of(db, own)
        yield Person(own, name, display, bool(active), since, grants, *map(bool, ways))


def _insert(db: sqlite3.Connection, person_id: str, grant: Grant) -> None:
    db.execute(
        "INSERT OR IGNORE INTO grants VALUES (?, ?, ?)", [person_id, grant.role, grant.unit or ""]
    )


def _keep_one(db: sqlite3.Connection, person: Person) -> None:
    """Raise LastAdministrator if no active administrator is left without this person."""
    if not person.is_active or Role.ADMINISTRATOR not in {one.role for one in person.grants}:
        return
    row = db.execute(
        "SELECT 1 FROM grants g JOIN persons p ON p.id = g.person"
        " WHERE g.role = ? AND p.active AND p.id <> ?",
        [Role.ADMINISTRATOR, person.id],
    ).fetchone()
    if row is None:
        raise LastAdministrator(
            f"{person.name} は最後の管理者です。アカウントを管理できる人がいなくなります",
            f"{person.name} is the last administrator: nobody could manage accounts",
            hint_ja="先にほかの人に管理者の役割を付けてください(それでも行うなら --force)",
            hint_en="make another person an administrator first (or say --force)",
        )


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(unicodedata.normalize("NFKC", name)):
        raise BadInput(
            f"ログイン名に使えません: {name[:64]}",
            f"not usable as a login name: {name[:64]}",
            hint_ja="文字か数字で始まる64文字まで。記号は . _ @ + - が使えます"
            "(職員番号などにしてください)",
            hint_en="up to 64 characters that begin with a letter or digit, and . _ @ + - "
            "(a staff number, say)",
        )
    return folded_name(name)


def _checked_grants(grants: Iterable[Grant]) -> list[Grant]:
    found = list(dict.fromkeys(grants))
    if not found or len(found) > MOST_GRANTS:
        raise BadInput("役割を1つ以上指定してください", "give at least one role")
    for grant in found:
        if grant.unit is not None and grant.role not in BY_UNIT:
            raise BadInput(
                f"{grant.role} は市全体の役割で、部署ごとには付けられません",
                f"{grant.role} is a role for the whole city, not for a unit",
                hint_ja="--unit を付けないでください",
                hint_en="leave out --unit",
            )
        if grant.unit is not None and not is_iri(grant.unit):
            raise BadInput(f"部署のIRIではありません: {grant.unit}", f"not an IRI: {grant.unit}")
    return found
