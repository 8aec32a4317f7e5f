"""The layout of the workbook: its sheets and columns (``sheets.toml``), for reading and writing.

A sheet holds its title in row 1, headers in row 2, hidden keys in row 3, explanations in row 4 and
one thing per row from row 5. An ``upright`` sheet holds one thing, a line per key: hidden key,
header, value, explanation. What a cell holds:

- a reference is what the documents say, a blank and the name (``s-safety 防災危機管理課``): what
  stands before the first blank counts. Where documents say the kind too, so does the cell
  (``direction:1 …``). Only elements and town conditions that documents name within their program
  are written in full: ``program/key`` and ``measure:number/key`` for ``key`` and ``measure:key``;
- several values stand on a line each (readers also take 「、」);
- a code is its Japanese label;
- an empty list that means something (sheet 21) is :data:`EMPTY`;
- a text that begins with an apostrophe is what follows it, to the letter: so texts are kept that a
  reader would take for something else (``－``, a number of an indicator in words).

``rows`` says what a row becomes:

``dataset``, ``plan``, ``unit``, ``goal``, ``practice``, ``work``, ``waiver``
    the table itself;
``tree``
    a table of plan.toml that ``kind`` names, its ``parent`` being ``plan``; or the measure of a
    file, its ``parent`` being ``basic_policy``;
``town_condition``, ``program``, ``element``, ``indicator``, ``evaluation``, ``priority``
    a table within the one that the owner column names. (An evaluation of which only owner, year
    and unit are said is one that nobody has filled in: it is passed over.) Elements stand in the
    order of sheets and rows unless ``order`` (a number) says otherwise. An input of the kind
    :data:`MONEY` has the key ``money`` and fills ``budget.leads_to`` alone;
``link``
    what is said about a link of ``from`` (its key may be ``money``); a link is in ``leads_to`` if
    a row or a cell ``leads_to`` has it;
``value``
    the yearly values of an indicator, a column per year (:data:`YEARLY`), and its ``remark``; with
    ``breakdown`` (a key) those of a part, whose ``name`` is ``breakdown_name``;
``budget``
    one year of each table of amounts in ``budget``; the other columns are the same in all rows of
    a program. A row without amounts says that the program has a budget;
``earlier``
    a change in ``years/{year}/{measure}.toml``: of a measure (``unit`` is its ``lead``), a program,
    or with a ``key`` of a town condition, an element, or the budget's ``leads_to`` (``money``).
    Rows of sheets 09 and 10 with a ``year`` belong to such a change too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.schema import FILES, MEASURE
from michisuji.importers.city.schema_years import YEAR
from michisuji.languages import Text

TITLE_ROW, HEADER_ROW, KEY_ROW, NOTE_ROW, FIRST_ROW = 1, 2, 3, 4, 5
#: The columns of an upright sheet: key (hidden), header, value, explanation.
UPRIGHT = ("A", "B", "C", "D")
#: An empty list, where the lack of one means something else.
EMPTY = "(なし)"
#: Key of a yearly column: ``target:2025``.
YEARLY = "{key}:{year}"
#: The first cell of a row that is an example begins so: it is no data.
EXAMPLE = "例)"
#: After a header: must be filled in; has a pick-list.
MARKS = " *▼"
CHECK_SHEET, CODE_SHEET = "98 点検", "99 コード"
#: The key of an input that stands for a program's money: its row fills ``budget.leads_to``.
MONEY = "money"

_FILE = Path(__file__).with_name("sheets.toml")
_FORMATS: Mapping[str, Table] = {**FILES, "measures/": MEASURE, "years/": YEAR}


@dataclass(frozen=True)
class WorkbookColumn:
    """A column: what its cells hold, and what they fill."""

    #: The hidden key in row 3, unique in its sheet; the key of the table unless ``own``. A dot
    #: leads into a nested table: ``ratings.necessity``.
    key: str
    ja: str
    en: str
    #: How the format describes the value; for a column of the workbook's own, a kind alone.
    field: Field
    #: True: not a key of the table, but something that the book says about the row.
    own: bool = False
    #: Names the table, in the documents, that the row goes into (a measure, program or element).
    owner: bool = False
    synonyms: tuple[str, ...] = ()
    #: A code list by name, that of the field unless the sheet has its own: see
    #: :func:`michisuji.importers.city.workbook.codes.labels`.
    codes: str = ""
    #: Kinds of what the cell refers to: ``unit``, ``measure``, ``program``, ``element``…
    refs: tuple[str, ...] = ()
    #: True if documents write such a reference with its kind: ``direction:1``.
    prefixed: bool = False
    note: str = ""
    note_en: str = ""
    #: When it is to be filled: ``plan``, ``evaluate``, or ``""`` for at any time.
    phase: str = ""
    #: The code of ``kind`` in the rows that it is to be filled in; "" for in all.
    when: str = ""
    #: Wanted by the checks of quality, though the format does without it.
    needed: bool = False
    #: One column per year: the field is a table of years.
    yearly: bool = False
    #: Money: in the unit that sheet 00 or the header states; yen in the documents.
    money: bool = False
    folded: bool = False
    #: Written only when a row has a value.
    rare: bool = False
    #: Width in letters; 0 for the usual one.
    width: int = 0

    @property
    def several(self) -> bool:
        """True if a cell may hold several values."""
        return self.field.kind in ("texts", "text-or-texts", "links")

    @property
    def titles(self) -> tuple[str, ...]:
        """Every header that names the column, its own first."""
        return (self.ja, *self.synonyms, self.en)


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet: what a row of it is, and where it goes in the documents."""

    #: ``04 事業``: number and title.
    name: str
    en: str
    #: The kind of a row, by which reader and writer choose what to do.
    rows: str
    columns: tuple[WorkbookColumn, ...]
    #: Tables that rows fill, as ``file path``: ``plan.toml plan``, ``measures/ program.element``.
    tables: tuple[str, ...]
    #: Of a sheet of elements: the kinds that stand on it; the first is the kind without a column.
    kinds: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""
    upright: bool = False
    #: Of no concern to a section: left out of its copies, and of a template without rows.
    aside: bool = False

    @property
    def number(self) -> str:
        """The number that the name begins with."""
        return self.name.partition(" ")[0]

    @property
    def title(self) -> str:
        """The name without its number."""
        return self.name.partition(" ")[2]

    def column(self, key: str) -> WorkbookColumn:
        """Return a column by its hidden key.

        Raises KeyError for an unknown key.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True)
class WorkbookLayout:
    """All sheets in order, and the labels of code lists that the ontology does not have."""

    sheets: tuple[WorkbookSheet, ...]
    codes: Mapping[str, Mapping[str, Text]]

    def sheet(self, number: str) -> WorkbookSheet:
        """Return a sheet by its number: ``04``.

        Raises KeyError for an unknown number.
        """
        for sheet in self.sheets:
            if sheet.number == number:
                return sheet
        raise KeyError(number)


@cache
def layout() -> WorkbookLayout:
    """Return the layout as ``sheets.toml`` declares it."""
    found = tomllib.loads(_FILE.read_text("utf-8"))
    return WorkbookLayout(tuple(_sheet(table) for table in found["sheet"]), found["codes"])


def fields_of(table: str) -> Table:
    """Return the keys of a table by its address in the format: ``measures/ program.element``."""
    file, _, path = table.partition(" ")
    found: Table = _FORMATS[file]
    for name in path.split("."):
        found = found[name].table or {}
    return found


def _sheet(table: Mapping[str, Any]) -> WorkbookSheet:
    known: dict[str, Field] = {}
    for address in table["tables"]:
        for key, field in fields_of(address).items():
            other = known.get(key, field)
            choices = tuple(dict.fromkeys((*other.choices, *field.choices)))
            known[key] = replace(other, choices=choices)
    columns = list(_columns(table["columns"], known))
    # English texts stand at the end, out of the way of those who write Japanese.
    columns.sort(key=lambda column: column.folded)
    return WorkbookSheet(
        name=table["name"],
        en=table["en"],
        rows=table["rows"],
        columns=tuple(columns),
        tables=tuple(table["tables"]),
        kinds=tuple(table.get("kinds", ())),
        note=table.get("note", ""),
        note_en=table.get("note_en", ""),
        upright=table.get("upright", False),
        aside=table.get("aside", False),
    )


def _columns(
    tables: list[Mapping[str, Any]], known: Mapping[str, Field]
) -> Iterator[WorkbookColumn]:
    for table in tables:
        said = dict(table)
        own, required = said.pop("own", ""), said.pop("required", False)
        english = said.pop("english", False)
        field = Field(own, required) if own else _at(known, said["key"])
        said.setdefault("codes", field.scheme)
        for several in ("synonyms", "refs"):
            said[several] = tuple(said.get(several, ()))
        column = WorkbookColumn(field=field, own=bool(own), **said)
        yield column
        if english:
            yield _in_english(column, field if own else _at(known, f"{column.key}_en"))


def _at(known: Mapping[str, Field], key: str) -> Field:
    """Return a field by its key; ``ratings.necessity`` is a key of a nested table."""
    above, _, last = key.rpartition(".")
    return ((known[above].table or {}) if above else known)[last]


def _in_english(column: WorkbookColumn, field: Field) -> WorkbookColumn:
    return replace(
        column,
        key=f"{column.key}_en",
        ja=f"{column.ja}(英語)",
        en=f"{column.en} in English",
        field=field,
        synonyms=(),
        note="任意。",
        note_en="Optional.",
        phase="",
        needed=False,
        folded=True,
    )
