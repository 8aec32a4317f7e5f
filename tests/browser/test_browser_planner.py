"""A planner's way: from the home page to what feeds an indicator, and on to a what-if."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service
from tests.browser.looking import look_at

PAGES = {
    "choose": "/impact",
    "indicator": "/impact?target=id/indicator/mihon-0604-t01",
    "policy": "/impact?target=id/basic-policy/mihon-1&show=4",
    "unit": "/leads-to?start=id/unit/mihon-s-safety",
    "choose a start": "/leads-to",
    "hub": "/planner",
    "what if": "/what-if?stop=id/program/mihon-010101&cut=id/program/mihon-010102:30",
    "two scenarios": "/what-if?stop=id/program/mihon-010101&stop_b=id/program/mihon-010102",
    "measures": "/measures",
    "programs of a measure": "/measures/programs?measure=id/basic-policy/mihon-1",
    "money": "/money-flow?scope=id/basic-policy/mihon-2",
    "years": "/years?node=id/measure/mihon-0202&before=2024&after=2026",
    "validity": "/validity?many=2",
    "similar": "/similar?node=id/program/mihon-010101",
    "chains": "/chains",
}
INDICATOR = "市政を信頼している市民の割合"


def test_three_clicks_to_what_feeds_an_indicator_and_two_to_a_what_if(
    service: Service, page: Page
) -> None:
    page.goto(service.url + "/")
    page.get_by_role("link", name="指標に何が効いているか調べる").click()  # 1
    page.get_by_role("link", name=INDICATOR).click()  # 2
    expect(page.locator("h1")).to_have_text(INDICATOR)
    expect(page.locator(".answer")).to_have_text(
        "この指標には3事業が、7本の道筋でつながっています。"
        "令和8年度の予算は合わせて2億9,490万円です。"
    )
    page.get_by_role("row", name="行財政改革・行政DX推進事業").get_by_role(
        "link", name="やめたら?"
    ).click()  # 1 more
    expect(page.locator(".answer")).to_contain_text("1件をやめると、")
    expect(page.locator(".answer")).to_contain_text("1億7,400万円が空きます。")


def test_money_of_another_year_is_one_choice(service: Service, page: Page) -> None:
    page.goto(service.url + PAGES["indicator"])
    page.get_by_label("金額の年度").select_option("2024")
    page.locator("form.ranking button").click()
    expect(page.locator(".answer")).to_contain_text("令和6年度の予算は合わせて2億9,860万円です。")


def test_the_planners_card_leads_there_too(service: Service, page: Page) -> None:
    page.goto(service.url + "/")
    page.locator("main .four").get_by_role("link", name="企画・財政の方へ").click()  # 1
    page.locator("main").get_by_role("link", name="何が効いているか").click()  # 2
    page.get_by_role("link", name=INDICATOR).click()  # 3
    expect(page.locator(".answer")).to_contain_text("3事業が、7本の道筋で")


def test_it_works_without_scripts(service: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url + PAGES["policy"])
    folded = page.locator("svg.lay a.folded")
    expect(folded).to_contain_text("ほか6事業")
    folded.click()
    expect(page.locator("svg.lay a.folded")).to_have_count(0)
    context.close()


# Each width and each language once: all four together found nothing more.
@pytest.mark.parametrize(("lang", "width"), [("en", 360), ("ja", 1400)])
@pytest.mark.parametrize("name", PAGES)
def test_planner_page(service: Service, browser: Browser, name: str, lang: str, width: int) -> None:
    joint = "&" if "?" in PAGES[name] else "?"
    look_at(browser, service.url, f"{service.url}{PAGES[name]}{joint}lang={lang}", lang, [width])
