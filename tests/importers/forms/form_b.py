"""Layout B: values below their labels, years down, two evaluations side by side, money in 円.

Boxes stand in cells of their own; a table has a header of two rows. Made up; the city is 見本市.
"""

from __future__ import annotations

from typing import Any

from form_drawing import Drawing

YEARS = ("令和3年度", "令和4年度", "令和5年度", "令和6年度", "令和7年度")
MONEY = ("当初予算", "補正", "繰越", "決算")
SOURCES = ("国", "県", "市債", "その他", "一般財源")


def draw(values: dict[str, Any]) -> Drawing:
    """Return the form filled with values (as people write them), by their names."""
    sheet = Drawing("調書")
    sheet.put("A1:N1", "事業評価調書").put("M2", "様式第2号")
    _pairs(sheet, 3, {
        "A:C": ("評価対象年度", values.get("year", "R6")),
        "D:I": ("事業の名称", values.get("name")),
        "J:N": ("主管課", values.get("unit")),
    })  # fmt: skip
    _pairs(sheet, 5, {
        "A:C": ("事業番号", values.get("id")),
        "D:I": ("上位施策", values.get("measure")),
        "J:K": ("開始年度", values.get("start")),
        "L:N": ("終了予定年度", values.get("end")),
    })  # fmt: skip
    _pairs(sheet, 7, {
        "A:F": ("現状と課題", values.get("situation")),
        "G:N": ("目的(めざす状態)", values.get("purpose")),
    })  # fmt: skip
    _boxes(sheet, values)
    _budget(sheet, values.get("budget", {}))
    _indicators(sheet, values.get("indicators", []))
    _evaluations(sheet, values.get("first", {}), values.get("outside", {}))
    return sheet


def _pairs(sheet: Drawing, row: int, pairs: dict[str, tuple[str, Any]]) -> None:
    for columns, (label, value) in pairs.items():
        first, _, last = columns.partition(":")
        sheet.put(f"{first}{row}:{last}{row}", label)
        sheet.put(f"{first}{row + 1}:{last}{row + 1}", value)


def _boxes(sheet: Drawing, values: dict[str, Any]) -> None:
    sheet.put("A9:B9", "実施義務")
    for at, (word, areas) in enumerate(
        (("義務", ("C9", "D9:E9")), ("努力義務", ("F9", "G9:H9")), ("任意", ("I9", "J9:K9")))
    ):
        sheet.put(areas[0], "■" if values.get("obligation") == at else "□").put(areas[1], word)
    sheet.put("A10:B10", "事業の種類")
    for at, (word, areas) in enumerate(
        (("ソフト事業", ("C10:D10", "E10")), ("ハード事業", ("F10:G10", "H10")),
         ("内部管理", ("I10:J10", "K10")))
    ):  # fmt: skip
        sheet.put(areas[0], word).put(areas[1], "☑" if values.get("kind") == at else "☐")


def _budget(sheet: Drawing, budget: dict[str, list[Any]]) -> None:
    sheet.put("A12:L12", "事業費").put("M12:N12", "単位:円")
    sheet.put("A13:B14", "年度")
    for column, name in zip("CDEF", MONEY, strict=True):
        sheet.put(f"{column}13:{column}14", name)
    sheet.put("G13:K13", "財源内訳")
    for column, name in zip("GHIJK", SOURCES, strict=True):
        sheet.put(f"{column}14", name)
    sheet.put("L13:N14", "備考")
    for row, (year, amounts) in enumerate(budget.items(), 15):
        sheet.put(f"A{row}:B{row}", year)
        for column, value in zip("CDEFGHIJK", amounts, strict=False):
            sheet.put(f"{column}{row}", value)
    sheet.put("A20:B20", "計").put("C20", 1)


def _indicators(sheet: Drawing, indicators: list[dict[str, Any]]) -> None:
    sheet.put("A22:N22", "数値目標")
    sheet.put("A23:C24", "指標の名称").put("D23:D24", "単位")
    for first, last, year in zip("EGIKM", "FHJLN", YEARS, strict=True):
        sheet.put(f"{first}23:{last}23", year)
        sheet.put(f"{first}24", "目標").put(f"{last}24", "実績")
    for row, of in enumerate(indicators, 25):
        sheet.put(f"A{row}:C{row}", of.get("name")).put(f"D{row}", of.get("unit"))
        for column, value in zip("EGIKM", of.get("target", []), strict=False):
            sheet.put(f"{column}{row}", value)
        for column, value in zip("FHJLN", of.get("actual", []), strict=False):
            sheet.put(f"{column}{row}", value)
    sheet.put(f"A{25 + len(indicators)}:N{25 + len(indicators)}", "(注) 実績は翌年度5月末の値")


def _evaluations(sheet: Drawing, first: dict[str, Any], outside: dict[str, Any]) -> None:
    sheet.put("A31:F31", "【担当課評価】").put("G31:N31", "【外部評価委員会】")
    rows = ((32, "判定", "result"), (33, "理由", "findings"), (34, "次年度への改善", "improvement"))
    for row, name, key in rows:
        sheet.put(f"A{row}:B{row}", name).put(f"C{row}:F{row}", first.get(key))
        sheet.put(f"G{row}:H{row}", name).put(f"I{row}:N{row}", outside.get(key))
    sheet.put("A36:N36", "※ この調書は公表します。")
