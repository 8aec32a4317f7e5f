"""Layout A: one A4 sheet in sections, values right of labels, years across, money in 千円.

Made up for the tests: labels and structure are of the kind that cities use, the city is 見本市.
"""

from __future__ import annotations

from typing import Any

from form_drawing import Drawing

YEARS = ("令和3年度", "R4", "令和5年度", "令和6年度", "令和7年度")
MONEY = ("令和4年度決算額", "令和5年度\n決算額", "R6決算額", "R7当初予算額", "R8要求額")
SOURCES = ("国庫支出金", "県支出金", "地方債", "その他", "一般財源")


def draw(values: dict[str, Any]) -> Drawing:
    """Return the form filled with values (as people write them), by their names."""
    sheet = Drawing("評価シート")
    sheet.put("A1:J1", values.get("title", "令和6年度 事務事業評価シート"))
    sheet.put("A2", "見本市").put("J2", values.get("unit_of_money", "(単位:千円)"))
    sheet.put("A3:J3", "1 基本情報")
    sheet.put("A4:B4", "事業コード").put("C4:D4", values.get("id"))
    sheet.put("E4:F4", "事務事業名").put("G4:J4", values.get("name"))
    sheet.put("A5:B5", "担 当 課").put("C5:D5", values.get("unit"))
    sheet.put("E5:F5", "施策").put("G5:J5", values.get("measure"))
    sheet.put("A6:B6", "予算科目").put("C6:D6", values.get("budget_code"))
    sheet.put("E6:F6", "事業期間").put("G6:J6", values.get("period"))
    sheet.put("A7:B7", "実施方法").put("C7:J7", values.get("methods"))
    sheet.put("A8:B8", "根拠法令等").put("C8:J8", values.get("laws"))
    sheet.put("A9:J9", "2 事業の目的と内容")
    sheet.put("A10:B10", "対象(だれを)").put("C10:J10", values.get("target_group"))
    sheet.put("A11:B11", "意図(どういう状態にしたいか)").put("C11:J11", values.get("purpose"))
    sheet.put("A12:B12", "手段(事業の概要)").put("C12:J12", values.get("summary"))
    _budget(sheet, values.get("budget", {}))
    _indicators(sheet, values.get("indicators", []))
    sheet.put("A33:J33", "5 一次評価(担当課)")
    _evaluation(sheet, 34, values.get("first", {}))
    sheet.put("A38:J38", "6 二次評価(企画課)")
    _evaluation(sheet, 39, values.get("second", {}))
    sheet.put("A43:J43", "※ 決算額には、前年度からの繰越分を含みます。")
    return sheet


def _budget(sheet: Drawing, budget: dict[str, list[Any]]) -> None:
    sheet.put("A13:J13", "3 事業費の推移")
    sheet.put("A14:C14", "区分")
    for column, header in zip(
        "DEFGH",
        ("令和4年度決算額", "令和5年度\n決算額", "R6決算額", "R7当初予算額", "R8要求額"),
        strict=True,
    ):
        sheet.put(f"{column}14", header)
    rows = ("事業費", *SOURCES, "人件費", "総事業費")
    for row, name in enumerate(rows, 15):
        if name in SOURCES:
            sheet.put(f"B{row}:C{row}", name)
        else:
            sheet.put(f"A{row}:C{row}", name)
        for column, value in zip("DEFGH", budget.get(name, []), strict=False):
            sheet.put(f"{column}{row}", value)
    sheet.put("A16:A20", "財源内訳")
    sheet.put("A23:J23", "※ 総事業費は、事業費と人件費の合計です。")


def _indicators(sheet: Drawing, indicators: list[dict[str, Any]]) -> None:
    sheet.put("A24:J24", "4 指標")
    for area, header in (("A25", "種別"), ("B25:C25", "指標名"), ("D25", "単位"), ("E25", "区分")):
        sheet.put(area, header)
    for column, year in zip("FGHIJ", YEARS, strict=True):
        sheet.put(f"{column}25", year)
    for number in range(3):
        row = 26 + 2 * number
        of = indicators[number] if number < len(indicators) else {}
        sheet.put(f"A{row}:A{row + 1}", of.get("kind"))
        sheet.put(f"B{row}:C{row + 1}", of.get("name"))
        sheet.put(f"D{row}:D{row + 1}", of.get("unit"))
        for shift, part in enumerate(("目標", "実績")):
            sheet.put(f"E{row + shift}", part)
            for column, value in zip("FGHIJ", of.get(part, []), strict=False):
                sheet.put(f"{column}{row + shift}", value)


def _evaluation(sheet: Drawing, row: int, of: dict[str, Any]) -> None:
    sheet.put(f"A{row}:B{row}", "今後の方向性").put(f"C{row}:J{row}", of.get("result"))
    sheet.put(f"A{row + 1}:B{row + 1}", "必要性").put(f"C{row + 1}", of.get("necessity"))
    sheet.put(f"D{row + 1}:E{row + 1}", "有効性").put(f"F{row + 1}", of.get("effectiveness"))
    for number, (name, key) in enumerate(
        (("評価の内容", "findings"), ("改善策", "improvement")), 2
    ):
        here = row + number
        sheet.put(f"A{here}:B{here}", name).put(f"C{here}:J{here}", of.get(key))
