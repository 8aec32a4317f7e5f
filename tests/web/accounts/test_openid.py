"""Signing in at an OpenID provider, which runs beside the test as a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from michisuji.accounts import By, Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

from tests.staff import StaffBrowser, accounts_of, hire
from tests.web.accounts.conftest import BASE

pytestmark = pytest.mark.service
SUBJECT = "u-4711"


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: the test is the browser."""


_OPENER = urllib.request.build_opener(_Stays)


def _sent(address: str, data: dict[str, str] | None = None) -> str:
    """The address that the provider leads to."""
    body = urllib.parse.urlencode(data).encode() if data is not None else None
    try:
        with _OPENER.open(address, body, timeout=20) as answer:
            return str(answer.headers.get("Location", ""))
    except urllib.error.HTTPError as error:
        return str(error.headers.get("Location", ""))


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"{address}/jwks", timeout=5).close()
                    break
                except OSError:
                    assert process.poll() is None, "the provider has ended"
                    time.sleep(0.1)
            yield address
        finally:
            process.kill()


def _app(issuer: str, home: Path, **more: str) -> Flask:
    settings = Settings(home=home, oidc_issuer=issuer, oidc_client_id="michisuji",
                        oidc_client_secret="not-a-secret", **more)  # type: ignore[arg-type]  # fmt: skip
    app = create_app(settings, MemoryStore(BASE), MemoryStore(BASE))
    hire(app, "first", Grant(Role.ADMINISTRATOR))
    return app


@pytest.fixture
def app(issuer: str, tmp_path: Path) -> Flask:
    return _app(issuer, tmp_path)


def _asked(browser: StaffBrowser, target: str = "/drafts/account") -> str:
    """The provider's address that a person is sent to."""
    found = browser.get("/drafts/sign-in/openid", query_string={"next": target})
    assert found.status_code == 302, found.text
    return str(found.location)


def _back(browser: StaffBrowser, location: str) -> TestResponse:
    parts = urlsplit(location)
    assert location.startswith(f"{BASE}/drafts/sign-in/openid/return?"), location
    return browser.get(f"{parts.path}?{parts.query}")


def _linked(app: Flask, issuer: str, subject: str = SUBJECT) -> str:
    person = hire(app, "anzen-03")
    accounts_of(app).subjects.link(person.id, issuer, subject, By())
    return person.id


def test_a_linked_person_signs_in_and_comes_to_where_they_wanted(app: Flask, issuer: str) -> None:
    _linked(app, issuer)
    browser = StaffBrowser(app)
    assert "/drafts/sign-in/openid" in browser.get("/drafts/sign-in").text
    address = _asked(browser, "/drafts/plan")
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(issuer)
    assert asked.keys() >= {"state", "nonce", "code_challenge"}
    assert asked["code_challenge_method"] == ["S256"]
    found = _back(browser, _sent(address, {"sub": SUBJECT}))
    assert (found.status_code, found.location) == (303, "/drafts/plan")
    assert browser.get("/drafts/account").status_code == 200


def test_an_unknown_person_is_told_what_to_tell_the_administrator(app: Flask) -> None:
    browser = StaffBrowser(app)
    found = _back(browser, _sent(_asked(browser), {"sub": "<b>nobody</b>"}))
    assert found.location.startswith("/drafts/sign-in?unknown=")
    shown = browser.get(found.location).text
    assert "&lt;b&gt;nobody&lt;/b&gt;" in shown
    assert browser.get("/drafts/account").status_code == 303
    assert [one.name for one in accounts_of(app).persons.all()] == ["first"]


def test_a_first_sign_in_makes_a_readers_account_where_that_is_set(
    issuer: str, tmp_path: Path
) -> None:
    app = _app(issuer, tmp_path, oidc_new_accounts="reader")
    for _ in range(2):  # once more is the same account
        browser = StaffBrowser(app)
        assert _back(browser, _sent(_asked(browser), {"sub": "u-1"})).location == "/drafts/account"
        assert browser.get("/drafts/upload").status_code == 403
    made = [one for one in accounts_of(app).persons.all() if one.name != "first"]
    assert [one.grants for one in made] == [(Grant(Role.READER),)]


def test_a_stopped_account_stays_outside(app: Flask, issuer: str) -> None:
    accounts_of(app).persons.disable(_linked(app, issuer), By())
    browser = StaffBrowser(app)
    found = _back(browser, _sent(_asked(browser), {"sub": SUBJECT}))
    assert found.status_code in (303, 401)
    assert browser.get("/drafts/account").status_code == 303


def test_an_answer_counts_once_and_in_the_browser_that_asked(app: Flask, issuer: str) -> None:
    """Who sends a victim their own answer signs nobody in (login CSRF); a replay neither."""
    _linked(app, issuer)
    thief, victim = StaffBrowser(app), StaffBrowser(app)
    answer = _sent(_asked(thief), {"sub": SUBJECT})
    _asked(victim)
    assert _back(victim, answer).status_code == 502
    assert victim.get("/drafts/account").status_code == 303
    assert _back(thief, answer).status_code == 303
    late = StaffBrowser(app)
    assert _back(late, answer).status_code == 502
    assert _back(thief, answer).status_code == 502


@pytest.mark.parametrize("action", ["deny", "forged"])
def test_a_refusal_of_the_provider_is_told(app: Flask, action: str) -> None:
    browser = StaffBrowser(app)
    address = _asked(browser)
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = _sent(address, {"action": "deny"})
    if action == "forged":
        answer = f"{BASE}/drafts/sign-in/openid/return?code=x&state={state}"
    found = _back(browser, answer)
    assert found.status_code == 502
    assert "サインインの画面からやり直してください" in found.text
    assert browser.get("/drafts/account").status_code == 303


def test_a_provider_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        app = _app(f"http://127.0.0.1:{closed.getsockname()[1]}", tmp_path)
        browser = StaffBrowser(app)
        assert browser.get("/drafts/sign-in/openid").status_code == 502
        assert browser.sign_in("first").status_code == 303  # the password still works


def test_a_provider_under_another_name_is_not_ours(issuer: str, tmp_path: Path) -> None:
    """What states another issuer of itself is asked for nothing."""
    app = _app(issuer.replace("127.0.0.1", "localhost"), tmp_path)
    made = StaffBrowser(app).get("/drafts/sign-in/openid")
    assert made.status_code == 302  # it goes by the name that it is asked by
    app = _app(f"{issuer}/other", tmp_path / "other")
    assert StaffBrowser(app).get("/drafts/sign-in/openid").status_code == 502


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path), MemoryStore(BASE), MemoryStore(BASE))
    hire(app, "first")
    for path in ("/drafts/sign-in/openid", "/drafts/sign-in/openid/return?code=x&state=y"):
        assert StaffBrowser(app).get(path).status_code == 404
