"""A planner's story: what changed in one measure between the last two closed years (1d)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.story import SIZES, played

#: Clicks that a story may take.
MOST = 3


@pytest.mark.parametrize("size", SIZES)
def test_what_changed_in_a_measure(service: Service, browser: Browser, size: str) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="計画の体系を見る"))
        story.click(page.locator("main").get_by_role("link", name="保育・幼児教育").first)
        story.click(page.locator("main").get_by_role("link", name="前の年度と比べる").first)
        assert story.clicks <= MOST
        expect(page.locator("#before option[selected]")).to_have_attribute("value", "2024")
        expect(page.locator("#after option[selected]")).to_have_attribute("value", "2025")
        table = page.locator(".answer-table").first
        top = table.evaluate("element => element.getBoundingClientRect().top")
        assert top < SIZES[size][1], "the table begins below the first screen"
        expect(page.locator(".lm-figure")).to_have_count(0)
        page.get_by_role("link", name="違いを図で見る").click()
        expect(page.locator(".lm-figure svg").first).to_be_visible()
