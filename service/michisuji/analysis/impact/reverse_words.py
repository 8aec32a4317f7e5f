"""What a start leads to, in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.words import STAGES
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.analysis.words import money_columns
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.impact.reverse import LeadsTo

_KINDS: Mapping[str, Text] = {
    "program": text("この事業", "This program"),
    "unit": text("この組織", "This unit"),
    "measure": text("この施策・政策", "This measure or policy"),
    "element": text("この要素", "This element"),
    "budget": text("この予算", "This budget"),
}


def sentence(result: LeadsTo) -> Text:
    """How many outcomes and indicators it leads to, and its money of a year."""
    return {
        "ja": _leads_ja(result) + _money_ja(result),
        "en": _leads_en(result) + _money_en(result),
    }


def _counts(result: LeadsTo) -> tuple[int, int, int]:
    towns = sum(row.kind == "town" for row in result.reached)
    shown = {one.iri for row in result.reached for one in row.indicators}
    return towns, len(result.reached) - towns, len(shown)


def _of_many(result: LeadsTo) -> bool:
    return result.kind in ("unit", "measure")


def _leads_ja(result: LeadsTo) -> str:
    who, count = _KINDS[result.kind]["ja"], len(result.programs)
    if _of_many(result) and not count:
        return f"{who}の事業はありません。"
    who += f"の{count:,}事業は" if _of_many(result) else "は"
    if not result.reached:
        return f"{who}、どの成果・まちの状態にもつながっていません。"
    towns, outcomes, shown = _counts(result)
    parts = [f"まちの状態{towns:,}件"] if towns else []
    parts += [f"成果{outcomes:,}件"] if outcomes else []
    by = f"それを示す指標は{shown:,}個です。" if shown else "それを示す指標の記載はありません。"
    return f"{who}、{'と'.join(parts)}につながっています。{by}"


def _leads_en(result: LeadsTo) -> str:
    who, count = _KINDS[result.kind]["en"], len(result.programs)
    lead = "leads"
    if _of_many(result):
        if not count:
            return f"{who} has no program. "
        who = f"{counted(count, 'program')} of {who[0].lower()}{who[1:]}"
        lead = "leads" if count == 1 else "lead"
    if not result.reached:
        return f"{who} {lead} to no outcome. "
    towns, outcomes, shown = _counts(result)
    parts = [counted(towns, "town condition")] if towns else []
    parts += [counted(outcomes, "outcome")] if outcomes else []
    by = f"shown by {counted(shown, 'indicator')}" if shown else "shown by no stated indicator"
    return f"{who} {lead} to {' and '.join(parts)}, {by}. "


def _money_ja(result: LeadsTo) -> str:
    if result.kind == "element":
        return ""
    if result.year is None:
        return "予算額の記載はありません。" if result.programs else ""
    amount = yen(result.money[result.year].planned or Decimal(0), "ja")
    stated, count = result.stating(result.year), len(result.programs)
    part = f"(記載のある{stated:,}事業の分)" if stated < count else ""
    whole = "合わせて" if stated > 1 else ""
    return f"{fiscal_year(result.year, 'ja')}の予算は{whole}{amount}です{part}。"


def _money_en(result: LeadsTo) -> str:
    if result.kind == "element":
        return ""
    if result.year is None:
        return "No budget is stated." if result.programs else ""
    amount = yen(result.money[result.year].planned or Decimal(0), "en")
    stated, count = result.stating(result.year), len(result.programs)
    part = (
        f" ({stated:,} of {counted(count, 'program')} {'states' if stated == 1 else 'state'} one)"
        if stated < count
        else ""
    )
    return f"Budget of {fiscal_year(result.year, 'en')}: {amount}{part}."


def tables(result: LeadsTo) -> list[Table]:
    """Outcomes, indicators, programs, money."""
    return [_outcomes(result), _indicators(result), _programs(result), _money(result)]


def _outcomes(result: LeadsTo) -> Table:
    columns = (
        Column("element", text("成果・まちの状態", "Outcome or town condition"), "link"),
        Column("kind", text("段階", "Stage")),
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("by", text("つながる事業", "Programs that lead there"), "links"),
        Column("links", text("最短の長さ", "Links at least"), "number"),
        Column("others", text("ほかにつながる事業", "Other programs"), "number"),
        Column("indicators", text("指標", "Indicators"), "links"),
    )
    rows: list[list[Cell]] = [
        [r.element, STAGES[r.kind], r.owner, r.by, r.links, r.others, r.indicators]
        for r in result.reached
    ]
    note = text(
        "つながりは、ロジックモデルに書かれた見込みです。効き目の証明ではありません。",
        "Ways are what the logic models expect; they do not prove an effect.",
    )
    return Table("outcomes", text("つながる先", "What it leads to"), columns, rows, note)


def _indicators(result: LeadsTo) -> Table:
    shown: dict[Named, list[Named]] = {}
    by: dict[Named, set[str]] = {}
    for row in result.reached:
        for one in row.indicators:
            shown.setdefault(one, []).append(row.element)
            by.setdefault(one, set()).update(p.iri for p in row.by)
    columns = (
        Column("indicator", text("指標", "Indicator"), "link"),
        Column("shows", text("示すもの", "What it shows"), "links"),
        Column("programs", text("つながる事業の数", "Programs that lead there"), "number"),
    )
    rows = [(one, tuple(elements), len(by[one])) for one, elements in shown.items()]
    title = text("つながる先を示す指標", "Indicators of what it leads to")
    return Table("indicators", title, columns, rows)


def _programs(result: LeadsTo) -> Table:
    year = result.year
    columns = [
        Column("program", text("事業", "Program"), "link"),
        Column("units", text("担当", "Units"), "links"),
        *money_columns(year),
        Column("outcomes", text("つながる先", "Outcomes"), "number"),
    ]
    rows: list[Sequence[Cell]] = []
    for one in result.led:
        amount = one.money.get(year or 0, Amount())
        money: list[Cell] = [] if year is None else [amount.planned, amount.executed]
        rows.append([one.program, one.units, *money, one.outcomes])
    return Table("programs", text("起点の事業", "Programs it starts from"), columns, rows)


def _money(result: LeadsTo) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
        Column("programs", text("予算額のある事業", "Programs that state one"), "number"),
    )
    rows = [(y, a.planned, a.executed, result.stating(y)) for y, a in result.money.items()]
    note = text(
        "起点の金額の全部です。成果ごとに割り振ってはいません。",
        "The whole money of the start: it is not shared out among outcomes.",
    )
    return Table("money", text("年度ごとの金額", "Money by year"), columns, rows, note)
