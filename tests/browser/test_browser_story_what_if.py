"""Planners' stories of deciding: two scenarios side by side (1b)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.story import SIZES, in_view, played

#: Clicks that a story may take.
MOST = 6


@pytest.mark.parametrize("size", SIZES)
def test_two_programs_stop_and_a_third_is_cut(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="企画・財政の方へ"))
        story.click(page.locator("main").get_by_role("link", name="もしやめたら"))
        rows = page.locator(".what-if-group li")
        story.click(rows.nth(0).get_by_role("checkbox"))
        story.click(rows.nth(1).get_by_role("checkbox"))
        place = page.evaluate("scrollY")
        story.write(rows.nth(2).get_by_role("spinbutton"), "37")
        answer = page.locator(".what-if-answer .answer")
        expect(answer).to_contain_text("2件をやめ、1件を減らすと、")
        expect(answer).to_contain_text("が空きます。")
        assert abs(page.evaluate("scrollY") - place) < 200, "the page jumped"
        assert in_view(page.locator("#sum" if size == "telephone" else ".what-if-answer .answer"))
        page.locator("#called-a").fill("案A 減らす")
        expect(page.locator(".what-if-answer h3")).to_have_text("案A 減らす")
        story.click(page.get_by_role("button", name="案Bを並べる"))
        expect(page.locator(".what-if-answer h3")).to_have_text(["案A 減らす", "案B"])
        if size == "desk":
            assert page.evaluate("scrollY") > 0 or in_view(page.locator(".what-if-answer h3").last)
        assert story.clicks <= MOST
        page.goto(page.url)
        expect(page.locator(".what-if-answer h3")).to_have_text(["案A 減らす", "案B"])
        expect(page.locator(".what-if-row.side-b input:checked")).to_have_count(2)
        expect(page.locator(".what-if-row input[value='37']")).to_have_count(2)
