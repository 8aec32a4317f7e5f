"""The workbook to send out: read back by openpyxl, and as the bytes that it is."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import pytest
from michisuji.quality.formats import render_bytes
from michisuji.quality.report import Context, Place, Problem, Report
from michisuji.spreadsheets import sheet as limits
from michisuji.spreadsheets.sheet_names import sheet_names, units
from openpyxl import load_workbook
from report_samples import (
    BASE,
    CAUSES,
    FINDINGS,
    HEALTH,
    PLAIN,
    REPORT,
    WITH_TEXT,
    finding,
)

from tests.formulas import FORMULAS

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SUBJECT = {"ja": "見本市(架空)", "en": "Mihon (fictional)"}
LEVELS = {HEALTH.department: {"ja": "段階2", "en": "Level 2"}}


def book(report: Report = REPORT, lang: str = "ja", **context: object) -> Any:
    return load_workbook(io.BytesIO(render_bytes(report, "xlsx", lang, **context)))


def texts(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def column(sheet: Any, heading: str) -> list[Any]:
    rows = texts(sheet)
    at = rows[0].index(heading)
    return [row[at] for row in rows[1:]]


def test_a_cover_a_sheet_a_department_and_the_rules() -> None:
    assert book().sheetnames == ["表紙", "健康福祉部", "土木部", "部の記載なし", "規則"]
    english = book(lang="en")
    assert english.sheetnames == [
        "Cover", "Civil Works", "Health and Welfare", "No department", "Rules",
    ]  # fmt: skip


def test_every_finding_has_a_row_and_an_empty_answer() -> None:
    made = book()
    messages: Counter[str] = Counter()
    for name in made.sheetnames[1:-1]:
        messages.update(column(made[name], "何が問題か"))
        for empty in ("期限", "対応", "対応の説明"):
            assert set(column(made[name], empty)) == {None}
    assert messages == Counter(f.message["ja"] for f in FINDINGS)
    headings, row = texts(made["健康福祉部"])[:2]
    empty = dict.fromkeys(("ここから生じるもの", "免除", "図", "期限", "対応", "対応の説明"))
    assert {h: v or None for h, v in zip(headings, row, strict=True)} == empty | {
        "番号": 1, "重さ": "違反", "規則": "CHAIN-03", "規則の名前": "行き止まりがない",
        "施策": "高齢者福祉",
        "事業": "見守り事業", "担当課": "高齢者支援課", "年度": 2026,
        "何が問題か": PLAIN.message["ja"], "直し方": PLAIN.remedy["ja"],
        "場所(ファイル、行)": "3-2.csv, 行11",
    }  # fmt: skip


def test_causes_take_their_symptoms_along() -> None:
    made = book(causes=CAUSES)
    sheet = made["健康福祉部"]
    assert len(column(sheet, "番号")) == 4, "two symptoms have no row of their own"
    told = column(sheet, "ここから生じるもの")[0]
    assert told.startswith("指摘2件、要素4個")
    assert "CHAIN-10" in told


def test_waivers_stand_last_with_their_reason() -> None:
    waivers = column(book()["健康福祉部"], "免除")
    assert waivers[-1] == "2027年3月31日まで免除。理由: 来年度に調査する。責任者: 健康福祉部長"
    assert any(str(text).startswith("免除の期限切れ(2026年3月31日まで)") for text in waivers[:-1])
    english = column(book(lang="en")["Health and Welfare"], "Waiver")
    assert english[-1].startswith("Waived until 2027-03-31. Reason: To be surveyed next year.")


def test_the_cover_tells_what_when_and_how_much() -> None:
    problem = Problem({"ja": "読めません", "en": "cannot be read"}, Place("a.csv", 4))
    report = replace(REPORT, problems=(problem,))
    cover = book(report, checked_at=AT, subject=SUBJECT, levels=LEVELS, causes=CAUSES)["表紙"]
    facts = {row[0]: row[1] for row in texts(cover) if row[0]}
    assert facts["点検したもの"] == SUBJECT["ja"]
    assert facts["点検した日時"] == "令和8年11月22日 09:30"
    assert facts["点検の構成"] == "自治体 (municipal)"
    assert (facts["違反"], facts["注意"], facts["情報"], facts["免除中"]) == (4, 2, 1, 1)
    assert facts["うち免除の期限切れ"] == 1
    by_department = {row[0]: row[1:] for row in texts(cover) if row[0] in ("健康福祉部", "土木部")}
    assert by_department["健康福祉部"] == [2, 2, 1, 1, 1, 4, "段階2"]
    assert by_department["土木部"][:5] == [1, 0, 0, 0, 0]
    links = {
        cell.value: cell.hyperlink.location for (cell, *_) in cover.iter_rows() if cell.hyperlink
    }
    assert links["健康福祉部"] == "'健康福祉部'!A1"
    told = [row[0] for row in texts(cover)]
    assert "・読めません [a.csv, 行4]" in told
    assert "・免除に期限がありません" in told


def test_tables_are_frozen_filtered_and_printed_on_a4_across() -> None:
    made = book()
    for name in made.sheetnames[1:]:
        sheet = made[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet["C2"].alignment.wrap_text


def test_rules_are_linked_when_the_service_is_known() -> None:
    made = book(lang="en", base_iri=BASE)
    cell = made["Health and Welfare"]["C2"]
    assert cell.hyperlink.target == f"{BASE}/rules/CHAIN-03?lang=en"
    rules = {row[0]: row for row in texts(made["Rules"])[1:]}
    assert rules["CHAIN-03"][5:] == [20, 5, 1]
    assert made["Rules"]["A2"].hyperlink.target.startswith(f"{BASE}/rules/")
    assert book()["健康福祉部"]["C2"].hyperlink is None


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A"])
def test_no_text_becomes_a_formula(text: str) -> None:
    odd = replace(PLAIN, message={"ja": text, "en": text})
    sheet = book(replace(REPORT, findings=(odd,)))["健康福祉部"]
    cell = sheet["I2"]
    assert (cell.value, cell.data_type) == (text.replace("\r", "\n"), "s")
    assert cell.quotePrefix == (text[0] != "#")


def test_odd_letters_do_not_break_the_book() -> None:
    text = "a\x00\x0bb\r\nc <&> \ud800 \U0001f600 _x0041_"
    context = Context(department="urn:d", department_label={"ja": "a/b[c]:*?", "en": ""})
    odd = replace(WITH_TEXT, message={"ja": text, "en": ""}, context=context)
    made = book(replace(REPORT, findings=(odd,)))
    assert made.sheetnames[1] == "a b c"
    assert made["a b c"]["I2"].value == "a��b\nc <&> � \U0001f600 _x005F_x0041_"


def test_too_long_texts_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    long = replace(PLAIN, message={"ja": "\U0001f600" * 20_000, "en": "x" * 32_767})
    made = book(replace(REPORT, findings=(long,)))
    text = made["健康福祉部"]["I2"].value
    assert text.endswith("\U0001f600…(以下略)")
    assert limits.MAX_CELL - 2 <= units(text) <= limits.MAX_CELL
    assert any("32,767字で切りました" in str(row[0]) for row in texts(made["表紙"]))
    english = book(replace(REPORT, findings=(long,)), "en")
    assert english["Health and Welfare"]["I2"].value == "x" * 32_767
    assert not any("cut at" in str(row[0]) for row in texts(english["Cover"]))


def test_too_many_rows_go_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 4)
    monkeypatch.setattr(limits, "MAX_LINKS", 4)
    report = Report("municipal", tuple(finding(n) for n in range(8)))
    made = book(report, base_iri=BASE)
    assert made.sheetnames[1:-1] == ["健康福祉部", "健康福祉部 (2)", "健康福祉部 (3)"]
    sheets = [made[name] for name in made.sheetnames[1:-1]]
    assert [n for sheet in sheets for n in column(sheet, "番号")] == list(range(1, 9))
    assert sheets[0]["C3"].hyperlink
    assert sheets[0]["C4"].hyperlink is None
    assert any("続きのシート" in str(row[0]) for row in texts(made["表紙"]))


def test_departments_of_one_name_are_told_apart_by_dataset() -> None:
    other = replace(HEALTH, department="urn:u", dataset="u")
    made = book(replace(REPORT, findings=(PLAIN, finding(2, context=other))))
    assert made.sheetnames[1:-1] == ["健康福祉部(t)", "健康福祉部(u)"]


def test_sheet_names_are_legal_and_different() -> None:
    wanted = ["部" * 40, "部" * 40, "A", "a", "History", "'x'", "[]:*?/\\", "", "\U0001f600" * 20]
    names = sheet_names(wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < units(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
    assert names[1] == "部" * 27 + " (2)"
    assert names[4] == "History (2)"


def test_the_same_report_gives_the_same_bytes_at_any_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = render_bytes(REPORT, "xlsx", "ja", checked_at=AT)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    assert render_bytes(REPORT, "xlsx", "ja", checked_at=AT) == first
    with ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-11-22T09:30:00Z") == 2
    assert render_bytes(replace(REPORT, findings=FINDINGS[1:]), "xlsx", checked_at=AT) != first


def test_a_clean_report_is_a_book_too() -> None:
    made = book(Report("municipal", focus_nodes=3))
    assert made.sheetnames == ["表紙", "規則"]
    assert texts(made["規則"])[0][0] == "規則"


def test_the_section_chooses_an_answer_and_is_led_to_the_diagram() -> None:
    base = "https://data.example.jp"
    program = f"{base}/id/program/a-01"
    found = replace(FINDINGS[0], context=replace(FINDINGS[0].context, program=program))
    for lang, heads, answers in (
        ("ja", ("期限", "対応", "図"), "直した,直す予定,直さない"),
        ("en", ("Deadline", "Answer", "Diagram"), "mended,will be mended,will stay"),
    ):
        data = render_bytes(replace(REPORT, findings=(found,)), "xlsx", lang, base_iri=base)
        sheet = load_workbook(io.BytesIO(data)).worksheets[1]
        titles = [cell.value for cell in sheet[1]]
        letters = [sheet.cell(1, titles.index(head) + 1).column_letter for head in heads]
        rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
        assert rules[f"{letters[0]}2"].type == "date"
        assert rules[f"{letters[1]}2"].formula1 == f'"{answers}"'
        link = sheet[f"{letters[2]}2"].hyperlink
        assert link.target.startswith(f"{base}/doc/program/a-01?break=")
        assert link.location == "break" or link.target.endswith("#break")
