"""The practices: one vocabulary, facets that count what they list, sums by basis, who took over."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from asking import BROWSER
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from michisuji.vocabulary import CODE
from michisuji.web.ontology_labels import labels
from michisuji.web.pages.practices import (
    FACETS,
    SCHEMES,
    Practice,
    in_order,
    narrowed,
    options,
    sums,
)

CODES = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
AMOUNT = st.one_of(st.none(), st.integers(0, 1000).map(Decimal))


@st.composite
def practice(draw: st.DrawFn) -> Practice:
    number = draw(st.integers(0, 10**6))
    row = {"practice": f"p{number}", "practiceLabel": draw(st.sampled_from(["x", None])),
           "unit": "u", "hours": draw(AMOUNT), "yen": draw(AMOUNT)}  # fmt: skip
    return Practice(row, {name: draw(CODES) for name in FACETS})


@given(st.lists(practice(), max_size=12), st.sampled_from(sorted(FACETS)), st.data())
def test_a_facet_counts_what_it_lists(
    practices: list[Practice], facet: str, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(sorted(FACETS)))
    wanted = {other: data.draw(st.sampled_from(["a", "b"]))}
    for code, count in options(practices, wanted, facet).items():
        assert len(narrowed(practices, wanted | {facet: code})) == count


@given(st.lists(practice(), max_size=12))
def test_sums_leave_nothing_out_and_mix_no_bases(practices: list[Practice]) -> None:
    found = sums(practices)
    assert sum(s.hours for s in found) == sum(p.row["hours"] or 0 for p in practices)
    assert sum(s.yen for s in found) == sum(p.row["yen"] or 0 for p in practices)
    assert len({s.basis for s in found}) == len(found)
    hours = [p.row["hours"] or 0 for p in in_order(practices, "hours")]
    assert hours == sorted(hours, reverse=True)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_badges_and_filters_say_the_same(asked: FlaskClient, lang: str) -> None:
    html = asked.get(f"/kaizen?lang={lang}", headers=BROWSER).text
    names = {labels(lang, "")[f"{CODE}status/{code}"] for code in ("idea", "adopted", "dropped")}
    badges = set(re.findall(r'<span class="tag">([^<]+)</span>', html))
    select = re.search(r'<select name="status">.*?</select>', html, re.S)
    assert select
    offered = set(re.findall(r">([^<>]+) \([0-9,]+\)</option>", select[0]))
    assert badges == offered
    assert names <= offered


def test_a_filter_lists_as_many_as_it_says(asked: FlaskClient) -> None:
    html = asked.get("/kaizen", headers=BROWSER).text
    for facet in ("status", "effect", "ecrs", "means", "work", "basis", "unit"):
        select = re.search(rf'<select name="{facet}">.*?</select>', html, re.S)
        assert select, facet
        code, count = re.findall(r'value="([^"]+)">[^<]*\(([0-9]+)\)', select[0])[0]
        page = asked.get("/kaizen", query_string={facet: code}, headers=BROWSER).text
        assert page.count('<article class="card">') == int(count), facet


def test_who_took_it_over_is_told_on_both_sides(asked: FlaskClient) -> None:
    html = asked.get("/kaizen?sort=taken", headers=BROWSER).text
    first = html.partition('<article class="card">')[2]
    assert "取り入れた組織" in first.partition("</article>")[0]
    assert "取り入れ元" in html
    link = re.search(r'<h2><a href="([^"]+)">', first)
    assert link
    assert "取り入れた組織" in asked.get(link[1], headers=BROWSER).text


@pytest.mark.parametrize("facet", sorted(FACETS))
def test_an_unknown_code_is_told_and_a_code_without_practices_is_not(
    asked: FlaskClient, facet: str
) -> None:
    told = asked.get("/kaizen", query_string={facet: "nonsense"}, headers=BROWSER)
    assert told.status_code == 404
    assert "nonsense" in told.text
    scheme = f"{CODE}{SCHEMES.get(facet, facet)}/"
    codes = [iri.removeprefix(scheme) for iri in labels("ja", "") if iri.startswith(scheme)]
    assert codes
    answers = {asked.get("/kaizen", query_string={facet: code}).status_code for code in codes}
    assert answers == {200}
