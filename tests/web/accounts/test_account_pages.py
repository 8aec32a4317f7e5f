"""The pages of accounts: what staff type is shown as text, and each acts on what it may alone."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from michisuji.accounts import Action, By, Grant, Role

from tests.staff import HTML, PASSWORD, StaffBrowser, accounts_of, hire, signed_in, token_of
from tests.web.accounts.conftest import BASE

SCRIPT = "\"><script>alert('x')</script>{{7*7}}"
UNIT = f"{BASE}/id/unit/mihon-s-safety"
_SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


@pytest.fixture
def admin(app: Flask) -> StaffBrowser:
    return signed_in(app, "kanri", Grant(Role.ADMINISTRATOR))


def test_script_in_any_field_is_shown_as_text(app: Flask, admin: StaffBrowser) -> None:
    """Of each field that keeps what is typed, on each page that shows it."""
    fields = {"name": "sato", "display": SCRIPT, "role": "editor", "unit": UNIT}
    assert admin.post("/drafts/accounts", fields).status_code == 200
    person = accounts_of(app).persons.find("sato")
    accounts_of(app).set_password(person.id, PASSWORD, By())
    browser = StaffBrowser(app)
    browser.sign_in("sato")
    words = {"name": SCRIPT, "days": "9", "scope": "see-drafts"}
    assert browser.post("/drafts/account/tokens", words).status_code == 200
    shown = 0
    for who, path in (
        (browser, "/drafts/account"), (browser, "/drafts/"), (admin, "/drafts/accounts"),
        (admin, f"/drafts/accounts/{person.id}"), (admin, "/drafts/audit"),
        (admin, f"/drafts/audit?subject={SCRIPT}"), (admin, f"/drafts/audit?actor={SCRIPT}"),
        (browser, f"/drafts/account?done={SCRIPT}"), (browser, f"/drafts/sign-in?next={SCRIPT}"),
        (browser, f"/drafts/sign-in?unknown={SCRIPT}&out={SCRIPT}"),
    ):  # fmt: skip
        found = who.get(path, query_string=None)
        assert found.status_code == 200, path
        assert "<script>alert" not in found.text, path
        assert "49" not in re.findall(r"</script>(\d+)", unescape(found.text)), path
        shown += SCRIPT in unescape(found.text)
    assert shown >= 7


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/drafts/sign-in", {"name": SCRIPT, "password": SCRIPT}),
        ("/drafts/account/password", {"old": SCRIPT, "new": SCRIPT, "again": SCRIPT + "x"}),
        ("/drafts/account/tokens", {"name": SCRIPT, "scope": SCRIPT, "days": SCRIPT}),
        ("/drafts/account/tokens", {"name": SCRIPT, "scope": "edit", "days": SCRIPT}),
        ("/drafts/accounts", {"name": SCRIPT, "role": SCRIPT}),
        ("/drafts/accounts", {"name": SCRIPT, "role": "reader", "unit": SCRIPT}),
        ("/drafts/accounts", {"name": "x1", "role": "editor", "unit": SCRIPT}),
        ("/drafts/accounts/none/roles", {"role": "reader"}),
    ],
)
def test_script_in_what_is_refused_is_shown_as_text(
    admin: StaffBrowser, path: str, fields: dict[str, str]
) -> None:
    found = admin.post(path, fields)
    assert 400 <= found.status_code < 500, found.text
    assert "<script>alert" not in found.text
    assert 'role="alert"' in found.text or "<h1>" in found.text


def test_an_administrator_adds_an_editor_by_the_name_of_the_unit(
    app: Flask, admin: StaffBrowser
) -> None:
    page = admin.post("/drafts/accounts", {
        "name": "anzen-03", "display": "安全の人", "role": "editor", "unit": "防災危機管理課",
    })  # fmt: skip
    assert page.status_code == 200, page.text
    found = _SECRET.search(page.text)
    assert found
    assert "防災危機管理課" in page.text
    browser = StaffBrowser(app)
    assert browser.sign_in("anzen-03", found[1]).location == "/drafts/account"
    assert accounts_of(app).persons.find("anzen-03").grants == (Grant(Role.EDITOR, UNIT),)


def test_what_an_administrator_does_to_an_account(app: Flask, admin: StaffBrowser) -> None:
    person = hire(app, "anzen-03", Grant(Role.EDITOR, UNIT))
    own = f"/drafts/accounts/{person.id}"

    def now() -> object:
        return accounts_of(app).persons.get(person.id)

    assert admin.post(f"{own}/roles", {"role": "planner"}).location == f"{own}?done=role"
    assert Grant(Role.PLANNER) in now().grants  # type: ignore[attr-defined]
    admin.post(f"{own}/roles/remove", {"role": "editor", "unit": UNIT})
    assert now().grants == (Grant(Role.PLANNER),)  # type: ignore[attr-defined]
    assert admin.post(f"{own}/disable").location == f"{own}?done=disabled"
    assert StaffBrowser(app).sign_in("anzen-03").status_code == 401
    assert "停止中" in admin.get(own).text
    admin.post(f"{own}/enable")
    assert StaffBrowser(app).sign_in("anzen-03").status_code == 303
    reset = admin.post(f"{own}/reset")
    assert StaffBrowser(app).sign_in("anzen-03").status_code == 401
    secret = _SECRET.search(reset.text)
    assert secret
    assert StaffBrowser(app).sign_in("anzen-03", secret[1]).status_code == 303
    assert admin.get("/drafts/accounts/none").status_code == 404


def test_the_last_administrator_cannot_lock_everybody_out(app: Flask, admin: StaffBrowser) -> None:
    person = accounts_of(app).persons.find("kanri")
    assert admin.post(f"/drafts/accounts/{person.id}/disable").status_code == 409
    words = {"role": "administrator"}
    assert admin.post(f"/drafts/accounts/{person.id}/roles/remove", words).status_code == 409


def test_a_token_does_what_was_chosen_and_no_more(app: Flask) -> None:
    browser = signed_in(app, "kikaku", Grant(Role.PLANNER))
    page = browser.post(
        "/drafts/account/tokens", {"name": "夜間", "days": "9", "scope": ["see-drafts", "upload"]}
    )
    secret = _SECRET.search(page.text)
    assert secret
    assert secret[1] not in browser.get("/drafts/account").text  # shown once
    bearer = HTML | {"Authorization": f"Bearer {secret[1]}"}
    client = app.test_client()
    assert client.get("/drafts/plan", headers=bearer).status_code == 200
    assert client.get("/drafts/edit?iri=x", headers=bearer).status_code == 403
    assert client.get("/drafts/account", headers=bearer).status_code == 403
    update = {"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}
    assert client.post("/drafts/sparql", data=update, headers=bearer).status_code == 403
    (token,) = accounts_of(app).tokens.of(accounts_of(app).persons.find("kikaku").id)
    other = signed_in(app, "other", Grant(Role.PLANNER))
    other.post(f"/drafts/account/tokens/{token.id}/revoke")
    assert client.get("/drafts/plan", headers=bearer).status_code == 200
    browser.post(f"/drafts/account/tokens/{token.id}/revoke")
    assert client.get("/drafts/plan", headers=bearer).status_code == 401


def test_a_cookie_does_not_help_a_wrong_token(app: Flask) -> None:
    """A request with a token is the token's, whoever has signed in in that browser."""
    browser = signed_in(app, "kikaku", Grant(Role.PLANNER))
    assert browser.get("/drafts/plan", headers={"Authorization": "Bearer x"}).status_code == 401
    narrow = token_of(app, accounts_of(app).persons.find("kikaku"), {Action.SUBMIT})
    assert browser.get("/drafts/plan", headers=narrow).status_code == 403


def test_the_log_is_the_administrators_and_exports_no_formulas(
    app: Flask, admin: StaffBrowser
) -> None:
    hire(app, "anzen-03")
    for _ in range(3):
        StaffBrowser(app).sign_in("anzen-03", "wrong")
    StaffBrowser(app).sign_in("my-password-typed-as-name", "x")
    person = accounts_of(app).persons.find("kanri")
    accounts_of(app).tokens.add(person.id, "=1+1", frozenset({Action.SEE_DRAFTS}), By())
    page = admin.get("/drafts/audit?event=sign-in-failed").text
    assert page.count("サインインの失敗</td>") == 4
    for form in ("csv", "jsonl"):
        found = admin.get(f"/drafts/audit.{form}")
        assert found.headers["Content-Disposition"] == f"attachment; filename=audit.{form}"
        assert "my-password-typed-as-name" not in found.text
        assert PASSWORD not in found.text
    rows = list(csv.reader(io.StringIO(admin.get("/drafts/audit.csv").text)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "-"))]
    assert admin.get("/drafts/audit.exe").status_code == 400
    assert admin.get("/drafts/audit?since=yesterday").status_code == 400
    for role in (Role.READER, Role.PLANNER):
        browser = signed_in(app, f"is-{role}", Grant(role))
        assert browser.get("/drafts/audit").status_code == 403
        assert browser.get("/drafts/audit.csv").status_code == 403
