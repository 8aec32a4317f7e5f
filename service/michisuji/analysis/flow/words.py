"""Flows of money in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.flow.sharing import NOWHERE, UNDIVIDED, UNKNOWN
from michisuji.analysis.tables import Cell, Column, Table, Text, text
from michisuji.analysis.words import exact_yen, fiscal_year
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.flow.answers import MoneyFlow

#: Places that are no resources.
PLACES: Mapping[str, Text] = {
    UNDIVIDED: text("成果ごとに分けられない", "cannot be divided by outcome"),
    UNKNOWN: text("帰属できない", "not attributable"),
    NOWHERE: text("成果につながっていない", "leads to no outcome"),
}
BASES: Mapping[str, Text] = {
    "only": text("行き先が一つなので全額", "whole: there is one way"),
    "share": text("寄与率の比で按分", "in proportion to the stated shares"),
    "undivided": text("寄与率の記載がなく、分けない", "not divided: shares are not stated"),
}
KINDS: Mapping[str, Text] = {
    "planned": text("予算", "budget"),
    "executed": text("執行額", "executed amount"),
}


def sentence(answer: MoneyFlow) -> Text:
    """The total, what reaches town conditions, and what cannot be told."""
    if answer.year is None or not answer.programs:
        return text("この範囲の事業には、金額の記載がありません。", "The programs state no money.")
    return {"ja": _ja(answer), "en": _en(answer)}


def _reached(answer: MoneyFlow) -> Decimal:
    return sum((amount for _, amount in answer.towns), Decimal(0))


def _ja(answer: MoneyFlow) -> str:
    year, kind = fiscal_year(answer.year or 0, "ja"), KINDS[answer.kind]["ja"]
    told = f"{len(answer.programs)}事業の{year}の{kind}は{exact_yen(answer.total, 'ja')}です。"
    if answer.towns:
        told += f"うち{exact_yen(_reached(answer), 'ja')}がまちの状態に至ります。"
    else:
        told += "まちの状態に至る道はありません。"
    if answer.undivided:
        told += f"{exact_yen(answer.undivided, 'ja')}は、成果ごとに分けられません。"
    if answer.unknown:
        told += f"{exact_yen(answer.unknown, 'ja')}は、どのまちの状態にも帰属できません。"
    if answer.silent:
        told += f"ほかに{answer.silent}事業は、この年度の金額の記載がありません。"
    return told


def _en(answer: MoneyFlow) -> str:
    year, kind = fiscal_year(answer.year or 0, "en"), KINDS[answer.kind]["en"]
    count = len(answer.programs)
    told = f"The {kind} of {counted(count, 'program')} in {year} is "
    told += f"{exact_yen(answer.total, 'en')}. "
    if answer.towns:
        told += f"{exact_yen(_reached(answer), 'en')} of it reaches town conditions. "
    else:
        told += "No way leads to a town condition. "
    if answer.undivided:
        told += f"{exact_yen(answer.undivided, 'en')} cannot be divided by outcome. "
    if answer.unknown:
        told += f"{exact_yen(answer.unknown, 'en')} is not attributable to a town condition. "
    if answer.silent:
        told += counted(answer.silent, "other program states", "other programs state")
        told += " no money of that year."
    return told.strip()


def tables(answer: MoneyFlow) -> tuple[Table, ...]:
    """Steps, programs, town conditions."""
    return (_steps(answer), _programs(answer), _towns(answer))


def _steps(answer: MoneyFlow) -> Table:
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
        for s in answer.steps
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


def _programs(answer: MoneyFlow) -> Table:
    columns = (
        Column("program", text("事業", "Program"), "link"),
        Column("amount", KINDS[answer.kind], "yen"),
    )
    rows = list(answer.programs)
    return Table("programs", text("事業ごとの金額", "Money of the programs"), columns, rows)


def _towns(answer: MoneyFlow) -> Table:
    columns = (
        Column("town", text("まちの状態", "Town condition"), "link"),
        Column("amount", text("至る金額", "Amount that reaches it"), "yen"),
    )
    rows = list(answer.towns)
    return Table("towns", text("まちの状態ごとの金額", "By town condition"), columns, rows)
