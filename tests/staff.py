"""Staff for tests: persons with roles, their browsers, and API tokens, over an application."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from michisuji.accounts import Accounts, Action, By, Grant, Person, Role
from michisuji.accounts.database import FILE_NAME
from werkzeug.test import TestResponse

#: scrypt so cheap that a test can sign in often.
CHEAP = "scrypt:1024:8:1"
PASSWORD = "a long password of nobody"
HTML = {"Accept": "text/html"}
_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


def hire(app: Flask, name: str, *grants: Grant) -> Person:
    """Add a person with these roles, and :data:`PASSWORD`."""
    accounts = accounts_of(app)
    made = accounts.persons.add(name, grants or [Grant(Role.READER)], By())
    accounts.set_password(made.id, PASSWORD, By())
    return made


def accounts_of(app: Flask) -> Accounts:
    """The accounts of the readers' application; before its first request below ``/drafts``."""
    own = app.extensions["michisuji"]
    if own.accounts._cost != CHEAP:
        settings = own.settings
        own.accounts = Accounts(
            settings.home / FILE_NAME,
            editor_token=settings.editor_token,
            session_hours=settings.session_hours,
            cost=CHEAP,
        )
    found: Accounts = own.accounts
    return found


def token_of(app: Flask, person: Person, scope: Iterable[Action]) -> dict[str, str]:
    """The header of a new API token of a person."""
    secret, _ = accounts_of(app).tokens.add(person.id, "test", frozenset(scope), By())
    return {"Authorization": f"Bearer {secret}"}


class StaffBrowser:
    """A browser: it keeps the cookie, and sends with each form the mark that the page had."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, headers=HTML | more.pop("headers", {}), **more)

    def mark(self, page: str = "/drafts/sign-in") -> str:
        """The mark of a page's forms."""
        found = _FIELD.search(self.get(page).text)
        assert found, page
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        sent = {"csrf_token": self.mark(), **(data or {})}
        return self.client.post(path, data=sent, headers=HTML | more.pop("headers", {}), **more)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/drafts/sign-in", {"name": name, "password": password, **more})


def signed_in(app: Flask, name: str, *grants: Grant) -> StaffBrowser:
    """The browser of a new person who has signed in."""
    hire(app, name, *grants)
    made = StaffBrowser(app)
    assert made.sign_in(name).status_code == 303
    return made
