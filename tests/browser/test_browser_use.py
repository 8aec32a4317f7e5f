"""Use as a person would: by keyboard, without scripts, on paper, in the graph."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service
from tests.browser.looking import Watch

PROGRAM = "/doc/program/mihon-010301"


def test_every_element_is_reached_by_keyboard_and_tells_its_full_text(
    service: Service, page: Page
) -> None:
    page.goto(service.url + PROGRAM)
    nodes = page.locator("svg.lm-svg a")
    assert nodes.count() >= 8
    first = nodes.first
    first.focus()
    assert first.evaluate("node => node === document.activeElement")
    name = first.get_attribute("aria-label") or first.locator("title").first.text_content()
    assert name
    assert len(name) > 5


def test_a_broken_chain_is_told_in_words_and_in_the_table(service: Service, page: Page) -> None:
    page.goto(service.url + PROGRAM)
    expect(page.locator("svg.lm-svg")).to_contain_text("途切れ")
    page.locator("details.lm-table summary").click()
    expect(page.locator("details.lm-table tr.lm-broken").first).to_be_visible()
    expect(page.locator(".findings").first).to_contain_text("CHAIN-03")


def test_the_diagram_works_without_scripts(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url + PROGRAM)
    expect(page.locator("svg.lm-svg")).to_be_visible()
    page.goto(service.url + "/graph?node=id/program/mihon-010301")
    assert page.locator("main a[href*='/doc/']").count() > 5
    page.goto(service.url + "/sparql")
    page.locator("form.plain-query button").click()
    expect(page.locator("main table")).to_contain_text("事業")
    context.close()


def test_the_diagram_prints_on_one_page(service: Service, page: Page) -> None:
    page.goto(service.url + PROGRAM)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1050, "height": 1485})
    box = page.locator("svg.lm-svg").bounding_box()
    assert box is not None
    assert box["width"] <= 1050
    assert box["height"] <= 1485
    pdf = page.pdf(format="A3", landscape=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", pdf)) <= 6


def test_the_language_is_kept_from_page_to_page(service: Service, page: Page) -> None:
    page.goto(service.url + "/")
    page.locator(".language a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("navigation").get_by_role("link", name="Plan", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Plan")


def test_search_finds_a_program(service: Service, page: Page) -> None:
    page.goto(service.url + "/")
    page.locator("#site-search").fill("防犯カメラ")
    page.locator("#site-search").press("Enter")
    page.locator("main a", has_text="防犯カメラ設置事業").first.click()
    expect(page.locator("h1")).to_contain_text("防犯カメラ")


def test_the_graph_grows_by_a_click_and_keeps_it_in_its_address(
    service: Service, page: Page
) -> None:
    watch = Watch(page, service.url)
    page.goto(service.url + "/graph?node=id/measure/mihon-0101", wait_until="networkidle")
    expect(page.locator("#graph-canvas .vis-network canvas")).to_be_visible()
    before = page.locator("#graph-rows tr").count()
    # The details say and do with buttons what a click in the picture does.
    page.locator("#graph-details summary", has_text="部分").click()
    page.locator("#graph-details button", has_text="地区防災計画支援事業").first.click()
    page.locator("#graph-details button", has_text="広げる").first.click()
    page.wait_for_function(
        "count => document.querySelectorAll('#graph-rows tr').length > count", arg=before
    )
    grown = page.locator("#graph-rows tr").count()
    page.goto(page.url, wait_until="networkidle")
    assert page.locator("#graph-rows tr").count() == grown
    assert watch.errors == []
    assert watch.outside == []


def test_a_query_from_a_page_gives_the_same_rows(service: Service, page: Page) -> None:
    page.goto(service.url + "/doc/program/mihon-010101")
    years = page.locator("section[aria-labelledby=money] table").first.locator("tbody tr").count()
    page.locator("section[aria-labelledby=money] .behind a").click()
    expect(page.locator("section[aria-labelledby=result] tbody tr")).to_have_count(years)


def test_the_one_editor_completes_a_japanese_name_and_runs_the_query(
    service: Service, page: Page
) -> None:
    watch = Watch(page, service.url)
    page.goto(service.url + "/sparql", wait_until="networkidle")
    expect(page.locator("#query")).to_be_hidden()
    page.locator(".CodeMirror-line", has_text="a lm:Program").click()
    page.keyboard.press("Home")
    page.keyboard.insert_text("?place org:unitOf ?above . ?program ")
    page.keyboard.insert_text("主管")
    expect(page.locator(".CodeMirror-hints li").first).to_contain_text("lm:leadUnit")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(" ?place . ")
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "?program lm:leadUnit ?place ." in text
    assert text.count("PREFIX lm:") == 1
    assert "PREFIX org:" not in text, "only what was chosen brings its prefix"
    page.keyboard.press("Home")
    page.keyboard.press("Control+Space")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.querySelector('.CodeMirror').CodeMirror.setValue("
        "'SELECT ?program { ?program a <https://w3id.org/michisuji/ns#Program> } LIMIT 3')"
    )
    page.locator(".CodeMirror-lines").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("section[aria-labelledby=result] tbody tr")).to_have_count(3)
    assert watch.outside == []
    assert watch.errors == []


def test_a_query_is_typed_without_scripts(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url + "/sparql")
    page.locator("#query").fill(
        "SELECT ?s { ?s a <https://w3id.org/michisuji/ns#Program> } LIMIT 2"
    )
    page.locator(".plain-query button").click()
    expect(page.locator("section[aria-labelledby=result] tbody tr")).to_have_count(2)
    context.close()
