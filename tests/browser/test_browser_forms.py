"""A clerk's forms: typed, pasted, checked while typing, kept when the sign-in ends, joined."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import COMMAND, Service, start_service, stop_service
from tests.browser.looking import Watch, serious

PASSWORD = "a long password of nobody"
BASE = "http://127.0.0.1:8000/id"
#: A range as Excel puts it on the clipboard: wide digits, a unit, words, and rows too many.
RANGE = "１,０６０\t68\r\n70組織\t未定\r\n" + "1\t2\r\n" * 9
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
}"""


@pytest.fixture(scope="module")
def editing(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with an editor, over a small city."""
    home = tmp_path_factory.mktemp("forms") / "var"
    env = os.environ | {"MICHISUJI_HOME": str(home)}
    for words in (
        ["import", "toml", str(small_data / "mihon")],
        ["user", "add", "clerk", "--role", "editor", "--whole-city", "--password-stdin"],
    ):
        told = subprocess.run(
            [*COMMAND, *words], env=env, input=PASSWORD.encode(), capture_output=True, check=False
        )
        assert told.returncode == 0, told.stderr.decode()
    running = start_service(home)
    yield running
    stop_service(running)


def _sign_in(context: BrowserContext, service: Service) -> Page:
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{service.url}/drafts/sign-in")
    page.fill("input[name=name]", "clerk")
    page.fill("input[type=password]", PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    expect(page.locator("nav.staff")).to_contain_text("clerk")
    return page


def _input(page: Page, name: str) -> None:
    page.locator(f'[id="{name}"]').focus()


def _save(page: Page) -> None:
    page.get_by_role("button", name="保存する").first.click()


def _is_sound(page: Page) -> None:
    assert serious(page) == []
    for width in (360, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clerk_types_pastes_and_loses_nothing(editing: Service, browser: Browser) -> None:
    with browser.new_context(locale="ja-JP", viewport={"width": 1400, "height": 900}) as context:
        page = _sign_in(context, editing)
        watch = Watch(page, editing.url)
        page.goto(f"{editing.url}/drafts/edit?iri={BASE}/program/mihon-010101")
        page.locator('[id="rdfs:label@ja.0"]').fill("自主防災組織の育成")
        # By keyboard alone: empty a field, see its finding, and choose a unit from the list.
        _input(page, "lm:leadUnit.0")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        # A service that has just started reads the shapes first.
        beside = page.locator("[data-beside=lm-leadUnit]")
        expect(beside).to_contain_text("ORG-01", timeout=240_000)
        page.keyboard.type("総務部")
        expect(page.get_by_role("option").first).to_contain_text("総務部")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator('[id="lm:startYear.0"]').fill("来年")
        _save(page)
        expect(page.locator(".errors")).to_contain_text("開始年度")
        assert page.locator('[id="lm:leadUnit.0"]').input_value() == "総務部"
        _is_sound(page)
        page.locator('[id="lm:startYear.0"]').fill("令和元年度")
        _save(page)
        expect(page.locator("h1")).to_have_text("編集: 自主防災組織の育成")
        assert page.locator('[id="lm:startYear.0"]').input_value() == "2019"

        # A range of Excel in the grid of an indicator.
        page.goto(f"{editing.url}/drafts/edit?iri={BASE}/indicator/mihon-010101-01")
        _input(page, "values.2024.target")
        page.evaluate(PASTE, RANGE)
        expect(page.locator(".state")).to_contain_text("入り切らなかったます")
        expect(page.locator("[data-words]")).to_have_count(1)
        _is_sound(page)
        _save(page)
        expect(page.locator(".notice[role=status]")).to_have_text("下書きに保存しました。")
        values = {
            name: page.locator(f'[id="values.{name}"]').input_value()
            for name in ("2024.target", "2025.target", "2025.actual")
        }
        assert list(values.values()) == ["1,060", "70", "未定"]
        assert [e for e in watch.errors if "422" not in e] == []
        assert watch.outside == []


def test_what_was_typed_outlives_the_sign_in(editing: Service, browser: Browser) -> None:
    with browser.new_context(locale="ja-JP") as context:
        page = _sign_in(context, editing)
        page.goto(f"{editing.url}/drafts/edit?iri={BASE}/activity/mihon-010101-a1")
        name = page.locator('[id="rdfs:label@ja.0"]')
        context.clear_cookies()
        name.fill("期限の後の名前")
        expect(page.locator(".state")).to_contain_text("入力は残っています")
        _save(page)
        expect(page.locator("h1")).to_have_text("入力したものは残っています")
        _is_sound(page)
        _sign_in(context, editing).close()
        for _ in range(2):  # the mark of the form is first that of the session before
            page.get_by_role("button", name="もう一度送る").click()
        assert name.input_value() == "期限の後の名前"


def test_without_scripts_a_part_is_made_joined_and_taken_away(
    editing: Service, browser: Browser
) -> None:
    with browser.new_context(locale="ja-JP", java_script_enabled=False) as context:
        page = _sign_in(context, editing)
        page.goto(f"{editing.url}/drafts/new?for={BASE}/program/mihon-010101")
        page.get_by_role("link", name="活動(アクティビティ)").first.click()
        page.locator('[id="rdfs:label@ja.0"]').fill("避難所を点検する")
        _save(page)
        made = re.findall("iri=([^&]+)", page.url)[0]
        model = f"{BASE}/model/mihon-010101-2026"
        page.goto(f"{editing.url}/drafts/new?class=lm:CausalLink&for={model}")
        page.locator('[id="lm:from.0"]').fill("避難所を点検する")
        page.locator('[id="lm:to.0"]').fill(f"{BASE}/output/mihon-010101-p1")
        _save(page)
        expect(page.locator(".notice[role=status]")).to_have_text("作りました。")
        page.goto(f"{editing.url}/drafts/delete?iri={made}")
        expect(page.locator("#with")).to_have_text("一緒に消えるもの: 1件")
        page.get_by_role("button", name="消す", exact=True).click()
        page.goto(f"{editing.url}/drafts/edit?iri={made}")
        expect(page.locator("h1")).to_contain_text("見つかりません")
