"""The graph explorer and the logic-model diagram in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAM = "/graph?node=program/mihon-010101"


def nodes_shown(page: Page) -> int:
    return page.locator("#graph-rows tr").count()


def test_the_graph_opens_by_keyboard_and_its_address_restores_the_view(
    page: Page, service: Service
) -> None:
    errors: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: outside.append(r.url) if service.url not in r.url else None)
    page.goto(service.url + PROGRAM)
    page.wait_for_selector("#graph-view:not([hidden]) canvas")
    before = nodes_shown(page)
    page.locator("#graph-rows button.graph-act").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('#graph-rows tr').length > n", arg=before
    )
    assert "open=" in page.url
    after = nodes_shown(page)
    assert f"{after}件" in page.inner_text("#graph-status")
    page.reload()
    page.wait_for_selector("#graph-view:not([hidden]) canvas")
    assert nodes_shown(page) == after
    assert not errors
    assert not [url for url in outside if not url.startswith("data:")]


def test_the_legend_filters_picture_and_table(page: Page, service: Service) -> None:
    page.goto(service.url + PROGRAM)
    page.wait_for_selector("#graph-kinds input:not([disabled])")
    before = nodes_shown(page)
    page.locator("#graph-kinds input[value=activity]").uncheck()
    assert nodes_shown(page) < before
    page.locator("#graph-kinds input[value=activity]").check()
    assert nodes_shown(page) == before


def test_the_small_picture_leads_to_what_is_out_of_view(page: Page, service: Service) -> None:
    page.goto(service.url + PROGRAM)
    page.wait_for_selector("#graph-view:not([hidden]) canvas")
    small = page.locator(".graph-minimap")
    page.click("[data-graph=all]")
    small.wait_for(state="hidden")
    for _ in range(4):
        page.click("[data-graph=in]")
    small.wait_for(state="visible")
    # The zoom is animated.
    page.wait_for_timeout(400)
    drawn = "document.querySelector('.vis-network canvas').toDataURL()"
    before = page.evaluate(drawn)
    small.click(position={"x": 12, "y": 56})
    page.wait_for_function(f"before => {drawn} !== before", arg=before)
    page.set_viewport_size({"width": 360, "height": 800})
    small.wait_for(state="hidden")


@pytest.mark.parametrize("width", [1400, 360])
def test_full_texts_of_the_diagram_are_seen_whole_on_focus(
    browser: Browser, service: Service, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(service.url + "/doc/program/mihon-010101")
    seen = 0
    for i in range(page.locator("a.n").count()):
        page.locator("a.n").nth(i).focus()
        page.wait_for_timeout(60)
        room = page.evaluate(
            """() => {
              const node = document.activeElement;
              const name = [...node.classList].find((c) => /-n\\d+$/.test(c));
              const full = document.querySelector("." + name.replace(/-n(\\d+)$/, "-f$1"));
              if (!full) return null;
              const box = full.querySelector(".p").getBoundingClientRect();
              const frame = node.closest(".lm-scroll").getBoundingClientRect();
              return [getComputedStyle(full).visibility === "visible" ? 0 : -99,
                box.left - frame.left, frame.right - box.right, box.top, innerHeight - box.bottom];
            }"""
        )
        if room:
            seen += 1
            assert min(room) >= -1, (i, room)
    assert seen
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_diagram_prints_on_one_page_and_needs_no_script(
    browser: Browser, service: Service
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url + "/doc/program/mihon-020402")
    assert page.locator("a.n.bad").count() >= 1
    assert "途切れ" in (page.locator("a.n.bad .bt").first.text_content() or "")
    page.emulate_media(media="print")
    box = page.locator(".lm-scroll > svg").bounding_box()
    assert box
    assert box["height"] <= 277 / 25.4 * 96, "a page of A3 across, less its margins"
    context.close()
