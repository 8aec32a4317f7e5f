"""Addresses of the service as files: safe names, relative links, nothing that needs a service."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.publication.site.file_names import SiteFile, doc_file, file_name, place
from michisuji.publication.site.rewrite import relative, rewrite


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_names_are_safe_and_differ_whatever_the_case(one: str, other: str) -> None:
    for text in (one, other):
        name = file_name(text)
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", name)
        assert not name.startswith(".")
        assert len(name) <= 170
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)
    assert (file_name(one).lower() == file_name(other).lower()) == (one == other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mihon-010101", "mihon-010101"),
        ("a/b", "a~2fb"),
        ("..", "~2e."),
        ("50%", "50~25"),
        ("~", "~7e"),
        ("課", "~e8~aa~b2"),
    ],
)
def test_plain_names_stay_and_others_are_spelt_out(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize(
    ("address", "file", "fragment"),
    [
        ("/", "index.html", ""),
        ("/?lang=en", "en/index.html", ""),
        ("/plan", "plan.html", ""),
        ("/doc/program/mihon-010101", "doc/program/mihon-010101.html", ""),
        ("/doc/program/mihon-010101.html?lang=en", "en/doc/program/mihon-010101.html", ""),
        ("/id/program/mihon-010101", "doc/program/mihon-010101.html", ""),
        ("/doc/program/mihon-010101.ttl?lang=en", "doc/program/mihon-010101.ttl", ""),
        ("/doc/program/mihon-010101?break=ab12#break", "doc/program/mihon-010101.html", "break"),
        ("/doc/program/x#model", "doc/program/x.html", "model"),
        ("/doc/unit/%E8%AA%B2.nt", "doc/unit/~e8~aa~b2.nt", ""),
        (
            "/graph?node=http://h/id/unit/a&open=id/unit/b:2",
            "graph.html",
            "node=unit/a&open=unit/b:2",
        ),
        ("/questions/chains", "questions/chains.html", ""),
        ("/questions/chains?run=1&lang=en", "en/questions/chains.html", ""),
        ("/quality?department=id/unit/d-a", "quality/department/d-a.html", ""),
        ("/quality/causes?rule=IND-02", "quality/causes/rule-ind-02.html", ""),
        ("/quality/causes?rule=IND-02&page=2", "quality/causes/rule-ind-02/page-2.html", ""),
        ("/quality/report.dqv.ttl", "quality/report.dqv.ttl", ""),
        ("/rules/IND-02.ttl", "rules/ind-02.ttl", ""),
        ("/static/css/base.css?v=12", "static/css/base.css", ""),
        ("/ns.ttl", "ns.ttl", ""),
        ("/void.ttl", "void.ttl", ""),
        ("/code/severity/high", "code/severity/high.html", ""),
        ("/search?q=x&lang=en", "en/search.html", ""),
    ],
)
def test_an_address_has_its_file(address: str, file: str, fragment: str) -> None:
    found = place(address)
    assert found is not None
    assert found.file == file
    if "break=" not in address:
        assert found.fragment == fragment
    else:
        assert found.fragment == "break-ab12", "each break stands under its own name"


@pytest.mark.parametrize(
    "address",
    [
        "/sparql", "/sparql?query=x", "/impact?target=x", "/what-if", "/questions/x?unit=y",
        "/doc/program/x?as_of=2024", "/quality?lang=en&day=1", "/plan?x=1", "https://a.example/",
        "//a.example/", "plan", "/doc/program", "/unheard-of",
    ],
)  # fmt: skip
def test_what_needs_a_service_has_no_file(address: str) -> None:
    assert place(address) is None


def test_links_are_relative_from_any_depth() -> None:
    assert relative("index.html", SiteFile("doc/a/b.html")) == "doc/a/b.html"
    assert relative("en/doc/a/b.html", SiteFile("static/x.css")) == "../../../static/x.css"
    assert relative("doc/a/b.html", SiteFile("doc/a/c.html", "d")) == "c.html#d"
    assert relative("doc/a/b.html", SiteFile("doc/a/b.html", "d")) == "#d"
    assert relative("doc/a/b.html", SiteFile("index.html")) == "../../index.html"


def test_a_page_is_rewritten_and_tells_what_it_links_to() -> None:
    own = place("/doc/program/a")
    assert own is not None
    page = (
        '<link rel="canonical" href="https://city.example/doc/program/a">'
        '<script src="/static/js/graph.js?v=1" defer></script>'
        '<p class="kind">事業</p><h1 lang="ja">名前 <b>A &amp; B</b></h1>'
        '<a href="/doc/unit/u?lang=en">u</a><a href="https://city.example/plan">p</a>'
        '<a href="/what-if?stop=a&amp;x=1">w</a><a href="#here">h</a><a href="https://o.example/">o</a>'
        '<p>text href="/plan" stays</p><a href="/dumps/all.nq.gz">d</a>'
    )
    made = rewrite(
        page, own, base_iri="https://city.example", bundle=frozenset({"dumps/all.nq.gz"})
    )
    assert 'rel="canonical" href="https://city.example/doc/program/a"' in made.text
    assert '<script src="../../static/js/graph.js" defer>' in made.text
    assert '<a href="../../en/doc/unit/u.html">' in made.text
    assert '<a href="../../plan.html">' in made.text
    assert '<a href="../../dumps/all.nq.gz">' in made.text
    assert '<a href="https://o.example/">' in made.text
    assert '<p>text href="/plan" stays</p>' in made.text
    assert made.unknown == {"/what-if?stop=a&x=1"}
    assert (made.kind, made.name) == ("事業", "名前 A & B")


def test_the_file_of_a_resource() -> None:
    assert doc_file("unit", "課", "ttl") == "doc/unit/~e8~aa~b2.ttl"
