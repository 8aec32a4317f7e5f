"""Persons, roles, sessions, API tokens and the audit log, in an SQLite file of their own."""

from michisuji.accounts.accounts import Accounts, SignedIn
from michisuji.accounts.audit import Audit, AuditEvent
from michisuji.accounts.clock import OPERATOR, TERMINAL, By
from michisuji.accounts.permissions import (
    TABLE,
    Action,
    Actor,
    Grant,
    Permission,
    Role,
    allowed,
    allowed_somewhere,
)
from michisuji.accounts.persons import Person

__all__ = [
    "OPERATOR",
    "TABLE",
    "TERMINAL",
    "Accounts",
    "Action",
    "Actor",
    "Audit",
    "AuditEvent",
    "By",
    "Grant",
    "Permission",
    "Person",
    "Role",
    "SignedIn",
    "allowed",
    "allowed_somewhere",
]
