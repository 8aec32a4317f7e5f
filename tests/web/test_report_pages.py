"""The first page and the yearly report: what a citizen sees, and the link to write to the city."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from asking import BASE, BROWSER, Get, Page
from flask import Flask
from michisuji.errors import BadInput
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

MAIL = "mailto:kikaku@city.example.jp"


def contact(app: Flask, path: str) -> str:
    page = Page(app.test_client().get(path, headers=BROWSER).text)
    links = [link["href"] for link in page.all("a")]
    told = "誤り・意見を知らせる" in page.text("a")
    return next((link for link in links if told and "city.example.jp" in link), "")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_page_shows_the_city_before_all_counts(browse: Get, lang: str) -> None:
    text = browse("/", lang=lang).text
    page = Page(text)
    policies = [a["href"] for a in page.all("a") if "/report/2025" in a["href"]]
    assert len([a for a in policies if "#policy-" in a]) == 6
    assert page.text("desc")
    numbers, picture, cards, counts = (
        text.index(one)
        for one in ('class="three"', 'class="lm-tree"', "four ways", 'class="counts"')
    )
    assert numbers < picture < cards < text.index("<details", cards) < counts
    ways = text[cards : text.index("</section>", cards)]
    assert ways.index('href="/report') < ways.index('href="/planner') < ways.index('href="/catalog')


def test_a_database_without_a_city_has_neither_picture_nor_card() -> None:
    client = create_app(Settings(), MemoryStore()).test_client()
    text = client.get("/", headers=BROWSER).text
    assert "lm-tree" not in text
    assert 'href="/report' not in text
    empty = client.get("/report", headers=BROWSER)
    assert empty.status_code == 200
    assert "まだありません" in empty.text


def test_the_report_says_what_was_found_and_what_comes_next(browse: Get) -> None:
    text = browse("/report").text
    part = text[text.index('id="policy-1"') : text.index('id="policy-2"')]
    assert "目標を達成し" in part
    assert "「消防・救急」の評価では" in part
    assert "次は、" in part
    assert part.count('class="report-measure"') == 4
    assert "市民1人当たりの額は示していません" in text


def test_sentences_stand_apart_in_english_and_not_in_japanese(browse: Get) -> None:
    """One paragraph is made of several messages and of the city's own sentences."""
    kinds = r'<p class="(?:lead|sentences|report-money)">(.*?)</p>'
    for lang in ("ja", "en"):
        found = re.findall(kinds, browse("/report", lang=lang).text, re.S)
        assert len(found) > 10
        told = [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in found]
        wrong = r"[.):][A-Z“]" if lang == "en" else r"。 "
        assert [one for one in told if re.search(wrong, one)] == []


def test_a_year_is_chosen_and_an_unknown_one_is_not_found(browse: Get) -> None:
    assert "令和6年度" in browse("/report/2024").text
    assert browse("/report/1999").status_code == 404


def test_a_mail_names_the_page_that_it_is_about(sample_store: MemoryStore) -> None:
    app = create_app(Settings(contact=MAIL), sample_store)
    for path in ("/", "/report", "/doc/program/mihon-010101", "/rules", "/nowhere"):
        found = contact(app, path)
        assert found.startswith(MAIL + "?subject=")
        assert f"{BASE}{path}" in parse_qs(urlsplit(found).query)["body"][0]
    odd = contact(app, "/search?q=%22%3E%0d%0aBcc:x")
    assert "\n" not in odd
    assert '"' not in odd
    assert "%0A" not in unquote(odd).partition("&body=")[0]


def test_a_page_is_linked_as_it_is_and_nothing_without_a_setting(sample_store: MemoryStore) -> None:
    form = "https://city.example.jp/form?id=3"
    assert contact(create_app(Settings(contact=form), sample_store), "/") == form
    assert contact(create_app(Settings(), sample_store), "/") == ""


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "http://x", "mailto:", "mailto:a@b?bcc=c@d", "kikaku@x.jp"]
)
def test_an_address_that_no_browser_opens_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput, match="MICHISUJI_CONTACT"):
        Settings.from_env({"MICHISUJI_CONTACT": wrong})
