"""The wording of ``money-flow``: a sentence and tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.flow.sharing import PLACES
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.analysis.words import year_text, yen_text
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.flow.answers import MoneyFlow


def sentence(result: MoneyFlow) -> Text:
    """Return the total, what reaches town conditions, and what cannot be attributed."""
    if result.year is None or not result.programs:
        return text("analysis.money-flow.no_money")
    money = text(f"analysis.money-flow.kinds.{result.kind}")
    reached = sum((amount for _, amount in result.towns), Decimal(0))
    parts = [
        text(
            "analysis.money-flow.whole",
            kind=money,
            count=len(result.programs),
            year=year_text(result.year),
            yen=yen_text(result.total),
        ),
        text(f"analysis.money-flow.{'' if result.towns else 'not_'}reached", yen=yen_text(reached)),
    ]
    for name in ("undivided", "unknown"):
        if amount := getattr(result, name):
            parts.append(text(f"analysis.money-flow.{name}", yen=yen_text(amount)))
    if result.silent:
        parts.append(text("analysis.money-flow.silent", count=result.silent))
    told = together(*parts)
    return {lang: told[lang].strip() for lang in LANGUAGES}


def tables(result: MoneyFlow) -> tuple[Table, ...]:
    """Return the tables of steps, programs and town conditions."""
    return (_steps(result), _programs(result), _towns(result))


def _steps(result: MoneyFlow) -> Table:
    columns = (
        Column("program", text("analysis.money-flow.column_program"), "link"),
        Column("source", text("analysis.money-flow.column_source")),
        Column("target", text("analysis.money-flow.column_target")),
        Column("amount", text("analysis.money-flow.column_amount"), "yen"),
        Column("basis", text("analysis.money-flow.column_basis")),
    )
    rows: list[list[Cell]] = [
        [
            s.program,
            _place(s.source),
            _place(s.target),
            s.amount,
            text(f"analysis.money-flow.bases.{s.basis}"),
        ]
        for s in result.steps
    ]
    note = text("analysis.money-flow.steps_note")
    return Table("steps", text("analysis.money-flow.table_steps"), columns, rows, note)


def _place(end: Named) -> Cell:
    return text(f"analysis.money-flow.places.{end.iri}") if end.iri in PLACES else end.label


def _programs(result: MoneyFlow) -> Table:
    columns = (
        Column("program", text("analysis.money-flow.column_program"), "link"),
        Column("amount", text(f"analysis.money-flow.kinds.{result.kind}"), "yen"),
    )
    rows = list(result.programs)
    return Table("programs", text("analysis.money-flow.table_programs"), columns, rows)


def _towns(result: MoneyFlow) -> Table:
    columns = (
        Column("town", text("analysis.money-flow.column_town"), "link"),
        Column("amount", text("analysis.money-flow.towns_column_amount"), "yen"),
    )
    rows = list(result.towns)
    return Table("towns", text("analysis.money-flow.table_towns"), columns, rows)
