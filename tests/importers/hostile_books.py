"""Files that are made to harm, or that no person meant: each in a few bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def xlsx(
    rows: Iterable[bytes],
    *,
    more: dict[str, bytes] | None = None,
    head: str = "",
    copies: int = 0,
) -> bytes:
    """Return a workbook of a sheet ``S``, whose rows are given as XML, and of copies of it."""
    names = ["S", *(f"表{n}" for n in range(copies))]
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", head + _types(len(names)))
        book.writestr("_rels/.rels", _relations(["xl/workbook.xml"], ["officeDocument"]))
        listed = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
        )
        book.writestr(
            "xl/workbook.xml",
            f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
            "</workbook>",
        )
        targets = [f"worksheets/sheet{n}.xml" for n in range(1, len(names) + 1)]
        kinds = ["worksheet"] * len(names)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations([*targets, "sharedStrings.xml"], [*kinds, "sharedStrings"]),
        )
        for target in targets:
            with book.open(f"xl/{target}", "w") as sheet:
                sheet.write(f'{head}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for row in rows:
                    sheet.write(row)
                sheet.write(b"</sheetData></worksheet>")
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return out.getvalue()


def _types(sheets: int) -> str:
    parts = {"/xl/workbook.xml": "sheet.main"}
    parts |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)}
    of = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{of}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: list[str], kinds: list[str]) -> str:
    found = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(zip(targets, kinds, strict=True), 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{found}</Relationships>'


def cell(place: str, text: str) -> bytes:
    """Return a cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def formatted_rows(count: int) -> Iterator[bytes]:
    """Yield one row with a text, then rows whose cells are only formatted."""
    yield b'<row r="1">' + cell("A1", "x") + b"</row>"
    for start in range(2, count, 1_000):
        yield b"".join(
            b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'
            % (row, row, row)
            for row in range(start, min(start + 1_000, count))
        )


def bomb(megabytes: int) -> bytes:
    """Return a workbook whose shared strings unpack to that many megabytes."""
    return xlsx([], more={"xl/sharedStrings.xml": b" " * (megabytes * 1_000_000)})


def lying_bomb() -> bytes:
    """Return a zip that says that its large sheet is small."""
    made = xlsx([b" " * 30_000_000])
    with ZipFile(io.BytesIO(made)) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    return made.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def entities() -> bytes:
    """Return a workbook with entities that would expand to billions of letters."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>'
    return xlsx([b'<row r="1">' + cell("A1", "&l9;") + b"</row>"], head=head)


def outside_entity() -> bytes:
    """Return a workbook with an entity that names a file."""
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return xlsx([b'<row r="1">' + cell("A1", "&e;") + b"</row>"], head=head)


def password() -> bytes:
    """Return what Excel makes of a book with a password: an old container, encrypted."""
    return _OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def ods(rows: str) -> bytes:
    """Return an ods of one sheet, whose rows are given as XML."""
    out = io.BytesIO()
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()
