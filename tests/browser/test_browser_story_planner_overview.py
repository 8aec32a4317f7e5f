"""A planner's stories: what feeds an indicator, and all measures by achievement and money."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import LOOKS, look_at
from tests.browser.story import SIZES, played

#: Clicks at most (cases/stories.md).
FEEDS, MEASURES = 2, 3
INDICATOR = "市政を信頼している市民の割合"


@pytest.mark.parametrize("size", SIZES)
def test_what_feeds_an_indicator_its_money_and_its_own_years(
    service: Service, browser: Browser, size: str
) -> None:
    """Story 1a."""
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(story.page.locator("main").get_by_role("link", name="指標に何が効いているか"))
        story.click(story.page.get_by_role("link", name=INDICATOR))
        expect(page.locator("h1")).to_have_text(INDICATOR)
        own = page.locator("section.own-years tbody tr")
        assert own.count() >= 5
        expect(own.filter(has_text="令和7年度")).to_contain_text("%")
        expect(page.locator("#programs + * thead").first).to_contain_text("令和7年度")
        expect(page.locator("section[aria-labelledby=programs] tbody tr")).to_have_count(3)
        expect(page.locator(".way").first).to_be_attached()
        assert story.clicks <= FEEDS


@pytest.mark.parametrize("size", SIZES)
def test_measures_of_low_achievement_and_a_grown_budget(
    service: Service, browser: Browser, size: str
) -> None:
    """Story 1c."""
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="企画・財政の方へ"))
        story.click(page.locator("main").get_by_role("link", name="施策の一覧"))
        expect(page.locator("svg.quadrant.change")).to_be_visible()
        expect(page.locator("section.answer-table tbody").first.locator("tr")).to_have_count(26)
        story.click(page.get_by_role("link", name="達成が低いのに、予算は増"))
        rows = page.locator("section.answer-table tbody").first.locator("tr")
        assert 0 < rows.count() < 26
        for told in rows.locator("td:last-child").all_inner_texts():
            assert told.startswith("+")
        for told in rows.locator("td b").all_inner_texts():
            assert int(told.rstrip("%")) < 50
        assert story.clicks <= MEASURES


@pytest.mark.parametrize("path", ["/indicators", "/programs?sort=change", "/measures"])
def test_the_overviews_look_right(service: Service, browser: Browser, path: str) -> None:
    for lang, widths in LOOKS:
        more = "&" if "?" in path else "?"
        look_at(browser, service.url, f"{service.url}{path}{more}lang={lang}", lang, widths)
