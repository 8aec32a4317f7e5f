"""The quality pages: wrong input, downloads, a break shown, and checks that are not as usual."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Page
from flask.testing import FlaskClient
from michisuji.quality.history import last_check
from michisuji.quality.report import Context, Problem, Report
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from openpyxl import load_workbook
from quality_help import HEALTH, a_break, app_with, page_of


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/quality?department=id/unit/none", 404),
        ("/quality/causes?rule=NONE-01", 404),
        ("/quality/causes?severity=awful", 404),
        ("/quality/causes?year=0", 404),
        ("/quality/causes?page=abc", 400),
        ("/quality/causes?page=0", 400),
        ("/quality/causes?page=٣", 400),
        ("/quality/causes?page=99999", 404),
        ("/quality/report.exe", 404),
        ("/quality/report.csv?department=id/unit/none", 404),
    ],
)
def test_wrong_input_is_told(asked: FlaskClient, address: str, status: int) -> None:
    found = asked.get(address, headers=PROGRAM)
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert found.get_json().keys() >= PROBLEM_FIELDS
    page = asked.get(address, headers=BROWSER)
    assert page.status_code == status
    assert Page(page.text).text("h1")


def test_a_known_rule_without_findings_gives_an_empty_list(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    from michisuji.quality.rulebook.rules import catalogue

    idle = next(r for r in catalogue() if not any(f.rule == r for f in saved.report.active))
    assert "あてはまる原因はありません" in page_of(asked, "/quality/causes", rule=idle).text("p")


@pytest.mark.parametrize("ending", ["xlsx", "csv", "sarif", "xml", "json", "ttl", "dqv.ttl"])
def test_a_download_of_the_whole(asked: FlaskClient, saved: last_check.Saved, ending: str) -> None:
    from michisuji.quality.formats import FORMATS
    from michisuji.web.quality.links import endings

    found = asked.get(f"/quality/report.{ending}")
    assert found.status_code == 200
    assert found.content_type == FORMATS[endings()[ending]].media_type
    name = found.headers["Content-Disposition"]
    assert re.search(rf'^attachment; filename="[\x20-\x7e]+\.{re.escape(ending)}"', name)
    assert unquote(name.rpartition("''")[2]).startswith("点検結果")
    again = asked.get(f"/quality/report.{ending}", headers={"If-None-Match": found.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    english = asked.get(f"/quality/report.{ending}?lang=en")
    assert english.headers["ETag"] != found.headers["ETag"]
    assert english.headers["Content-Language"] == "en"


def test_a_download_of_one_department(asked: FlaskClient, saved: last_check.Saved) -> None:
    own = [f for f in saved.report.findings if f.context.department == f"{BASE}/{HEALTH}"]
    found = asked.get(f"/quality/report.csv?department={HEALTH}")
    assert len(list(csv.reader(io.StringIO(found.text)))) == len(own) + 1
    assert "健康福祉部" in unquote(found.headers["Content-Disposition"])
    book = load_workbook(io.BytesIO(asked.get(f"/quality/report.xlsx?department={HEALTH}").data))
    assert not [name for name in book.sheetnames if "教育" in name]


def test_a_program_shows_the_break_that_one_came_for(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    cause = a_break(saved, "output/")
    path = "/doc" + str(cause.context.program).removeprefix(BASE + "/id")
    page = page_of(asked, path, **{"break": cause.id})
    marked = [attrs for _, attrs in page.elements if attrs.get("id") == "break"]
    assert len(marked) == 1
    assert marked[0]["href"] == "/doc" + cause.root.focus_node.removeprefix(BASE + "/id")
    assert "▼ ここ" in page.text("text")
    assert "いま見ている途切れ" in page.text("strong")
    plain = page_of(asked, path)
    assert "▼ ここ" not in plain.text("text")
    assert f"{path}?break={cause.id}#break" in {a.get("href") for a in plain.all("a")}


def test_a_program_lists_causes_and_folds_symptoms(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    cause = next(c for c in saved.causes if c.severity == "violation" and len(c.symptoms) > 1)
    path = "/doc" + str(cause.context.program).removeprefix(BASE + "/id")
    page = page_of(asked, path)
    told = [t for tag, t in page.texts if tag == "p" and t == cause.root.message["ja"]]
    assert len(told) == 1
    assert any("ここから生じている指摘" in t for tag, t in page.texts if tag == "summary")


@pytest.mark.parametrize("asked_for", ["0000000000000000", "x" * 5000, "<script>alert(1)</script>"])
def test_a_break_that_is_no_more_is_told(asked: FlaskClient, asked_for: str) -> None:
    page = page_of(asked, "/doc/program/mihon-010101", **{"break": asked_for})
    assert "いまのデータには見つかりません" in page.text("p")
    assert not [text for tag, text in page.texts if tag == "script" and "alert" in text]


def test_a_measure_shows_its_breaks(asked: FlaskClient, saved: last_check.Saved) -> None:
    found = [c for c in saved.causes if "/measure/" in (c.context.program or "")]
    for measure in ("mihon-0101", "mihon-0302"):
        iri = f"{BASE}/id/measure/{measure}"
        own = [c for c in found if c.context.program == iri]
        text = page_of(asked, f"/doc/measure/{measure}").text()
        worst = [c for c in own if c.severity == "violation"]
        assert ("点検した規則への違反は" in text) == (not worst)
        assert "途切れはありません" not in text, (
            "of a measure no way from input to outcome is asked"
        )
        assert all(cause.root.message["ja"] in text for cause in own)


def test_nothing_checked_yet(sample_store: MemoryStore, tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path), sample_store).test_client()
    for path in ("/quality", "/quality/causes", "/quality?lang=en"):
        assert "michisuji check" in page_of(client, path).text("code")
    assert "まだ点検していません" in page_of(client, "/rules/CHAIN-03").text("dd")
    assert client.get("/quality/report.csv").status_code == 404


def test_a_check_without_findings_or_departments(
    sample_store: MemoryStore, tmp_path: Path, saved: last_check.Saved
) -> None:
    client = app_with(sample_store, tmp_path, Report("municipal", (), 12))
    page = page_of(client, "/quality")
    assert "違反はありません" in page.text("p")
    assert "部局の記載がない" in page.text("p")
    assert "指摘はありません" in page_of(client, "/quality/causes").text("p")
    some = replace(saved.report.active[0], context=Context())
    client = app_with(sample_store, tmp_path, Report("municipal", (some,), 12))
    assert page_of(client, "/quality").text("h1")


def test_what_could_not_be_checked_is_told(sample_store: MemoryStore, tmp_path: Path) -> None:
    why = Problem({"ja": "読めない<b>", "en": "unreadable <b>"})
    client = app_with(sample_store, tmp_path, Report("municipal", (), 3, (why,), notes=(why,)))
    page = page_of(client, "/quality")
    assert "点検できなかったものがあります(1件)" in page.text("p")
    assert "読めない<b>" in page.text("li")
    assert "違反はありません" not in page.text("p")


def test_a_new_check_is_shown_at_once(
    sample_store: MemoryStore, tmp_path: Path, saved: last_check.Saved
) -> None:
    settings = Settings(home=tmp_path)
    last_check.save(Report("municipal", (), 12), settings)
    client = create_app(settings, sample_store).test_client()
    assert "違反はありません" in page_of(client, "/quality").text("p")
    before = client.get("/quality/report.json").headers["ETag"]
    last_check.save(saved.report, settings, causes=saved.causes, members=saved.members)
    assert "違反はありません" not in page_of(client, "/quality").text("p")
    assert client.get("/quality/report.json").headers["ETag"] != before
