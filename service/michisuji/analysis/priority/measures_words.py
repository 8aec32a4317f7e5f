"""All measures, in a sentence and in tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import planned
from michisuji.analysis.priority.achievement import Met
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import LANGUAGES, Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.priority.measures import Measures


def sentence(result: Measures) -> Text:
    """How many measures there are, their money, and whether results are stated."""
    count = len(result.rows)
    ja, en = f"{count}施策です。", f"{counted(count, 'measure')}."
    if result.money_year is not None:
        amount = result.money[result.money_year].planned or Decimal(0)
        ja += f"{fiscal_year(result.money_year, 'ja')}の予算は、どの施策の事業も一度だけ数えて"
        ja += f"{yen(amount, 'ja')}です。"
        en += f" Budget of {fiscal_year(result.money_year, 'en')}, each program counted once: "
        en += f"{yen(amount, 'en')}."
    if result.value_year is None:
        ja += "指標の目標と実績は、データにありません。"
        en += " The data hold no targets and actuals of indicators."
    return text(ja, en)


def tables(result: Measures) -> tuple[Table, ...]:
    """Measures, and money of all by year."""
    return (_measures(result), _money(result))


def _measures(result: Measures) -> Table:
    columns = [
        Column("measure", text("施策", "Measure"), "link"),
        Column("above", text("政策", "Policy"), "link"),
        Column("programs", text("事業", "Programs"), "number"),
        Column(
            "reaching", text("長期の成果に届く事業の割合", "Reach a long-term outcome"), "percent"
        ),
    ]
    if result.value_year is not None:
        ja, en = (fiscal_year(result.value_year, lang) for lang in LANGUAGES)
        columns += [
            Column("achievement", text(f"{ja}の目標達成", f"Targets met {en}"), "percent"),
            Column("judged", text("判定した指標", "Indicators judged"), "number"),
        ]
    if result.money_year is not None:
        ja, en = (fiscal_year(result.money_year, lang) for lang in LANGUAGES)
        columns += [
            Column("planned", text(f"{ja}の予算", f"Budget {en}"), "yen"),
            Column("change", text("前年度との差", "Change from the year before"), "yen"),
        ]
    rows: list[list[Cell]] = []
    for r in result.rows:
        cells: list[Cell] = [r.measure, r.above, r.programs, r.reach]
        if result.value_year is not None:
            one = r.achievement.get(result.value_year, Met())
            cells += [one.share, one.judged]
        if result.money_year is not None:
            cells += [planned(r.money, result.money_year), result.change(r)]
        rows.append(cells)
    note = text(
        "目標達成は、目標と実績が数で書かれ、向き(「保つ」は許容の幅も)の示された指標のうち、"
        "目標を満たした割合です"
        "(施策と事業の指標)。複数の施策に属する事業の予算は、それぞれの施策に全額を数えます。",
        "Targets met: of the indicators of the measure and its programs with target and actual as "
        "numbers and a direction (to keep: a tolerance, too). A program of several "
        "measures counts wholly in each.",
    )
    return Table("measures", text("施策の一覧", "All measures"), columns, rows, note)


def _money(result: Measures) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in result.money.items()]
    note = text(
        "施策に属する事業の合計です。事業はそれぞれ一度だけ数えます。",
        "All programs that are part of a measure, each counted once.",
    )
    return Table("money", text("年度ごとの合計", "All together by year"), columns, rows, note)
