"""Facts of an xlsx that its values do not show: percentages, hidden rows, formulas, its extent.

Every sheet is read once, piece by piece, before it is parsed: so a sheet that would take more
memory than there is gets refused, and millions of cells that are only formatted cost little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from michisuji.importers.city.books import refusals
from michisuji.importers.city.books.book import cell_address, column_number
from michisuji.importers.city.books.packages import Package

_C = rb"(?:\w+:)?c\b"
#: Cells and rows that hold nothing but a format.
_FORMATTED = re.compile(rb"<" + _C + rb"[^>]*(?:/>|></(?:\w+:)?c>)")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>|</(?:\w+:)?row>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<" + _C + rb"[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_ERROR = re.compile(
    rb"<" + _C + rb"(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>"
    rb"[^#]{0,2000}?<(?:\w+:)?v>(#[^<]{1,20})<"
)
_FORMULA = (
    rb"<" + _C + rb"(?![^>]*\bt=\"str\")[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*"
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
)
_NOT_COMPUTED = re.compile(_FORMULA + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</")
_LINKED = re.compile(
    rb"<" + _C + rb"[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*"
    rb"<(?:\w+:)?f\b[^>]*>[^<]*\[[0-9]+\][^<]*<"
)
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
#: Excel's own formats 0% and 0.00%.
_PERCENT = frozenset((9, 10))
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
#: Cells with errors or without values that are remembered per sheet.
_REMEMBERED = 100_000


@dataclass
class SheetFacts:
    """The findings of a scan of a sheet; cells are rows and columns from 0."""

    last_row: int = -1
    last_column: int = -1
    #: Bytes besides cells that are only formatted.
    content: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percentages: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    not_computed: list[tuple[int, int]] = field(default_factory=list)
    linked: list[tuple[int, int]] = field(default_factory=list)

    def check(self, file: str, sheet: str) -> None:
        """Raise TooLarge for a sheet that would take too much memory."""
        if (self.last_row + 1) * (self.last_column + 1) > refusals.MAX_CELLS:
            raise refusals.too_wide(file, sheet, cell_address(self.last_row, self.last_column))


def sheet_parts(package: Package) -> dict[str, str]:
    """Return sheet name → file in the package."""
    relations = {
        element.get("Id", ""): element.get("Target", "")
        for element in _elements(package.read("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = {}
    for element in _elements(package.read("xl/workbook.xml"), "sheet"):
        target = relations.get(element.get(_RELATION) or element.get(_STRICT) or "", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in package.names:
            found[element.get("name", "")] = path
    return found


def percent_styles(package: Package) -> frozenset[bytes]:
    """Return the numbers of the styles that show a number as a percentage."""
    styles = package.read("xl/styles.xml")
    formats = set(_PERCENT)
    for found in _FORMAT.finditer(styles):
        number, code = _attribute(found[0], b"numFmtId"), _attribute(found[0], b"formatCode")
        shown = _LITERAL.sub("", code.decode("utf-8", "replace").replace("&quot;", '"'))
        if "%" in shown and number.isdigit():
            formats.add(int(number))
    section = _STYLES.search(styles)
    used = _STYLE.finditer(section[0]) if section else iter(())
    kinds = enumerate(_attribute(found[0], b"numFmtId") for found in used)
    return frozenset(b"%d" % n for n, kind in kinds if kind.isdigit() and int(kind) in formats)


def scan(package: Package, part: str, percent: frozenset[bytes]) -> SheetFacts:
    """Read a sheet's file once, and return what is to be known before it is parsed."""
    facts = SheetFacts()
    shown = _percent_cells(percent)
    for piece in _pieces(package.chunks(part)):
        _look_at_rows(facts, piece)
        kept = _ROW.sub(b"", _FORMATTED.sub(b"", piece))
        facts.content += len(kept)
        if facts.content > refusals.MAX_CONTENT:
            raise refusals.too_large(package.file, "content")
        cells = _CELL.findall(kept)
        if not cells:
            continue
        facts.last_row = max(facts.last_row, max(int(row) for _, row in cells) - 1)
        columns = {letters for letters, _ in cells}
        last = max(column_number(letters.decode()) for letters in columns)
        facts.last_column = max(facts.last_column, last)
        if shown is not None:
            facts.percentages |= {_cell(found) for found in shown.findall(kept)}
        if b'"e"' in kept and len(facts.errors) < _REMEMBERED:
            for letters, row, value in _ERROR.findall(kept):
                facts.errors[_cell((letters, row))] = value.decode("utf-8", "replace")
        if b"f>" in kept or b"f " in kept:
            _look_at_formulas(facts, kept)
    return facts


def _look_at_formulas(facts: SheetFacts, kept: bytes) -> None:
    if len(facts.not_computed) < _REMEMBERED:
        facts.not_computed += [_cell(found) for found in _NOT_COMPUTED.findall(kept)]
    if len(facts.linked) < _REMEMBERED:
        facts.linked += [_cell(found) for found in _LINKED.findall(kept)]


def _look_at_rows(facts: SheetFacts, piece: bytes) -> None:
    if b"hidden=" not in piece:
        return
    for found in _ROW.finditer(piece):
        if found[1] and _HIDDEN.search(found[1]):
            number = _attribute(found[1], b"r")
            if number.isdigit():
                facts.hidden_rows.add(int(number) - 1)
    for found in _COLUMN.finditer(piece):
        low, high = _attribute(found[1], b"min"), _attribute(found[1], b"max")
        if _HIDDEN.search(found[1]) and low.isdigit() and high.isdigit():
            facts.hidden_columns.update(range(int(low) - 1, min(int(high), 16_384)))


def _percent_cells(percent: frozenset[bytes]) -> re.Pattern[bytes] | None:
    if not percent:
        return None
    styles = rb"(?=[^>]*\bs=\"(?:" + b"|".join(sorted(percent)) + rb")\")"
    return re.compile(rb"<" + _C + styles + rb"[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces that end between two rows or cells."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = max(rest.rfind(b"<c "), rest.rfind(b"</row>"))
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > refusals.MAX_CONTENT:
            break
    yield rest


def _elements(xml: bytes, name: str) -> Iterator[ElementTree.Element]:
    if not xml:
        return
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 (no declarations: see Package.chunks)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    yield from (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb"=[\"']([^\"']*)[\"']", tag)
    return found[1] if found else b""


def _cell(found: tuple[bytes, ...]) -> tuple[int, int]:
    return int(found[1]) - 1, column_number(found[0].decode())
