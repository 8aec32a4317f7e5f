"""The session of a signed-in person: a cookie for ``/drafts`` alone, by Flask-Login.

The cookie holds the name of a session that is kept with the accounts, where it ends: after a while
without requests, after a working day at the latest, by signing out, or everywhere at once.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import flask_login
from flask import Flask, session

from michisuji.scratch import scratch
from michisuji.store import private
from michisuji.web.context import current_settings, state
from michisuji.web.server.lanes import DRAFTS

if TYPE_CHECKING:
    from michisuji.accounts.permissions import Actor

COOKIE = "michisuji_session"
#: The file of the key that signs cookies, in the data directory.
KEY_FILE = "secret-key"
_SEEN = "seen"
#: The last request is noted in the cookie when it is so long ago, seconds.
_NOTED_S = 60


class SessionUser(flask_login.UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A person as Flask-Login knows them: by the name of their session."""

    def __init__(self, secret: str, actor: Actor) -> None:
        self.secret, self.actor = secret, actor

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.secret


def init_app(app: Flask) -> None:
    """Set up the cookie, and Flask-Login to read it."""
    settings = app.extensions["michisuji"].settings
    app.secret_key = secret_key(settings.home.parent)
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH=DRAFTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_iri.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    manager = flask_login.LoginManager()
    manager.session_protection = None  # addresses change behind a city's proxies
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def _load(secret: str) -> SessionUser | None:
    accounts = state().accounts
    if accounts is None or _is_idle():
        return None
    found = accounts.sessions.actor(secret)
    return SessionUser(secret, found) if found is not None else None


def _is_idle() -> bool:
    """Return True if the last request is too long ago, else note this one, once a minute."""
    now, seen = int(time.time()), session.get(_SEEN, 0)
    if not isinstance(seen, int) or now - seen > 60 * current_settings().session_idle_minutes:
        return True
    if now - seen >= _NOTED_S:
        session[_SEEN] = now
    return False


def person() -> Actor | None:
    """Return the person of the request's cookie; None if it names no session that still runs."""
    found: Actor | None = getattr(flask_login.current_user, "actor", None)
    return found


def begin(secret: str) -> None:
    """Put a new session into the cookie; nothing of an earlier cookie stays."""
    session.clear()
    session[_SEEN] = int(time.time())
    found = _load(secret)
    assert found is not None  # it has just begun
    flask_login.login_user(found)


def own_secret() -> str:
    """Return the secret id of the current session; '' without one."""
    return str(getattr(flask_login.current_user, "secret", ""))


def end() -> None:
    """Forget the cookie's session."""
    flask_login.logout_user()
    session.clear()


def secret_key(home: Path) -> bytes:
    """Return the key that signs cookies; it is made once, and readable by its owner alone.

    Raises OSError.
    """
    path = home / KEY_FILE
    private.make(home)
    if not path.exists():
        with scratch(beside=home) as folder:
            made = folder / KEY_FILE
            with private.append_to(made) as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(made, path)
    return path.read_bytes()
