"""Layout C: a logic model in columns, several programs in one book, years as 前年度 and 翌年度.

Texts take up rows that are not merged, values stand two cells away, ratings are a table of their
own, targets and actuals are two tables, money is 千円 but for one label. Made up for 見本市.
"""

from __future__ import annotations

from typing import Any

from form_drawing import Drawing

YEARS = ("R3", "R4", "R5", "R6", "R7")
CRITERIA = ("必要性", "有効性", "効率性")


def draw(values: dict[str, Any], name: str = "No.1") -> Drawing:
    """Return one sheet filled with values (as people write them), by their names."""
    sheet = Drawing(name)
    sheet.put("A1:L1", "見本市 事務事業の点検・評価票")
    sheet.put("A3", "年度").put("C3", values.get("year", "令和6年度(2024)"))
    sheet.put("A4", "事務事業No.").put("C4", values.get("id"))
    sheet.put("E4", "予算事業名").put("G4:L4", values.get("name"))
    sheet.put("A5", "所管").put("C5:D5", values.get("unit"))
    sheet.put("E5", "施策名").put("G5:L5", values.get("measure"))
    _model(sheet, values)
    _money(sheet, values)
    for row, (title, key) in enumerate((("目標値", "target"), ("実績値", "actual"))):
        _values(sheet, 24 + 6 * row, title, key, values.get("indicators", []))
    _ratings(sheet, values)
    return sheet


def _model(sheet: Drawing, values: dict[str, Any]) -> None:
    sheet.put("A7:L7", "Ⅰ ロジックモデル")
    blocks = (
        ("A", "C", "① 活動(何をするか)", "activity"),
        ("D", "F", "② 産出(アウトプット)", "output"),
        ("G", "I", "③ 短期の成果", "short"),
        ("J", "L", "④ 中期の成果", "mid"),
    )
    for first, last, title, key in blocks:
        sheet.put(f"{first}8:{last}8", title)
        for row, line in enumerate(values.get(key, []), 9):
            sheet.put(f"{first}{row}:{last}{row}", line)


def _money(sheet: Drawing, values: dict[str, Any]) -> None:
    sheet.put("A13:L13", "Ⅱ コスト(単位:千円)")
    sheet.put("B14:D14", "前年度決算").put("E14:F14", "当該年度予算").put("G14:H14", "当該年度決算")
    sheet.put("I14:J14", "翌年度予算")
    for row, name in enumerate(("事業費", "うち国・県支出金", "うち一般財源"), 15):
        sheet.put(f"A{row}", name)
        for area, value in zip(("B:D", "E:F", "G:H", "I:J"), values.get(name, []), strict=False):
            first, _, last = area.partition(":")
            sheet.put(f"{first}{row}:{last}{row}", value)
    sheet.put("A19", "従事人工").put("C19", values.get("staff"))
    sheet.put("E19", "反映額(円)").put("G19", values.get("reflected"))
    sheet.put("A20", "※ 人件費は含みません。")


def _values(sheet: Drawing, row: int, title: str, key: str, of: list[dict[str, Any]]) -> None:
    sheet.put(f"A{row}:L{row}", f"Ⅲ {title}")
    sheet.put(f"A{row + 1}", "番号").put(f"B{row + 1}:E{row + 1}", "指標名")
    sheet.put(f"F{row + 1}", "単位")
    for column, year in zip("GHIJK", YEARS, strict=True):
        sheet.put(f"{column}{row + 1}", year)
    for number, one in enumerate(of, 1):
        here = row + 1 + number
        sheet.put(f"A{here}", number).put(f"B{here}:E{here}", one.get("name"))
        sheet.put(f"F{here}", one.get("unit"))
        for column, value in zip("GHIJK", one.get(key, []), strict=False):
            sheet.put(f"{column}{here}", value)


def _ratings(sheet: Drawing, values: dict[str, Any]) -> None:
    sheet.put("A36:L36", "Ⅳ 評価")
    sheet.put("A37", "視点").put("C37", "評点").put("D37:L37", "理由")
    for row, name in enumerate(CRITERIA, 38):
        rating, reason = values.get("ratings", {}).get(name, (None, None))
        sheet.put(f"A{row}:B{row}", name).put(f"C{row}", rating).put(f"D{row}:L{row}", reason)
    sheet.put("A42", "総合判定").put("C42:L42", values.get("result"))
    sheet.put("A43", "所見").put("C43:L43", values.get("findings"))
    sheet.put("A44", "注) 評点は A(高い)から D(低い)まで")
