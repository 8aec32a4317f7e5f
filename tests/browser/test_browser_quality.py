"""The quality pages in use: a break in its diagram, by keyboard, without scripts, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service
from tests.browser.looking import Watch, serious

RULE = "CHAIN-03"


def to_a_break(page: Page, service: Service, lang: str = "ja") -> None:
    """From the list of causes to the diagram of the first one."""
    page.goto(f"{service.url}/quality/causes?rule={RULE}&lang={lang}", wait_until="networkidle")
    page.locator(".cause .show").first.click()
    page.wait_for_url(re.compile(r"break=[0-9a-f]{16}.*#break$"))
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [360, 1400])
def test_a_break_is_in_view_and_marked(
    service: Service, browser: Browser, width: int, lang: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    watch = Watch(page, service.url)
    to_a_break(page, service, lang)
    marked = page.locator("#break")
    expect(marked).to_have_count(1)
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("ここ" if lang == "ja" else "Here")
    expect(page.locator(".cause.here")).to_contain_text(RULE)
    assert watch.outside == []
    assert watch.errors == []
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_break_is_shown_without_scripts(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{service.url}/quality/causes?rule={RULE}")
    page.goto(service.url + (page.locator(".cause .show").first.get_attribute("href") or ""))
    expect(page.locator("#break")).to_be_in_viewport()
    context.close()


def test_causes_are_narrowed_by_keyboard(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/quality/causes")
    every = page.locator("main [role=status]").inner_text()
    page.get_by_label("重大さ").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.locator("form.filters button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("severity=violation"))
    assert page.locator("main [role=status]").inner_text() != every
    assert page.locator(".cause:not(.violation)").count() == 0
    page.locator(".chips a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]")).to_have_text(every)


def test_a_folded_list_of_symptoms_opens_by_keyboard(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/quality/causes?severity=violation")
    symptoms = page.locator("details.symptoms").first
    expect(symptoms.locator("li").first).not_to_be_visible()
    symptoms.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(symptoms.locator("li").first).to_be_visible()


@pytest.mark.parametrize("path", ["/quality", "/quality/causes", "/rules", "/rules/CHAIN-03"])
def test_pages_print_within_the_paper(service: Service, page: Page, path: str) -> None:
    page.goto(service.url + path)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1018})
    wide = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main table, main .cause, main pre')]"
        ".map(e => e.getBoundingClientRect().right))"
    )
    assert wide <= 720
    assert len(page.pdf(format="A4")) > 10_000


def test_a_workbook_is_downloaded_under_its_name(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/quality?department=id/unit/mihon-d-health")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excelブック").click()
    assert re.fullmatch(r"点検結果-健康福祉部-[0-9-]+\.xlsx", waiting.value.suggested_filename)
