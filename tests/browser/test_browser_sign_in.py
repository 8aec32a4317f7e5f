"""Staff sign in with a keyboard alone, set a password, and find their way; on any screen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import COMMAND, Service, start_service, stop_service
from tests.browser.looking import Watch, serious
from tests.staff import PASSWORD


@dataclass(frozen=True)
class Staffed:
    """A service of its own, and the one-time password of its administrator."""

    service: Service
    one_time: str


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    home = tmp_path_factory.mktemp("staff")
    made = subprocess.run(
        [*COMMAND, "user", "add", "kanri", "--role", "administrator"],
        env=os.environ | {"MICHISUJI_HOME": str(home)},
        capture_output=True, check=True, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    running = start_service(home)
    yield Staffed(running, made.stdout.split()[-1])
    stop_service(running)


def _fits(page: Page) -> None:
    """The page is accessible, and fits a telephone and a window."""
    assert serious(page) == []
    for width in (1400, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def _typed(page: Page, field: str, text: str) -> None:
    page.locator(f"main [name={field}]").focus()
    page.keyboard.type(text)


def test_from_the_first_password_to_signing_out_everywhere(
    browser: Browser, staffed: Staffed
) -> None:
    page = browser.new_context(locale="ja-JP").new_page()
    watch = Watch(page, staffed.service.url)
    page.goto(f"{staffed.service.url}/")
    page.get_by_role("link", name="職員の方", exact=True).press("Enter")
    _fits(page)
    _typed(page, "name", "kanri")
    _typed(page, "password", staffed.one_time)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("自分のアカウント")
    _fits(page)
    _typed(page, "new", PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]")).to_contain_text("パスワードを決めました")
    _typed(page, "name", "夜間の取込み")
    page.keyboard.press("Enter")
    expect(page.locator("code.secret")).to_contain_text("michisuji_")
    _fits(page)
    page.get_by_role("button", name="すべての端末でサインアウト").press("Enter")
    expect(page.locator("main [role=status]")).to_contain_text("サインアウトしました")
    assert watch.outside == []
    assert watch.errors == []


def test_what_an_administrator_sees_in_both_languages(browser: Browser, staffed: Staffed) -> None:
    page = browser.new_context(locale="ja-JP").new_page()
    page.goto(f"{staffed.service.url}/drafts/accounts?lang=en")
    _typed(page, "name", "kanri")
    _typed(page, "password", "not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong")
    _fits(page)
    _typed(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    paths = ("accounts", "audit", "account", "upload")
    for path, language in product(paths, ("", "?lang=en")):
        page.goto(f"{staffed.service.url}/drafts/{path}{language}")  # upload: not theirs, 403
        assert page.locator("h1").count() == 1
        _fits(page)
