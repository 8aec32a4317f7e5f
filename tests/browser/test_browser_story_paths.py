"""Story 4b: the shortest way between a kaizen practice and a town condition, within five clicks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import serious
from tests.browser.story import SIZES, Story, played

AT_MOST = 5
PRACTICE = "窓口の申請書を「書かない窓口」で一つにまとめる"
TOWN = "災害が起きても、市民が自ら判断して早く避難"


def pick(story: Story, field: str, words: str) -> None:
    story.write(story.page.locator(field), words)
    story.click(story.page.locator(".suggest:visible li", has_text=words).first)


@pytest.mark.parametrize("size", SIZES)
def test_4b_the_way_from_a_practice_to_a_town_condition(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="企画・財政の方へ"))
        story.click(page.get_by_role("link", name="二つのものの間の道筋"))
        pick(story, "#words-from", PRACTICE)
        expect(page.locator("#words-from")).to_have_count(0)
        pick(story, "#words-to", TOWN)
        expect(page.locator(".answer")).to_contain_text("を通ってつながっています")
        assert story.clicks <= AT_MOST
        expect(page.locator("svg.ways text.h").first).to_contain_text("道筋1")
        assert page.locator("svg.ways a").count() >= 3
        assert serious(page) == []
