"""The pages of impact traces: same figures as API and command line, readable pictures, links."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from asking import BASE, Get
from flask.testing import FlaskClient
from michisuji.analysis.catalogue import get
from michisuji.analysis.state import State
from michisuji.figures import sentence_yen, table_yen
from michisuji.store.memory import MemoryStore

INDICATOR = "id/indicator/mihon-0604-t01"
TOWN = "id/town-condition/mihon-0101-t1"
MEASURE = "id/measure/mihon-0101"
POLICY = "id/basic-policy/mihon-1"
TARGETS = (INDICATOR, TOWN, MEASURE, POLICY)
STARTS = ("id/program/mihon-010101", "id/unit/mihon-s-safety", "id/unit/mihon-city", MEASURE)


def answer_on(page: str) -> str:
    """The sentence on a page."""
    found = re.search(r'<p class="answer">(.*?)</p>', page, re.DOTALL)
    assert found, "the page has no answer"
    return unescape(found[1])


def picture_on(page: str) -> ElementTree.Element:
    """The picture on a page, as XML."""
    found = re.search(r'<svg xmlns="[^"]*" class="lay".*?</svg>', page, re.DOTALL)
    assert found, "the page has no picture"
    return ElementTree.fromstring(found[0])


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        *(("impact", "target", target) for target in TARGETS),
        *(("leads-to", "start", start) for start in STARTS),
    ],
)
def test_page_api_and_command_line_tell_the_same(
    browse: Get,
    client: FlaskClient,
    sample_store: MemoryStore,
    name: str,
    key: str,
    value: str,
    lang: str,
) -> None:
    page = browse(f"/{name}", **{key: value, "lang": lang}).get_data(as_text=True)
    told = client.get(f"/api/analysis/{name}", query_string={key: value, "lang": lang}).get_json()
    # What `michisuji analyze` runs.
    direct = get(name).answer(State(sample_store, BASE, lang), {key: [value]})
    assert answer_on(page) == told["sentence"] == direct.sentence[lang]
    for table in told["tables"]:
        if table["name"] in ("programs", "outcomes"):
            for row in table["rows"]:
                first = next(iter(row.values()))
                assert unescape(first["label"]) in unescape(page)
            for row in table["rows"]:
                if row.get("planned") is not None:
                    assert table_yen(row["planned"], lang) in page


@pytest.mark.parametrize("target", TARGETS)
def test_the_csv_holds_the_sum_that_the_sentence_tells(client: FlaskClient, target: str) -> None:
    query = {"target": target, "format": "csv", "table": "programs"}
    text = client.get("/api/analysis/impact", query_string=query).get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    column = next(name for name in rows[0] if name.endswith("予算(円)"))
    total = sum(int(row[column]) for row in rows if row[column])
    told = client.get("/api/analysis/impact", query_string={"target": target}).get_json()
    assert f"{sentence_yen(total, 'ja')}です" in told["sentence"]
    assert f"{len(rows)}事業が" in told["sentence"]


def test_every_program_has_a_way_on_to_what_if(browse: Get) -> None:
    page = browse("/impact", target=INDICATOR).get_data(as_text=True)
    ways = [
        parse_qs(urlsplit(unescape(a)).query) for a in re.findall(r'href="(/what-if[^"]*)"', page)
    ]
    stopped = {stop.rpartition("-")[2] for way in ways for stop in way.get("stop", ())}
    assert stopped == {"060401", "060402", "060403"}


def test_money_of_another_year(browse: Get) -> None:
    page = browse("/impact", target=INDICATOR, money_year="2024").get_data(as_text=True)
    assert "令和6年度の予算は合わせて2億9,860万円です。" in answer_on(page)
    page = browse("/leads-to", start=STARTS[1], money_year="2024").get_data(as_text=True)
    assert "令和6年度の予算は合わせて1億7,960万円です。" in answer_on(page)


def test_as_of_an_earlier_year_stays_in_the_links(browse: Get) -> None:
    page = browse("/impact", target=TOWN, as_of="2024").get_data(as_text=True)
    assert "令和6年度の予算" in answer_on(page)
    assert re.search(r'href="/what-if\?[^"]*as_of=2024', page)


def test_the_picture_folds_and_unfolds(browse: Get) -> None:
    page = browse("/impact", target=POLICY, show="3").get_data(as_text=True)
    texts = ["".join(node.itertext()) for node in picture_on(page)]
    assert any("ほか7事業" in text for text in texts)
    assert "ほか7事業" not in browse("/impact", target=POLICY, show="10").get_data(as_text=True)


def test_the_picture_can_hold_one_unit_only(browse: Get) -> None:
    page = browse("/impact", target=POLICY, unit="id/unit/mihon-s-safety").get_data(as_text=True)
    assert "「防災危機管理課」の事業だけを描いています" in page
    groups = [one for one in picture_on(page).iter() if one.get("class") == "group"]
    assert len(groups) == 1
    assert "10事業が" in answer_on(page), "the answer stays whole"


@pytest.mark.parametrize(("target", "show"), [(INDICATOR, "12"), (POLICY, "12"), (POLICY, "2")])
def test_boxes_stand_apart_and_within_the_picture(browse: Get, target: str, show: str) -> None:
    picture = picture_on(browse("/impact", target=target, show=show).get_data(as_text=True))
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    boxes = [
        tuple(float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
        for rect in picture.iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert len(boxes) > 4
    for n, (x, y, w, h) in enumerate(boxes):
        assert min(x, y) >= 0
        assert x + w <= width
        assert y + h <= height
        for x2, y2, w2, h2 in boxes[n + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, "two boxes overlap"


def test_choosing_shows_all_measures_at_once(browse: Get) -> None:
    page = browse("/impact").get_data(as_text=True)
    assert len(re.findall(r'href="/impact\?target=[^"]*town-condition', page)) == 26
    assert "市政を信頼している市民の割合" in page


def test_choosing_by_words(browse: Get) -> None:
    page = browse("/impact", words="市政を信頼").get_data(as_text=True)
    assert "mihon-0604-t01" in page
    assert "ありません" in browse("/impact", words="zzzzz").get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "ways"),
    [
        ("/doc/indicator/mihon-0604-t01", ["impact"]),
        ("/doc/measure/mihon-0101", ["impact"]),
        ("/doc/basic-policy/mihon-1", ["impact"]),
        ("/doc/town-condition/mihon-0101-t1", ["impact", "leads-to"]),
        ("/doc/program/mihon-010101", ["leads-to"]),
        ("/doc/unit/mihon-s-safety", ["leads-to"]),
        ("/", ["impact"]),
    ],
)
def test_pages_lead_to_their_trace(browse: Get, page: str, ways: list[str]) -> None:
    text = browse(page).get_data(as_text=True)
    for way in ways:
        assert f'href="/{way}' in text


@pytest.mark.parametrize(
    "path", ["/impact?target=id/indicator/none", "/leads-to?start=id/unit/none"]
)
def test_what_is_not_there_is_told(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
