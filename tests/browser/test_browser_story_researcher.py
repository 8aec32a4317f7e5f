"""Stories 5c and 5d: all values of indicators as a file; a first result drawn as a chart."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import serious
from tests.browser.story import SIZES, in_view, played

#: The clicks that each story may take.
TAKES, DRAWS = 3, 4


@pytest.mark.parametrize("size", SIZES)
def test_an_open_data_user_takes_all_values_of_indicators_with_their_licence(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.get_by_role("contentinfo").get_by_role("link", name="データのカタログ"))
        part = page.get_by_role("region", name="すべての指標の値")
        expect(part.locator("a[rel=license]").first).to_be_visible()
        with page.expect_download() as waiting:
            story.click(part.get_by_role("link", name="CSV"))
        lines = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
        assert lines[0] == "指標,指標 (IRI),年度,目標,実績"
        assert len(lines) > 100
        assert story.clicks <= TAKES
        assert serious(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_researcher_draws_a_first_result_from_an_example(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        if size == "telephone":
            story.click(page.locator(".menu summary"))
        story.click(page.get_by_role("navigation").get_by_role("link", name="SPARQL"))
        story.click(page.get_by_role("link", name="施策と年度ごとの予算と執行"))
        chart = page.locator("svg.lm-result")
        expect(chart).to_be_visible()
        assert "令和" in (chart.locator("desc").text_content() or "")
        story.click(page.locator(".views").get_by_role("link", name="棒"))
        expect(page.locator(".views [aria-current]")).to_have_text("棒")
        expect(page.locator("svg.lm-result rect").first).to_be_visible()
        expect(page.get_by_role("table")).to_be_visible()
        assert story.clicks <= DRAWS


@pytest.mark.parametrize("size", SIZES)
def test_a_name_typed_into_a_question_is_offered_and_answered(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size, "/questions/programs-of-unit") as story:
        page = story.page
        field = page.get_by_role("combobox", name="組織")
        story.write(field, "くらし")
        story.click(page.get_by_role("option", name="くらし安全課").first)
        expect(page.locator("#answer")).to_be_visible()
        expect(page.get_by_role("combobox", name="組織")).to_have_value("くらし安全課")
        assert serious(page) == []
        story.click(page.get_by_role("link", name="自分の質問にする"))
        assert "unit/mihon-s-crime" in page.locator("textarea#query").input_value()
        assert in_view(page.locator("h1"))
