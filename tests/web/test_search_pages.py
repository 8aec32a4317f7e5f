"""The search as people and programs use it: page, suggestions, API, pickers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pytest
from asking import BASE, BROWSER, Get, Page
from flask import Flask
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web import create_app
from michisuji.web.search import asking, keeper

from tests.search.test_search_table import ODD

MEASURE = f"{BASE}/id/measure/mihon-0101"
#: The codes of a practice's status.
STATUS = ("idea", "trial", "adopted", "dropped")


def links(page: Page) -> set[str]:
    return {a.get("href", "") for a in page.all("a")}


def test_results_are_marked_and_say_where_they_belong(browse: Get) -> None:
    answer = browse("/search", q="防犯 カメラ")
    assert "<mark>防犯カメラ</mark>" in answer.text
    page = Page(answer.text)
    assert "/doc/program/mihon-010301" in links(page) or "防犯・消費生活" in page.text()
    assert "市民生活部" in page.text()
    assert "4件見つかりました" in page.text("p")


def test_results_are_narrowed_and_the_choice_can_be_taken_back(browse: Get) -> None:
    page = Page(browse("/search", q="防災", kind="Program").text)
    chosen = [a for a in page.all("a") if a.get("aria-current") == "true" and "q=" in a["href"]]
    assert [a["href"] for a in chosen] == ["/search?q=%E9%98%B2%E7%81%BD"]
    assert "に絞り込んでいます" in page.text("p")
    none = Page(browse("/search", q="防災", department="urn:x").text)
    assert "この絞り込みに当てはまるものはありません" in none.text("p")


def test_pages_of_results(browse: Get) -> None:
    first, second = (Page(browse("/search", q="市", page=n).text) for n in ("1", "2"))
    assert first.all("ol")[0]["start"] == "1"
    assert second.all("ol")[0]["start"] == "21"
    assert any("page=2" in href for href in links(first))
    beyond = browse("/search", q="市", page="499")
    assert beyond.status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zzzz", "「zzzz」を含むものは見つかりませんでした"),
        ("%", "記号だけでは探せません"),
        ("防災訓連", "もしかして"),
        (" ".join(f"w{n}" for n in range(15)), "初めの10語まで"),
    ],
)
def test_what_is_said_when_there_is_nothing_to_show(browse: Get, words: str, said: str) -> None:
    assert said in browse("/search", q=words).text


@pytest.mark.parametrize("words", ODD)
@pytest.mark.parametrize("path", ["/search", "/search/suggest", "/graph", "/kaizen", "/api/search"])
def test_odd_words_are_answered(client: FlaskClient, path: str, words: str) -> None:
    words = words.encode("utf-8", "replace").decode()
    answer = client.get(path, query_string={"q": words}, headers=BROWSER)
    nothing = path == "/api/search" and not words.strip()
    assert answer.status_code == (400 if nothing else 200), answer.text[:300]


def test_suggestions_are_the_first_results(browse: Get) -> None:
    found = browse("/search/suggest", q="防災").json
    assert isinstance(found, list)
    assert 0 < len(found) <= 8
    assert all(one["name"] and one["about"] and one["href"].startswith("/doc/") for one in found)
    programs = browse("/search/suggest", q="防災", kind="Program").json
    assert isinstance(programs, list)
    assert all("/program/" in one["iri"] for one in programs)
    assert browse("/search/suggest", q=" ").json == []


def test_the_api_says_what_the_page_shows(client: FlaskClient) -> None:
    assert "next" not in (client.get("/api/search?q=防災&count=0").json or {"next": 1})
    told = client.get("/api/search?q=防災&count=5").json
    assert told is not None
    assert told["total"] > 5 == len(told["hits"])
    for hit in told["hits"]:
        texts = [hit["name"], *([hit["snippet"]] if hit["snippet"] else [])]
        marked = [text["text"][a:b] for text in texts for a, b in text["marks"]]
        assert "防災" in marked
    following = client.get(told["next"]).json
    assert following is not None
    assert following["hits"][0]["iri"] not in {hit["iri"] for hit in told["hits"]}
    assert sum(one["count"] for one in told["facets"]["kind"]) == told["total"]
    english = client.get("/api/search?q=防災&lang=en").json
    assert english is not None
    assert english["facets"]["kind"][0]["name"] == "Organizational unit"


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=" + "x" * 201, "q=a&kind=Dog", "q=a&count=101", "q=a&first=-1", "q=a&count=x"],
)
def test_what_the_api_refuses_is_a_problem_document(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/search?{query}&lang=en")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert json.loads(answer.text)["hint"]


def test_pickers_find_by_two_words(browse: Get) -> None:
    for path, words in (
        ("/impact", "備え 市民"), ("/similar", "カメラ 防犯"), ("/what-if", "カメラ 防犯"),
        ("/leads-to", "カメラ 防犯"),
    ):  # fmt: skip
        page = Page(browse(path, words=words).text)
        assert any("mihon-" in href for href in links(page)) or page.all("input"), path
        assert "カメラ" in page.text() or "備え" in page.text(), path
    assert "地域防犯力向上" in browse("/graph", q="カメラ 防犯").text


def test_practices_by_their_text(browse: Get) -> None:
    page = Page(browse("/kaizen", q="残業").text)
    assert len(page.all("article")) == 1
    by_status = [
        len(Page(browse("/kaizen", q="残業", status=status).text).all("article"))
        for status in STATUS
    ]
    assert sorted(by_status) == [0, 0, 0, 1]
    assert len(Page(browse("/kaizen", q="zzzz").text).all("article")) == 0


@pytest.fixture
def own_app(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application without an index yet."""
    app = create_app(Settings(home=tmp_path_factory.mktemp("own")), small_store)
    yield app
    with app.app_context():
        keeper().ready(asking.caching.marker(), 60)


def test_until_there_is_an_index_the_reader_is_told(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAIT_S", 0.0)
    monkeypatch.setattr("michisuji.search.keeping.Keeper._try", lambda *_: None)
    for path in ("/search?q=a", "/api/search?q=a"):
        answer = own_app.test_client().get(path, headers=BROWSER)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
    monkeypatch.undo()
    assert own_app.test_client().get("/search?q=a", headers=BROWSER).status_code == 200


def test_a_damaged_index_is_made_anew_within_the_request(own_app: Flask) -> None:
    client = own_app.test_client()
    assert client.get("/search?q=事業").status_code == 200
    with own_app.app_context():
        index = keeper().index
    assert index is not None
    index.path.write_bytes(b"x" * 100_000)
    with pytest.raises(sqlite3.DatabaseError), index.reading() as db:
        db.execute("SELECT * FROM documents")
    answer = client.get("/search?q=施策")
    assert answer.status_code == 200
    assert "見つかりました" in answer.text


def test_no_draft_reaches_the_index(
    small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    work = MemoryStore(BASE)
    work.update(
        f"INSERT DATA {{ <{BASE}/id/program/draft> a <{LM}Program> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "秘密の下書き事業"@ja }'
    )
    settings = Settings(home=tmp_path_factory.mktemp("drafts"), editor_token="x" * 20)
    app = create_app(settings, small_store, work)
    headers = {**BROWSER, "Authorization": f"Bearer {'x' * 20}"}
    for path in (
        "/search?q=秘密の下書き",
        "/api/search?q=秘密の下書き",
        "/search/suggest?q=秘密の下",
    ):
        for given in (BROWSER, headers):
            answer = app.test_client().get(path, headers=given)
            assert answer.status_code == 200
            assert "秘密の下書き事業" not in answer.text
    for path in (settings.home / "search").iterdir():
        assert "秘密".encode() not in path.read_bytes()
