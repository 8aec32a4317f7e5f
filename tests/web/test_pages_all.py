"""Every question and page of the sample city answers, in both languages."""

from __future__ import annotations

import pytest
from asking import BASE, Get, Page
from michisuji import questions
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES

pytestmark = pytest.mark.slow

ASKED = sorted(
    q.name
    for q in questions.catalogue().values()
    if q.audience in {"planner", "quality"} and q.form == "SELECT"
)
CLASSES = {
    "program": (LM + "Program", 62, 4),
    "measure": (LM + "Measure", 26, 3),
    "policy": (LM + "BasicPolicy", 6, 1),
    "indicator": (LM + "Indicator", 300, 15),
    "unit": (PREFIXES["org"] + "OrganizationalUnit", 90, 5),
    "practice": (LM + "KaizenPractice", 20, 2),
}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", ASKED)
def test_every_question_answers_with_its_example(browse: Get, name: str, lang: str) -> None:
    question = questions.get(name)
    form = browse(f"/questions/{name}", lang=lang)
    assert form.status_code == 200
    assert question.title[lang] in Page(form.text).text("h1")
    examples = {p.name: p.example for p in question.parameters if p.required} or {"run": "1"}
    found = browse(f"/questions/{name}", lang=lang, **examples)
    page = Page(found.text)
    assert found.status_code == 200
    assert "alert" not in {attrs.get("role") for _, attrs in page.elements}
    assert "SELECT" in page.text("code")
    if page.all("table"):
        headings = page.text("th")
        declared = [column.label[lang] for column in question.columns]
        assert any(words in headings for words in declared)
        assert "?" not in headings


def test_the_list_names_every_question_with_a_topic_and_no_internal_one(browse: Get) -> None:
    hrefs = {a.get("href", "") for a in Page(browse("/questions").text).all("a")}
    topical = {f"/questions/{name}" for name in ASKED if questions.get(name).topic}
    assert len(topical) > 30
    assert {href for href in hrefs if href.startswith("/questions/")} == topical


@pytest.mark.parametrize("params", [{"node": "no iri <>"}, {"node": "id/program/mihon-010101 }"}])
def test_a_wrong_parameter_is_told(browse: Get, params: dict[str, str]) -> None:
    found = browse("/questions/what-feeds", **{"node": "x", "target": "x"} | params)
    assert found.status_code in {200, 400}
    name = questions.get("what-feeds").parameters[0].name
    found = browse("/questions/what-feeds", **{name: params["node"]})
    assert found.status_code == 400
    assert "alert" in {attrs.get("role") for _, attrs in Page(found.text).elements}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", CLASSES)
def test_pages_of_the_sample_city(
    browse: Get, sample_store: MemoryStore, kind: str, lang: str
) -> None:
    iri, least, step = CLASSES[kind]
    rows = sample_store.select(
        f"SELECT DISTINCT ?s {{ ?s a <{iri}> FILTER(STRSTARTS(STR(?s), '{BASE}/id/')) }} "
        "ORDER BY ?s"
    ).rows
    assert len(rows) >= least
    for (node,) in rows[::step]:
        path = "/doc" + str(node).removeprefix(BASE + "/id")
        found = browse(path, lang=lang)
        assert found.status_code == 200, path
        page = Page(found.text)
        name = page.text("h1")
        assert name
        assert not name.startswith("http")
        bare = [text for tag, text in page.texts if tag in {"a", "dd", "td"} and "/id/" in text]
        assert not bare, (path, "resources are shown by their names")
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), (path, "ids are unique")


def test_inner_links_lead_somewhere(browse: Get) -> None:
    starts = ("/", "/plan", "/doc/program/mihon-010101", "/doc/measure/mihon-0101", "/kaizen")
    hrefs = {
        a["href"].partition("#")[0]
        for start in starts
        for a in Page(browse(start).text).all("a")
        if a.get("href", "").startswith("/") and "sparql?query" not in a["href"]
    }
    assert len(hrefs) > 60
    for href in sorted(hrefs)[::4]:
        assert browse(href).status_code == 200, href


def test_english_pages_keep_english(browse: Get) -> None:
    page = Page(browse("/doc/program/mihon-010101", lang="en").text)
    own = [a["href"] for a in page.all("a") if a.get("href", "").startswith("/")]
    switches = [a["href"] for a in page.all("a") if a.get("hreflang") == "ja"]
    assert switches == ["/doc/program/mihon-010101"]
    assert [href for href in own if "lang=en" not in href] == switches


@pytest.mark.parametrize(
    ("status", "effect"), [("adopted", ""), ("", "time"), ("idea", "cost"), ("x", "y")]
)
def test_kaizen_is_narrowed(browse: Get, status: str, effect: str) -> None:
    every = len(Page(browse("/kaizen").text).all("article"))
    shown = len(Page(browse("/kaizen", status=status, effect=effect).text).all("article"))
    assert every == 20
    assert shown == 0 if status == "x" else shown < every


def test_search_finds_by_name(browse: Get) -> None:
    page = Page(browse("/search", q="防災").text)
    assert "/doc/measure/mihon-0101" in {a.get("href") for a in page.all("a")}
    nothing = browse("/search", q="ぬぬぬぬ")
    assert nothing.status_code == 200
    assert "「ぬぬぬぬ」を含むものは見つかりませんでした" in nothing.text
    assert browse("/search", q='"\\ } # <').status_code == 200
