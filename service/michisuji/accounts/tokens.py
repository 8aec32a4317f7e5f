"""API tokens: each of one person, with a name, a scope and an end; shown once and kept hashed."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from michisuji.accounts.audit import AuditEvent, record
from michisuji.accounts.clock import By, Clock, now, stamp
from michisuji.accounts.database import AccountsDatabase
from michisuji.accounts.passwords import secret, secret_hash
from michisuji.accounts.permissions import NOT_BY_TOKEN, Action, Actor, Grant, Role, actions_of
from michisuji.accounts.persons import grants_of, need_person
from michisuji.errors import BadInput, NotFound

#: How tokens begin, so that a search for leaked ones finds them.
PREFIX = "michisuji_"
#: A token that was not given another end counts so long, and none counts longer than ``MOST_DAYS``.
USUAL_DAYS, MOST_DAYS = 90, 366
#: Tokens of one person that have not ended, at most.
MOST_TOKENS = 20
_LONGEST_NAME = 60
#: The account of the token that is given by the setting MICHISUJI_EDITOR_TOKEN.
SETTING_ID, SETTING_NAME = "editor-token", "MICHISUJI_EDITOR_TOKEN"


@dataclass(frozen=True)
class ApiToken:
    """A token as its person sees it, without its secret. ``since`` and ``ends`` are UTC."""

    id: str
    person: str
    name: str
    scope: frozenset[Action]
    since: str
    ends: str


class Tokens:
    """The tokens in the file, and the one given by a setting (``own``; '' for none)."""

    def __init__(self, file: AccountsDatabase, clock: Clock = now, own: str = "") -> None:
        self._file, self._clock, self._own = file, clock, own

    def add(
        self,
        person_id: str,
        name: str,
        scope: Collection[Action],
        by: By,
        *,
        days: int = USUAL_DAYS,
    ) -> tuple[str, ApiToken]:
        """Make a token that counts for ``days``; return its secret, which is kept nowhere, and it.

        Raises BadInput for a scope that the person's roles do not include, for a number of days
        that cannot be, and over the number of tokens; NotFound for an unknown person.
        """
        shown = " ".join(name.split())[:_LONGEST_NAME]
        at, made = self._clock(), PREFIX + secret()
        _check_days(days)
        with self._file.writing() as db:
            person = need_person(db, person_id, at)
            _check_scope(Actor(person.id, person.display, person.grants), scope)
            _check_number(db, person_id, at, shown)
            token = ApiToken(
                *(secrets.token_hex(4), person_id, shown, frozenset(scope)),
                *(stamp(at), stamp(at + timedelta(days=days))),
            )
            kept = " ".join(sorted(token.scope))
            db.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)",
                [token.id, secret_hash(made), person_id, shown, kept, token.since, token.ends],
            )
            told = f"{token.id} {kept} {token.ends}"
            record(db, at, by.actor, AuditEvent.TOKEN_ADDED, person_id, by.place, told)
        return made, token

    def actor(self, secret_token: str) -> Actor | None:
        """Return the actor of a token; None if it is unknown or has ended.

        What the actor may do is in the scope and in the person's roles as they are now.
        """
        given = secret_hash(secret_token)
        if self._own and hmac.compare_digest(given, secret_hash(self._own)):
            actions = frozenset(Action) - NOT_BY_TOKEN
            return Actor(SETTING_ID, SETTING_NAME, (Grant(Role.PLANNER),), actions)
        with self._file.reading() as db:
            row = db.execute(
                "SELECT p.id, p.display, t.scope FROM tokens t JOIN persons p ON p.id = t.person"
                " WHERE t.hash = ? AND t.ends > ? AND p.active",
                [given, stamp(self._clock())],
            ).fetchone()
            if row is None:
                return None
            person_id, display, scope = row
            return Actor(person_id, display, grants_of(db, person_id), _scope_of(scope))

    def of(self, person_id: str) -> list[ApiToken]:
        """Return the tokens of a person that have not ended, the newest first."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT id, person, name, scope, since, ends FROM tokens"
                " WHERE person = ? AND ends > ? ORDER BY since DESC, id",
                [person_id, stamp(self._clock())],
            )
            return [
                ApiToken(own, person, name, _scope_of(scope), since, ends)
                for own, person, name, scope, since, ends in rows
            ]

    def revoke(self, token_id: str, person_id: str, by: By) -> None:
        """End a token of a person. Raises NotFound."""
        with self._file.writing() as db:
            gone = db.execute(
                "DELETE FROM tokens WHERE id = ? AND person = ?", [token_id, person_id]
            )
            if not gone.rowcount:
                raise NotFound(
                    f"トークン {token_id[:40]} はありません",
                    f"there is no token {token_id[:40]}",
                    hint_ja="michisuji token list NAME で確かめてください",
                    hint_en="see `michisuji token list NAME`",
                )
            event = AuditEvent.TOKEN_REVOKED
            record(db, self._clock(), by.actor, event, person_id, by.place, token_id)


def _check_number(db: sqlite3.Connection, person_id: str, at: datetime, name: str) -> None:
    """Raise BadInput for a token without a name, or one too many; forget those that have ended."""
    if not name:
        raise BadInput("トークンに名前を付けてください", "give the token a name")
    db.execute("DELETE FROM tokens WHERE person = ? AND ends <= ?", [person_id, stamp(at)])
    (count,) = db.execute("SELECT COUNT(*) FROM tokens WHERE person = ?", [person_id]).fetchone()
    if count >= MOST_TOKENS:
        raise BadInput(
            f"トークンは一人{MOST_TOKENS}個までです",
            f"a person has {MOST_TOKENS} tokens at most",
            hint_ja="使っていないものを無効にしてください",
            hint_en="revoke those that are not in use",
        )


def _scope_of(text: str) -> frozenset[Action]:
    known = {action.value: action for action in Action}
    return frozenset(known[word] for word in text.split() if word in known)


def _check_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(
            f"トークンの期限は1日から{MOST_DAYS}日までにしてください",
            f"a token ends after 1 to {MOST_DAYS} days",
        )


def _check_scope(person: Actor, scope: Collection[Action]) -> None:
    """Raise BadInput for a scope that is empty, or holds more than the person may do."""
    over = sorted((set(scope) & NOT_BY_TOKEN) | (set(scope) - actions_of(person)))
    if over or not scope:
        may = ", ".join(sorted(actions_of(person) - NOT_BY_TOKEN))
        raise BadInput(
            f"トークンに付けられない操作です: {', '.join(over)}"
            if over
            else "操作を指定してください",
            f"not for this token: {', '.join(over)}" if over else "give at least one action",
            hint_ja=f"この人のトークンに付けられるもの: {may}",
            hint_en=f"tokens of this person may have: {may}",
        )
