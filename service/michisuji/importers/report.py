"""The report of an import: what was read, made and refused.

Its counts add up; it serves people (ja/en) and programs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from michisuji.languages import Text

#: Kept per kind of note, so that a report stays readable however large the source is.
_EXAMPLES = 5


@dataclass(frozen=True)
class ImportRefusal:
    """Something that could not be used, and its place.

    ``row`` counts lines with the header as row 1, as a spreadsheet does; None for a whole file.
    ``scope`` ``row``: the row gave nothing; ``cell``: only this value is missing, the row was used.
    In a workbook ``sheet`` and ``cell`` (``D12``, "" for a whole row or sheet) say where, and
    ``code`` names the reason for programs.
    """

    file: str
    row: int | None
    column: str
    value: str
    reason: Text
    scope: Literal["row", "cell"] = "row"
    sheet: str = ""
    cell: str = ""
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object with the fields' names; those of workbooks only where they apply."""
        told = {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": dict(self.reason),
            "scope": self.scope,
        }
        in_book = {"sheet": self.sheet, "cell": self.cell, "code": self.code}
        return told | {name: value for name, value in in_book.items() if value}

    def to_text(self, language: str = "ja") -> str:
        """Return one line: file, row (or sheet and cell), column, reason, value."""
        place = self.file
        if self.sheet:
            place += f"「{self.sheet}」" if language == "ja" else f" [{self.sheet}] "
        if self.cell:
            place += self.cell
        elif self.row is not None:
            place += f" {self.row}行" if language == "ja" else f" row {self.row}"
        if self.column:
            place += f"「{self.column}」" if language == "ja" else f" [{self.column}]"
        value = self.value if len(self.value) <= 60 else self.value[:59] + "…"
        return f"{place}: {self.reason[language]}" + (f": {value}" if value else "")


@dataclass
class Note:
    """A remark about something used (an unknown word, a sum that does not agree), counted."""

    code: str
    text: Text
    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Unread:
    """A file that was given but not read, and why."""

    name: str
    code: str
    reason: Text

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object with the fields' names."""
        return {"name": self.name, "code": self.code, "reason": dict(self.reason)}


@dataclass
class Columns:
    """The columns of one table that are missing, and those that are ignored."""

    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, missing: Iterable[str], unread: Iterable[str]) -> None:
        """Add those of one file of the table."""
        self.missing = list(dict.fromkeys((*self.missing, *missing)))
        self.unread = list(dict.fromkeys((*self.unread, *unread)))


@dataclass
class RowCounts:
    """Row counts of one table: ``read = used + empty + duplicate + refused``.

    ``swallowed`` counts lines of the file that an unclosed quotation mark merged into one row, and
    that are lost with it.
    """

    read: int = 0
    used: int = 0
    empty: int = 0
    duplicate: int = 0
    refused: int = 0
    swallowed: int = 0

    @property
    def adds_up(self) -> bool:
        """True when every row read is accounted for."""
        return self.read == self.used + self.empty + self.duplicate + self.refused

    def to_json(self) -> dict[str, int]:
        """Return the counts by name."""
        return {
            "read": self.read,
            "used": self.used,
            "empty": self.empty,
            "duplicate": self.duplicate,
            "refused": self.refused,
            "swallowed_lines": self.swallowed,
        }


@dataclass(frozen=True)
class SourceFile:
    """A file that was read: its own name (not its path), content hash, size and rows.

    ``name`` and ``sha256`` are of the file itself, not of the zip it came in, so that packaging
    changes nothing. ``issued`` (ISO date) is set only when the source itself states it.
    """

    name: str
    sha256: str
    bytes: int
    rows: int = 0
    table: str = ""
    year: int | None = None
    issued: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object with the fields' names."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class SumCheck:
    """The reconciliation of a sum of money in a file: its total, and the part that was taken.

    ``what`` is a key of the format, ``title`` its name for people.
    """

    file: str
    what: str
    total: int
    taken: int
    title: str = ""

    @property
    def left(self) -> int:
        """The part that was not taken."""
        return self.total - self.taken

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object; amounts are yen."""
        return {**self.__dict__, "left": self.left}


@dataclass
class ImportReport:
    """The result of an import, filled while it runs."""

    dataset: str
    files: list[SourceFile] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: dict[str, Columns] = field(default_factory=dict)
    tables: dict[str, RowCounts] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    graphs: dict[str, int] = field(default_factory=dict)
    refusals: list[ImportRefusal] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    sums: list[SumCheck] = field(default_factory=list)

    def take_over(self, other: ImportReport) -> None:
        """Add the counts, refusals, notes and sums of a step that came before."""
        self.tables = {**other.tables, **self.tables}
        self.refusals = [*other.refusals, *self.refusals]
        self.notes = {**other.notes, **self.notes}
        self.sums = [*other.sums, *self.sums]

    def rows(self, table: str) -> RowCounts:
        """Return the counts of a table, created on first use."""
        return self.tables.setdefault(table, RowCounts())

    def refuse(self, table: str, refusal: ImportRefusal) -> None:
        """Record a refusal; one of a whole row is also counted as a refused row."""
        self.refusals.append(refusal)
        if refusal.scope == "row":
            self.rows(table).refused += 1

    def note(self, code: str, ja: str, en: str, place: str = "", count: int = 1) -> None:
        """Count a note and keep the first few places as examples."""
        entry = self.notes.get(code)
        if entry is None:
            entry = self.notes[code] = Note(code, {"ja": ja, "en": en})
        entry.count += count
        if place and len(entry.examples) < _EXAMPLES:
            entry.examples.append(place)

    def pass_over(self, name: str, code: str, ja: str, en: str) -> None:
        """Record a file that is not read."""
        self.unread.append(Unread(name, code, {"ja": ja, "en": en}))
        self.note(code, ja, en, name)

    @property
    def adds_up(self) -> bool:
        """True when every row of every table is accounted for."""
        return all(counts.adds_up for counts in self.tables.values())

    @property
    def triples(self) -> int:
        """The number of triples in all graphs."""
        return sum(self.graphs.values())

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON-ready values."""
        return {
            "dataset": self.dataset,
            "files": [f.to_json() for f in self.files],
            "unread_files": [u.to_json() for u in self.unread],
            "columns": {table: dict(columns.__dict__) for table, columns in self.columns.items()},
            "rows": {table: counts.to_json() for table, counts in self.tables.items()},
            "made": dict(self.made),
            "graphs": dict(self.graphs),
            "triples": self.triples,
            "refusals": [r.to_json() for r in self.refusals],
            "notes": [
                {"code": n.code, "count": n.count, "text": dict(n.text), "examples": n.examples}
                for n in self.notes.values()
            ],
            "sums": [s.to_json() for s in self.sums],
        }
