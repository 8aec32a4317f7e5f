"""One fiscal year's sheets on their way to a graph: programs, units, and what tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import fold
from michisuji.importers.common import (
    LABEL,
    ImportReport,
    Output,
    Refusal,
    canonical_decimal,
    gyear,
    literal,
    name,
    resource_iri,
    short_hash,
    web_iri,
)
from michisuji.importers.rs.persons import NameFilter
from michisuji.importers.rs.tables import Table
from michisuji.importers.rs.units import Units

#: What stands in a cell for "nothing", folded.
_NOTHING = frozenset({"", "-", "--", "---", "なし", "無し", "該当なし"})
_LONGEST_NOTHING = 6
_WEB_ADDRESS = re.compile(r"https?://[!-~]+?(?=https?://|[\s、，；;]|[^!-~]|$)")
REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")

_PROGRAM = name("lm:Program")
_LEAD_UNIT = name("lm:leadUnit")
_NUMBER = name("lm:number")
_PAGE = name("lm:referencePage")


def nothing(value: str) -> bool:
    """Whether a cell says that there is nothing: empty, dashes of any kind, なし."""
    return not value or (len(value) <= _LONGEST_NOTHING and fold(value) in _NOTHING)


class RowRefused(Exception):
    """The row at hand gives nothing: which column, its value, and why in ja and en."""

    def __init__(self, key: str, value: str, ja: str, en: str) -> None:
        super().__init__(en)
        self.key = key
        self.value = value
        self.reason = {"ja": ja, "en": en}
        #: Lines of the file that are lost with the row because they were taken for part of it.
        self.swallowed = 0


class Sheets:
    """The state of one fiscal year's import, and the helpers that every table uses.

    ``place`` names the row at hand for notes and refusals. Triples of the row go through
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
        self.table: Table | None = None
        self.file = ""
        self.row = 0
        self._columns: Mapping[str, str] = {}

    def begin(self, table: Table, file_name: str, columns: Mapping[str, str]) -> None:
        """The rows that follow are of this file."""
        self.table, self.file, self._columns = table, file_name, columns
        self.provenance.file(file_name)

    @property
    def place(self) -> str:
        """``file#row=N`` of the row at hand."""
        return f"{self.file}#row={self.row}"

    def term(self, kind: str, local: str) -> str:
        """The IRI term of a resource of this dataset: ``{base}/id/{kind}/{dataset}-{local}``."""
        return f"<{resource_iri(self.base, kind, f'{self.dataset}-{local}')}>"

    def hashed(self, kind: str, *parts: str) -> str:
        """The IRI term of a resource whose reference is a hash of its content."""
        return self.term(kind, short_hash(*parts))

    def first(self, *key: str) -> bool:
        """True the first time a key is asked for in this year."""
        number = hash_key(*key)
        if number in self._seen:
            return False
        self._seen.add(number)
        return True

    def put(self, subject: str, predicate: str, obj: str) -> bool:
        """Write a statement unless it is there already; True when it was written."""
        if not self.first(subject, predicate, obj):
            return False
        self.graph.add(subject, predicate, obj)
        return True

    def derived(self, subject: str) -> None:
        """The row at hand says something about ``subject``."""
        self.provenance.derived(subject, self.row)

    def program(self, row: Mapping[str, str]) -> str:
        """The program of a row; described when first met. Raises RowRefused without a usable ID."""
        reference = row["id"]
        found = self.programs.get(reference)
        if found is not None:
            known = self.labels[reference]
            if row["name"] != known and fold(row["name"]) != fold(known):
                self.note("name-differs", "事業名が表により異なる(先の表の名を使用)",
                          "program name differs between rows (the first is used)")  # fmt: skip
            return found
        if not REFERENCE.fullmatch(reference):
            raise RowRefused("id", reference, "予算事業IDが使えません", "unusable program ID")
        if not row["name"]:
            raise RowRefused("name", "", "事業名がありません", "no program name")
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
        """A Japanese literal of a cell's text, with personal names taken out and counted."""
        return literal(self.clean(value, remarks=remarks), "ja")

    def clean(self, value: str, *, remarks: bool = False) -> str:
        """A cell's text with personal names and e-mail addresses taken out."""
        cleaned, found = self.names.clean(value, remarks=remarks)
        if found:
            self.report.note("names-removed", "文中の氏名・連絡先を除いた箇所",
                             "personal names or contacts taken out of texts",
                             self.place, found)  # fmt: skip
        return cleaned

    def put_text(self, subject: str, predicate: str, value: str, *, remarks: bool = False) -> bool:
        """Write a text unless the cell says nothing."""
        if nothing(value):
            return False
        return self.put(subject, predicate, self.text(value, remarks=remarks))

    def put_pages(self, subject: str, value: str) -> bool:
        """Write the web addresses of a cell as lm:referencePage; what is none is noted."""
        if nothing(value):
            return False
        whole = web_iri(value) if value.isascii() and value.count("://") == 1 else None
        pages = [whole] if whole else [web_iri(a) for a in _WEB_ADDRESS.findall(value)]
        usable = [page for page in pages if page]
        if not usable or (len(usable) == 1 and any(sign.isspace() for sign in value)):
            self.note("no-address", "URLとして使えない値", "values that are no web address")
            return False
        written = [self.put(subject, _PAGE, page) for page in usable]
        return any(written)

    def put_year(self, subject: str, predicate: str, key: str, value: str) -> bool:
        """Write a fiscal year; what is no year is refused as a cell."""
        if not value:
            return False
        year = parse_fiscal_year(value)
        if year is None:
            self.refuse_cell(key, value, "年度として読めません", "not a year")
            return False
        return self.put(subject, predicate, gyear(year))

    def number(self, key: str, value: str) -> str | None:
        """The canonical number of a cell; None when empty, or when refused as no number."""
        if not value:
            return None
        number = canonical_decimal(value)
        if number is None:
            self.refuse_cell(key, value, "数値として読めません", "not a number")
        return number

    def note(self, code: str, ja: str, en: str, detail: str = "") -> None:
        """Count a note at the row at hand."""
        place = f"{self.place} {detail}" if detail else self.place
        self.report.note(code, ja, en, place)

    def refuse_cell(self, key: str, value: str, ja: str, en: str) -> None:
        """Refuse one value; the row goes on."""
        column = self._columns.get(key, key)
        reason = {"ja": ja, "en": en}
        self._refuse(Refusal(self.file, self.row, column, self.clean(value), reason, "cell"))

    def refuse_row(self, key: str, value: str, reason: Mapping[str, str]) -> None:
        """Refuse the row at hand."""
        column = self._columns.get(key, "")
        self._refuse(Refusal(self.file, self.row, column, self.clean(value), dict(reason)))

    def _refuse(self, refusal: Refusal) -> None:
        assert self.table is not None
        self.report.refuse(self.table.id, refusal)


def hash_key(*parts: str) -> int:
    """A 64-bit key of some texts, to remember many of them in little memory, for this run only."""
    return hash(parts)
