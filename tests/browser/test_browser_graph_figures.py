"""Colour by a figure: on the nodes and in the legend, in the file, in the link; ways to a node."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.looking import serious
from tests.browser.story import SIZES, window

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Service

MEASURE = "/graph?node=measure/mihon-0101"


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#graph-details .graph-relation-box")


def saved_svg(page: Page, place: Path) -> str:
    with page.expect_download() as saved:
        page.locator("[data-graph=svg]").click()
    saved.value.save_as(place / "picture.svg")
    return (place / "picture.svg").read_text("utf-8")


def test_a_figure_colours_with_words_and_legend_and_is_in_file_and_link(
    page: Page, service: Service, tmp_path: Path
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page, service.url + MEASURE)
    plain = saved_svg(page, tmp_path)
    assert "億" not in plain
    page.locator("#graph-by").select_option("budget")
    page.locator("#graph-details", has_text="予算: 1億3,530万円").wait_for()
    assert "#by=budget" in page.url
    assert "1億円以上" in page.inner_text("#graph-scale")
    assert "1億3,530万円" in page.inner_text("#graph-rows")
    drawn = saved_svg(page, tmp_path)
    for part in ("1億3,530万円", "予算: 1億円以上", "予算: 数値なし", 'fill="#b0cdf7"'):
        assert part in drawn
    page.locator("#graph-by").select_option("achievement")
    page.locator("#graph-details", has_text="達成: ○").wait_for()
    assert "△ 達成に近い" in page.inner_text("#graph-scale")
    address = page.url
    page.go_back()
    page.locator("#graph-details", has_text="予算").wait_for()
    page.goto("about:blank")
    opened(page, address)
    page.locator("#graph-details", has_text="達成: ○").wait_for()
    page.locator("#graph-by").select_option("")
    assert page.locator("#graph-scale").is_hidden()
    assert saved_svg(page, tmp_path).count("<rect") == plain.count("<rect")
    assert not errors


def test_ways_lead_from_the_start_or_a_chosen_node_to_the_selected_one(
    page: Page, service: Service
) -> None:
    opened(page, service.url + MEASURE)

    def ends() -> dict[str, list[str]]:
        return parse_qs(urlsplit(page.locator("#graph-path").get_attribute("href") or "").query)

    start = ends()["from"]
    assert start[0].endswith("measure/mihon-0101")
    assert "to" not in ends()
    page.locator("[data-key='-partOf'] summary").click()
    programs = page.locator("[data-key='-partOf'] .graph-choose")
    name = programs.first.inner_text().split(" ", 1)[1]
    programs.first.click()
    page.locator("#graph-details .graph-name", has_text=name).wait_for()
    assert ends()["from"] == start
    program = ends()["to"]
    page.locator("#graph-path-from").click()
    assert ends() == {"from": program}
    page.locator("[data-graph=start]").click()
    page.locator("#graph-path", has_text=name).wait_for()
    assert ends() == {"from": program, "to": start}
    page.locator("#graph-path").click()
    assert name in page.inner_text("main")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_on_a_telephone_the_tools_are_one_row_and_the_rest_is_behind_a_button(
    browser: Browser, service: Service, lang: str
) -> None:
    context = window(browser, "telephone", lang)
    page = context.new_page()
    opened(page, f"{service.url}{MEASURE}&lang={lang}#by=findings")
    tools = page.locator(".graph-tools").bounding_box()
    assert tools
    assert tools["height"] < 60
    assert page.locator("[data-graph=svg]").is_hidden()
    more = page.locator("#graph-more")
    more.click()
    assert more.get_attribute("aria-expanded") == "true"
    assert page.locator("[data-graph=svg]").is_visible()
    page.locator("#graph-scale", has_text="3").wait_for()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["telephone"][0]
    more.press("Escape")
    assert page.locator("[data-graph=svg]").is_hidden()
    context.close()
