"""A measure's programs, in a sentence and in a table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import money_columns
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.priority.programs import MeasurePrograms


def sentence(result: MeasurePrograms) -> Text:
    """How many programs there are, their money, and how many targets can be judged."""
    count = len(result.rows)
    ja, en = f"{count}事業があります。", f"{counted(count, 'program')}. "
    if result.money_year is not None:
        amount = result.money[result.money_year].planned or Decimal(0)
        ja += f"{fiscal_year(result.money_year, 'ja')}の予算は{yen(amount, 'ja')}です。"
        en += f"Budget of {fiscal_year(result.money_year, 'en')}: {yen(amount, 'en')}. "
    judged = sum(bool(row.achievement.judged) for row in result.rows)
    if result.value_year is None or not judged:
        ja += "目標と実績のそろう指標は、データにありません。"
        en += "No indicator has both a target and an actual."
    else:
        ja += f"{fiscal_year(result.value_year, 'ja')}の目標は、{judged}事業について判定できます。"
        en += f"Targets of {fiscal_year(result.value_year, 'en')} can be judged for {judged}."
    return text(ja, en)


def tables(result: MeasurePrograms) -> tuple[Table, ...]:
    """One table, numbered as the chart is."""
    note = text(
        "目標達成は、事業のモデルの指標のうち、目標と実績が数で書かれ、向き(「保つ」は許容の幅も)の"
        "示されたもので、目標を満たした割合です。「減らす」指標は、実績が目標以下なら達成です。",
        "Targets met: of the indicators of the program's model with target and actual as numbers "
        "and a direction (to keep: a tolerance, too); with 'down' an actual at or "
        "below the target meets it.",
    )
    title = text("施策の事業", "Programs of the measure")
    return (Table("programs", title, _columns(result), list(_rows(result)), note),)


def _columns(result: MeasurePrograms) -> list[Column]:
    year, value_year = result.money_year, result.value_year
    columns = [
        Column("program", text("事業", "Program"), "link"),
        Column("number", text("図の番号", "No. in the chart"), "number"),
        Column("units", text("担当", "Units"), "links"),
        *money_columns(year),
        Column("outcomes", text("至る成果", "Outcomes reached"), "number"),
        Column("towns", text("うちまちの状態", "of them town conditions"), "number"),
        Column("indicators", text("表れる指標", "Indicators"), "number"),
    ]
    if value_year is not None:
        ja, en = fiscal_year(value_year, "ja"), fiscal_year(value_year, "en")
        columns += [
            Column("achievement", text(f"{ja}の目標達成", f"Targets met {en}"), "percent"),
            Column("judged", text("判定した指標", "Indicators judged"), "number"),
        ]
    columns += [
        Column("result", text("評価の結果", "Evaluation")),
        Column("evaluated", text("評価の年度", "Evaluated"), "year"),
    ]
    return columns


def _rows(result: MeasurePrograms) -> Iterator[list[Cell]]:
    year, value_year = result.money_year, result.value_year
    for n, r in enumerate(result.rows, 1):
        cells: list[Cell] = [r.program, n, r.units]
        if year is not None:
            amount = r.money.get(year, Amount())
            cells += [amount.planned, amount.executed]
        cells += [r.outcomes, r.towns, r.indicators]
        if value_year is not None:
            cells += [r.achievement.share, r.achievement.judged]
        yield [*cells, r.result or None, r.evaluated]
