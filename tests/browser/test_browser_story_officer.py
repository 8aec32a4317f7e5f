"""The evaluation officer's stories (2a, 2b): a department's first finding, and its handout."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Service
from tests.browser.looking import serious
from tests.browser.story import SIZES, in_view, played

#: What ../shared/cases/stories.md allows.
MOST_2A, MOST_2B = 3, 2
DEPARTMENT = "健康福祉部"


@pytest.mark.parametrize("size", SIZES)
def test_a_departments_first_finding_in_three_clicks(
    service: Service, browser: Browser, size: str
) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="行政評価の方へ"))
        story.click(page.get_by_role("link", name=DEPARTMENT, exact=True).first)
        story.click(page.locator(".causes .show").first)
        page.wait_for_load_state("networkidle")
        assert story.clicks <= MOST_2A

        told = page.locator(".break-told")
        expect(told.locator(".sentence")).not_to_be_empty()
        expect(told.locator(".remedy")).to_contain_text("直し方")
        for part in (
            told.locator(".cause-head"),
            told.locator(".sentence"),
            told.locator(".remedy"),
        ):
            assert in_view(part), "title and remedy are in view"
        broken = page.locator("#break rect.b")
        assert in_view(broken), "the broken node is in view"
        assert broken.evaluate(
            """element => {
                const box = element.getBoundingClientRect();
                const x = box.x + box.width / 2, y = box.y + box.height / 2;
                const top = document.elementFromPoint(x, y);
                return top !== null && top.closest("#break") !== null;
            }"""
        ), "nothing lies over the broken node"
        assert serious(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_departments_handout_in_two_clicks(service: Service, browser: Browser, size: str) -> None:
    with played(browser, service.url, size) as story:
        page = story.page
        story.click(page.locator("main").get_by_role("link", name="行政評価の方へ"))
        with page.expect_download() as waiting:
            story.click(page.get_by_role("link", name=f"{DEPARTMENT}に配るExcel"))
        assert story.clicks <= MOST_2B
        path = waiting.value.path()
        book = load_workbook(io.BytesIO(path.read_bytes()))
        assert DEPARTMENT in book.sheetnames
        assert len(book.sheetnames) == 3, "cover, the department, the rules"
