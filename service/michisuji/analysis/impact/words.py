"""What feeds a target, in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import money_columns
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.impact.answers import Feeder, Impact

_KINDS = {
    "indicator": text("この指標", "this indicator"),
    "element": text("この要素", "this element"),
    "measure": text("この施策・政策", "this measure or policy"),
}
STAGES = {
    "input": text("投入", "input"),
    "activity": text("活動", "activity"),
    "output": text("産出", "output"),
    "outcome-unstated": text("成果", "outcome"),
    "short": text("短期の成果", "short-term outcome"),
    "mid": text("中期の成果", "mid-term outcome"),
    "long": text("長期の成果", "long-term outcome"),
    "town": text("まちの状態", "town condition"),
}


def sentence(result: Impact) -> Text:
    """How many programs feed the target, by how many ways, with what money."""
    if not result.feeders:
        what = _KINDS[result.kind]
        return text(
            f"{what['ja']}に至る道を持つ事業は、ありません。",
            f"No program has a way to {what['en']}.",
        )
    return {"ja": _ja(result), "en": _en(result)}


def _ja(result: Impact) -> str:
    ways = sum(f.ways for f in result.feeders)
    more = "以上" if any(f.more for f in result.feeders) else ""
    told = f"{_KINDS[result.kind]['ja']}には{len(result.feeders)}事業が、"
    told += f"{ways}本{more}の道筋でつながっています。"
    if result.year is None:
        return told + "予算額の記載はありません。"
    amount = yen(result.money[result.year].planned or Decimal(0), "ja")
    stated = _stated(result.feeders, result.year)
    part = "" if stated == len(result.feeders) else f"(記載のある{stated}事業の分)"
    whole = "合わせて" if stated > 1 else ""
    return told + f"{fiscal_year(result.year, 'ja')}の予算は{whole}{amount}です{part}。"


def _en(result: Impact) -> str:
    ways, count = sum(f.ways for f in result.feeders), len(result.feeders)
    more = "at least " if any(f.more for f in result.feeders) else ""
    told = f"{counted(count, 'program feeds', 'programs feed')} {_KINDS[result.kind]['en']}"
    told += f" by {more}{counted(ways, 'way')}. "
    if result.year is None:
        return told + "No budget is stated."
    amount = yen(result.money[result.year].planned or Decimal(0), "en")
    stated = _stated(result.feeders, result.year)
    part = "" if stated == count else f" ({stated} of them state one)"
    return told + f"Budget of {fiscal_year(result.year, 'en')}: {amount}{part}."


def _stated(feeders: Sequence[Feeder], year: int) -> int:
    return sum(planned(f.money, year) is not None for f in feeders)


def tables(result: Impact) -> list[Table]:
    """Programs, ways, money."""
    return [_programs(result), _ways(result), _money(result)]


def _programs(result: Impact) -> Table:
    year = result.year
    columns = [
        Column("program", text("事業", "Program"), "link"),
        Column("above", text("施策", "Measure"), "links"),
        Column("units", text("担当", "Units"), "links"),
        *money_columns(year),
        Column("ways", text("道筋", "Ways"), "number"),
        Column("shortest", text("最短の長さ", "Shortest"), "number"),
        Column("confidence", text("確信度", "Confidence"), "number"),
        Column("last", text("対象の直前", "Just before the target"), "links"),
    ]
    rows: list[list[Cell]] = []
    for f in result.feeders:
        amount = f.money.get(year or 0, Amount())
        money: list[Cell] = [] if year is None else [amount.planned, amount.executed]
        end: list[Cell] = [f.ways, f.shortest, f.confidence, f.last]
        rows.append([f.program, f.above, f.units, *money, *end])
    most = any(f.more for f in result.feeders)
    note = text(
        "道筋は、活動から対象までのつながりの列です。長さはつながりの数、確信度は道筋の中で最も低いもの"
        "(道筋が複数あれば、そのうち最も高いもの)です。"
        + ("道筋が20本を超える事業は、短い順に20本まで数えています。" if most else ""),
        "A way is a row of links from an activity to the target; its length is their number; it "
        "is as sure as its least sure link, and of several ways the surest counts."
        + (" Of a program with more than 20 ways the 20 shortest count." if most else ""),
    )
    return Table("programs", text("つながる事業", "Programs"), columns, rows, note)


def _ways(result: Impact) -> Table:
    columns = (
        Column("program", text("事業", "Program"), "link"),
        Column("way", text("道筋", "Way"), "number"),
        Column("step", text("順", "Step"), "number"),
        Column("kind", text("段階", "Stage")),
        Column("element", text("要素", "Element"), "link"),
        Column("programs", text("ここにつながる事業", "Programs that feed it"), "number"),
        Column("rationale", text("次へつながる根拠", "Why it leads on")),
        Column("assumption", text("前提", "Assumption")),
        Column("evidence", text("証拠", "Evidence")),
        Column("confidence", text("確信度", "Confidence"), "number"),
        Column("share", text("寄与率", "Share"), "percent"),
    )
    rows: list[tuple[Cell, ...]] = []
    for f in result.feeders:
        for n, path in enumerate(f.paths, 1):
            for k, step in enumerate(path.steps, 1):
                link = step.onward
                rows.append(
                    (
                        f.program,
                        n,
                        k,
                        STAGES.get(step.kind, text(step.kind, step.kind)),
                        step.element,
                        step.programs,
                        (link.rationale or None) if link else None,
                        (link.assumption or None) if link else None,
                        (link.evidence or None) if link else None,
                        link.confidence if link else None,
                        link.share if link else None,
                    )
                )
    told = sum(1 for f in result.feeders if f.paths)
    note = None
    if told < len(result.feeders):
        note = text(
            f"道筋は、並びのはじめの{told}事業について示しています。",
            f"Ways are told of the first {counted(told, 'program')} of the order.",
        )
    return Table("ways", text("道筋(つながりごと)", "Ways, link by link"), columns, rows, note)


def _money(result: Impact) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
        Column("programs", text("金額のある事業", "Programs with money"), "number"),
    )
    rows = [
        (year, a.planned, a.executed, sum(1 for f in result.feeders if year in f.money))
        for year, a in result.money.items()
    ]
    note = text(
        "事業の金額の全部です。一つの事業が複数の成果につながるとき、その成果の分だけを切り出してはいません。",
        "The whole money of the programs: what a program spends on one outcome is not cut out.",
    )
    return Table("money", text("年度ごとの金額", "Money by year"), columns, rows, note)
