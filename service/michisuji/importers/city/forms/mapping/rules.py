"""A mapping: which label of a form stands for which key of the city's schema, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from michisuji.importers.city.forms.mapping.keys import Key

#: Columns that are no keys of a record: the value of the row's key, the element of an indicator.
VALUE, ELEMENT = "@value", "@element"
Direction = Literal["right", "below"]


@dataclass(frozen=True)
class LabelPlace:
    """The place of a value: so many cells from the label, in a direction.

    Labels are as :func:`.texts.pattern` returns them. With ``under``, the label is looked for in
    the part of the sheet that such a heading stands above or in front of; ``nth`` counts from 1.
    """

    labels: tuple[str, ...]
    direction: Direction = "right"
    steps: int = 1
    under: tuple[str, ...] = ()
    nth: int | None = None
    #: Rows that the value takes up.
    rows: int = 1


@dataclass(frozen=True)
class YearRule:
    """The fiscal year of a form: fixed, in the cell of a label, or within a title's text."""

    fixed: int | None = None
    place: LabelPlace | None = None
    title: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValueRule:
    """One value, or the two ends of a period, at a label."""

    #: Its place in the mapping file, such as ``value[program.name]``.
    path: str
    keys: tuple[Key, ...]
    place: LabelPlace
    #: A fiscal year, or a difference from the form's year.
    year: int = 0
    optional: bool = False
    money: str = ""
    #: The form's own words (as labels) → value.
    codes: Mapping[str, Any] = field(default_factory=dict)
    #: True where boxes stand after their words: ``要□ 不要■``.
    box_after: bool = False


#: A key of the record; or words of the column's header → key, where a row has several.
Part = str | Mapping[str, str]


@dataclass(frozen=True)
class TableRule:
    """A table: header texts → keys, for each row a record or, in a budget, a key."""

    path: str
    into: Key
    header: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Mapping[str, Part]
    under: tuple[str, ...] = ()
    header_rows: int | None = None
    end: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    #: The key of columns that have nothing but a year in their header.
    value: str = ""
    #: The key whose value tells records apart.
    record: str = "name"
    #: Codes of columns: key → the form's own words → value.
    codes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Values of each record that the form does not state.
    constants: Mapping[str, Any] = field(default_factory=dict)
    #: Letter of the keys of new elements, or the element of new indicators.
    element: str = ""
    optional: bool = False
    money: str = ""


@dataclass(frozen=True)
class FormMapping:
    """A mapping file: ``sheet`` is a pattern of sheet names, ``money`` the unit of the form."""

    file: str
    title: str
    sheet: str
    money: str
    year: YearRule
    #: Words for years relative to the form's: 前年度 → -1.
    years: Mapping[str, int]
    values: tuple[ValueRule, ...]
    tables: tuple[TableRule, ...]
    #: Values that complete what a form states: key → value.
    constants: tuple[tuple[Key, Any], ...]

    @property
    def labels(self) -> frozenset[str]:
        """Every label that has a value: where one of them stands, no value is."""
        found = [label for rule in self.values for label in rule.place.labels]
        if self.year.place is not None:
            found += self.year.place.labels
        return frozenset(found)

    @property
    def headings(self) -> frozenset[str]:
        """Every heading under which a label or table is looked for."""
        found = [heading for rule in self.values for heading in rule.place.under]
        return frozenset([*found, *(heading for table in self.tables for heading in table.under)])
