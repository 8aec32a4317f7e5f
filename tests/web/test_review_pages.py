"""Pages of the national review: what table 3-1 says is on the indicator's and the program's."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from michisuji.importers.rs import import_rs
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

from tests.importers.rs_graph import value_rows, write
from tests.web.asking import BASE, BROWSER

DECISIONS = "事業に関連するKPIが定められている閣議決定等の名称"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    activity = ("101", "アクティビティ", "", "観察会を開く")
    outcome = ("501", "アウトカム", "3.長期", "市民が星を知っている")
    values = {"目標年度": {"2028": "1"}, "目標値": {"2025": "7", "2028": "9"}}
    rows = value_rows(activity, "", **{DECISIONS: "架空星空計画"})
    rows += value_rows(outcome, "正答率", values, **{DECISIONS: "架空天文決定"})
    write(tmp_path / "3-1.csv", rows)
    store = MemoryStore(BASE)
    store.replace(import_rs([tmp_path / "3-1.csv"], base_iri=BASE, out_dir=tmp_path / "out")[0])
    return create_app(Settings(home=tmp_path / "var"), store).test_client()


def _page(client: FlaskClient, kind: str, lang: str) -> str:
    question = f"SELECT ?node WHERE {{ ?node a <https://w3id.org/michisuji/ns#{kind}> }}"
    found = client.get("/sparql", query_string={"query": question, "format": "csv"})
    (iri,) = found.get_data(as_text=True).split()[1:]
    path = iri.removeprefix(BASE).replace("/id/", "/doc/")
    answer = client.get(path, headers=BROWSER, query_string={"lang": lang})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("lang", "term", "year"),
    [("ja", "目標年度", "令和10年度(2028)"), ("en", "target year", "FY2028")],
)
def test_the_indicators_page_tells_its_target_year(
    client: FlaskClient, lang: str, term: str, year: str
) -> None:
    page = _page(client, "Indicator", lang)
    assert f"<dt>{term}</dt>" in page
    assert f">{year}</dd>" in page
    assert ">架空天文決定</dd>" in page


def test_the_programs_page_tells_what_sets_its_indicators(client: FlaskClient) -> None:
    assert ">架空星空計画</dd>" in _page(client, "Program", "ja")
