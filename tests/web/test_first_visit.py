"""The language of a first visit is the browser's; a choice by link wins."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


def visit(client: FlaskClient, path: str, asked: str, **headers: str) -> tuple[int, str]:
    """Return the status of the answer, and where it leads."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    found = client.get(path, headers={"Accept": HTML, "Accept-Language": asked} | more)
    return found.status_code, found.headers.get("Location", "")


@pytest.fixture(scope="module")
def client(sample_app: Flask) -> FlaskClient:
    return sample_app.test_client()


@pytest.mark.parametrize("asked", ["en", "en-GB,en;q=0.9", "fr,en;q=0.5", "en,ja;q=0.5"])
@pytest.mark.parametrize("path", ["/plan", "/doc/program/mihon-010101", "/kaizen?q=x"])
def test_a_browser_that_asks_for_english_is_sent_on(
    client: FlaskClient, asked: str, path: str
) -> None:
    joint = "&" if "?" in path else "?"
    assert visit(client, path, asked) == (302, f"{path}{joint}lang=en")
    found = client.get(path, headers={"Accept": HTML, "Accept-Language": asked})
    assert found.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" in found.headers["Vary"]


@pytest.mark.parametrize("asked", ["ja", "ja,en-US;q=0.7", "fr,de;q=0.5", "", "*", ";;q=x"])
def test_any_other_browser_gets_japanese(client: FlaskClient, asked: str) -> None:
    assert visit(client, "/plan", asked) == (200, "")


def test_a_choice_by_link_wins(client: FlaskClient) -> None:
    assert visit(client, "/plan?lang=ja", "en") == (200, "")
    assert visit(client, "/plan?lang=en", "ja") == (200, "")
    assert visit(client, "/plan", "en", Referer="http://localhost/plan?lang=en") == (200, "")
    assert visit(client, "/plan", "en", Sec_Fetch_Site="same-origin") == (200, "")
    assert visit(client, "/plan", "en", Referer="http://elsewhere.example/")[0] == 302


def test_programs_and_files_are_never_sent_on(client: FlaskClient) -> None:
    for path in ("/plan", "/api/search?q=防災", "/openapi.json", "/doc/program/mihon-010101.ttl"):
        found = client.get(path, headers={"Accept": "*/*", "Accept-Language": "en"})
        assert found.status_code == 200, path
    assert visit(client, "/api/search?q=防災", "en")[0] == 200


def test_a_kept_page_says_that_it_depends_on_the_browser(client: FlaskClient) -> None:
    for _ in range(2):
        found = client.get("/plan", headers={"Accept": HTML, "Accept-Language": "ja"})
        assert "Accept-Language" in found.headers["Vary"]
        assert '<html lang="ja">' in found.text
    chosen = client.get("/plan?lang=ja", headers={"Accept": HTML})
    assert "Accept-Language" not in chosen.headers["Vary"]


@pytest.mark.parametrize("referrer", ["http://[x", "https://a]/", "//[", "\x00", "http://[::1]/"])
def test_an_odd_referrer_breaks_nothing(client: FlaskClient, referrer: str) -> None:
    headers = {"Referer": referrer, "Accept-Language": "en"}
    assert client.get("/about", headers=headers).status_code in (200, 302)
