"""The section staff's story (3): their own section's state, in two clicks from the first page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import serious
from tests.browser.story import SIZES, played

#: What ../shared/cases/stories.md allows.
MOST = 2


@pytest.mark.parametrize("size", SIZES)
def test_the_own_section_in_two_clicks(service: Service, browser: Browser, size: str) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.write(page.locator("#site-search"), "くらし安全課")
        option = page.get_by_role("option").filter(has_text=re.compile("くらし安全課")).first
        story.click(option)
        expect(page.locator("h1")).to_have_text("くらし安全課")
        assert story.clicks <= MOST

        tiles = page.locator(".unit-tiles")
        expect(tiles).to_contain_text("主管する事業")
        expect(tiles.locator(".achieved.met")).to_be_visible()
        missed = page.locator("#indicators ~ .table-scroll .achieved").first
        expect(missed).to_be_attached()
        expect(page.locator(".unit-findings .show").first).to_have_text("図で見る")
        expect(page.locator("#due")).to_be_attached()
        expect(page.locator("#near ~ ul li").first).to_contain_text("安全")
        assert serious(page) == []
