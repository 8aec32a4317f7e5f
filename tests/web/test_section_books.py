"""The workbook of a unit or measure, from the link on its page."""

from __future__ import annotations

import io
import re
from html import unescape
from urllib.parse import unquote

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.pages import section_books

UNIT, MEASURE = "id/unit/mihon-s-safety", "id/measure/mihon-0101"


@pytest.fixture(scope="module")
def app(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(home=tmp_path_factory.mktemp("home")), sample_store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("/doc/unit/mihon-s-safety", f"unit={UNIT}"),
        ("/doc/measure/mihon-0101", f"measure={MEASURE}"),
    ],
)
def test_the_page_links_to_a_book_per_phase(
    client: FlaskClient, page: str, named: str, lang: str
) -> None:
    text = unescape(client.get(f"{page}?lang={lang}").get_data(as_text=True))
    found = re.findall(r'href="(/workbook\.xlsx[^"]*)"[^>]*>([^<]*)<', text)
    assert [("plan" in href, "evaluate" in href) for href, _ in found] == [
        (True, False),
        (False, True),
    ]
    assert all(named in href for href, _ in found)
    words = ("記入用ブック", "計画") if lang == "ja" else ("workbook to fill in", "plan")
    assert all(word in found[0][1] for word in words)


def test_a_years_report_links_to_the_citys_books(client: FlaskClient) -> None:
    text = unescape(client.get("/report/2025?lang=ja").get_data(as_text=True))
    found = re.findall(r'href="(/workbook\.xlsx[^"]*)"[^>]*>([^<]*)<', text)
    assert [label for _, label in found] == [
        "令和7年度(2025)の記入用ブック (実績と評価)",
        "令和8年度(2026)の記入用ブック (計画)",
    ]
    answer = client.get(found[0][0])
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    units = {row[0] for row in book["16 組織"].iter_rows(min_row=5, max_col=1, values_only=True)}
    assert {"s-safety", "s-welfare"} <= units
    assert client.get("/workbook.xlsx?dataset=nowhere").status_code == 404


def test_the_book_is_that_of_the_unit_and_made_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/workbook.xlsx?unit={UNIT}&phase=evaluate"
    answer = client.get(address)
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert "記入用ブック-防災危機管理課-実績と評価.xlsx" in unquote(
        answer.headers["Content-Disposition"]
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["04 事業"]["A5"].value == "010101"
    monkeypatch.setattr(section_books, "_city", lambda _: pytest.fail("it is read again"))
    assert client.get(address).data == answer.data
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("unit=x", 404),
        ("unit=id/unit/mihon-nowhere", 404),
        ("unit=id/unit/nagareyama-x", 404),
        (f"unit={UNIT}&phase=draft", 400),
        (f"unit={UNIT}&year=令和8", 400),
        (f"unit={UNIT}&year=0001", 400),
    ],
)
def test_what_has_no_book_is_refused_in_words(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/workbook.xlsx?{query}").status_code == status


def test_a_data_set_that_is_too_large_has_no_books(
    sample_store: MemoryStore,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(section_books, "MOST_ENTITIES", 100)
    client = create_app(Settings(home=tmp_path_factory.mktemp("home")), sample_store).test_client()
    assert "/workbook.xlsx" not in client.get("/doc/unit/mihon-s-safety").get_data(as_text=True)
    assert client.get(f"/workbook.xlsx?unit={UNIT}").status_code == 404


def test_a_data_set_over_the_bytes_is_refused_and_not_read_again(
    sample_store: MemoryStore,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(section_books, "MOST_BYTES", 1_000)
    client = create_app(Settings(home=tmp_path_factory.mktemp("home")), sample_store).test_client()
    first = client.get(f"/workbook.xlsx?unit={UNIT}")
    assert first.status_code == 413
    monkeypatch.setattr(section_books, "MOST_BYTES", 10**9)
    assert client.get(f"/workbook.xlsx?unit={UNIT}").status_code == 413
