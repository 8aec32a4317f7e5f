"""Reads a file as a book of sheets, by what it holds rather than by its name."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from michisuji.importers.city.books import ods_scan, refusals, xlsx_scan
from michisuji.importers.city.books.book import (
    NOT_COMPUTED,
    Book,
    BookSheet,
    MergedArea,
    Remark,
    cell_address,
    trimmed,
)
from michisuji.importers.city.books.csv_sheets import csv_sheet
from michisuji.importers.city.books.packages import FAULTS, Package
from michisuji.importers.city.books.remarks import remark
from michisuji.importers.city.cells import RawCell
from michisuji.importers.description import file_name
from michisuji.importers.report import SourceFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_BLANK = " \t\r\n\u3000"


def read_book(path: Path, wanted: Callable[[str], bool] = lambda name: True) -> Book:
    """Read a book, or a folder of CSVs as one; of its sheets those whose name is ``wanted``.

    Formulas are not computed, macros not run, links not followed. Raises BadInput or TooLarge with
    a sentence that says what to do.
    """
    if path.is_dir():
        return _folder(path, wanted)
    name = file_name(path.name)
    if not path.is_file():
        raise refusals.refused(name, "missing")
    if path.stat().st_size > refusals.MAX_BYTES:
        raise refusals.too_large(name, "file")
    content = path.read_bytes()
    source = SourceFile(name, hashlib.sha256(content).hexdigest(), len(content))
    if not content.strip():
        raise refusals.refused(name, "empty")
    if content.startswith(b"PK"):
        return _zipped(source, content, wanted)
    if content.startswith(_OLE):
        return _old(source, content, wanted)
    if path.suffix.lower() in _TEXT_SUFFIXES:
        return Book(source, [csv_sheet(name, file_name(path.stem), content)])
    raise refusals.refused(name, _other(content))


def read_books(paths: Sequence[Path]) -> list[Book]:
    """Read books; CSVs that are given together are the sheets of one."""
    files = list(dict.fromkeys(paths))
    texts = [path for path in files if path.suffix.lower() in _TEXT_SUFFIXES and path.is_file()]
    books = [read_book(path) for path in files if path not in texts]
    if texts:
        books.append(_sheets(texts[0].resolve().parent.name, texts))
    return books


def _folder(folder: Path, wanted: Callable[[str], bool]) -> Book:
    texts = [p for p in sorted(folder.glob("*.csv")) if wanted(file_name(p.stem))]
    return _sheets(folder.resolve().name, texts)


def _sheets(folder: str, paths: Sequence[Path]) -> Book:
    """Read CSVs as the sheets of one book, named after their folder."""
    name, digest, size, sheets = file_name(folder), hashlib.sha256(), 0, []
    for path in paths:
        if (size := size + path.stat().st_size) > refusals.MAX_BYTES:
            raise refusals.too_large(name, "file")
        content = path.read_bytes()
        digest.update(content)
        sheets.append(csv_sheet(file_name(path.name), file_name(path.stem), content))
    if not sheets:
        raise refusals.refused(name, "no-sheets")
    return Book(SourceFile(name, digest.hexdigest(), size), sheets)


def _other(content: bytes) -> str:
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if start.startswith(b"<"):
        return "markup"
    return "other" if b"\x00" in content[:4096] else "text"


def _zipped(source: SourceFile, content: bytes, wanted: Callable[[str], bool]) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package(source.name, archive)
            if "xl/workbook.bin" in package.names:
                raise refusals.refused(source.name, "binary")
            if "xl/workbook.xml" in package.names:
                return _xlsx(source, content, package, wanted)
            if "content.xml" in package.names:
                merged = ods_scan.merged_areas(package)
                book = _plain(source, content, wanted)
                for sheet in book.sheets:
                    sheet.merged = merged.get(sheet.name, [])
                return book
    except (*FAULTS, expat.ExpatError) as error:
        raise refusals.refused(source.name, "damaged") from error
    raise refusals.refused(source.name, "other-zip")


def _old(source: SourceFile, content: bytes, wanted: Callable[[str], bool]) -> Book:
    """Read a book of Excel 97 to 2003, or tell of the password that hides a newer one."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusals.refused(source.name, "password")
    if not any(n.encode("utf-16-le") in content for n in ("Workbook", "Book")):
        raise refusals.refused(source.name, "other")
    return _plain(source, content, wanted)


def _xlsx(
    source: SourceFile, content: bytes, package: Package, wanted: Callable[[str], bool]
) -> Book:
    if sum(package.names.get(n, 0) for n in _held(package)) > refusals.MAX_CONTENT:
        raise refusals.too_large(source.name, "content")
    for name in ("[Content_Types].xml", *_held(package)):
        for _ in package.chunks(name) if name in package.names else ():
            pass
    percent = xlsx_scan.percent_styles(package)
    parts = {n: p for n, p in xlsx_scan.sheet_parts(package).items() if wanted(n)}
    facts = {}
    for name, part in parts.items():
        facts[name] = xlsx_scan.scan(package, part, percent)
        facts[name].check(source.name, name)
    book = _plain(source, content, wanted)
    for sheet in book.sheets:
        if sheet.name in facts:
            book.remarks += _applied(sheet, facts[sheet.name])
    if package.has("xl/vbaProject"):
        book.remarks.append(remark("macros"))
    if package.has("xl/externalLinks/") or package.has("xl/connections"):
        book.remarks.append(remark("external-links"))
    return book


def _held(package: Package) -> list[str]:
    """Return the files that are held in memory as a whole."""
    shared = [n for n in package.names if re.fullmatch(r"xl/sharedStrings\d*\.xml", n, re.I)]
    return [*shared, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]


def _applied(sheet: BookSheet, facts: xlsx_scan.SheetFacts) -> list[Remark]:
    """Put what a scan has found into the sheet; return what is to be told."""
    sheet.hidden_rows = frozenset(r for r in facts.hidden_rows if r < len(sheet.rows))
    sheet.hidden_columns = frozenset(facts.hidden_columns)
    sheet.percentages = frozenset(facts.percentages)
    found: list[Remark] = []
    missing = dict.fromkeys(facts.not_computed, NOT_COMPUTED)
    for (row, column), value in (facts.errors | missing).items():
        cells = sheet.rows[row] if row < len(sheet.rows) else []
        if row >= len(sheet.rows):
            sheet.rows.extend([] for _ in range(row + 1 - len(sheet.rows)))
            cells = sheet.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
    for cell in facts.linked[:1]:
        found.append(remark("linked-formula", sheet.name, cell_address(*cell)))
    return found


def _plain(source: SourceFile, content: bytes, wanted: Callable[[str], bool]) -> Book:
    """Read the sheets by calamine, whose panics are errors of the file."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet and wanted(about.name):
                sheet = _sheet(source.name, book, about.name)
                sheet.hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(sheet)
    except PasswordError as error:
        raise refusals.refused(source.name, "password") from error
    except (CalamineError, *FAULTS) as error:
        raise refusals.refused(source.name, "damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusals.refused(source.name, "damaged") from error
    return Book(source, sheets)


def _sheet(file: str, book: CalamineWorkbook, name: str) -> BookSheet:
    found: CalamineSheet = book.get_sheet_by_name(name)
    if found.total_height * found.total_width > refusals.MAX_CELLS:
        raise refusals.too_wide(file, name, cell_address(found.total_height, found.total_width))
    # Rows come from the first on, but columns from the first that holds anything.
    skipped: list[RawCell] = [None] * (found.start[1] if found.start else 0)
    rows = [[*skipped, *cells] for cells in found.iter_rows()]
    areas = [
        MergedArea(top, left, bottom, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return BookSheet(name, list(map(trimmed, rows)), areas)
