"""Flows of money in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.flow.sharing import PLACES
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.flow.answers import MoneyFlow

BASES: Mapping[str, Text] = {
    "only": text("行き先が一つなので全額", "whole: there is one way"),
    "share": text("寄与率の比で按分", "in proportion to the stated shares"),
    "undivided": text("寄与率の記載がなく、分けない", "not divided: shares are not stated"),
}
KINDS: Mapping[str, Text] = {
    "planned": text("予算", "budget"),
    "executed": text("執行額", "executed amount"),
}


def sentence(result: MoneyFlow) -> Text:
    """The total, what reaches town conditions, and what cannot be told."""
    if result.year is None or not result.programs:
        return text("この範囲の事業には、金額の記載がありません。", "The programs state no money.")
    return {"ja": _ja(result), "en": _en(result)}


def _reached(result: MoneyFlow) -> Decimal:
    return sum((amount for _, amount in result.towns), Decimal(0))


def _ja(result: MoneyFlow) -> str:
    year, kind = fiscal_year(result.year or 0, "ja"), KINDS[result.kind]["ja"]
    told = f"{len(result.programs)}事業の{year}の{kind}は{yen(result.total, 'ja')}です。"
    if result.towns:
        told += f"うち{yen(_reached(result), 'ja')}がまちの状態に至ります。"
    else:
        told += "まちの状態に至る道はありません。"
    if result.undivided:
        told += f"{yen(result.undivided, 'ja')}は、成果ごとに分けられません。"
    if result.unknown:
        told += f"{yen(result.unknown, 'ja')}は、どのまちの状態にも帰属できません。"
    if result.silent:
        told += f"ほかに{result.silent}事業は、この年度の金額の記載がありません。"
    return told


def _en(result: MoneyFlow) -> str:
    year, kind = fiscal_year(result.year or 0, "en"), KINDS[result.kind]["en"]
    count = len(result.programs)
    told = f"The {kind} of {counted(count, 'program')} in {year} is "
    told += f"{yen(result.total, 'en')}. "
    if result.towns:
        told += f"{yen(_reached(result), 'en')} of it reaches town conditions. "
    else:
        told += "No way leads to a town condition. "
    if result.undivided:
        told += f"{yen(result.undivided, 'en')} cannot be divided by outcome. "
    if result.unknown:
        told += f"{yen(result.unknown, 'en')} is not attributable to a town condition. "
    if result.silent:
        told += counted(result.silent, "other program states", "other programs state")
        told += " no money of that year."
    return told.strip()


def tables(result: MoneyFlow) -> tuple[Table, ...]:
    """Steps, programs, town conditions."""
    return (_steps(result), _programs(result), _towns(result))


def _steps(result: MoneyFlow) -> Table:
    columns = (
        Column("program", text("事業", "Program"), "link"),
        Column("source", text("どこから", "From")),
        Column("target", text("どこへ", "To")),
        Column("amount", text("金額", "Amount"), "yen"),
        Column("basis", text("分け方", "How divided")),
    )
    rows: list[list[Cell]] = [
        [
            s.program,
            PLACES.get(s.source.iri, s.source.label),
            PLACES.get(s.target.iri, s.target.label),
            s.amount,
            BASES[s.basis],
        ]
        for s in result.steps
    ]
    note = text(
        "事業の金額は、最後の成果へ、そこからまちの状態へ渡します。行き先が一つなら全額、複数なら、つながりの"
        "すべてに寄与率が書かれているときだけ、その比で分けます。寄与率は成果への効き方の見立てで、"
        "支出の内訳ではありません。",
        "A program's money is passed to its last outcomes and on to town conditions: whole where "
        "there is one way, else in proportion to contribution shares if all links state one. "
        "A share is a claim about the outcome, not an account of spending.",
    )
    return Table("steps", text("流れの内訳", "Steps of the flow"), columns, rows, note)


def _programs(result: MoneyFlow) -> Table:
    columns = (
        Column("program", text("事業", "Program"), "link"),
        Column("amount", KINDS[result.kind], "yen"),
    )
    rows = list(result.programs)
    return Table("programs", text("事業ごとの金額", "Money of the programs"), columns, rows)


def _towns(result: MoneyFlow) -> Table:
    columns = (
        Column("town", text("まちの状態", "Town condition"), "link"),
        Column("amount", text("至る金額", "Amount that reaches it"), "yen"),
    )
    rows = list(result.towns)
    return Table("towns", text("まちの状態ごとの金額", "By town condition"), columns, rows)
