"""The wording of ``validity``: a sentence and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.validity.judging import LEAST_YEARS
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.validity.answers import ChainedIndicator, Judged, Validity


def tables(result: Validity) -> tuple[Table, ...]:
    """Return one table per question."""
    return (
        _shown(
            "shared",
            text("analysis.validity.shared"),
            result.shared,
            text("analysis.validity.shared_note"),
        ),
        _shown(
            "unreached",
            text("analysis.validity.unreached"),
            result.unreached,
            text("analysis.validity.unreached_note"),
        ),
        _shown(
            "activity",
            text("analysis.validity.activity"),
            result.activity,
            text("analysis.validity.activity_note"),
        ),
        _judged("always", text("analysis.validity.always"), result.always),
        _judged("never", text("analysis.validity.never"), result.never),
        _claims(result),
    )


def sentence(result: Validity) -> Text:
    """Return how many indicators were examined, and what was found."""
    parts = [text("analysis.validity.no_indicators")]
    if result.indicators:
        parts = [
            text(
                "analysis.validity.found",
                all=result.indicators,
                many=result.many,
                shared=len(result.shared),
                unreached=len(result.unreached),
                activity=len(result.activity),
                always=len(result.always),
                never=len(result.never),
            )
        ]
    if result.silent:
        parts.append(
            text("analysis.validity.silent", programs=result.programs, silent=result.silent)
        )
    parts.append(
        text("analysis.validity.hypotheses", links=result.links, hypotheses=result.hypotheses)
    )
    return together(*parts)


def _shown(name: str, title: Text, rows: Sequence[ChainedIndicator], note: Text) -> Table:
    columns = (
        Column("indicator", text("analysis.validity.column_indicator"), "link"),
        Column("elements", text("analysis.validity.column_elements"), "links"),
        Column("owners", text("analysis.validity.column_owners"), "links"),
        Column("programs", text("analysis.validity.column_programs"), "number"),
    )
    cells: list[list[Cell]] = [[r.indicator, r.elements, r.owners, r.programs] for r in rows]
    return Table(name, title, columns, cells, note)


def _judged(name: str, title: Text, rows: Sequence[Judged]) -> Table:
    columns = (
        Column("indicator", text("analysis.validity.column_indicator"), "link"),
        Column("owners", text("analysis.validity.column_owners"), "links"),
        Column("direction", text("analysis.validity.column_direction")),
        Column("years", text("analysis.validity.column_years"), "number"),
        Column("values", text("analysis.validity.column_values")),
    )
    cells: list[list[Cell]] = []
    for r in rows:
        told = {
            lang: "; ".join(
                f"{fiscal_year(v.year, lang)} {v.actual.normalize():f}/{v.target.normalize():f}"
                for v in r.values
            )
            for lang in LANGUAGES
        }
        cells.append(
            [
                r.indicator,
                r.owners,
                text(f"analysis.validity.direction_{r.direction}"),
                len(r.values),
                told,
            ]
        )
    note = text("analysis.validity.judged_note", years=LEAST_YEARS)
    return Table(name, title, columns, cells, note)


def _claims(result: Validity) -> Table:
    columns = (
        Column("owner", text("analysis.validity.column_owners"), "link"),
        Column("links", text("analysis.validity.column_links"), "number"),
        Column("hypotheses", text("analysis.validity.column_hypotheses"), "number"),
    )
    rows = [(c.owner, c.links, c.hypotheses) for c in result.claims]
    note = text("analysis.validity.claims_note")
    return Table("claims", text("analysis.validity.table_claims"), columns, rows, note)
