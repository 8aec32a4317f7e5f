"""Pictures of the help, made when the page is: sheets of the workbook's own layout, drawn models.

The headers come from the declaration that also writes and reads workbooks, the diagrams from the
code that draws every program: so no picture shows what the program no longer does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from michisuji.analysis.logic_model import Column, Edge, LogicModel, Node
from michisuji.vocabulary import LM
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.i18n import translate

if TYPE_CHECKING:
    from michisuji.importers.city.workbook.layout import WorkbookSheet

#: Elements of the example by column, with their class: names are in messages/.
_ELEMENTS: Sequence[tuple[str, Column, str]] = (
    ("staff", "input", "Staff"),
    ("activity", "activity", "Activity"),
    ("output", "output", "Output"),
    ("short", "short", "Outcome"),
    ("mid", "mid", "Outcome"),
    ("town", "town", "TownCondition"),
)
#: Columns of sheet 04 in the picture, and the row of its first program.
_PROGRAM = ("id", "name", "unit", "start", "purpose")
_FIRST_ROW = 5


@dataclass(frozen=True)
class SheetCell:
    """A cell of a picture: its text, how it looks, and the note that is shown at it."""

    text: str
    look: str = ""
    note: str = ""


@dataclass(frozen=True)
class SheetPicture:
    """A part of a sheet: its name, headers, and rows of cells beginning with row ``first``."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    first: int = _FIRST_ROW


def sheets() -> tuple[WorkbookSheet, ...]:
    """Return the sheets of the workbook; loaded when a page asks, as a bundle imports nothing."""
    from michisuji.importers.city.workbook.layout import layout

    return layout().sheets


def filled_sheet() -> SheetPicture:
    """Return sheet 04 as a section gets it: known things grey, what is to be filled yellow."""
    return _programs(
        SheetCell("010101", "known"),
        SheetCell(translate("help.example.name"), "known"),
        SheetCell(translate("help.example.unit"), "known"),
        SheetCell("2021", "known"),
        SheetCell(translate("help.example.purpose"), "todo"),
    )


def returned_sheet() -> SheetPicture:
    """Return the same sheet as it comes back, with a note at the cell that is to be mended."""
    return _programs(
        SheetCell("010101", "known"),
        SheetCell(translate("help.example.name"), "known"),
        SheetCell(translate("help.example.unit"), "known"),
        SheetCell(translate("help.example.wrong"), "todo", translate("help.example.note")),
        SheetCell(translate("help.example.purpose")),
    )


def _programs(*cells: SheetCell) -> SheetPicture:
    sheet = next(sheet for sheet in sheets() if sheet.number == "04")
    headers = tuple(_header(sheet, key) for key in _PROGRAM)
    return SheetPicture(sheet.name, headers, (cells,))


def _header(sheet: WorkbookSheet, key: str) -> str:
    column = sheet.column(key)
    return column.ja if current_lang() == "ja" else column.en


def example_model(*, broken: bool) -> str:
    """Draw a small logic model, whole, or with an output that leads nowhere."""
    nodes = [
        Node(f"{LM}{class_}|{name}", column, translate(f"help.model.{name}"), order=order)
        for order, (name, column, class_) in enumerate(_ELEMENTS)
    ]
    pairs = list(pairwise(nodes))
    if broken:
        pairs = [pair for pair in pairs if pair[0].kind != "output"]
    edges = [Edge(f"{one.iri}-{two.iri}", one.iri, two.iri) for one, two in pairs]
    output = next(node.iri for node in nodes if node.kind == "output")
    title = translate("help.example.name")
    return draw(
        LogicModel("", "", title, None, nodes, edges),
        {output: [translate("help.model.broken")]} if broken else {},
        current_lang(),
        link=lambda iri: doc_href(iri.partition("|")[0]),
        prefix="broken" if broken else "whole",
    )
