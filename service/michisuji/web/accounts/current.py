"""The accounts of the current application, and where the current request comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from michisuji.web.accounts.actors import signed_in
from michisuji.web.context import state
from michisuji.web.http.rate import client_of

if TYPE_CHECKING:
    from michisuji.accounts import Accounts, AuditEvent
    from michisuji.accounts.clock import By


def accounts() -> Accounts:
    """Return the accounts.

    Raises LookupError where nothing is edited.
    """
    found = state().accounts
    if found is None:
        raise LookupError("no accounts")
    return found


def place() -> str:
    """Return the client's address, as the audit log has it."""
    return client_of(request.remote_addr or "")


def by() -> By:
    """Return who makes the current request, and from where."""
    from michisuji.accounts.clock import By

    return By(signed_in().id, place())


def record(event: AuditEvent, subject: str, detail: str = "") -> None:
    """Record in the audit log what the current actor has done; never a draft's content.

    ``subject`` is an IRI or a data set's name, ``detail`` ids and counts.
    """
    accounts().audit.record(signed_in().id, event, subject, place(), detail)
