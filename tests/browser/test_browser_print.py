"""Pages on paper: a program and a measure fill one or two sheets of A4, the report a few."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Service

#: Pages by address: the most sheets that each fills.
SHEETS = {
    "/doc/program/mihon-010101": 2,
    "/doc/program/mihon-010201": 2,
    "/doc/measure/mihon-0101": 2,
    "/doc/indicator/mihon-010101-04": 1,
    "/report/2024": 6,
}


def sheets(page: Page) -> list[tuple[float, float]]:
    """Return width and height in points of each sheet that the page fills."""
    made = page.pdf(format="A4", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", made)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", made))
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("address", SHEETS)
def test_it_fills_few_sheets(service: Service, browser: Browser, address: str, lang: str) -> None:
    page = browser.new_page()
    page.goto(f"{service.url}{address}?lang={lang}")
    found = sheets(page)
    page.close()
    assert 1 <= len(found) <= SHEETS[address]
    assert {round(max(sheet)) for sheet in found} == {842}, "every sheet is A4"


def test_a_diagram_lies_whole_on_a_sheet_on_its_side(service: Service, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1047, "height": 725})  # A4 inside its margins
    page.goto(f"{service.url}/doc/program/mihon-010101?lang=ja")
    assert all(width > height for width, height in sheets(page))
    page.emulate_media(media="print")
    box = page.locator(".lm-scroll > svg").bounding_box()
    assert box is not None
    assert box["width"] <= 1047
    assert box["y"] + box["height"] <= 725, "on the first sheet, below the purpose"
    assert not page.locator("header.site, footer.site, .lm-table").first.is_visible()
    page.close()
