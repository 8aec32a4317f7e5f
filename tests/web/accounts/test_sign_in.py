"""Signing in by password: cookies, sessions and their end, guesses, and where it leads."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from michisuji.accounts import By, Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.accounts import sessions

from tests.staff import HTML, PASSWORD, StaffBrowser, accounts_of, hire, signed_in
from tests.web.accounts.conftest import BASE

COOKIE = "michisuji_session"
#: What a person begins with.
FIRST = "/drafts/my-work"


@pytest.mark.parametrize("base", [BASE, "https://city.example"])
def test_the_cookie_is_for_the_drafts_alone(base: str, tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, base_iri=base), MemoryStore(base), MemoryStore(base))
    hire(app, "anzen-03")
    with app.test_client() as client:
        form = client.get("/drafts/sign-in", base_url=base).text
        mark = form.split('name="csrf_token" value="')[1].split('"')[0]
        found = client.post(
            "/drafts/sign-in",
            base_url=base,
            data={"csrf_token": mark, "name": "anzen-03", "password": PASSWORD},
            headers={"Referer": f"{base}/drafts/sign-in"},
        )
        assert found.status_code == 303, found.text
        (cookie,) = found.headers.getlist("Set-Cookie")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert flags >= {"HttpOnly", "SameSite=Lax", "Path=/drafts"}
    assert not {flag for flag in flags if flag.startswith(("Expires", "Max-Age", "Domain"))}
    assert ("Secure" in flags) == base.startswith("https:")


def test_readers_pages_set_no_cookie_and_look_at_none(app: Flask) -> None:
    browser = signed_in(app, "kikaku", Grant(Role.PLANNER))
    for path in ("/", "/plan", "/about/roles", "/search?q=a", "/none"):
        own, other = browser.get(path), app.test_client().get(path, headers=HTML)
        assert own.text == other.text, path
        assert not own.headers.getlist("Set-Cookie"), path


def test_a_cookie_from_before_the_sign_in_is_worth_nothing(app: Flask) -> None:
    """Session fixation: who plants a cookie in a browser does not share its session."""
    hire(app, "anzen-03")
    browser, thief = StaffBrowser(app), StaffBrowser(app)
    browser.get("/drafts/sign-in")
    planted = browser.client.get_cookie(COOKIE, path="/drafts")
    assert planted is not None
    browser.sign_in("anzen-03")
    own = browser.client.get_cookie(COOKIE, path="/drafts")
    assert own is not None
    assert own.value != planted.value
    thief.client.set_cookie(COOKIE, planted.value, path="/drafts")
    assert thief.get("/drafts/account").status_code == 303


def test_a_second_sign_in_ends_the_session_that_the_browser_had(app: Flask) -> None:
    hire(app, "anzen-03")
    browser, thief = signed_in(app, "kikaku", Grant(Role.PLANNER)), StaffBrowser(app)
    first = browser.client.get_cookie(COOKIE, path="/drafts")
    assert first is not None
    browser.sign_in("anzen-03")
    thief.client.set_cookie(COOKIE, first.value, path="/drafts")
    assert thief.get("/drafts/account").status_code == 303


def test_a_wrong_password_tells_no_more_than_that(app: Flask) -> None:
    hire(app, "anzen-03")
    pages = {}
    for name in ("anzen-03", "nobody-1"):
        found = StaffBrowser(app).sign_in(name, "not the password")
        assert found.status_code == 401
        assert "not the password" not in found.text
        assert f'value="{name}"' in found.text  # to be corrected, not typed again
        shown = found.text.replace(name, "…")
        pages[name] = shown[shown.index("<h1>") : shown.index("csrf_token")]
    assert len(set(pages.values())) == 1


def test_guesses_are_delayed_and_a_one_time_password_is_not(app: Flask) -> None:
    person = hire(app, "anzen-03")
    browser = StaffBrowser(app)
    answers = [browser.sign_in("anzen-03", f"guess {n}") for n in range(8)]
    assert [one.status_code for one in answers[:5]] == [401] * 5
    late = browser.sign_in("anzen-03")  # even the right one
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) >= 1
    assert 'role="alert"' in late.text
    own = accounts_of(app).invite(person.id, By())
    assert browser.sign_in("anzen-03", own).status_code == 303


def _everywhere(app: Flask, browser: StaffBrowser) -> None:
    browser.post("/drafts/account/sign-out-everywhere")


def _new_password(app: Flask, browser: StaffBrowser) -> None:
    words = {"old": PASSWORD, "new": "another long password", "again": "another long password"}
    assert browser.post("/drafts/account/password", words).status_code == 303


def _by_administrator(action: str, **words: str) -> Callable[[Flask, StaffBrowser], None]:
    def act(app: Flask, browser: StaffBrowser) -> None:
        person = accounts_of(app).persons.find("anzen-03")
        found = signed_in(app, "kanri", Grant(Role.ADMINISTRATOR)).post(
            f"/drafts/accounts/{person.id}/{action}", words
        )
        assert found.status_code in (200, 303), found.text

    return act


@pytest.mark.parametrize(
    "act",
    [
        _everywhere,
        _new_password,
        _by_administrator("reset"),
        _by_administrator("disable"),
        _by_administrator("roles", role="planner"),
    ],
    ids=["everywhere", "password", "reset", "disable", "role"],
)
def test_other_devices_are_signed_out_at_once(
    app: Flask, act: Callable[[Flask, StaffBrowser], None]
) -> None:
    here, elsewhere = signed_in(app, "anzen-03"), StaffBrowser(app)
    elsewhere.sign_in("anzen-03")
    assert elsewhere.get("/drafts/account").status_code == 200
    act(app, here)
    assert elsewhere.get("/drafts/account").status_code == 303
    assert elsewhere.post("/drafts/account/sign-out-everywhere").status_code == 401


def test_signing_out_ends_this_session_alone(app: Flask) -> None:
    here, elsewhere = signed_in(app, "anzen-03"), StaffBrowser(app)
    elsewhere.sign_in("anzen-03")
    cookie = here.client.get_cookie(COOKIE, path="/drafts")
    assert cookie is not None
    assert here.post("/drafts/sign-out").location == "/drafts/sign-in?out=1"
    here.client.set_cookie(COOKIE, cookie.value, path="/drafts")  # kept by somebody
    assert here.get("/drafts/account").status_code == 303
    assert elsewhere.get("/drafts/account").status_code == 200


def test_a_session_ends_when_nobody_uses_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, start = signed_in(app, "anzen-03"), time.time()
    for minutes, status in ((50, 200), (100, 200), (155, 200), (220, 303)):
        monkeypatch.setattr(sessions.time, "time", lambda m=minutes: start + 60 * m)
        assert browser.get("/drafts/account").status_code == status, minutes


def test_after_a_one_time_password_only_ones_own_password_can_be_set(app: Flask) -> None:
    person = accounts_of(app).persons.add("new-01", [Grant(Role.PLANNER)], By())
    browser = StaffBrowser(app)
    found = browser.sign_in("new-01", accounts_of(app).invite(person.id, By()), next="/drafts/plan")
    assert found.location == "/drafts/account"
    page = browser.get("/drafts/account").text
    assert page.index('name="new"') < page.index('id="roles"')  # the first thing to do
    assert browser.get("/drafts/plan").status_code == 403
    assert browser.post("/drafts/account/tokens", {"name": "x", "days": "9"}).status_code != 200
    words = {"new": PASSWORD, "again": PASSWORD}
    assert browser.post("/drafts/account/password", words).status_code == 303
    assert browser.get("/drafts/plan").status_code == 200


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "",
    "\\\\evil.example", "/drafts/\\..\\..\\evil", "/drafts//evil.example", "javascript:alert(1)",
    "/draftsevil", "/drafts/../admin", "/drafts/%2e%2e/x", "/drafts/%5cevil", "/drafts/%2f/evil",
    "/drafts/\r\nSet-Cookie: a=b", "/drafts/%0d%0aX: y", "/drafts@evil.example", " /drafts/",
    "http:/drafts/", "/drafts/?" + "x" * 3000, "\t//evil.example", "/public", "/drafts/\x00",
)  # fmt: skip


def test_a_sign_in_leads_nowhere_else(app: Flask) -> None:
    hire(app, "anzen-03")
    browser = StaffBrowser(app)
    for target in ELSEWHERE:
        shown = browser.get("/drafts/sign-in", query_string={"next": target}).text
        assert f'name="next" value="{FIRST}"' in shown, target
        assert browser.sign_in("anzen-03", next=target).location == FIRST, target


def test_a_sign_in_keeps_the_language(app: Flask) -> None:
    hire(app, "anzen-03")
    browser = StaffBrowser(app)
    words = {"name": "anzen-03", "password": PASSWORD}
    assert browser.post("/drafts/sign-in?lang=en", words).location == f"{FIRST}?lang=en"
    assert browser.post("/drafts/sign-out?lang=en").location == "/drafts/sign-in?out=1&lang=en"


def test_a_sign_in_leads_to_where_the_person_wanted_to_be(app: Flask) -> None:
    hire(app, "anzen-03")
    for target in ("/drafts/plan", "/drafts/doc/program/x?year=2026&lang=en"):
        browser = StaffBrowser(app)
        asked = browser.get(target)
        assert asked.status_code == 303
        (kept,) = parse_qs(urlsplit(asked.location).query)["next"]
        assert kept == target
        assert browser.sign_in("anzen-03", next=kept).location == target


#: Pages, errors, data, and what a person may not open.
PATHS = (
    "/drafts/", "/drafts/sign-in", "/drafts/account", "/drafts/plan", "/drafts/none",
    "/drafts/accounts", "/drafts/sparql?query=ASK{}", "/drafts/api/search?q=a",
    "/drafts/doc/program/mihon-010101.ttl", "/drafts/upload", "/drafts/edit?iri=x",
)  # fmt: skip


def test_nothing_below_drafts_is_kept_framed_or_named_to_others(app: Flask) -> None:
    staff = signed_in(app, "anzen-03", Grant(Role.EDITOR, f"{BASE}/id/unit/mihon-s-safety"))
    for path, browser in product(PATHS, (staff, StaffBrowser(app))):
        headers = browser.get(path).headers
        assert headers["Cache-Control"] == "private, no-store", path
        assert {"ETag", "Last-Modified", "Access-Control-Allow-Origin"}.isdisjoint(dict(headers))
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
