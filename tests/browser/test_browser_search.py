"""Suggestions while typing: an ARIA combobox, by keyboard and pointer, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Service
from tests.browser.looking import Watch, serious


def typed(page: Page, selector: str, words: str) -> None:
    page.locator(selector).press_sequentially(words)
    page.locator(".suggest:visible li").first.wait_for()


@pytest.mark.parametrize(("lang", "words"), [("ja", "防犯 カメラ"), ("en", "disaster")])
@pytest.mark.parametrize("width", [360, 1400])
def test_suggestions_open_by_keyboard(
    service: Service, browser: Browser, lang: str, words: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    watch = Watch(page, service.url)
    page.goto(f"{service.url}/plan?lang={lang}")
    box = page.get_by_role("combobox").first
    expect(box).to_have_attribute("aria-expanded", "false")
    typed(page, "#site-search", words)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("ArrowDown")
    option = page.locator('[role="option"][aria-selected="true"]')
    expect(option).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "-")
    name = option.locator(".suggest-name").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    assert watch.outside == []
    assert watch.errors == []
    context.close()


def test_who_types_before_the_script_has_come_is_answered(service: Service, page: Page) -> None:
    held: list[Route] = []
    page.route("**/suggest.js*", lambda route: held.append(route))
    page.goto(service.url + "/plan", wait_until="commit")
    page.locator("#site-search").press_sequentially("防災")
    assert held
    held[0].continue_()
    page.locator(".suggest:visible li").first.wait_for()
    expect(page.locator("#site-search")).to_be_focused()
    expect(page.locator("#site-search")).to_have_value("防災")


def test_escape_puts_the_list_away_and_enter_searches(service: Service, page: Page) -> None:
    page.goto(service.url + "/")
    typed(page, "#site-search", "防災")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[role="option"][aria-selected="true"]')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".suggest:visible")).to_have_count(0)
    expect(page.locator("#site-search")).to_have_value("防災")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("「防災」の検索結果")
    expect(page.locator(".hits mark").first).to_have_text("防災")


def test_a_picker_leads_to_its_own_page(service: Service, page: Page) -> None:
    page.goto(service.url + "/graph")
    typed(page, "#graph-q", "防犯カメラ")
    page.locator(".suggest:visible li").first.click()
    page.wait_for_url("**/graph?node=*")
    expect(page.locator("#graph-canvas .vis-network canvas")).to_be_visible()


def test_a_suggestion_of_the_scenario_fills_the_field(service: Service, page: Page) -> None:
    page.goto(service.url + "/what-if")
    typed(page, "#words", "カメラ")
    page.locator(".suggest:visible li").first.click()
    expect(page.locator("#words")).to_have_value("地域防犯力向上・防犯カメラ設置事業")
    expect(page.locator('input[type="checkbox"]').first).to_be_visible()


def test_without_scripts_the_form_searches(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url + "/")
    page.locator("#site-search").fill("カメラ 防犯")
    page.locator("form.search button").click()
    expect(page.locator(".hits a").first).to_have_text("地域防犯力向上・防犯カメラ設置事業")
    page.locator(".facet a").first.click()
    expect(page.locator('.facet a[aria-current="true"]')).to_have_count(1)
    context.close()
