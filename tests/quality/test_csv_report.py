"""The report as CSV: read back by the standard reader, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from michisuji.quality.formats import render_bytes
from michisuji.quality.formats.columns import COLUMNS
from michisuji.quality.report import Place, Problem, Report
from report_samples import CAUSES, FINDINGS, LAPSED, PLAIN, REPORT, WAIVED, WITH_IRI

from tests.formulas import FORMULAS

README = Path(__file__).resolve().parents[2] / "shapes" / "README.md"


def rows(report: Report, lang: str = "ja", **context: object) -> list[dict[str, str]]:
    text = render_bytes(report, "csv", lang, **context).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_excel_knows_the_encoding_and_every_line_end() -> None:
    data = render_bytes(REPORT, "csv")
    assert data.startswith(b"\xef\xbb\xbf" + b"severity,status,rule,")
    assert data.endswith(b"\r\n")
    assert data == render_bytes(REPORT, "csv")


def test_one_row_a_finding_under_stable_names() -> None:
    found = rows(replace(REPORT, notes=()))
    assert len(found) == len(FINDINGS)
    assert list(found[0]) == list(COLUMNS)
    row = found[0]
    assert row["message"] == PLAIN.message["ja"]
    assert (row["department"], row["unit"]) == ("健康福祉部", "高齢者支援課")
    assert (row["measure"], row["program"], row["fiscal_year"]) == (
        "高齢者福祉", "見守り事業", "2026",
    )  # fmt: skip
    assert (row["file"], row["row"], row["focus_node"]) == ("3-2.csv", "11", PLAIN.focus_node)
    english = rows(REPORT, "en")
    assert list(english[0]) == list(COLUMNS)
    assert english[1]["message"] == PLAIN.message["en"]
    assert english[1]["department"] == "Health and Welfare"


def test_waivers_are_told() -> None:
    by_node = {row["focus_node"]: row for row in rows(REPORT)}
    waived, lapsed = by_node[WAIVED.focus_node], by_node[LAPSED.focus_node]
    assert (waived["status"], lapsed["status"]) == ("waived", "expired")
    assert waived["waiver_reason"] == "来年度に調査する"
    assert waived["waiver_role"] == "健康福祉部長"
    assert waived["waiver_expires"] == "2027-03-31"
    assert by_node[PLAIN.focus_node]["status"] == "open"


def test_causes_tie_rows_together() -> None:
    by_node = {row["focus_node"]: row for row in rows(REPORT, causes=CAUSES)}
    root, symptom = by_node[PLAIN.focus_node], by_node[WITH_IRI.focus_node]
    assert root["cause"] == symptom["cause"] == CAUSES[0].id
    assert (root["cause_role"], symptom["cause_role"]) == ("root", "symptom")


def test_what_was_not_checked_has_a_row() -> None:
    problem = Problem({"ja": "読めません", "en": "x"}, Place("a.ttl", 3))
    row = rows(replace(REPORT, problems=(problem,)))[0]
    assert (row["status"], row["message"], row["file"], row["row"]) == (
        "not-checked", "読めません", "a.ttl", "3",
    )  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    made = rows(replace(REPORT, findings=(replace(PLAIN, message={"ja": text, "en": text}),)))
    assert made[-1]["message"] == "'" + text


def test_texts_with_signs_of_csv_come_back() -> None:
    text = '二行\n"引用", と\u2028制御\x00'
    row = rows(replace(REPORT, findings=(replace(PLAIN, message={"ja": text, "en": text}),)))[-1]
    assert row["message"] == text.replace("\x00", "�")


def test_the_readme_explains_every_column() -> None:
    table = README.read_text("utf-8").split("| column |")[1]
    assert re.findall(r"^\| `([a-z_]+)` \| .+? \| .+? \|$", table, re.M) == list(COLUMNS)
