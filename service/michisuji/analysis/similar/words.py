"""The wording of ``similar``: a sentence and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from michisuji.analysis.similar.index import LEAST, SHAPE_WEIGHT, TWIN
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.languages import Text
from michisuji.messages import text

if TYPE_CHECKING:
    from michisuji.analysis.similar.answers import SimilarNeighbours


#: Similarity of texts from which each word applies, judged from queries/similar-programs.md.
_DEGREES = ((0.25, "high"), (0.12, "medium"), (-math.inf, "low"))


def degree(likeness: float) -> Text:
    """Return high, medium or low, in words."""
    own = next(word for least, word in _DEGREES if round(likeness, 2) >= least)
    return text(f"analysis.similar.degree.{own}")


def sentence(result: SimilarNeighbours) -> Text:
    """Return how many were compared, and which is nearest."""
    what, name, compared = (
        text(f"analysis.similar.kinds.{result.kind}"),
        result.node.label,
        result.compared,
    )
    if not result.found:
        return text("analysis.similar.none_is_similar", name=name, compared=compared, what=what)
    first = result.found[0]
    told = degree(first.text)
    return text(
        "analysis.similar.nearest",
        compared=compared,
        what=what,
        name=name,
        label=first.node.label,
        likeness=100 * first.score,
        degree=told,
    )


def tables(result: SimilarNeighbours) -> tuple[Table, ...]:
    """Return the tables: who is similar and why, and what can be borrowed.

    For programs and measures, their shapes too.
    """
    found = [_neighbours(result), _borrow(result)]
    if result.kind != "Indicator":
        found.append(_shapes(result))
    return tuple(found)


def _neighbours(result: SimilarNeighbours) -> Table:
    columns = [
        Column("node", text("analysis.similar.column_node"), "link"),
        Column("degree", text("analysis.similar.column_degree")),
        Column("score", text("analysis.similar.column_score"), "number"),
        Column("text", text("analysis.similar.column_text"), "number"),
        Column("shape", text("analysis.similar.column_shape"), "number"),
        Column("phrases", text("analysis.similar.column_phrases")),
        Column("units", text("analysis.similar.column_units"), "links"),
    ]
    if result.kind == "Program":
        columns += [
            Column("year", text("analysis.similar.column_year"), "year"),
            Column("planned", text("analysis.similar.column_planned"), "yen"),
            Column("executed", text("analysis.similar.column_executed"), "yen"),
        ]
    if result.kind == "Indicator":
        # What an indicator measures has no shape to compare.
        columns = [column for column in columns if column.name != "shape"]
    official = any(one.official for one in result.found)
    if official:
        columns.append(Column("official", text("nation.column"), "link"))
    columns.append(Column("twins", text("analysis.similar.column_twins"), "links"))
    rows: list[list[Cell]] = []
    for one in result.found:
        row: list[Cell] = [one.node, degree(one.text), _hundred(one.score), _hundred(one.text)]
        if result.kind != "Indicator":
            row.append(None if one.shape is None else _hundred(one.shape))
        row += [
            "、".join(one.phrases),
            one.units or text("analysis.similar.none"),
        ]
        if result.kind == "Program":
            row += [one.year, one.planned, one.executed]
        if official:
            row.append(one.official)
        rows.append([*row, one.twins])
    part = f"{SHAPE_WEIGHT:.1f}"
    note = text("analysis.similar.neighbours_note", part=part, least=100 * LEAST, twin=100 * TWIN)
    return Table("neighbours", text("analysis.similar.table_neighbours"), columns, rows, note)


def _borrow(result: SimilarNeighbours) -> Table:
    shows = result.kind == "Indicator"
    first = text("analysis.similar.shows") if shows else text("analysis.similar.outcomes")
    whose = text("analysis.similar.of") if shows else text("analysis.similar.part")
    columns = [
        Column("node", text("analysis.similar.column_node"), "link"),
        Column("outcomes", first, "links"),
        Column("outcomes_all", text("analysis.similar.column_outcomes_all"), "number"),
        Column("part_of", whose, "links"),
    ]
    if not shows:
        columns[3:3] = [
            Column("indicators", text("analysis.similar.column_indicators"), "links"),
            Column("indicators_all", text("analysis.similar.column_indicators_all"), "number"),
        ]
    rows: list[list[Cell]] = []
    for one in result.found:
        row: list[Cell] = [
            one.node,
            one.outcomes or text("analysis.similar.none"),
            one.outcomes_all,
        ]
        if not shows:
            row += [one.indicators or text("analysis.similar.none"), one.indicators_all]
        rows.append([*row, one.part_of or text("analysis.similar.none")])
    note = text("analysis.similar.borrow_note")
    return Table("borrow", text("analysis.similar.table_borrow"), columns, rows, note)


def _shapes(result: SimilarNeighbours) -> Table:
    names = ("activity", "output", "unstated", "short", "mid", "long", "town", "steps")
    columns = [Column("node", text("analysis.similar.shapes_column_node"), "link")]
    columns += [Column(n, text(f"analysis.similar.column_{n}"), "number") for n in names]
    rows: list[list[Cell]] = [[result.node, *result.counts]]
    rows += [[one.node, *one.counts] for one in result.found]
    return Table("shapes", text("analysis.similar.table_shapes"), columns, rows)


def _hundred(part: float) -> int:
    return round(100 * part)
