"""Stories of a citizen (cases/stories.md 5a and 5b): the city at a glance, and its last year."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import serious
from tests.browser.story import SIZES, in_view, played

#: The clicks that each story may take.
SEES, READS = 0, 2


@pytest.mark.parametrize("size", SIZES)
def test_home_shows_the_city_and_three_numbers_without_scrolling(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        numbers = story.page.locator(".three dd")
        expect(numbers).to_have_count(3)
        assert all(in_view(numbers.nth(n)) for n in range(3))
        assert in_view(story.page.locator("svg.lm-tree"))
        assert story.clicks <= SEES
        assert serious(story.page) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_citizen_reads_what_was_achieved_and_what_comes_next(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        story.click(story.page.get_by_role("link", name="市民の方へ"))
        story.page.wait_for_url("**/report")
        story.click(story.page.locator(".report-contents").get_by_role("link", name="安全・安心"))
        told = story.page.locator(".report-policy .sentences").first
        expect(told).to_contain_text("目標を達成し")
        expect(told).to_contain_text("次は、")
        assert in_view(told)
        assert story.clicks <= READS
        assert serious(story.page) == []
