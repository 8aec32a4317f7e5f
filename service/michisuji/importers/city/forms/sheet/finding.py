"""Finds labels on a sheet, and the cells that belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from michisuji.importers.city.forms.mapping.rules import LabelPlace
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.texts import label, matches


class PlaceNotFound(Exception):
    """Raised for a label that is missing or ambiguous; ``areas`` are those that it could be."""

    def __init__(self, ja: str, en: str, areas: Iterable[Area] = ()) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en
        self.areas = list(areas)


class SheetLabels:
    """The texts of a sheet by the label that they are."""

    def __init__(self, grid: Grid, headings: Iterable[str] = ()) -> None:
        self.grid = grid
        #: The headings that a mapping names: where one begins, the part of another ends.
        self._headings = list(headings)

    @cached_property
    def _areas(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {}
        for area, value in self.grid.filled():
            if isinstance(value, str):
                found.setdefault(label(value), []).append(area)
        return found

    def at(self, area: Area) -> str:
        """Return the text of an area as a label."""
        value = self.grid.value(area.top, area.left)
        return label(value) if isinstance(value, str) else ""

    def all(self, patterns: Iterable[str]) -> list[Area]:
        """Return the areas whose text fits one of the patterns, in reading order."""
        wanted = list(patterns)
        plain = [p for p in wanted if not p.endswith("*")]
        found = [area for p in plain for area in self._areas.get(p, [])]
        if len(plain) < len(wanted):
            fitting = [areas for text, areas in self._areas.items() if matches(wanted, text)]
            found += [area for areas in fitting for area in areas]
        return sorted(set(found))

    def one(self, place: LabelPlace) -> Area:
        """Return the area of the label of a place.

        Raises PlaceNotFound for none, and for several that nothing tells apart.
        """
        found = self.all(place.labels)
        shown = " / ".join(place.labels)
        if place.under and found:
            found = self.under(place.under, found)
        if not found:
            where = f"「{' / '.join(place.under)}」の下に" if place.under else ""
            raise PlaceNotFound(
                f"{where}見出し「{shown}」が見つかりません",
                f"the label '{shown}' was not found"
                + (f" under '{' / '.join(place.under)}'" if place.under else ""),
            )
        number = place.nth or (1 if place.under or len(found) == 1 else None)
        if number is None:
            cells = "、".join(area.address for area in found)
            raise PlaceNotFound(
                f"見出し「{shown}」が{len(found)}か所にあります({cells})。"
                "対応表に under か nth を書いてください",
                f"the label '{shown}' is in {len(found)} cells ({cells}): "
                "give under or nth in the mapping",
                found,
            )
        if number > len(found):
            raise PlaceNotFound(
                f"見出し「{shown}」は{len(found)}か所しかありません({number}番目はない)",
                f"the label '{shown}' is in {len(found)} cells only (no number {number})",
                found,
            )
        return found[number - 1]

    def under(self, headings: Iterable[str], areas: list[Area]) -> list[Area]:
        """Return those of ``areas`` that belong to a heading, nearest first.

        A heading over several columns is above what belongs to it, one over several rows in front;
        any other heading is followed by it.
        """
        for heading in self.all(headings):
            end = self._end_of(heading)
            after = [a for a in areas if a[:2] > heading[:2] and a.top < end]
            chosen = self.part_of(heading, areas) or after
            if chosen:
                return chosen
        return []

    def part_of(self, heading: Area, areas: list[Area]) -> list[Area]:
        """Return those of ``areas`` below a heading over several columns, or next to a tall one."""
        end = self._end_of(heading)
        if heading.bottom > heading.top:
            beside = [a for a in areas if heading.top <= a.top <= heading.bottom]
            if beside := [a for a in beside if a.left > heading.right]:
                return beside
        if heading.right > heading.left:
            return [a for a in areas if heading.bottom < a.top < end and a.over(heading)]
        return []

    def _end_of(self, heading: Area) -> int:
        """Return the row in which the next heading below a heading begins, or the sheet ends."""
        below = [
            a.top for a in self.all(self._headings) if a.top > heading.bottom and a.over(heading)
        ]
        return min(below, default=self.grid.height)
