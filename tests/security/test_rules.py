"""Every route below ``/drafts`` × every kind of caller: the table decides, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.accounts import Action, Actor, By, Grant, Role, allowed_somewhere
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.accounts.rules import is_shared, rule_of
from michisuji.web.editing import drafts
from werkzeug.routing import Rule

from tests.staff import StaffBrowser, accounts_of, hire, signed_in, token_of

BASE = "http://127.0.0.1:8000"
JSON = {"Accept": "application/json"}
UNIT, OTHER = f"{BASE}/id/unit/own", f"{BASE}/id/unit/other"
GRANTS: dict[str, tuple[Grant, ...]] = {
    "reader": (Grant(Role.READER),),
    "editor": (Grant(Role.EDITOR, UNIT),),
    "editor-of-another": (Grant(Role.EDITOR, OTHER),),
    "approver": (Grant(Role.APPROVER, UNIT),),
    "planner": (Grant(Role.PLANNER),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
}
#: A planner's tokens, by the actions in their scope.
SCOPES = {"token-to-see": {Action.SEE_DRAFTS}, "token-to-submit": {Action.SUBMIT}}
NOBODY = ("anonymous", "disabled", "forged", "idle", "signed-out", "expired-token")
CALLERS = (*GRANTS, *SCOPES, "one-time-password", *NOBODY)
REACHED = "reached"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, each view of which says no more than that it was reached."""
    settings = Settings(home=tmp_path_factory.mktemp("rules"), rate_per_minute=10**7)
    app = create_app(settings, MemoryStore(BASE), MemoryStore(BASE))
    hire(app, "first")
    made = drafts.mounted(app)
    assert made is not None
    for endpoint, view in made.view_functions.items():
        made.view_functions[endpoint] = _stub(view)
    made.before_request_funcs = {None: made.before_request_funcs[None]}
    return app


def _stub(view: Any) -> Any:
    @wraps(view)
    def reached(**_: Any) -> tuple[str, int, dict[str, str]]:
        return REACHED, 200, {"Content-Type": "text/html"}

    return reached


def _routes(app: Flask) -> list[Rule]:
    made = drafts.mounted(app)
    assert made is not None
    return list(made.url_map.iter_rules())


def _address(rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        for converter in ("", "path:", "int:"):
            path = path.replace(f"<{converter}{name}>", "2026")
    return f"/drafts{path}"


@pytest.fixture(scope="module")
def callers(app: Flask) -> dict[str, tuple[FlaskClient, dict[str, str]]]:
    """Each caller's client, and the headers that it sends."""
    found: dict[str, tuple[FlaskClient, dict[str, str]]] = {}
    made = drafts.mounted(app)
    assert made is not None
    views = dict(made.view_functions)
    _give_back_sign_in(made)
    for name, grants in GRANTS.items():
        found[name] = signed_in(app, name, *grants).client, {}
    owner = hire(app, "owner", Grant(Role.PLANNER))
    for name, scope in SCOPES.items():
        found[name] = app.test_client(), token_of(app, owner, scope)
    new = accounts_of(app).persons.add("new", [Grant(Role.PLANNER)], By())
    browser = StaffBrowser(app)
    browser.sign_in("new", accounts_of(app).invite(new.id, By()))
    found["one-time-password"] = browser.client, {}
    gone = signed_in(app, "gone", Grant(Role.PLANNER))
    person = accounts_of(app).persons.find("gone")
    found["disabled"] = gone.client, {}
    accounts_of(app).persons.disable(person.id, By())
    found["anonymous"] = app.test_client(use_cookies=False), {}
    _add_those_whose_time_is_over(app, found)
    forged = app.test_client()
    forged.set_cookie("michisuji_session", "eyJfdXNlcl9pZCI6IngifQ.aw169Q.x", path="/drafts")
    found["forged"] = forged, {}
    made.view_functions.update(views)
    return found


def _add_those_whose_time_is_over(
    app: Flask, found: dict[str, tuple[FlaskClient, dict[str, str]]]
) -> None:
    accounts, planner = accounts_of(app), Grant(Role.PLANNER)
    long_ago = time.time() - 60 * app.extensions["michisuji"].settings.session_idle_minutes - 1
    with mock.patch("michisuji.web.accounts.sessions.time.time", return_value=long_ago):
        found["idle"] = signed_in(app, "idle", planner).client, {}
    away = signed_in(app, "away", planner)
    accounts.sessions.end_all(accounts.persons.find("away").id, By())
    found["signed-out"] = away.client, {}
    person = hire(app, "old", planner)
    found["expired-token"] = (
        app.test_client(),
        token_of(app, person, SCOPES["token-to-see"]),
    )
    with accounts.file.writing() as db:
        db.execute("UPDATE tokens SET ends = ? WHERE person = ?", ["2020-01-01", person.id])


def _give_back_sign_in(made: Flask) -> None:
    for endpoint in ("accounts.sign_in", "accounts.enter"):
        made.view_functions[endpoint] = made.view_functions[endpoint].__wrapped__  # type: ignore[attr-defined]


def _may(name: str, action: Action | None) -> bool:
    if action is None:
        return True
    if name in NOBODY:
        return False
    if name == "one-time-password":
        return action is Action.OWN_ACCOUNT
    if name in SCOPES:
        return action in SCOPES[name]
    return allowed_somewhere(Actor("", name, GRANTS[name]), action)


def _cases(app: Flask) -> Iterator[tuple[Rule, str, Action | None]]:
    made = drafts.mounted(app)
    assert made is not None
    with made.app_context():
        for route in _routes(app):
            declared = rule_of(made.view_functions[route.endpoint])
            assert declared or is_shared(route.endpoint), f"no @rule: {route} {route.endpoint}"
            action = declared[0] if declared else Action.SEE_DRAFTS
            for method in sorted(route.methods or ()):
                yield route, method, action


def test_every_route_has_a_rule(app: Flask) -> None:
    """A route of the drafts alone declares one; readers' pages are for all who may see drafts."""
    cases = list(_cases(app))
    assert len({route.endpoint for route, _, _ in cases}) > 60
    assert {action for _, _, action in cases} >= {
        None, Action.SEE_DRAFTS, Action.UPLOAD, Action.OWN_ACCOUNT, Action.SEE_AUDIT,
        Action.MANAGE_ACCOUNTS,
    }  # fmt: skip
    open_to_all = {route.endpoint for route, _, action in cases if action is None}
    assert open_to_all == {
        "static", "accounts.sign_in", "accounts.enter", "accounts.sign_out", "accounts.openid",
        "accounts.openid_return", "workflow.feed",  # its key is its secret
    }  # fmt: skip


def test_a_view_without_a_rule_answers_nobody(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path), MemoryStore(BASE), MemoryStore(BASE))
    hire(app, "kikaku", Grant(Role.PLANNER))
    made = drafts.mounted(app)
    assert made is not None
    made.add_url_rule("/forgotten", "forgotten", lambda: REACHED)
    browser = StaffBrowser(app)
    browser.sign_in("kikaku")
    assert browser.get("/drafts/forgotten").status_code == 403


@pytest.mark.parametrize("name", CALLERS)
def test_every_route_for_every_caller(
    app: Flask, callers: dict[str, tuple[FlaskClient, dict[str, str]]], name: str
) -> None:
    """Reading is decided by the rule alone; a form without its mark goes no further, either."""
    client, headers = callers[name]
    wrong = []
    for route, method, action in _cases(app):
        found = client.open(_address(route), method=method, headers=JSON | headers)
        reads = method in ("GET", "HEAD", "OPTIONS")
        told = "" if method == "HEAD" else (found.json or {}).get("code", "") if found.is_json or (
            found.mimetype == "application/problem+json") else found.text  # fmt: skip
        is_wrong = name == "expired-token" and route.endpoint != "static"  # never a reader's
        if is_wrong or (name in NOBODY and action is not None):
            right = found.status_code == 401
        elif not _may(name, action):
            right = found.status_code == 403 and told in ("not-allowed", "")
        elif reads or "Authorization" in headers:
            right = found.status_code == 200 and (method != "GET" or told == REACHED)
        else:
            right = (found.status_code, told) == (403, "refused")  # no mark in the form
        if not right:
            wrong.append((method, str(route), action, found.status_code, told[:60]))
    assert not wrong, wrong


def test_a_form_with_the_mark_of_its_page_is_taken(
    app: Flask, callers: dict[str, tuple[FlaskClient, dict[str, str]]]
) -> None:
    """What the test above calls refused is refused for the mark alone, on every route."""
    from flask_wtf.csrf import generate_csrf

    made = drafts.mounted(app)
    assert made is not None
    client, _ = callers["planner"]
    home = made.view_functions["pages.home"]
    made.view_functions["pages.home"] = generate_csrf
    mark = client.get("/drafts/").text
    made.view_functions["pages.home"] = home
    seen = 0
    for route, method, action in _cases(app):
        if method not in ("POST", "PUT", "DELETE") or not _may("planner", action):
            continue
        for given, status in ((mark, 200), ("x", 403), (mark[:-2], 403)):
            sent = client.open(
                _address(route), method=method, headers=JSON | {"X-CSRFToken": given}
            )
            assert sent.status_code == status, (str(route), method, given == mark)
        foreign = {"X-CSRFToken": mark, "Origin": "https://evil.example"}
        sent = client.open(_address(route), method=method, headers=JSON | foreign)
        assert sent.status_code == 403, str(route)
        seen += 1
    assert seen > 10
