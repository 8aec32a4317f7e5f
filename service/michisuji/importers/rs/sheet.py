"""One fiscal year's sheets being imported: programs, units, and what the tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import fold
from michisuji.importers.common import (
    LABEL,
    ImportRefusal,
    ImportReport,
    Output,
    canonical_decimal,
    gyear,
    literal,
    name,
    resource_iri,
    short_hash,
    web_iri,
)
from michisuji.importers.rs.persons import NameFilter
from michisuji.importers.rs.report_words import NOTES, refused
from michisuji.importers.rs.tables import ReviewTable
from michisuji.importers.rs.units import Units

#: Values of a cell that mean "nothing", folded.
_NOTHING = frozenset({"", "-", "--", "---", "なし", "無し", "該当なし"})
_LONGEST_NOTHING = 6
_WEB_ADDRESS = re.compile(r"https?://[!-~]+?(?=https?://|[\s、，；;]|[^!-~]|$)")
REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")

_PROGRAM = name("lm:Program")
_LEAD_UNIT = name("lm:leadUnit")
_NUMBER = name("lm:number")
_PAGE = name("lm:referencePage")


def nothing(value: str) -> bool:
    """Return True if a cell means "nothing": empty, dashes of any kind, なし."""
    return not value or (len(value) <= _LONGEST_NOTHING and fold(value) in _NOTHING)


class Fate(Enum):
    """The fate of a row that was not refused.

    ``EMPTY``: only the common columns; ``DUPLICATE``: repeats an earlier row.
    """

    USED = "used"
    EMPTY = "empty"
    DUPLICATE = "duplicate"


class RowRefused(Exception):
    """Raised for a row without usable content: the column, its value, and a code of ``REFUSED``."""

    def __init__(self, key: str, value: str, code: str, **values: object) -> None:
        self.reason = refused(code, **values)
        super().__init__(self.reason["en"])
        self.key = key
        self.value = value
        #: Lines of the file that are lost with the row because they were taken for part of it.
        self.swallowed = 0


class Sheets:
    """The state of one fiscal year's import, and the helpers that every table uses.

    ``place`` names the current row for notes and refusals. Triples of the row go through
    :meth:`put`, which writes no statement of a shared resource twice.
    """

    def __init__(self, output: Output, year: int, report: ImportReport) -> None:
        self.base = output.base
        self.dataset = output.dataset
        self.year = year
        self.report = report
        self.graph = output.graph(year)
        self.provenance = output.provenance(year)
        self.names = NameFilter()
        self.programs: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.lead_units: dict[str, str] = {}
        self.money_of_year: dict[str, str] = {}
        self.units = Units(self.graph, self.term)
        self._seen: set[int] = set()
        self.table: ReviewTable | None = None
        self.file = ""
        self.row = 0
        self._columns: Mapping[str, str] = {}

    def begin(self, table: ReviewTable, file_name: str, columns: Mapping[str, str]) -> None:
        """Set the file and columns that the following rows belong to."""
        self.table, self.file, self._columns = table, file_name, columns
        self.provenance.file(file_name)

    @property
    def place(self) -> str:
        """``file#row=N`` of the current row."""
        return f"{self.file}#row={self.row}"

    def term(self, kind: str, local: str) -> str:
        """Return the term of a resource's IRI: ``{base}/id/{kind}/{dataset}-{local}``."""
        return f"<{resource_iri(self.base, kind, f'{self.dataset}-{local}')}>"

    def hashed(self, kind: str, *parts: str) -> str:
        """Return the IRI term of a resource whose reference is a hash of its content."""
        return self.term(kind, short_hash(*parts))

    def first(self, *key: str) -> bool:
        """Return True the first time a key is asked for in this year."""
        number = hash_key(*key)
        if number in self._seen:
            return False
        self._seen.add(number)
        return True

    def put(self, subject: str, predicate: str, obj: str) -> bool:
        """Write a statement unless it has been written already; return True if it was written."""
        if not self.first(subject, predicate, obj):
            return False
        self.graph.add(subject, predicate, obj)
        return True

    def derived(self, subject: str) -> None:
        """Record that the current row says something about ``subject``."""
        self.provenance.derived(subject, self.row)

    def program(self, row: Mapping[str, str]) -> str:
        """Return the program of a row, describing it on first use.

        Raises RowRefused without a usable ID.
        """
        reference = row["id"]
        found = self.programs.get(reference)
        if found is not None:
            known = self.labels[reference]
            if row["name"] != known and fold(row["name"]) != fold(known):
                self.note("name-differs")
            return found
        if not REFERENCE.fullmatch(reference):
            raise RowRefused("id", reference, "program-id")
        if not row["name"]:
            raise RowRefused("name", "", "no-name")
        subject = self.programs[reference] = self.term("program", reference)
        self.labels[reference] = row["name"]
        self.graph.typed(subject, _PROGRAM)
        self.graph.add(subject, LABEL, self.text(row["name"]))
        self.graph.add(subject, _NUMBER, literal(reference))
        unit = self.units.of_row(row)
        if unit is not None:
            self.lead_units[reference] = unit
            self.graph.add(subject, _LEAD_UNIT, unit)
        self.derived(subject)
        return subject

    def text(self, value: str, *, remarks: bool = False) -> str:
        """Return a cell's text as a Japanese literal, with personal names removed and counted."""
        return literal(self.clean(value, remarks=remarks), "ja")

    def clean(self, value: str, *, remarks: bool = False) -> str:
        """Remove personal names and e-mail addresses from a cell's text."""
        cleaned, found = self.names.clean(value, remarks=remarks)
        if found:
            self.note_at("names-removed", self.place, found)
        return cleaned

    def put_text(self, subject: str, predicate: str, value: str, *, remarks: bool = False) -> bool:
        """Write a text unless the cell means "nothing"."""
        if nothing(value):
            return False
        return self.put(subject, predicate, self.text(value, remarks=remarks))

    def put_pages(self, subject: str, value: str) -> bool:
        """Write a cell's web addresses as lm:referencePage; any other value is noted."""
        if nothing(value):
            return False
        whole = web_iri(value) if value.isascii() and value.count("://") == 1 else None
        pages = [whole] if whole else [web_iri(a) for a in _WEB_ADDRESS.findall(value)]
        usable = [page for page in pages if page]
        if not usable or (len(usable) == 1 and any(sign.isspace() for sign in value)):
            self.note("no-address")
            return False
        written = [self.put(subject, _PAGE, page) for page in usable]
        return any(written)

    def put_year(self, subject: str, predicate: str, key: str, value: str) -> bool:
        """Write a fiscal year; any other value is refused as a cell."""
        if not value:
            return False
        year = parse_fiscal_year(value)
        if year is None:
            self.refuse_cell(key, value, "year")
            return False
        return self.put(subject, predicate, gyear(year))

    def number(self, key: str, value: str) -> str | None:
        """Return the canonical number of a cell; None if empty or refused."""
        if not value:
            return None
        number = canonical_decimal(value)
        if number is None:
            self.refuse_cell(key, value, "number")
        return number

    def note(self, code: str, detail: str = "") -> None:
        """Count a note at the current row."""
        self.note_at(code, f"{self.place} {detail}" if detail else self.place)

    def note_at(self, code: str, place: str, count: int = 1) -> None:
        """Count a note of ``NOTES`` at a place."""
        self.report.note(code, *NOTES[code], place, count)

    def refuse_cell(self, key: str, value: str, code: str) -> None:
        """Refuse one value; the row continues."""
        column = self._columns.get(key, key)
        reason = refused(code)
        self._refuse(ImportRefusal(self.file, self.row, column, self.clean(value), reason, "cell"))

    def refuse_row(self, key: str, value: str, reason: Mapping[str, str]) -> None:
        """Refuse the current row."""
        column = self._columns.get(key, "")
        self._refuse(ImportRefusal(self.file, self.row, column, self.clean(value), dict(reason)))

    def _refuse(self, refusal: ImportRefusal) -> None:
        assert self.table is not None
        self.report.refuse(self.table.id, refusal)


def hash_key(*parts: str) -> int:
    """Return a 64-bit key of some texts, valid for this run only.

    It allows many texts to be remembered in little memory.
    """
    return hash(parts)
