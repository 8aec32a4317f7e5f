"""Fourteen workbooks with the dirt of real ones, made from the clean one.

Each function gets the sheets of the clean book, and makes them dirty as staff do.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import PatternFill

_CLEAN = Path(__file__).with_name("clean.toml")
MADE: dict[str, Callable[[Workbook], None]] = {}
_RED = PatternFill("solid", fgColor="FFFF9999")


def made(name: str) -> bytes:
    """Return a dirty workbook as a file."""
    book = clean()
    MADE[name](book)
    out = io.BytesIO()
    book.save(out)
    return _linked(out.getvalue()) if name in _WITH_RESULTS else out.getvalue()


def clean() -> Workbook:
    """Return the clean workbook."""
    book = Workbook()
    book.remove(book.active)
    for table in tomllib.loads(_CLEAN.read_text("utf-8"))["sheet"]:
        sheet = book.create_sheet(table["name"])
        for row in table["rows"]:
            sheet.append([None if cell == "" else cell for cell in row])
    return book


def _dirty(function: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
    MADE[function.__name__] = function
    return function


def _put(sheet: Any, cells: dict[str, Any]) -> None:
    for place, value in cells.items():
        sheet[place] = value


@_dirty
def units_and_words(book: Workbook) -> None:
    """Numbers with units and words, vague words, wide digits."""
    _put(
        book["11 値"],
        {"B3": "30組織", "C3": "38組織", "D3": "約40", "E3": "３８", "C4": "概ね75", "E5": "不明"},
    )
    _put(book["05 投入"], {"E3": "3人→2.3人工", "F4": "約1人"})
    _put(book["12 予算"], {"D3": "1,200,000円", "E3": "百万円程度", "D6": "８００,０００"})
    _put(book["18 改善"], {"G3": "120時間", "G4": "多数"})
    _put(book["04 事業"], {"G4": "別紙のとおり"})


@_dirty
def eras(book: Workbook) -> None:
    """Years in eras, as dates and as ranges; wide digits, trailing blanks."""
    _put(
        book["04 事業"],
        {
            "E3": "令和3",
            "E4": "平成31・令和元",
            "E5": "Ｒ２",
            "F3": "未定",
            "F4": "令10",
            "F5": "R12～R14",
        },
    )
    _put(book["01 計画"], {"C3": "R3年度", "D3": "令和12年度 　"})
    _put(
        book["12 予算"],
        {"B3": "令和6年度", "B4": date(2025, 4, 1), "B5": "令７", "B6": "今年度"},
    )
    _put(book["13 事業評価"], {"B3": "令和5・令和6", "B4": "令和7年4月1日", "B5": 7})
    book["00 はじめに"]["B3"] = "令和8"
    book["00 はじめに"]["B11"] = "令和8年4月1日"


@_dirty
def thousand_yen(book: Workbook) -> None:
    """Amounts in 千円 beside 円; △ and ▲; marks for none."""
    sheet = book["12 予算"]
    sheet["A1"] = "予算(単位:千円)"
    _put(sheet, {"D2": "予算額", "E2": "決算額(円)", "F2": "補正額"})
    _put(sheet, {"D3": 1200, "D4": "1,300.5", "D5": "－", "D6": "▲800", "E5": "x", "E6": "…"})
    _put(sheet, {"F3": "△50", "F4": "▲　1,000", "F5": "－12", "F6": "(30)"})
    book["18 改善"]["H2"] = "減った費用(円/年)"
    _put(book["18 改善"], {"H3": "50千円", "H4": 12000})


@_dirty
def merged_and_noted(book: Workbook) -> None:
    """Merged headers and cells, notes and totals under the tables."""
    sheet = book["11 値"]
    sheet.insert_rows(2)
    _put(sheet, {"A2": "指標", "B2": "令和6年度", "D2": "令和7年度", "A3": None})
    _put(sheet, {"B3": "目標値", "C3": "実績値", "D3": "目標値", "E3": "実績値"})
    for area in ("A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(area)
    _put(sheet, {"A8": "※ 実績値は速報値", "A9": "注)基準は令和2年度"})
    sheet.merge_cells("A8:E8")
    budget = book["12 予算"]
    budget["A4"] = None
    budget.merge_cells("A3:A4")
    _put(budget, {"A7": "合計", "D7": 8_300_000, "E7": 7_940_500})
    _put(budget, {"A9": "(注)令和7年度は決算見込み"})
    evaluation = book["13 事業評価"]
    _put(evaluation, {"A6": "※ 未記入の事業は9月に追加", "A4": None})
    evaluation.merge_cells("A3:A4")


@_dirty
def two_tables(book: Workbook) -> None:
    """Two tables on a sheet, the second with other columns; remarks between them."""
    sheet = book["12 予算"]
    _put(
        sheet,
        {
            "A8": "(参考)要求額",
            "A9": "事業名",
            "B9": "年度",
            "C9": "翌年度要求額",
            "D9": "担当者メモ",
        },
    )
    _put(sheet, {"A10": "010101", "B10": "R7", "C10": 1_500_000, "D10": "要確認"})
    _put(sheet, {"A11": "避難所備蓄事業", "B11": "R6", "C11": "2,000,000円"})
    sheet = book["04 事業"]
    _put(sheet, {"A7": "※ ここから終了した事業"})
    for column, title in enumerate(("事業名", "事業コード", "所管課", "施策名", "事業開始年度"), 1):
        sheet.cell(8, column, title)
    for column, value in enumerate(("標識更新事業", "010202", "道路課", "交通安全", "H30～"), 1):
        sheet.cell(9, column, value)
    for column, value in enumerate(
        ("名前のない課の事業", "010203", "土木課", "交通安全", "H31"), 1
    ):
        sheet.cell(10, column, value)


@_dirty
def boxes(book: Workbook) -> None:
    """Check boxes for choices, vague words for values."""
    _put(
        book["13 事業評価"],
        {
            "F3": "□拡充 ■継続 □改善 □縮小",
            "F4": "□拡充 □継続 □改善",
            "F5": "■拡充 ■改善",
            "G5": "検討中",
        },
    )
    _put(book["05 投入"], {"C3": "☑人　☐物", "C4": "□人 □物", "F3": "未定"})
    _put(book["18 改善"], {"F3": "レ採用", "F4": "□着想 ☑試行 □採用", "G4": "概ね16"})
    _put(book["00 はじめに"], {"B12": "■はい　□いいえ"})
    _put(book["10 指標"], {"E3": "↑", "E5": "不明", "F4": "率"})


@_dirty
def hidden(book: Workbook) -> None:
    """Hidden sheets, rows and columns; formulas with and without a result."""
    book["18 改善"].sheet_state = "hidden"
    book["04 事業"].column_dimensions["G"].hidden = True
    book["11 値"].row_dimensions[4].hidden = True
    _put(book["11 値"], {"C3": "=B3-2", "E4": "=[1]集計!$B$4", "E5": "=1/0"})
    memo = book.create_sheet("作業用")
    memo.sheet_state = "veryHidden"
    memo.append(["集計メモ", 1, 2, 3])


@_dirty
def formulas(book: Workbook) -> None:
    """Formulas without a result, links to other files, texts that look like formulas."""
    _put(
        book["12 予算"],
        {"D3": "=SUM(1200000)", "E3": "=[2]決算!C5", "D6": "=D5*0.16", "C6": "－"},
    )
    _put(book["04 事業"], {"B4": '=A4&"備蓄"', "G5": "－"})
    sheet = book["13 事業評価"]
    sheet["E3"] = "=集計の結果、増えた"
    sheet["E3"].data_type = "s"
    sheet["G3"] = "＝前年と同じ"


@_dirty
def widths(book: Workbook) -> None:
    """Wide letters and digits, blanks around and within, full-width ids."""
    _put(
        book["04 事業"],
        {
            "A3": "０１０１０１",
            "A4": 10102,
            "A5": " 010201 ",
            "C3": "防災 ・ 減災　",
            "D5": "道　路　課",
            "E3": "２０２１",
        },
    )
    _put(book["16 組織"], {"A4": "Ｓ－ＫＩＫＩ", "B4": "危機管理課　　", "D4": " こがね市 "})
    book["16 組織"].append(["ｓ－ｄｏｒｏ", "道路建設課", "課", "こがね市"])
    _put(book["06 活動"], {"A3": "０１０１０１", "B3": "Ａ１", "D3": "ｐ１", "A4": 10102})
    _put(book["12 予算"], {"D3": "１，２００，０００", "D4": " 1,300,000 　", "E3": "1 100 500"})
    _put(book["02 体系"], {"F4": "福祉課、道路課　危機管理課"})
    book["11 値"].insert_rows(4, 3)
    for row in range(20, 60):
        book["11 値"].cell(row, 1, " 　")


@_dirty
def renamed(book: Workbook) -> None:
    """Renamed sheets and headers, columns in another order, new columns, headers further down."""
    book["04 事業"].title = "4.事務事業一覧 (2)"
    sheet = book["4.事務事業一覧 (2)"]
    sheet.insert_rows(1, 4)
    _put(
        sheet, {"A1": "令和8年度 事務事業一覧", "A2": "危機管理課 作成", "A3": "※ 黄色のセルに記入"}
    )
    for column, title in enumerate(
        (
            "コード",
            "事務事業名",
            "位置付け",
            "所管課",
            "始期",
            "終期",
            "事業目的",
            "予算科目",
            "備考欄",
        ),
        1,
    ):
        sheet.cell(6, column, title)
    sheet["H7"], sheet["I7"] = "消防費", "課長確認済み"
    book["11 値"].title = "値(実績)"
    _put(book["値(実績)"], {"B2": "R6計画", "C2": "R6実績", "D2": "目標", "E2": "2025年度 実績"})
    book["12 予算"].title = "12_予算決算"
    _put(
        book["12_予算決算"],
        {"A2": "予算事業名", "B2": "会計年度", "D2": "当初予算額", "E2": "執行額", "F2": "執行額"},
    )
    _put(book["12_予算決算"], {"F3": 1})
    book.move_sheet("16 組織", -12)
    book.create_sheet("課長メモ").append(["会議", "7/1"])


@_dirty
def last_year(book: Workbook) -> None:
    """Last year's text left in, references to an annex, a repeated row, a copied id."""
    sheet = book["13 事業評価"]
    _put(sheet, {"E4": sheet["E3"].value, "G4": sheet["G3"].value, "E5": "別紙のとおり"})
    sheet.append([*(cell.value for cell in sheet[5])])
    book["04 事業"].append(["010101", "自主防災組織支援", "防災・減災", "危機管理課", 2022])
    book["04 事業"].append(["010103", None, "防災・減災", "危機管理課", 2026, None, "昨年度のまま"])
    book["06 活動"].append(["010103", "a1", "名前のない事業の活動", None])
    book["07 産出"].append(["010103", "p1", "名前のない事業の産出", None])
    book["18 改善"].append(["k2", "備蓄の棚卸し", "危機管理課", "－", "－", "試行", 16])
    _put(book["10 指標"], {"C5": "別紙参照"})
    book["16 組織"].title = "組織一覧"


@_dirty
def colours(book: Workbook) -> None:
    """Colours that mean something, last year's text, numbers with words."""
    for place in ("B3", "D5"):
        book["04 事業"][place].fill = _RED
    sheet = book["13 事業評価"]
    sheet["A5"].fill = _RED
    sheet["G4"] = sheet["G3"].value
    _put(book["11 値"], {"C5": "14(速報)", "D5": "10以下", "E5": "▲9"})
    book["11 値"]["C5"].fill = _RED
    sheet["F5"] = "大幅拡充"
    _put(book["10 指標"], {"B5": "010201/s9", "B4": "避難所に備蓄がある"})


@_dirty
def forms_inside(book: Workbook) -> None:
    """A form laid out on a sheet of the book, merged cells, notes, two units of one name."""
    form = book.create_sheet("評価シート(010101)")
    _put(
        form,
        {"A1": "事務事業評価シート", "A3": "事業名", "C3": "自主防災組織育成事業", "A4": "担当課"},
    )
    form.merge_cells("A1:H1")
    form.merge_cells("C3:H3")
    book["16 組織"].append(["s-fuku2", "福祉課", "課", "こがね市"])
    book["16 組織"].append(["s-nashi", "迷子課", "課", "ない部"])
    _put(book["13 事業評価"], {"D3": "福祉課", "C5": "市長評価"})
    sheet = book["03 まちの状態"]
    _put(sheet, {"A6": "注:まちの状態は市民意識調査で測る"})
    sheet.merge_cells("A6:C6")


@_dirty
def everything(book: Workbook) -> None:
    """Everything at once: forms, boxes, eras, 千円, hidden rows, colours, annexes."""
    book.create_sheet("R8 010201 調書").append(["調書", None, "通学路安全事業"])
    _put(
        book["12 予算"],
        {"A1": "単位：千円", "B3": "R6", "D3": "1,200", "D4": "約1,300", "E4": "△5", "E5": "未定"},
    )
    book["12 予算"].row_dimensions[5].hidden = True
    book["12 予算"]["D5"].fill = _RED
    _put(book["04 事業"], {"E3": "H24～", "E4": "いつか", "G5": "別紙のとおり　", "D3": "防災課"})
    _put(book["08 成果"], {"C3": "■短期 □中期", "E4": "s9、measure:t1", "E5": "まちの状態"})
    _put(book["11 値"], {"B5": "１２", "C5": "x", "D4": "=C4+5", "E5": datetime(2026, 3, 31)})
    _put(book["02 体系"], {"D5": "安全なまちづくり"})
    book["18 改善"].append(["※ 人事課で集計"])


#: Books whose formulas have results saved, as Excel saves them.
_WITH_RESULTS = ("hidden",)


def _linked(content: bytes) -> bytes:
    """Return the book with saved results of formulas, and a link to another file."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            for formula, kind, value in (
                (b"B3-2", b"", b"28"),
                (b"[1]\xe9\x9b\x86\xe8\xa8\x88!$B$4", b"", b"82.5"),
                (b"1/0", b' t="e"', b"#DIV/0!"),
            ):
                found = b"<f>" + formula + b"</f>"
                if found in data:
                    start = data.rindex(b"<c ", 0, data.index(found))
                    end = data.index(b"</c>", start)
                    cell = data[start : data.index(b">", start)]
                    result = cell + kind + b">" + found + b"<v>" + value + b"</v>"
                    data = data[:start] + result + data[end:]
            target.writestr(info, data)
        target.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return out.getvalue()
