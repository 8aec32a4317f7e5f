"""Every page of the planner's: both languages, the figures of the API, files, wrong words told."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape

import pytest
from asking import Get
from flask.testing import FlaskClient
from michisuji.figures import sentence_yen, table_yen

PROGRAM = "id/program/mihon-010101"
OTHER = "id/program/mihon-010102"
MEASURE = "id/measure/mihon-0202"
#: Page, the analysis behind it, what it is asked.
PAGES: list[tuple[str, str, dict[str, str]]] = [
    ("/what-if", "what-if", {"stop": PROGRAM, "cut": OTHER + ":30"}),
    ("/what-if", "scenarios", {"stop": PROGRAM, "stop_b": OTHER, "called_b": "残す案"}),
    ("/validity", "validity", {"many": "2"}),
    ("/validity", "validity", {"scope": MEASURE}),
    ("/measures", "measures", {"dataset": "mihon"}),
    ("/measures/programs", "measure-programs", {"measure": MEASURE, "sort": "reach"}),
    ("/money-flow", "money-flow", {"scope": MEASURE, "money": "executed", "money_year": "2024"}),
    ("/years", "years", {"node": MEASURE, "before": "2024", "after": "2026"}),
    ("/years", "years", {"node": PROGRAM}),
    ("/chains", "chains", {}),
]
IDS = [f"{path}?{'&'.join(given)}" for path, _, given in PAGES]


def text_of(page: str) -> str:
    """The page's words without marks and scripts."""
    bare = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("path", "name", "given"), PAGES, ids=IDS)
def test_a_page_tells_what_the_api_tells(
    browse: Get, client: FlaskClient, path: str, name: str, given: dict[str, str], lang: str
) -> None:
    response = browse(path, lang=lang, **given)
    assert response.status_code == 200
    shown = text_of(response.get_data(as_text=True))
    told = client.get(f"/api/analysis/{name}", query_string={"lang": lang, **given}).get_json()
    for sentence in re.split(r" ?(?:案[AB]|Scenario [AB]|残す案): ", told["sentence"]):
        assert re.sub(r"\s+", " ", sentence.strip()) in shown
    for table in told["tables"]:
        for row in table["rows"][:5]:
            for column in table["columns"]:
                cell = row[column["name"]]
                if column["kind"] == "yen" and cell is not None:
                    told_as = {table_yen(round(cell), lang), sentence_yen(round(cell), lang)}
                    assert any(t in shown for t in told_as), (table["name"], column["name"])
                elif column["kind"] == "link" and cell:
                    assert re.sub(r"\s+", " ", cell["label"]) in shown
    assert told["queries"], "each answer has the query behind it"
    assert shown.count("SPARQL") > 1


@pytest.mark.parametrize(("path", "name", "given"), PAGES, ids=IDS)
def test_an_answer_is_handed_out_as_files(
    client: FlaskClient, path: str, name: str, given: dict[str, str]
) -> None:
    told = client.get(f"/api/analysis/{name}", query_string=given).get_json()
    for table in told["tables"]:
        form = {"format": "csv", "table": table["name"], **given}
        response = client.get(f"/api/analysis/{name}", query_string=form)
        assert response.content_type.startswith("text/csv")
        rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff"))))
        assert len(rows) == len(table["rows"]) + 1
        assert {len(row) for row in rows} == {len(rows[0])}
    book = client.get(f"/api/analysis/{name}", query_string={"format": "xlsx", **given})
    with zipfile.ZipFile(io.BytesIO(book.data)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(told["tables"]) + 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/what-if?stop=id/program/none", 404),
        ("/what-if?cut=id/program/mihon-010101:0", 400),
        ("/what-if?as_of=1999&stop=id/program/mihon-010101", 404),
        ("/what-if?as_of=soon", 400),
        ("/measures/programs", 400),
        ("/measures/programs?measure=id/program/mihon-010101", 404),
        ("/money-flow?scope=id/nothing/x", 404),
        ("/money-flow?scope=" + "x" * 30_000, 400),
        ("/years?before=1999", 404),
        ("/years?node=id/nothing/x", 404),
        ("/validity?many=a", 400),
        ("/validity?unknown=1", 400),
        ("/api/analysis/what-if?format=pdf", 406),
        ("/api/analysis/what-if?format=csv&table=none", 404),
        ("/api/analysis/none", 404),
        ("/api/analysis/impact", 400),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_wrong_words_are_told(browse: Get, address: str, status: int, lang: str) -> None:
    response = browse(address + ("&" if "?" in address else "?") + f"lang={lang}")
    assert response.status_code == status
    page = response.get_data(as_text=True)
    assert "Traceback" not in page
    assert len(text_of(page)) > 20


def test_a_scenario_has_a_lasting_address_and_writes_nothing(client: FlaskClient) -> None:
    page = client.get("/what-if", query_string={"stop": PROGRAM}).get_data(as_text=True)
    again = re.search(r'href="(/what-if\?stop=[^"]+)"', page)
    assert again
    assert client.get(unescape(again[1])).get_data(as_text=True).count("010101") > 1
    for method in (client.post, client.put, client.delete):
        assert method("/what-if", data={"stop": PROGRAM}).status_code == 405


def test_formulas_are_not_run_by_a_spreadsheet() -> None:
    from michisuji.analysis.export import as_csv
    from michisuji.analysis.tables import Answer, Column, Named, Table

    a, b = {"ja": "あ", "en": "a"}, {"ja": "い", "en": "b"}
    columns = (Column("a", a, "link"), Column("b", b, "yen"))
    table = Table("t", a, columns, [[Named("x:1", "=1+1"), -5]])
    answer = Answer(None, a, (table,), ())
    rows = list(csv.reader(io.StringIO(as_csv(answer, "en").lstrip("\ufeff"))))
    assert rows == [["a", "a (IRI)", "b (yen)"], ["'=1+1", "x:1", "-5"]]


def test_the_pages_read_as_of_an_earlier_year(browse: Get) -> None:
    now = browse("/measures", dataset="mihon").get_data(as_text=True)
    then = browse("/measures", dataset="mihon", as_of="2024").get_data(as_text=True)
    assert "令和8年度" in text_of(now)
    assert "令和6年度の予算は" in text_of(then)


@pytest.mark.parametrize("path", ["/impact", "/leads-to", "/money-flow", "/planner", "/what-if"])
def test_without_a_choice_a_page_offers_one(browse: Get, path: str) -> None:
    for lang in ("ja", "en"):
        response = browse(path, lang=lang)
        assert response.status_code == 200
        assert "<h1" in response.get_data(as_text=True)
