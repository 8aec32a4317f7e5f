"""The rule catalogue, each rule's page, its shape as data, and the table in shapes/README.md."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from asking import BASE, PROBLEM_FIELDS, PROGRAM, Get, Page
from flask import Flask
from flask.testing import FlaskClient
from michisuji import resources
from michisuji.quality.check.command import check_files
from michisuji.quality.rulebook import catalogue_page, shape_text
from michisuji.quality.rulebook.rules import catalogue, profiles, rulebook, ruleset
from michisuji.settings import Settings
from michisuji.web.context import doc_href
from michisuji.web.pages.rule_example import example
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.parser import parseQuery

pytestmark = pytest.mark.slow

RULES = sorted(catalogue())
SH = "http://www.w3.org/ns/shacl#"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_rule_is_listed_with_its_severities(browse: Get, lang: str) -> None:
    page = Page(browse("/rules", lang=lang).text)
    suffix = "?lang=en" if lang == "en" else ""
    hrefs = {a.get("href") for a in page.all("a")}
    assert {f"/rules/{rule}{suffix}" for rule in RULES} <= hrefs
    shown = page.text("strong")
    assert all(rule.name[lang] in shown for rule in catalogue().values())


@pytest.mark.parametrize("profile", sorted(profiles()))
def test_the_list_keeps_to_a_profile(browse: Get, profile: str) -> None:
    page = Page(browse("/rules", profile=profile).text)
    shown = {m[1] for a in page.all("a") if (m := re.fullmatch(r"/rules/([A-Z]+-\d+)", a["href"]))}
    assert shown == set(ruleset(profile).rules)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_explains_itself(browse: Get, rule: str) -> None:
    told = catalogue()[rule]
    for lang in ("ja", "en"):
        found = browse(f"/rules/{rule}", lang=lang)
        assert found.status_code == 200
        page = Page(found.text)
        text = page.text()
        assert told.name[lang] in page.text("h1")
        for part in (told.description[lang], told.remedy[lang], told.source):
            assert " ".join(part.split()) in " ".join(text.split())
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), "ids are unique"


@pytest.mark.parametrize("rule", RULES)
def test_an_example_shows_before_and_after(rule: str) -> None:
    levels = rulebook().severities(rule)
    if not levels:
        pytest.fail(f"{rule} is in no profile")
    profile = "municipal" if "municipal" in levels else sorted(levels)[0]
    shown = example(rule, profile, "http://127.0.0.1:8000")
    assert shown is not None, "every rule has an example"
    assert {finding.rule for finding in shown.before.findings} == {rule}
    assert shown.after.findings == ()
    assert any(line.changed for line in (*shown.before.lines, *shown.after.lines))
    assert all("@prefix" not in line.text for line in shown.before.lines)


def test_the_example_marks_what_differs_in_text_and_picture(browse: Get) -> None:
    markup = browse("/rules/CHAIN-03").text
    page = Page(markup)
    assert "アクティビティ「広報」がアウトプットにつながっていません" in page.text("li")
    assert "途切れ" in page.text("text"), "the picture tells it in words"
    assert markup.count("<svg") >= 2
    marked = page.text("mark")
    assert "相談件数" in marked
    assert "見守り訪問" not in marked
    # What the example speaks of has no page: nothing links to one.
    assert not [a for a in page.all("a") if "/doc/" in a.get("href", "")]


@pytest.mark.parametrize("rule", RULES)
def test_the_shape_is_shown_whole(rule: str) -> None:
    shown = Graph().parse(data=shape_text.turtle(rule), format="turtle")
    whole = ruleset_graph()
    wanted = Graph()
    waiting = [URIRef(catalogue()[rule].shape)]
    while waiting:
        node = waiting.pop()
        for triple in whole.triples((node, None, None)):
            if triple in wanted:
                continue
            wanted.add(triple)
            own = str(triple[2]).startswith(catalogue()[rule].shape)
            if own or not isinstance(triple[2], URIRef):
                waiting.append(triple[2])  # type: ignore[arg-type]
    assert isomorphic(shown, wanted)
    selects = shape_text.selects(rule)
    assert len(selects) == len(set(shown.subjects(URIRef(SH + "select"))))
    for select in selects:
        parseQuery(select.query)  # with all its prefixes
        assert doc_part(select.iri) == rule


def doc_part(iri: str) -> str:
    return "-".join(iri.rpartition("/")[2].split("-")[:2])


def ruleset_graph() -> Graph:
    from michisuji.quality.rulebook.rules import shapes_graph

    return shapes_graph()


@pytest.mark.parametrize(
    ("address", "accept", "kind"),
    [
        ("/rules/CHAIN-03.ttl", "", "text/turtle"),
        ("/rules/CHAIN-03", "text/turtle", "text/turtle"),
        ("/rules/CHAIN-03", "application/ld+json", "application/ld+json"),
        ("/rules/CHAIN-03.nt", "", "application/n-triples"),
        ("/rules/CHAIN-03.rdf", "", "application/rdf+xml"),
    ],
)
def test_a_shape_as_data(client: FlaskClient, address: str, accept: str, kind: str) -> None:
    found = client.get(address, headers={"Accept": accept} if accept else {})
    assert found.status_code == 200
    assert found.mimetype == kind
    assert "Accept" in found.vary
    if kind == "application/ld+json":  # rdflib's own reader of it warns
        assert "CHAIN-03-output" in found.text
        return
    graph = Graph().parse(data=found.text, format=kind)
    rule = URIRef("https://w3id.org/michisuji/rule/CHAIN-03")
    assert (rule, URIRef(SH + "sparql"), None) in graph


@pytest.mark.parametrize(
    "address", ["/rules/NONE-01", "/rules/CHAIN-03.exe", "/rules?profile=none", "/rules/%3Cb%3E"]
)
def test_what_is_not_there_is_told(client: FlaskClient, browse: Get, address: str) -> None:
    found = client.get(address, headers=PROGRAM)
    assert found.status_code == 404
    assert found.mimetype == "application/problem+json"
    assert found.get_json().keys() >= PROBLEM_FIELDS
    page = browse(address)
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "<b>" not in page.text


def test_a_rules_iri_leads_to_its_page(sample_app: Flask) -> None:
    with sample_app.test_request_context("/"):
        sample_app.preprocess_request()
        base = "https://w3id.org/michisuji/rule/"
        assert doc_href(base + "CHAIN-03") == "/rules/CHAIN-03"
        assert doc_href(base + "CHAIN-03-output") == "/rules/CHAIN-03#CHAIN-03-output"


def test_each_example_says_what_it_is_about_in_both_languages() -> None:
    told = {
        (rule, name): set(half.note)
        for rule in catalogue()
        if (shown := example(rule, "municipal", BASE)) is not None
        for name, half in (("fail", shown.before), ("pass", shown.after))
    }
    assert len(told) == 2 * len(catalogue())
    assert [one for one, languages in told.items() if languages != {"ja", "en"}] == []


def test_the_catalogue_in_shapes_is_not_stale() -> None:
    assert not catalogue_page.stale(), "run: python -m michisuji.quality.rulebook.catalogue_page"


def test_what_is_written_by_hand_around_the_catalogue_stays() -> None:
    own = f"# Mine\n\n{catalogue_page.BEGIN}\nold\n{catalogue_page.END}\n\nMy end\n"
    made = catalogue_page.page(own)
    assert made.startswith("# Mine\n")
    assert made.endswith("My end\n")
    assert "\nold\n" not in made
    assert all(f"[{rule}](examples/{rule}/)" in made for rule in RULES)
    assert catalogue_page.page(made) == made


@pytest.mark.parametrize("rule", ["CHAIN-01", "EVAL-02", "IND-02"])
def test_an_example_is_checked_with_its_rule_alone_as_with_all(rule: str) -> None:
    shown = example(rule, "municipal", BASE)
    assert shown is not None
    for half, name in ((shown.before, "fail"), (shown.after, "pass")):
        path = resources.folder("shapes") / "examples" / rule / f"{name}.ttl"
        everything = check_files([path], Settings(base_iri=BASE), "municipal").findings
        found = [f for f in everything if f.rule == rule]
        assert [f.message for f in half.findings] == [f.message for f in found]
        # A file's finding has a place, and its remedy in the words of that file.
        both = zip(found, half.findings, strict=True)
        own = [replace(f, place=None, remedy=alone.remedy) for f, alone in both]
        assert list(half.findings) == own
