"""The static site in a real browser: from a plain web server, and from a folder on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from michisuji.web.graph import collect
from michisuji.web.graph.address import parse
from michisuji.web.graph.network import network

from tests.browser.looking import Watch, look_at
from tests.static_city import BASE, City, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: One page of each kind.
PAGES = {
    "home": "index.html",
    "plan": "plan.html",
    "program": "doc/program/mihon-010101.html",
    "measure": "doc/measure/mihon-0101.html",
    "indicator": "doc/indicator/mihon-010101-04.html",
    "unit": "doc/unit/mihon-s-safety.html",
    "observation": "doc/observation/{observation}",
    "search": "search.html?q=%E9%98%B2%E7%81%BD",
    "graph": "graph.html#node=program/mihon-010101",
    "graph's start": "graph.html",
    "questions": "questions.html",
    "question": "questions/chains-by-unit.html",
    "question with a value": "questions/programs-of-unit.html",
    "quality": "quality.html",
    "causes": "quality/causes.html",
    "rule": "rules/{rule}",
    "about": "about.html",
    "ontology": "ns.html",
    "missing": "404.html",
}


#: What a line of the explorer is.
LINE = ("from", "to", "name", "width", "dashes", "color", "upward", "arrows")


@pytest.fixture(scope="module", params=["http", "file"])
def site(request: pytest.FixtureRequest, static_city: City) -> Iterator[str]:
    """The site's address without a slash, from a server or from disk."""
    if request.param == "file":
        yield static_city.folder.as_uri()
        return
    with served(static_city.folder) as address:
        yield address


@pytest.fixture(scope="module")
def server(static_city: City) -> Iterator[str]:
    with served(static_city.folder) as address:
        yield address


def first(folder: Path, pattern: str) -> str:
    return min(path.name for path in folder.glob(pattern))


def path_of(city: City, name: str) -> str:
    return PAGES[name].format(
        observation=first(city.folder / "doc" / "observation", "mihon-*.html"),
        rule=first(city.folder / "rules", "chain-03*.html"),
    )


# Each width and each language once: what is on them is looked at in all four elsewhere.
@pytest.mark.parametrize(("lang", "width"), [("en", 360), ("ja", 1400)])
@pytest.mark.parametrize("name", PAGES)
def test_page(
    static_city: City,
    server: str,
    browser: Browser,
    name: str,
    lang: str,
    width: int,
) -> None:
    folder = "" if name == "missing" or lang == "ja" else "en/"
    both = "ja" if name == "missing" else lang  # one page in both languages
    address = f"{server}/{folder}{path_of(static_city, name)}"
    look_at(browser, server, address, both, [width])


def watched(page: Page, site: str) -> Watch:
    return Watch(page, site if site.startswith("http") else "file:///")


def test_search_finds_names_by_keyboard_alone(page: Page, site: str) -> None:
    watch = watched(page, site)
    page.goto(f"{site}/doc/program/mihon-010101.html")
    page.locator("#site-search").focus()
    page.keyboard.type("地区防災計画")
    page.keyboard.press("Enter")
    page.locator("#search-results a").first.wait_for()
    assert "search.html?q=" in page.url
    assert "件見つかりました" in page.inner_text("#search-status")
    headings = [h.split()[0] for h in page.locator("#search-results h2").all_inner_texts()]
    assert "事業" in headings
    names = page.locator("#search-results a").all_inner_texts()
    assert all("地区防災計画" in name for name in names)
    link = page.locator("#search-results a", has_text="地区防災計画支援事業").first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text()
    assert watch.errors == []
    assert watch.outside == []


@pytest.mark.parametrize(
    ("lang", "words", "name"),
    [
        ("", "ｼﾁ　防", None),
        ("", "自主防災 育成", "自主防災組織育成・地区防災計画支援事業"),
        ("en/", "NEIGHBOURHOOD disaster-prep", "Support for neighbourhood"),
        ("", "zzzzq", None),
    ],
)
def test_search_by_several_words(
    page: Page, site: str, lang: str, words: str, name: str | None
) -> None:
    page.goto(f"{site}/{lang}search.html")
    page.locator("main input[name=q]").fill(words)
    page.locator("main input[name=q]").press("Enter")
    page.wait_for_function(
        "() => !['', '探しています…', 'Searching…']"
        ".includes(document.querySelector('#search-status').textContent)"
    )
    if name:
        assert page.locator("#search-results a", has_text=name).count() >= 1
    else:
        assert page.locator("#search-results a").count() == 0
        assert page.inner_text("#search-status")


def test_the_language_is_switched_on_the_same_page(page: Page, site: str) -> None:
    page.goto(f"{site}/doc/program/mihon-010101.html")
    page.locator(".language a").click()
    page.wait_for_url("**/en/doc/program/mihon-010101.html")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".site-nav a", has_text="Plan").first.click()
    page.wait_for_url("**/en/plan.html")
    page.locator(".language a").click()
    page.wait_for_url(f"{site}/plan.html")


def test_the_explorer_opens_more_and_its_address_restores_the_view(page: Page, site: str) -> None:
    watch = watched(page, site)
    page.goto(f"{site}/doc/program/mihon-010101.html")
    page.locator("a.button", has_text="グラフ").first.click()
    page.wait_for_selector("#graph-view:not([hidden]) canvas")
    page.wait_for_function("document.querySelectorAll('#graph-rows tr').length > 5")
    rows = page.locator("#graph-rows tr")
    before = rows.count()
    page.locator("#graph-rows button.graph-act").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('#graph-rows tr').length > n", arg=before
    )
    assert "open=" in page.url
    after = rows.count()
    assert f"{after}件" in page.inner_text("#graph-status")
    page.reload()
    page.wait_for_selector("#graph-view:not([hidden]) canvas")
    page.wait_for_function(
        "n => document.querySelectorAll('#graph-rows tr').length === n", arg=after
    )
    page.locator("#graph-by").select_option("budget")
    page.locator("#graph-details", has_text="予算: ").wait_for()
    assert "by=budget" in page.url
    assert "万円" in page.inner_text("#graph-rows")
    page.locator("#graph-rows th a").last.click()
    page.wait_for_url("**/doc/**")
    assert page.locator("h1").count() == 1
    page.goto(f"{site}/graph.html#node=program/none")
    page.locator("#graph-unknown").wait_for()
    assert watch.errors == []
    assert watch.outside == []


@pytest.mark.parametrize(
    "opened",
    [
        ["program/mihon-010101"],
        ["measure/mihon-0101", "program/mihon-010101", "unit/mihon-s-safety"],
        ["unit/mihon-d-health:3", "indicator/mihon-010101-04"],
        [
            "program/mihon-010101",
            "program/mihon-010101~-indicates",
            "measure/mihon-0101:0",
        ],
    ],
)
def test_the_picture_is_that_of_the_service(
    page: Page, server: str, static_city: City, opened: list[str]
) -> None:
    """Nodes, lines and words as the live explorer has them, so with its places."""
    node, *others = opened
    view = collect.view(static_city.store, parse(node, others, BASE), BASE, "ja")
    assert view is not None
    live = network(view, "ja")
    page.goto(f"{server}/about.html")  # so that the next is a load of its own
    page.add_init_script(
        """let kept;
        Object.defineProperty(window, 'michisujiLayout', {
            set: (f) => { kept = f; },
            get: () => (graph) => { window.shown = graph; return kept(graph); },
        });"""
    )
    asked = "".join(f"&open={one}" for one in (*others, *([node] if ":" in node else [])))
    page.goto(f"{server}/graph.html#node={node.partition(':')[0]}{asked}")
    page.wait_for_function("() => window.shown")
    made = page.evaluate("window.shown")
    prefix = f"{BASE}/id/"
    look = ("label", "kind", "group", "shape")
    nodes = {n["id"].removeprefix(prefix): [n[key] for key in look] for n in live["nodes"]}
    assert {n["id"]: [n[key] for key in look] for n in made["nodes"]} == nodes
    lines = [[e[key] for key in LINE] for e in live["edges"]]
    own = [
        [prefix + e["from"], prefix + e["to"], *(e[key] for key in LINE[2:])] for e in made["edges"]
    ]
    assert sorted(own) == sorted(lines)


def test_pages_and_pictures_need_no_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/doc/program/mihon-010101.html")
    assert page.locator("svg a.n").count() > 5
    page.locator("svg a.n").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/doc/program/" not in page.url
    page.goto(f"{site}/search.html")
    assert "JavaScript" in page.inner_text("main")
    page.goto(f"{site}/doc/indicator/mihon-010101-04.html")
    assert page.locator("figure.chart svg").count() == 1
    context.close()
