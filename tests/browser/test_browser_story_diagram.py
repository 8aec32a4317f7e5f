"""The clerk's story: a model with two breaks is mended in the picture, by mouse and by keyboard.

What is lost elsewhere is kept here: a page that is read again, a sign-in that ends, a colleague.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import COMMAND, Service
from tests.browser.looking import Watch, serious
from tests.browser.story import SIZES, window

PASSWORD = "blue harbour at seven"


#: The middle of a column of the picture, in pixels of the window.
MIDDLE = """(frame, name) => {
    const [, left, width] = JSON.parse(frame.dataset.bands).find(([column]) => column === name);
    const svg = frame.querySelector(":scope > svg");
    return new DOMPoint(left + width / 2, 0).matrixTransform(svg.getScreenCTM()).x;
}"""


@pytest.fixture(scope="module", autouse=True)
def staff(service: Service) -> None:
    """Two editors of the whole city; drafts are theirs, and readers' pages stay as they are."""
    env = os.environ | {"MICHISUJI_HOME": str(service.home)}
    for name in ("clerk", "second"):
        words = ["user", "add", name, "--role", "editor", "--whole-city", "--password-stdin"]
        subprocess.run([*COMMAND, *words], env=env, input=PASSWORD, text=True, check=True)


@contextmanager
def clerk(browser: Browser, service: Service, size: str, lang: str) -> Iterator[Page]:
    """The page of a clerk who has signed in; at its end it fits, and has met no error."""
    with window(browser, size, lang) as context:
        page = context.new_page()
        watch = Watch(page, service.url)
        sign_in(page, service.url, "clerk")
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert serious(page) == []
        refused = ("status of 401", "status of 409")
        assert [e for e in watch.errors if not any(code in e for code in refused)] == [], (
            watch.errors
        )
        assert watch.outside == []


def sign_in(page: Page, url: str, name: str) -> None:
    if "/sign-in" not in page.url:
        page.goto(f"{url}/drafts/sign-in")
    page.locator("main input[name=name]").fill(name)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main input[type=password]").press("Enter")
    expect(page.locator("main input[type=password]")).to_have_count(0)


def edit(page: Page, service: Service, program: str, lang: str = "ja") -> None:
    owner = f"http://127.0.0.1:8000/id/program/mihon-{program}"
    page.goto(f"{service.url}/drafts/diagram?owner={owner}&lang={lang}")
    expect(page.locator("[data-part=save]")).to_have_attribute("data-waits", "")


def node(page: Page, name: str) -> Locator:
    return page.locator("a.n").filter(has_text=name).first


def pull(page: Page, source: Locator, target: Locator) -> None:
    """Drag from the handle of one element to another, as a hand does."""
    href = source.get_attribute("href")
    page.locator(".lm-scroll").evaluate("one => one.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)  # a chosen element's panel has come smoothly into view before
    grip, end = page.locator(f'[data-of="{href}"].grip').bounding_box(), target.bounding_box()
    assert grip
    assert end
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + 10, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    page.mouse.up()


def test_two_breaks_are_mended_by_mouse(service: Service, browser: Browser) -> None:
    with clerk(browser, service, "desk", "ja") as page:
        edit(page, service, "020402")
        breaks, kept = page.locator(".breaks"), page.locator(".count")
        expect(breaks).to_contain_text("違反 3件")
        page.get_by_role("link", name="要素を加える").click()
        page.locator("#add_kind").select_option("short")
        page.locator("#add_ja").fill("若者が相談できる")
        page.get_by_role("button", name="加える", exact=True).click()
        expect(node(page, "若者が相談できる")).to_be_visible()
        for number, name in enumerate(("声をかけた青少年", "受け付けた若者"), 2):
            source = page.locator("a.n").filter(has_text=name).last
            pull(page, source, node(page, "若者が相談できる"))
            expect(kept).to_contain_text(f"{number}件")
        expect(breaks).to_contain_text("違反 2件")
        expect(page.locator(".found .mended, .found li.mended")).to_have_count(3)

        page.keyboard.press("Control+z")
        expect(breaks).to_contain_text("違反 3件")
        page.keyboard.press("Control+y")
        expect(breaks).to_contain_text("違反 2件")

        page.locator(".lm-scroll").evaluate("one => one.scrollIntoView({block: 'center'})")
        box = node(page, "若者が相談できる").bounding_box()
        middle = page.locator(".lm-scroll").evaluate(MIDDLE, "mid")
        assert box
        page.mouse.move(box["x"] + 30, box["y"] + 12)
        page.mouse.down()
        page.mouse.move(middle, box["y"] + 12, steps=4)
        page.mouse.up()
        expect(kept).to_contain_text("4件")
        page.locator("#undo").click()
        expect(kept).to_contain_text("3件")
        expect(breaks).to_contain_text("違反 2件")

        page.get_by_role("link", name="保存へ").click()
        page.locator("#reason").fill("途切れを直した")
        page.get_by_role("button", name="下書きに保存する").click()
        expect(page.get_by_text("下書きに保存しました")).to_be_visible()
        expect(breaks).to_contain_text("違反 2件")
        expect(page.locator("a.n").filter(has_text="若者が相談できる")).to_have_count(1)


def press(page: Page, goal: Locator, key: str = "Enter") -> None:
    """Move to something with Tab, as a person does, and press a key."""
    goal.wait_for()
    for _ in range(150):
        if goal.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(goal).to_be_focused()
    page.keyboard.press(key)


def test_a_break_is_mended_by_keyboard_on_a_telephone(service: Service, browser: Browser) -> None:
    with clerk(browser, service, "telephone", "en") as page:
        edit(page, service, "060303", "en")
        expect(page.locator(".breaks")).to_contain_text("1 violation")
        rows = page.locator("tbody tr")
        output, lonely = (page.locator("tbody th button").nth(n) for n in (4, 7))
        press(page, output)
        expect(page.locator("#chosen-title")).to_be_focused()
        press(page, page.locator("#panel-join"))
        press(page, rows.nth(7).locator("th button"))
        expect(page.locator("#told")).to_contain_text("Joined")
        expect(page.locator(".breaks")).to_contain_text("No violations")
        expect(lonely).to_be_visible()

        press(page, page.locator("#f-rationale"), "a")
        page.keyboard.type(" reason")
        press(page, page.locator("#confidence"), "0")
        page.keyboard.type(".7")
        page.keyboard.press("Enter")
        expect(page.locator(".count")).to_contain_text("2 unsaved steps")
        expect(page.locator("#f-rationale")).to_have_value("a reason")
        press(page, page.locator("#reason"), "m")
        press(page, page.locator("#save"))
        expect(page.get_by_text("Saved in the drafts.")).to_be_visible()


def test_what_is_unsaved_is_never_lost(service: Service, browser: Browser) -> None:
    with clerk(browser, service, "desk", "ja") as page:
        edit(page, service, "040202")
        page.on("dialog", lambda dialog: dialog.accept())
        first = page.locator("a.n").nth(3)
        first.click()
        page.locator("#ja").fill("書き直した名前")
        page.locator("#panel-do").click()
        expect(page.locator(".count")).to_contain_text("1件")
        page.reload()
        expect(page.locator(".count")).to_contain_text("1件")
        expect(node(page, "書き直した名前")).to_be_visible()

        page.context.clear_cookies()
        page.locator("#reason").fill("理由")
        page.locator("#save").click()
        expect(page.locator("#failed")).to_contain_text("サインインの期限が切れました")
        page.locator("#failed a:visible").click()
        sign_in(page, service.url, "clerk")
        expect(page.locator(".count")).to_contain_text("1件")
        expect(node(page, "書き直した名前")).to_be_visible()

        with window(browser, "desk") as context:
            other = context.new_page()
            sign_in(other, service.url, "second")
            edit(other, service, "040202")
            other.locator("a.n").nth(3).click()
            other.locator("#ja").fill("同僚の名前")
            other.locator("#panel-do").click()
            expect(other.locator(".count")).to_contain_text("1件")
            other.locator("#save").click()
            expect(other.get_by_text("下書きに保存しました")).to_be_visible()
        page.locator("#save").click()
        expect(page.locator("#conflict")).to_be_visible()
        expect(page.locator(".count")).to_contain_text("1件")
        page.locator("#save").click()
        expect(page.get_by_text("下書きに保存しました")).to_be_visible()
        expect(node(page, "書き直した名前")).to_be_visible()
        page.reload()
        expect(page.locator(".count")).to_contain_text("ありません")


def test_all_is_done_without_scripts(service: Service, browser: Browser) -> None:
    width, height = SIZES["telephone"]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="ja-JP", java_script_enabled=False
    )
    page = context.new_page()
    sign_in(page, service.url, "clerk")
    page.goto(f"{service.url}/drafts/diagram?owner=http://127.0.0.1:8000/id/program/mihon-010301")
    if page.get_by_role("button", name="点検する").count():
        page.get_by_role("button", name="点検する").first.click()
    expect(page.locator(".breaks")).to_contain_text("違反 1件")
    page.get_by_role("button", name="ここを直す").first.click()
    page.locator("#panel-join").click()
    page.locator("tbody tr").nth(6).locator("th button").click()
    expect(page.locator(".breaks")).to_contain_text("違反はありません")
    page.locator("#reason").fill("つないだ")
    page.locator("#save").click()
    expect(page.get_by_text("下書きに保存しました")).to_be_visible()
    context.close()
