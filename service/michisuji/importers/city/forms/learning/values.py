"""Finds the labels on a form, and whether their values are right of them or below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from michisuji.importers.city.cells import ticked
from michisuji.importers.city.forms.learning.findings import Proposal
from michisuji.importers.city.forms.learning.known import PERIOD, KnownLabels
from michisuji.importers.city.forms.learning.tables import LearnedTable
from michisuji.importers.city.forms.mapping.keys import UnknownKey, parse_key
from michisuji.importers.city.forms.mapping.rules import Direction, LabelPlace, ValueRule
from michisuji.importers.city.forms.sheet.finding import PlaceNotFound, SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.values import BOXES, cells_of

_BOX = re.compile(f"[{BOXES}]")
_LONE = re.compile(f"[{BOXES}]")
#: Empty cells between a label and its value.
_FARTHEST = 3
#: Rows of text below a label.
_MOST_ROWS = 6
#: A heading of an evaluation is short.
_HEADING = 20
_SHOWN = 20
_YEAR, _EVALUATION = "form.year", "evaluation."


@dataclass(frozen=True)
class LearnedLabel:
    """A label, what it means, and where its value is; ``heading`` is of its evaluation."""

    area: Area
    text: str
    meaning: str
    direction: Direction
    steps: int
    rows: int
    heading: str = ""

    @property
    def at(self) -> str:
        """The place as mapping files write it."""
        return self.direction if self.steps == 1 else f"{self.direction} {self.steps}"


class LabelFinder:
    """Finds the labels with values of one sheet, outside of its tables."""

    def __init__(
        self, grid: Grid, labels: SheetLabels, known: KnownLabels, tables: list[LearnedTable]
    ) -> None:
        self._grid = grid
        self._labels = labels
        self._known = known
        self._tables = tables
        self._headings = list(self._find_headings())

    def find(self) -> list[LearnedLabel]:
        """Return the labels in reading order."""
        out = []
        for area, value in self._grid.filled():
            if not isinstance(value, str) or any(t.holds(area) for t in self._tables):
                continue
            meaning = self._meaning(area)
            if meaning and not self._is_heading(area):
                place = self._place(area)
                if place is not None:
                    heading = self._heading_of(area) if meaning.startswith(_EVALUATION) else ""
                    text = self._labels.at(area)
                    out.append(LearnedLabel(area, text, meaning, *place, heading))
        return out

    def _meaning(self, area: Area) -> str:
        """Return what a label means; '' for an option next to a box of its own cell."""
        if self.is_option(area):
            return ""
        return self._known.values.meaning(self._labels.at(area))

    def is_option(self, area: Area) -> bool:
        """Return True for a cell with a box, and for one whose box has a cell of its own.

        A row begins with its label: 義務 □ 任意 □ has its boxes behind if two texts come first.
        """
        if _BOX.search(self._text(area)):
            return True
        run = self._run(area)
        place = run.index(area)
        boxes = [_LONE.fullmatch(self._text(one)) is not None for one in run]
        if place == 0 or True not in boxes:
            return False
        return boxes[place - 1] if boxes.index(True) == 1 else boxes[min(place + 1, len(run) - 1)]

    def _run(self, area: Area) -> list[Area]:
        """Return the cells with texts that stand side by side with an area, itself included."""
        row, run = area.top, [area]
        while run[0].left > 0 and self._text(left := self._grid.area(row, run[0].left - 1)):
            run.insert(0, left)
        while self._text(right := self._grid.right_of(run[-1])):
            run.append(right)
        return run

    def _text(self, area: Area) -> str:
        return self._grid.text(area.top, area.left)

    def _find_headings(self) -> Iterator[tuple[Area, str, str]]:
        """Yield the headings of evaluations: area, text, kind."""
        for area, value in self._grid.filled():
            text = self._labels.at(area)
            if isinstance(value, str) and len(text) <= _HEADING:
                kind = self._known.evaluations.within(text)
                if kind:
                    yield area, text, kind

    def has_meaning(self, area: Area) -> bool:
        """Return True for the heading of an evaluation, and for an option with a box."""
        return self._is_heading(area) or self.is_option(area)

    def _is_heading(self, area: Area) -> bool:
        return any(area == heading for heading, _, _ in self._headings)

    def _heading_of(self, area: Area) -> str:
        """Return the heading of the evaluation that a label belongs to; '' without one."""
        labels = SheetLabels(self._grid, [text for _, text, _ in self._headings])
        above = [(at, text) for at, text, _ in self._headings if at[:2] < area[:2]]
        own = [text for at, text in above if labels.part_of(at, [area])]
        return (own or [text for _, text in above] or [""])[-1]

    def kind_of(self, heading: str) -> str:
        """Return the kind of evaluation of a heading."""
        return next((kind for _, text, kind in self._headings if text == heading), "self")

    def _place(self, area: Area) -> tuple[Direction, int, int] | None:
        """Return direction, steps and rows of a label's value; None if no cell can hold it."""
        right = self._right(area)
        below = self._below(area)
        if right is not None and (below is None or right[1] >= below[1]):
            return "right", right[0], 1
        if below is not None:
            return "below", 1, below[0]
        return None

    def _right(self, area: Area) -> tuple[int, int] | None:
        """Return the steps to a value on the right and how likely it is; None for none."""
        at = area
        for steps in range(1, _FARTHEST + 1):
            if at.right + 1 >= self._grid.width:
                return (1, 1) if steps > 1 else None
            at = self._grid.right_of(at)
            if self._grid.text(at.top, at.left):
                if self._meaning(at) and not _BOX.search(self._grid.text(at.top, at.left)):
                    return (1, 1) if steps > 1 else None
                return (steps, 4 if steps == 1 else 3)
            if at.right > at.left:
                return (steps, 2)
        return (1, 1)

    def _below(self, area: Area) -> tuple[int, int] | None:
        """Return the rows of a value below and how likely it is; None for none."""
        if area.bottom + 1 >= self._grid.height:
            return None
        at = self._grid.below(area)
        same = (at.left, at.right) == (area.left, area.right)
        if self._grid.text(at.top, at.left):
            if self._meaning(at) or any(t.holds(at) for t in self._tables):
                return None
            wide = area.right > area.left
            return (self._rows(at), 4 if same and wide else 2) if same else None
        return (1, 1) if same and area.right > area.left else None

    def _rows(self, first: Area) -> int:
        """Return the rows that a text below a label takes up, in cells of one width."""
        rows, at = 1, first
        while rows < _MOST_ROWS:
            at = self._grid.below(at)
            alike = (at.left, at.right) == (first.left, first.right)
            text = self._grid.text(at.top, at.left)
            wide = at.right > at.left
            if not alike or self._meaning(at) or not (text or wide) or at.top >= self._grid.height:
                break
            rows += 1
        return rows


def proposals(
    labels: SheetLabels, known: KnownLabels, finder: LabelFinder, found: list[LearnedLabel]
) -> Iterator[Proposal]:
    """Yield a ``[[value]]`` for each label whose meaning is a key."""
    meanings: set[str] = set()
    taken = frozenset(one.text for one in found)
    for one in found:
        if one.meaning == _YEAR:
            continue
        key = _key(one, finder)
        if key in meanings:
            continue
        meanings.add(key)
        yield _proposal(labels, known, one, key, taken, found)


def _key(one: LearnedLabel, finder: LabelFinder) -> str:
    if one.meaning.startswith(_EVALUATION):
        kind = finder.kind_of(one.heading) if one.heading else "self"
        return f"program.evaluation[{kind}].{one.meaning.removeprefix(_EVALUATION)}"
    return one.meaning


def _proposal(
    labels: SheetLabels,
    known: KnownLabels,
    one: LearnedLabel,
    key: str,
    taken: frozenset[str],
    found: list[LearnedLabel],
) -> Proposal:
    table: dict[str, Any] = {"key": key, "label": one.text}
    if key == PERIOD:
        table["key"] = ["program.start", "program.end"]
    table |= {"at": one.at} if one.at != "right" else {}
    table |= {"rows": one.rows} if one.rows > 1 else {}
    same = labels.all([one.text])
    if one.heading and len(same) > 1:
        table["under"] = one.heading
    elif len(same) > 1:
        table["nth"] = same.index(one.area) + 1
    nth = same.index(one.area) + 1
    place = LabelPlace((one.text,), one.direction, one.steps, nth=nth, rows=one.rows)
    after = _is_after(labels, one)
    first, cell = _cell(labels, place, taken, after=after)
    side = "下" if one.direction == "below" else "右"
    seen = [f"{one.area.address}「{one.text}」の{side}({first}): {_shown(cell)}"]
    if isinstance(cell, str) and _BOX.search(cell):
        table |= {"box": "after"} if after else {}
        codes, unclear = _codes(known, key, str(cell))
        table |= {"codes": codes} if codes else {}
        seen += [f"意味の分からない選択肢: {'、'.join(unclear)}"] if unclear else []
    return Proposal("value", table, tuple(seen))


def _cell(
    labels: SheetLabels, place: LabelPlace, taken: frozenset[str], *, after: bool
) -> tuple[str, Any]:
    rule = ValueRule("", (), place, box_after=after)
    try:
        _, area, cell = cells_of(labels, rule, taken)
    except PlaceNotFound:
        return "?", ""
    return area.address, cell


def _is_after(labels: SheetLabels, one: LearnedLabel) -> bool:
    """Return True if the boxes stand in cells behind their words."""
    grid = labels.grid
    first = grid.right_of(one.area, one.steps) if one.direction == "right" else grid.below(one.area)
    text, then = grid.text(*first[:2]), grid.text(*grid.right_of(first)[:2])
    return not _BOX.search(text) and _LONE.fullmatch(then) is not None


def _codes(known: KnownLabels, key: str, cell: str) -> tuple[dict[str, str], list[str]]:
    """Return the options of boxes → codes, and those whose meaning is unknown."""
    try:
        field = parse_key(key).field
    except UnknownKey:
        return {}, []
    options = ticked(re.sub(f"[{BOXES}]", "■", cell)) or []
    codes = {option: known.code(field.scheme, option) for option in options if option}
    return (
        {option: code for option, code in codes.items() if code},
        [option for option, code in codes.items() if not code],
    )


def _shown(cell: Any) -> str:
    text = " ".join(str(cell).split())
    return (text[:_SHOWN] + "…" if len(text) > _SHOWN else text) or "(空)"
