"""The cells that belong to a label: one, several rows of text, or a row of boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from michisuji.importers.city.forms.mapping.rules import LabelPlace, ValueRule
from michisuji.importers.city.forms.sheet.finding import PlaceNotFound, SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area

BOXES = "■☑☒✔✓◼◾□☐◻◽"
_BOX = re.compile(f"[{BOXES}]")
_LONE = re.compile(f"\\s*[{BOXES}]\\s*")
_AFTER = re.compile(f"([^{BOXES}]+)([{BOXES}])")


def first_cell(labels: SheetLabels, place: LabelPlace) -> tuple[Area, Area]:
    """Return the areas of a label and of the first cell of its value.

    Raises PlaceNotFound without the label, and where the sheet ends before the value.
    """
    at = labels.one(place)
    grid = labels.grid
    steps = grid.right_of if place.direction == "right" else grid.below
    return at, steps(at, place.steps)


def cells_of(labels: SheetLabels, rule: ValueRule, taken: frozenset[str]) -> tuple[Area, Area, Any]:
    """Return the areas of a rule's label and first cell, and the content of its cells.

    Raises PlaceNotFound, also where another of the mapping's labels (``taken``) stands: that form
    has another layout.
    """
    at, first = first_cell(labels, rule.place)
    other = labels.at(first)
    if other in taken and other not in rule.place.labels:
        direction = {"right": ("右", "right of"), "below": ("下", "below")}[rule.place.direction]
        raise PlaceNotFound(
            f"見出し「{labels.at(at)}」の{direction[0]}({first.address})に、"
            f"別の見出し「{other}」があります",
            f"another label, '{other}', stands {direction[1]} '{labels.at(at)}' ({first.address})",
            [at],
        )
    rows = max(rule.place.rows, at.bottom - at.top + 1 if rule.place.direction == "right" else 1)
    boxes = list(_boxes(labels, first, rows, taken, rule.box_after))
    if boxes:
        text = " ".join(boxes)
        return at, first, _AFTER.sub(r" \2\1", text) if rule.box_after else text
    if rule.place.rows == 1:
        return at, first, labels.grid.value(first.top, first.left)
    return at, first, "\n".join(_lines(labels, first, rule.place.rows))


def _lines(labels: SheetLabels, first: Area, rows: int) -> Iterator[str]:
    seen = set()
    for row in range(first.top, first.top + rows):
        area = labels.grid.area(row, first.left)
        value = str(labels.grid.value(row, first.left)).strip()
        if area not in seen and value:
            seen.add(area)
            yield value


def _boxes(
    labels: SheetLabels, first: Area, rows: int, taken: frozenset[str], after: bool
) -> Iterator[str]:
    """Yield the texts with boxes from the first cell on, to the right, in each of the rows."""
    grid = labels.grid
    seen: set[Area] = set()
    for row in range(first.top, min(first.top + rows, grid.height)):
        texts = []
        for column in range(first.left, grid.width):
            area = grid.area(row, column)
            text = str(grid.value(row, column)).strip()
            if area in seen or not text:
                continue
            if labels.at(area) in taken:
                break
            seen.add(area)
            texts.append(text)
        yield from _boxed(texts[::-1] if after else texts)[:: -1 if after else 1]


def _boxed(texts: list[str]) -> list[str]:
    """Return the texts that hold a box or come next to one that is nothing else."""
    out: list[str] = []
    lone = False
    for text in texts:
        if not _BOX.search(text) and not lone:
            break
        out.append(text)
        lone = _LONE.fullmatch(text) is not None
    return out
