"""Story 4a: from a program in the graph one relation alone, one node hidden and back, the link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import serious
from tests.browser.story import SIZES, played

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Service

#: Clicks at most, from the home page (cases/stories.md).
CLICKS = 6
INDICATORS = "details[data-key='-indicates']"


def names(page: Page) -> set[str]:
    return set(page.locator("#graph-rows th").all_inner_texts())


@pytest.mark.parametrize("size", SIZES)
def test_only_the_indicators_of_a_program(browser: Browser, service: Service, size: str) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="グラフで見る"))
        story.write(page.locator("#graph-q"), "自主防災組織育成")
        story.click(page.get_by_role("option", name="自主防災組織育成・地区防災計画支援事業").first)
        alone = page.locator(".graph-relation-box", has=page.locator(INDICATORS))
        story.click(alone.locator(".graph-alone"))
        page.wait_for_url(re.compile("-indicates$"))
        before = names(page)
        assert len(before) == 6, "the program and its five indicators"
        story.click(page.locator(f"{INDICATORS} .graph-hide").first)
        assert len(names(page)) == 5
        story.press("Control+z")
        page.wait_for_function("() => document.querySelectorAll('#graph-rows tr').length === 6")
        assert names(page) == before
        story.click(page.locator("#graph-copy"))
        page.locator("#graph-status", has_text="コピーしました").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        assert story.clicks <= CLICKS
        again = page.context.new_page()
        again.goto(link)
        again.wait_for_selector("#graph-view:not([hidden]) canvas")
        assert names(again) == before
        assert serious(again) == []
        assert again.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
