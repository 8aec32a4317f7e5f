"""The tables of ``accounts.sqlite``; times in them are UTC, as texts that sort (``clock``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

#: The version of the tables; a file of another version is refused in words.
VERSION = 1

_SCHEMA = """
CREATE TABLE persons (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, display TEXT NOT NULL,
  active INTEGER NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;

-- unit: an IRI; '' is the whole city.
CREATE TABLE grants (
  person TEXT NOT NULL REFERENCES persons, role TEXT NOT NULL, unit TEXT NOT NULL,
  PRIMARY KEY (person, role, unit)
) WITHOUT ROWID;

-- hash: scrypt, with its salt and cost, as werkzeug.security writes it.
CREATE TABLE passwords (
  person TEXT PRIMARY KEY REFERENCES persons, hash TEXT NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;

-- One-time passwords. Here and below a hash is SHA-256 of a random secret, which needs no salt.
CREATE TABLE invitations (
  person TEXT PRIMARY KEY REFERENCES persons, hash TEXT NOT NULL, ends TEXT NOT NULL
) WITHOUT ROWID;

-- limited: 1 after a one-time password, until the person has set their own.
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES persons, since TEXT NOT NULL,
  ends TEXT NOT NULL, place TEXT NOT NULL, limited INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_person ON sessions (person);

-- scope: actions, separated by spaces.
CREATE TABLE tokens (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES persons,
  name TEXT NOT NULL, scope TEXT NOT NULL, since TEXT NOT NULL, ends TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_by_person ON tokens (person);

-- The persons at an OpenID provider.
CREATE TABLE subjects (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL REFERENCES persons,
  since TEXT NOT NULL, PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX subjects_by_person ON subjects (person);

-- Keys of personal feeds, one per person.
CREATE TABLE feeds (
  person TEXT PRIMARY KEY REFERENCES persons, hash TEXT NOT NULL UNIQUE, since TEXT NOT NULL
) WITHOUT ROWID;

-- Attempts to sign in that failed, by SHA-256 of what they have in common.
CREATE TABLE failures (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL, last TEXT NOT NULL, until TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX failures_by_last ON failures (last);

-- Client addresses from which a person has signed in.
CREATE TABLE places (
  person TEXT NOT NULL REFERENCES persons, place TEXT NOT NULL, last TEXT NOT NULL,
  PRIMARY KEY (person, place)
) WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL,
  event TEXT NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- INSERT OR REPLACE deletes without the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN NEW.id IN (SELECT id FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""


def statements() -> Iterator[str]:
    """Yield the statements one by one: ``executescript`` would commit their transaction."""
    told = ""
    for line in _SCHEMA.split("\n"):
        told += line + "\n"
        if sqlite3.complete_statement(told):
            yield told
            told = ""
