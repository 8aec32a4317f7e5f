"""Finding and reading the review's files: folders, zips and CSVs, row by row.

Nothing is kept in memory but the current row. Row numbers count the header as row 1, as a
spreadsheet does. A file's name and hash are those of the CSV, zipped or not.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from michisuji.errors import BadInput
from michisuji.importers.common import ImportReport
from michisuji.importers.rs.layout import Layout, MissingColumns, recognize
from michisuji.importers.rs.packing import FAULTS, broken, lines_of, members, open_table
from michisuji.importers.rs.tables import TABLES
from michisuji.rows import csv_rows

_YEAR_IN_NAME = re.compile(r"_(20\d\d)_")
FIRST_YEAR = 2024


@dataclass(frozen=True)
class Source:
    """One CSV: ``member`` is its name inside the zip ``path``, None for a plain file."""

    path: Path
    member: str | None
    name: str
    size: int
    layout: Layout
    year: int

    def open(self) -> IO[bytes]:
        """The CSV's bytes. Raises BadInput for a zip that cannot be read."""
        return open_table(self.path, self.member)


@dataclass(frozen=True)
class RawRow:
    """A row as it stands: its number, and its fields or why it cannot be split into them."""

    number: int
    fields: list[str]
    problem: str = ""


class _Hashing(io.RawIOBase):
    """Passes bytes through, hashing and counting them."""

    def __init__(self, inner: IO[bytes], tell: Callable[[int], None]) -> None:
        self._inner = inner
        self._tell = tell
        self.sha256 = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.sha256.update(data)
        self.count += len(data)
        self._tell(len(data))
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class RowReader:
    """Iterates over a source's data rows; at the end ``sha256``, ``bytes``, ``rows`` are whole."""

    def __init__(self, source: Source, tell: Callable[[int], None]) -> None:
        self._source = source
        self._bytes = _Hashing(source.open(), tell)
        self.rows = 0

    @property
    def sha256(self) -> str:
        """The hash of what has been read."""
        return self._bytes.sha256.hexdigest()

    @property
    def bytes(self) -> int:
        """The number of bytes read."""
        return self._bytes.count

    def __iter__(self) -> Iterator[RawRow]:
        buffered = io.BufferedReader(self._bytes, 1 << 18)
        with io.TextIOWrapper(buffered, encoding="utf-8-sig", newline="") as text:
            lines = csv_rows(lines_of(text), strict=True)
            number = 1
            try:
                next(lines, None)
                while True:
                    number += 1
                    try:
                        row = RawRow(number, next(lines))
                    except csv.Error as error:
                        row = RawRow(number, [], str(error))
                    except StopIteration:
                        return
                    self.rows += 1
                    yield row
            except UnicodeDecodeError as error:
                raise _not_utf8(self._source.name, number) from error
            except FAULTS as error:
                raise broken(self._source.path, error) from error


def find_sources(paths: Sequence[Path], report: ImportReport) -> list[Source]:
    """The tables in the given folders, zips and CSVs, by year and in the order of the tables.

    Other tables of the review are noted and left out. Raises BadInput when a path is missing,
    a file broken, not UTF-8 or lacking columns, when two different files are the same table
    of the same year, or when there is nothing to import at all.
    """
    found: dict[tuple[int, int], Source] = {}
    for path, explicit in _files(paths):
        for member, name, size in members(path):
            source = _recognized(path, member, name, size, report, explicit=explicit)
            if source is not None:
                key = (source.year, TABLES.index(source.layout.table))
                found[key] = _one_of(found.get(key), source, report)
    if not found:
        raise BadInput(
            "行政事業レビューの表が見つかりません: " + "、".join(str(p) for p in paths),
            "no table of the national review found in: " + ", ".join(str(p) for p in paths),
            hint_ja="1-1、1-2、1-3、1-5、2-1、3-1、3-2、4-1 のCSVかzip、"
            "またはそのフォルダーを指定してください",
            hint_en="give CSVs or zips of tables 1-1, 1-2, 1-3, 1-5, 2-1, 3-1, 3-2, 4-1, "
            "or their folder",
        )
    return [found[key] for key in sorted(found)]


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.iterdir()):
                if inner.suffix.lower() in (".zip", ".csv") and inner.is_file():
                    yield inner, False
        elif path.is_file():
            yield path, True
        else:
            raise BadInput(f"ファイルがありません: {path}", f"no such file or folder: {path}")


def _recognized(
    path: Path, member: str | None, name: str, size: int, report: ImportReport, *, explicit: bool
) -> Source | None:
    header, first = _first_rows(path, member, name)
    try:
        layout = recognize(header, name)
    except MissingColumns as missing:
        columns = "、".join(missing.columns)
        raise BadInput(
            f"{name}: 表 {missing.table.id} に必要な列がありません: {columns}",
            f"{name}: table {missing.table.id} lacks columns: {columns}",
            hint_ja="RSシステムから取り直したCSVを使ってください",
            hint_en="use the CSV as downloaded from the review's site",
        ) from missing
    if layout is None:
        if explicit and member is None:
            raise BadInput(
                f"{name}: 行政事業レビューの表として読める見出し行がありません",
                f"{name}: the header is of no table of the national review that is imported",
            )
        report.note("other-file", "取り込みの対象でないファイル", "files not imported", name)
        return None
    year = _year(layout, first, name)
    if year is None:
        report.note("no-rows", "データ行のないファイル", "files without rows", name)
        return None
    return Source(path, member, name, size, layout, year)


def _first_rows(path: Path, member: str | None, name: str) -> tuple[list[str], list[str]]:
    try:
        with (
            open_table(path, member) as binary,
            io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text,
        ):
            lines = csv_rows(lines_of(text))
            return next(lines, []), next(lines, [])
    except UnicodeDecodeError as error:
        raise _not_utf8(name, 1) from error
    except (csv.Error, *FAULTS) as error:
        raise broken(path, error) from error


def _year(layout: Layout, first: list[str], name: str) -> int | None:
    position = layout.index["year"]
    stated = first[position].strip() if position < len(first) else ""
    in_name = _YEAR_IN_NAME.search(name)
    if not first:
        return None
    if re.fullmatch(r"20\d\d", stated):
        return int(stated)
    if in_name:
        return int(in_name[1])
    raise BadInput(
        f"{name}: 事業年度が読めません: {stated!r}", f"{name}: no usable 事業年度: {stated!r}"
    )


def _one_of(earlier: Source | None, source: Source, report: ImportReport) -> Source:
    if earlier is None:
        return source
    if _hash(earlier) == _hash(source):
        report.note(
            "same-file", "同じ内容のファイル(一度だけ使用)", "the same file again", source.name
        )
        return min(earlier, source, key=lambda s: s.name)
    table = source.layout.table.id
    raise BadInput(
        f"表 {table}({source.year}年度)が2つあります: {earlier.name}、{source.name}",
        f"table {table} of FY{source.year} is there twice: {earlier.name}, {source.name}",
        hint_ja="どちらか一方だけを指定してください",
        hint_en="give only one of them",
    )


def _hash(source: Source) -> str:
    digest = hashlib.sha256()
    try:
        with source.open() as binary:
            while data := binary.read(1 << 20):
                digest.update(data)
    except FAULTS as error:
        raise broken(source.path, error) from error
    return digest.hexdigest()


def _not_utf8(name: str, row: int) -> BadInput:
    return BadInput(
        f"{name}: UTF-8ではない文字があります({row}行付近)",
        f"{name}: not UTF-8 (near row {row})",
        hint_ja="「CSV UTF-8」で保存し直すか、配布されたファイルをそのまま使ってください",
        hint_en="save it as “CSV UTF-8”, or use the file as downloaded",
    )
