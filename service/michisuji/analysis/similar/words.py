"""Neighbours in a sentence and in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.similar.index import LEAST, SHAPE_WEIGHT, TWIN
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.languages import Text, text

if TYPE_CHECKING:
    from michisuji.analysis.similar.answers import SimilarNeighbours

_KINDS = {
    "Program": text("事業", "programs"),
    "Measure": text("施策", "measures"),
    "Indicator": text("指標", "indicators"),
}
#: Likeness of the texts from which on it is called so, after reading queries/similar-programs.md.
_DEGREES = ((0.25, text("高い", "high")), (0.12, text("中くらい", "medium")))
_LOW = text("低い", "low")
_NONE = text("記載なし", "not stated")
_SHAPE = (
    text("アクティビティ", "Activities"),
    text("アウトプット", "Outputs"),
    text("段階なしの成果", "Outcomes, no stage"),
    text("短期", "Short term"),
    text("中期", "Mid term"),
    text("長期", "Long term"),
    text("まちの状態", "Town conditions"),
    text("最長の道の段数", "Steps of the longest way"),
)


def degree(likeness: float) -> Text:
    """High, medium or low, in words."""
    return next((word for least, word in _DEGREES if round(likeness, 2) >= least), _LOW)


def sentence(result: SimilarNeighbours) -> Text:
    """How many were compared, and which is nearest."""
    what, name, compared = _KINDS[result.kind], result.node.label, result.compared
    if not result.found:
        return text(
            f"「{name}」と比べた{compared:,}の{what['ja']}に、似たものは見つかりませんでした。",
            f"None of the {compared:,} {what['en']} compared is similar to '{name}'.",
        )
    first = result.found[0]
    told = degree(first.text)
    return text(
        f"{compared:,}の{what['ja']}と比べて「{name}」に最も似ているのは「{first.node.label}」です"
        f"(類似度 {100 * first.score:.0f}、{told['ja']})。",
        f"Of {compared:,} {what['en']}, '{first.node.label}' is most similar to '{name}' "
        f"(likeness {100 * first.score:.0f} of 100: {told['en']}).",
    )


def tables(result: SimilarNeighbours) -> tuple[Table, ...]:
    """Who is near and why; what can be borrowed; for programs and measures the shapes."""
    found = [_neighbours(result), _borrow(result)]
    if result.kind != "Indicator":
        found.append(_shapes(result))
    return tuple(found)


def _neighbours(result: SimilarNeighbours) -> Table:
    columns = [
        Column("node", text("似たもの", "Similar"), "link"),
        Column("degree", text("似かた", "Likeness")),
        Column("score", text("類似度", "Score"), "number"),
        Column("text", text("言葉", "Words"), "number"),
        Column("shape", text("形", "Shape"), "number"),
        Column("phrases", text("共通する言葉", "Words in common")),
        Column("units", text("主管", "In charge"), "links"),
    ]
    if result.kind == "Program":
        columns += [
            Column("year", text("年度", "Fiscal year"), "year"),
            Column("planned", text("予算", "Budget"), "yen"),
            Column("executed", text("執行", "Executed"), "yen"),
        ]
    if result.kind == "Indicator":
        # What an indicator shows has no shape of its own to compare.
        columns = [column for column in columns if column.name != "shape"]
    columns.append(Column("twins", text("ほぼ同じもの", "Nearly the same"), "links"))
    rows: list[list[Cell]] = []
    for one in result.found:
        row: list[Cell] = [one.node, degree(one.text), _hundred(one.score), _hundred(one.text)]
        if result.kind != "Indicator":
            row.append(None if one.shape is None else _hundred(one.shape))
        row += [
            "、".join(one.phrases),
            one.units or _NONE,
        ]
        if result.kind == "Program":
            row += [one.year, one.planned, one.executed]
        rows.append([*row, one.twins])
    part = f"{SHAPE_WEIGHT:.1f}"
    note = text(
        f"類似度(0〜100) = 言葉 × (1 − {part} + {part} × 形)。言葉は、名前・目的・概要・"
        "ロジックモデルの要素にある漢字・カタカナ・英字の2〜3文字の並びのTF-IDFの近さ、形は、種類ごとの要素の数と道の段数の"
        "重なりです。形のないものは言葉だけで比べます。"
        f"言葉が{100 * LEAST:.0f}に満たないものは挙げず、互いの言葉が{100 * TWIN:.0f}以上のものは"
        "一つにまとめます。似かたが「低い」(12未満)ものは、参考程度に見てください。"
        "言葉が似ていても、効果が同じとは限りません。",
        f"Score (0–100) = words × (1 − {part} + {part} × shape). Words: TF-IDF of two and "
        "three letters of kanji, katakana and Latin in name, purpose, summary and elements of the "
        "model. Shape: overlap of the numbers of elements by kind and of steps; without a model "
        f"only words count. Below {100 * LEAST:.0f} in words nothing is listed; those that are "
        f"{100 * TWIN:.0f} alike among themselves are told as one. 'Low' (below 12) is a hint "
        "only. Similar words do not mean the same effect.",
    )
    return Table("neighbours", text("似ているもの", "Neighbours"), columns, rows, note)


def _borrow(result: SimilarNeighbours) -> Table:
    shows = result.kind == "Indicator"
    first = text("示す要素", "Shows") if shows else text("成果", "Outcomes")
    whose = text("持ち主", "Of") if shows else text("属する先", "Part of")
    columns = [
        Column("node", text("似たもの", "Similar"), "link"),
        Column("outcomes", first, "links"),
        Column("outcomes_all", text("全部で", "In all"), "number"),
        Column("part_of", whose, "links"),
    ]
    if not shows:
        columns[3:3] = [
            Column("indicators", text("指標", "Indicators"), "links"),
            Column("indicators_all", text("指標は全部で", "Indicators in all"), "number"),
        ]
    rows: list[list[Cell]] = []
    for one in result.found:
        row: list[Cell] = [one.node, one.outcomes or _NONE, one.outcomes_all]
        if not shows:
            row += [one.indicators or _NONE, one.indicators_all]
        rows.append([*row, one.part_of or _NONE])
    note = text(
        "成果や指標は、そのまま写さず、自分の事業の道筋に合うかを確かめて使ってください。"
        "国のレビューのデータには指標の表がなく、指標は「記載なし」になります。",
        "Do not copy outcomes and indicators: see whether they fit your own way to the outcome. "
        "The national review's data have no table of indicators: they are 'not stated' there.",
    )
    return Table("borrow", text("参考にする成果と指標", "To borrow"), columns, rows, note)


def _shapes(result: SimilarNeighbours) -> Table:
    names = ("activity", "output", "unstated", "short", "mid", "long", "town", "steps")
    columns = [Column("node", text("もの", "Of"), "link")]
    columns += [Column(name, label, "number") for name, label in zip(names, _SHAPE, strict=True)]
    rows: list[list[Cell]] = [[result.node, *result.counts]]
    rows += [[one.node, *one.counts] for one in result.found]
    return Table("shapes", text("ロジックモデルの形", "Shapes of the logic models"), columns, rows)


def _hundred(part: float) -> int:
    return round(100 * part)
