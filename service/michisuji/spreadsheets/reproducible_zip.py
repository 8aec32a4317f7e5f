"""A workbook's bytes that depend on its content alone: no clock is read."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from michisuji.spreadsheets.sheet import Sheet

#: The first day that a zip archive can record.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_RANGE = re.compile(rb'<dimension ref="[^"]*"')


def saved(book: Any, sheets: Sequence[Sheet], at: datetime | None) -> bytes:
    """Return the workbook as a file dated ``at`` (as far as Excel records it); close ``sheets``."""
    moment = at or datetime(*_ENTRY_TIME, tzinfo=UTC)
    plain = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = plain
    book.properties.creator = "Michisuji"
    by_path = {f"xl/worksheets/sheet{book.index(sheet.sheet) + 1}.xml": sheet for sheet in sheets}
    return resaved(book, by_path)


def resaved(book: Any, sheets: Mapping[str, Sheet] | None = None) -> bytes:
    """Return an openpyxl workbook as a file, its properties as they are.

    ``sheets`` are those whose rows are not in the book, by their paths in the file.
    """
    from openpyxl.writer.excel import ExcelWriter

    out = io.BytesIO()
    # The writer closes the archive.
    ExcelWriter(book, _StillZip(out, sheets or {})).save()
    return out.getvalue()


class _StillZip(ZipFile):
    """A zip archive that dates every entry alike, and puts the rows into the sheets."""

    def __init__(self, out: io.BytesIO, sheets: Mapping[str, Sheet]) -> None:
        super().__init__(out, "w", ZIP_DEFLATED)
        self._sheets = sheets

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(_entry(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write a sheet: openpyxl passes only sheets as files."""
        frame = Path(filename).read_bytes()
        sheet = self._sheets.get(str(arcname))
        if sheet is None:
            super().writestr(_entry(arcname), frame)
            return
        frame = _RANGE.sub(f'<dimension ref="{sheet.range}"'.encode(), frame, count=1)
        head, tail = _BODY.split(frame)
        targets = sorted({link for _, link in sheet.links if not link.startswith("#")})
        numbers = {target: f"rId{n}" for n, target in enumerate(targets, start=1)}
        before, margins, after = tail.partition(b"<pageMargins")
        tail = before + _hyperlinks(sheet.links, numbers).encode() + margins + after
        with self.open(_entry(arcname), "w") as target, sheet.body as body:
            target.write(head + b"<sheetData>")
            body.seek(0)
            shutil.copyfileobj(body, target)
            target.write(b"</sheetData>" + tail)
        if sheet.notes:
            # openpyxl writes them after the sheet, which it has just emptied of any.
            sheet.sheet._comments = [_comment(*note) for note in sheet.notes]
        if numbers:
            folder, slash, name = str(arcname).rpartition("/")
            self.writestr(f"{folder}{slash}_rels/{name}.rels", _relations(numbers))


def _hyperlinks(links: Sequence[tuple[str, str]], numbers: Mapping[str, str]) -> str:
    """Return a sheet's links: within the book by place, external ones by relation number."""
    if not links:
        return ""
    found = (
        f'<hyperlink ref="{place}" '
        + (f'r:id="{numbers[link]}"/>' if link in numbers else f"location={quoteattr(link[1:])}/>")
        for place, link in links
    )
    return f'<hyperlinks xmlns:r="{_RELATIONS}">{"".join(found)}</hyperlinks>'


def _comment(place: str, text: str, width: int, height: int) -> Any:
    from openpyxl.comments.comment_sheet import CommentRecord

    record = CommentRecord(ref=place, author="Michisuji", width=width, height=height)
    record.text.t = text
    return record


def _relations(numbers: Mapping[str, str]) -> str:
    found = (
        f'<Relationship Id="{number}" Type="{_RELATIONS}/hyperlink" '
        f'Target={quoteattr(target)} TargetMode="External"/>'
        for target, number in numbers.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{"".join(found)}</Relationships>'


def _entry(name: Any) -> ZipInfo:
    info = ZipInfo(str(name), _ENTRY_TIME)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
    return info
