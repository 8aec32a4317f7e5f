"""A telephone held upright: one row of header, text that can be read, headings that stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Service
from tests.browser.looking import serious

PAGES = (
    "/", "/plan", "/doc/measure/mihon-0101", "/doc/program/mihon-010101",
    "/doc/indicator/mihon-010101-04", "/doc/unit/mihon-s-safety", "/quality", "/kaizen",
    "/indicators", "/measures", "/programs", "/report/2024", "/impact?target=id/measure/mihon-0101",
    "/years?node=id/program/mihon-010101",
)  # fmt: skip

#: Sizes in pixels of all texts on the screen, with the text; those of a picture as it is scaled.
SIZES = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, holder = text.parentElement;
    const hidden = holder.closest(".visually-hidden, title, desc, style, script");
    if (!text.data.trim() || hidden) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || !holder.checkVisibility({ visibilityProperty: true })) continue;
    const scale = holder.ownerSVGElement ? holder.getScreenCTM().a || holder.getScreenCTM().b : 1;
    found.push([parseFloat(getComputedStyle(holder).fontSize) * Math.abs(scale), text.data.trim()]);
  }
  return found;
}"""


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_no_text_is_under_ten_pixels(
    service: Service, telephone: Page, address: str, lang: str
) -> None:
    answer = telephone.goto(f"{service.url}{address}{'&' if '?' in address else '?'}lang={lang}")
    assert answer is not None
    assert answer.ok
    sizes = telephone.evaluate(SIZES)
    assert len(sizes) > 20
    assert min(sizes)[0] >= 10, min(sizes)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_menu_is_folded_into_one_row(service: Service, telephone: Page, lang: str) -> None:
    telephone.goto(f"{service.url}/plan?lang={lang}")
    header, menu = telephone.locator("header.site"), telephone.locator(".menu summary")
    navigation, language = telephone.locator(".site-nav"), telephone.locator(".language a")
    assert header.bounding_box()["height"] <= 64  # type: ignore[index]
    assert telephone.locator("#site-search").is_visible()
    assert not navigation.is_visible()
    menu.focus()
    telephone.keyboard.press("Enter")
    assert navigation.is_visible()
    assert serious(telephone) == []
    telephone.keyboard.press("Tab")
    assert language.evaluate("link => link === document.activeElement"), "what opened is next"
    telephone.set_viewport_size({"width": 1400, "height": 900})
    assert navigation.is_visible()
    assert not menu.is_visible()


def test_the_menu_opens_without_scripts(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{service.url}/?lang=ja")
    page.locator(".menu summary").click()
    page.locator(".site-nav a", has_text="計画の体系").click()
    page.wait_for_url("**/plan**")
    context.close()


def test_head_and_first_column_stay_in_view(service: Service, telephone: Page) -> None:
    telephone.goto(f"{service.url}/programs?lang=ja")
    scroll = telephone.locator(".table-scroll").first
    row = scroll.locator("tbody th").nth(12)
    before = row.bounding_box()
    scroll.evaluate("box => box.scrollTo(400, 600)")
    outer, head = scroll.bounding_box(), scroll.locator("thead th").first.bounding_box()
    name = row.bounding_box()
    assert outer is not None
    assert head is not None
    assert name is not None
    assert before is not None
    assert abs(head["y"] - outer["y"]) <= 2
    assert abs(head["x"] - outer["x"]) <= 2
    assert abs(name["x"] - outer["x"]) <= 2
    assert name["y"] < before["y"], "it was scrolled"
    assert name["width"] <= outer["width"] / 2, "the values have room beside the names"
