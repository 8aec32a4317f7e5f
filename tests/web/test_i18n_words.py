"""Values and labels read as people write them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from michisuji.web import i18n


def test_an_unknown_key_is_an_error(sample_app: Flask) -> None:
    with sample_app.test_request_context("/"), pytest.raises(KeyError):
        i18n.translate("no.such.key")


@pytest.fixture(params=["ja", "en"])
def lang(request: pytest.FixtureRequest, sample_app: Flask) -> Iterator[str]:
    with sample_app.test_request_context(f"/?lang={request.param}"):
        sample_app.preprocess_request()
        yield request.param


@pytest.mark.parametrize(
    ("year", "ja", "en"),
    [
        (2026, "令和8年度(2026)", "FY2026"),
        ("2024", "令和6年度(2024)", "FY2024"),
        ("2024+09:00", "令和6年度(2024)", "FY2024"),
        (1867, "1867年度", "FY1867"),
        ("12025", "12025", "12025"),
        (None, "", ""),
        ("不明", "不明", "不明"),
    ],
)
def test_fiscal_year(lang: str, year: int | str | None, ja: str, en: str) -> None:
    assert i18n.fiscal_year(year) == {"ja": ja, "en": en}[lang]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), ("", ""), ("多い", "多い"), (0, "0"), (1234567, "1,234,567"),
        (Decimal("12345.50"), "12,345.5"), (Decimal("100"), "100"), (Decimal("1E+3"), "1,000"),
        (Decimal("-0.070"), "-0.07"), (Decimal("0.00"), "0"), (1234.5, "1,234.5"), (True, "True"),
    ],
)  # fmt: skip
def test_number(lang: str, value: object, shown: str) -> None:
    assert i18n.number(value) == shown


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (None, "", ""),
        (0, "0千円", "¥0 thousand"),
        (Decimal("12215000000"), "12,215,000千円", "¥12,215,000 thousand"),
        (-1_200_000, "-1,200千円", "-¥1,200 thousand"),
        ("不明", "不明", "不明"),
    ],
)
def test_money(lang: str, value: object, ja: str, en: str) -> None:
    assert i18n.money(value) == {"ja": ja, "en": en}[lang]


@pytest.mark.parametrize(
    ("place", "ja", "en"),
    [
        (
            "http://h/source/rs/2024/1-1_%E5%9F%BA%E6%9C%AC.csv#row=12",
            "1-1_基本.csv 12行目", "1-1_基本.csv, row 12",
        ),
        ("http://h/s/mihon/2026/0101.toml#line=9,10", "0101.toml 10行目", "0101.toml, line 10"),
        ("http://h/source/mihon/0101.toml#line=0,1", "0101.toml 1行目", "0101.toml, line 1"),
        ("http://h/source/mihon/0101.toml#line=9", "0101.toml 10行目", "0101.toml, line 10"),
        ("http://h/source/mihon/0101.toml", "0101.toml", "0101.toml"),
        ("http://h/a.html#%E7%AB%A0", "a.html 章", "a.html 章"),
    ],
)  # fmt: skip
def test_source_place(lang: str, place: str, ja: str, en: str) -> None:
    assert i18n.source_place(place) == {"ja": ja, "en": en}[lang]


@pytest.mark.parametrize(
    ("iri", "ja", "en"),
    [
        ("https://w3id.org/michisuji/ns#Program", "事業", "Program"),
        ("http://www.w3.org/ns/org#unitOf", "上位の組織", "unit of"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "種類", "type"),
        ("http://purl.org/dc/terms/license", "利用条件", "licence"),
        ("http://a/b#unknown", "unknown", "unknown"),
        (None, "", ""),
    ],
)
def test_labels_of_terms(lang: str, iri: str | None, ja: str, en: str) -> None:
    assert i18n.label(iri) == {"ja": ja, "en": en}[lang]


def test_the_language_link_keeps_the_address(sample_app: Flask) -> None:
    with sample_app.test_request_context("/search?q=%E9%98%B2%E7%81%BD&lang=en&q=x"):
        assert i18n._in_language("ja") == "/search?q=%E9%98%B2%E7%81%BD&q=x"
        assert i18n._in_language("en") == "/search?q=%E9%98%B2%E7%81%BD&q=x&lang=en"


def test_a_constant_in_a_template_is_told_in_the_readers_language(sample_app: Flask) -> None:
    text = "{{ 'https://w3id.org/michisuji/ns#Work'|label }}"
    templates = []  # compiled in a request, as those of pages are
    for lang, told in (("ja", "業務"), ("en", "Work")):
        with sample_app.test_request_context(f"/?lang={lang}"):
            sample_app.preprocess_request()
            templates.append(sample_app.jinja_env.from_string(text))
            assert {template.render() for template in templates} == {told}
