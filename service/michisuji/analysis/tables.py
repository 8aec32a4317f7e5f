"""The answer of an analysis: its result, a sentence, tables, and the queries behind them.

A page, the API, the command line and a workbook show the same tables, and so the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from michisuji.languages import Text
from michisuji.messages import message

#: How a column is shown: ``yen`` in 千円 on pages and whole yen in files, ``percent`` from 0 to
#: 100, ``year`` a fiscal year, ``link`` and ``links`` resources, ``text`` as it is, ``number`` in
#: the unit that the heading names, ``verdict`` the state of a target
#: (:mod:`michisuji.achievement`) as its mark.
Kind = Literal["text", "link", "links", "year", "yen", "number", "percent", "flag", "verdict"]


@dataclass(frozen=True)
class Named:
    """A resource and its name in the reader's language."""

    iri: str
    label: str


@dataclass(frozen=True)
class Column:
    """One column: ``name`` for programs, ``label`` for people."""

    name: str
    label: Text
    kind: Kind = "text"


#: The types of a cell; a text in both languages is shown in the reader's.
Cell = Named | Sequence[Named] | Text | str | int | float | Decimal | bool | None


@dataclass(frozen=True)
class Table:
    """Rows of cells in the order of ``columns``; ``note`` says how they were counted."""

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: Text | None = None


@dataclass(frozen=True)
class Behind:
    """A SPARQL query that gives the figures, as it can be opened in the editor."""

    title: Text
    query: str


R = TypeVar("R")


@dataclass(frozen=True)
class Answer(Generic[R]):
    """An analysis's result and its wording.

    ``sentence``: one or two sentences in both languages. ``behind``: the queries of the figures.
    """

    result: R
    sentence: Text
    tables: Sequence[Table]
    behind: Sequence[Behind]


def plain(value: Any) -> Any:
    """Return a value of dataclasses as JSON values: whole decimals as integers, others as floats.

    An answer becomes its result's members, its sentence and its queries, without the tables.
    """
    if isinstance(value, Answer):
        members = plain(value.result)
        members.pop("behind", None)
        return {**members, "sentence": plain(value.sentence), "behind": plain(value.behind)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Sequence | frozenset | set):
        return [plain(one) for one in value]
    raise TypeError(f"not a plain value: {type(value).__name__}")


def cell_text(cell: Cell, kind: Kind = "text", lang: str = "ja") -> str:
    """Format a cell for CSV and terminals: names without IRIs, numbers without separators."""
    if cell is None:
        return ""
    if isinstance(cell, Named):
        return cell.label or cell.iri
    if isinstance(cell, Mapping):
        return cell[lang]
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, str):
        return message(f"achievement.mark.{cell}", lang) if kind == "verdict" else cell
    if isinstance(cell, Sequence):
        return "; ".join(cell_text(one) for one in cell)
    if isinstance(cell, Decimal) and kind != "percent":
        return format(cell.normalize(), "f") if cell else "0"
    if kind == "percent":
        return f"{cell:.1f}"
    return f"{cell:g}" if isinstance(cell, float) and kind != "yen" else str(cell)
