"""Finds the review's tables among folders, zips, CSVs and workbooks, and their years.

Every file given is accounted for: it is read, or the report says why not.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from michisuji.errors import BadInput
from michisuji.fiscal_years import parse_fiscal_year
from michisuji.importers.common import ImportReport
from michisuji.importers.description import file_name
from michisuji.importers.rs.layout import ColumnLayout, MissingColumns, recognize
from michisuji.importers.rs.packing import FAULTS, broken, check_bounds, members, open_table
from michisuji.importers.rs.reader import TableLocation, YearTable, first_rows
from michisuji.importers.rs.tables import TABLES
from michisuji.importers.rs.workbook import SUFFIXES, sheet_names

_YEAR_IN_NAME = re.compile(r"_(20\d\d)_")
#: Files below the folders given; the review has fifteen tables a year.
MAX_FILES = 10_000
#: Why a file is not read: code, Japanese, English.
_OTHER = ("other-file", "取り込みの対象でない表", "a table that is not imported")
_NO_ROWS = ("no-rows", "データ行がない", "no rows")
_SAME = ("same-file", "同じ内容のファイル(一度だけ使用)", "the same file again")
_FORMAT = ("other-format", "CSV、xlsx、zipではない", "neither CSV, xlsx nor zip")
_LINK = ("linked-folder", "リンク先のフォルダーは見ない", "linked folders are not searched")


def find_sources(paths: Sequence[Path], report: ImportReport) -> list[YearTable]:
    """Find the tables in the given folders (and below), zips, CSVs and workbooks.

    They are ordered by year and table; files of one table by name. Raises BadInput when a path is
    missing, a file is broken, not UTF-8 or lacks columns, or when there is nothing to import.
    """
    found: dict[tuple[int, int], list[YearTable]] = {}
    for path, folder, explicit in _files(paths, report):
        for place in _places(path, folder, report, explicit=explicit):
            source = _recognized(place, report, explicit=explicit)
            if source is not None:
                key = source.year, TABLES.index(source.layout.table)
                found.setdefault(key, []).append(source)
    if not found:
        raise BadInput(
            "行政事業レビューの表が見つかりません: " + "、".join(str(p) for p in paths),
            "no table of the national review found in: " + ", ".join(str(p) for p in paths),
            hint_ja="1-1、1-2、1-3、1-5、2-1、3-1、3-2、4-1 のCSV、xlsx、zip、"
            "またはそのフォルダーを指定してください",
            hint_en="give CSVs, xlsx or zips of tables 1-1, 1-2, 1-3, 1-5, 2-1, 3-1, 3-2, 4-1, "
            "or their folder",
        )
    once = [source for key in sorted(found) for source in _once(found[key], report)]
    return _named_apart(once)


def _once(alike: list[YearTable], report: ImportReport) -> list[YearTable]:
    """Return the files of one table and year, by name, without repeated content."""
    if len(alike) == 1:
        return alike
    kept: dict[str, YearTable] = {}
    for digest, source in sorted(((_hash(s.place), s) for s in alike), key=_by_name):
        if digest in kept:
            report.pass_over(source.name, *_SAME)
        else:
            kept[digest] = source
    return list(kept.values())


def _by_name(hashed: tuple[str, YearTable]) -> tuple[str, str]:
    return hashed[1].name, hashed[0]


def _named_apart(sources: list[YearTable]) -> list[YearTable]:
    """Prefix different files of the same name with their folder or zip."""
    count = Counter((source.year, source.name) for source in sources)
    named: list[YearTable] = []
    for source in sources:
        name = source.name
        if count[source.year, name] > 1:
            name = f"{source.place.folder}/{name}"
        turn = sum((one.year, one.name) == (source.year, name) for one in named) + 1
        named.append(source.renamed(name if turn == 1 else f"{name} ({turn})"))
    return named


def _files(paths: Sequence[Path], report: ImportReport) -> Iterator[tuple[Path, str, bool]]:
    """Yield each file, its folder, and True if the file itself was named by the caller."""
    count = 0
    for given in paths:
        if given.is_file():
            yield given, file_name(given.parent.name), True
            continue
        if not given.is_dir():
            raise BadInput(f"ファイルがありません: {given}", f"no such file or folder: {given}")
        for path in _below(given, report):
            count += 1
            if count > MAX_FILES:
                raise BadInput(
                    f"{given}: ファイルが{MAX_FILES:,}個を超えます",
                    f"{given}: more than {MAX_FILES:,} files",
                    hint_ja="表だけを入れたフォルダーを指定してください",
                    hint_en="give a folder with the tables only",
                )
            yield path, file_name(str(path.parent.relative_to(given.parent))), False


def _below(folder: Path, report: ImportReport) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in folders:
            if (Path(parent) / name).is_symlink():
                report.pass_over(file_name(name), *_LINK)
        yield from (Path(parent) / name for name in sorted(names))


def _places(
    path: Path, folder: str, report: ImportReport, *, explicit: bool
) -> Iterator[TableLocation]:
    """Yield the CSVs and sheets in a file of a readable format."""
    if not path.is_file():
        report.pass_over(file_name(path.name), *_FORMAT)
        return
    for member, told, size in members(path):
        inside, _, name = told.rpartition("/")
        where = folder if member is None else "/".join(filter(None, (folder, path.stem, inside)))
        suffix = Path(name).suffix.lower()
        if "__MACOSX" in inside.split("/"):
            report.pass_over(name, *_FORMAT)
        elif suffix in SUFFIXES:
            check_bounds(path, member)
            for sheet, called in _sheets(path, member, name):
                yield TableLocation(path, member, sheet, called, where, size)
        elif suffix == ".csv" or (explicit and member is None):
            check_bounds(path, member)
            yield TableLocation(path, member, None, name, where, size)
        else:
            report.pass_over(name, *_FORMAT)


def _sheets(path: Path, member: str | None, name: str) -> list[tuple[str, str]]:
    """Return the sheets of a workbook, each with the name shown for it."""
    try:
        with open_table(path, member) as file:
            sheets = sheet_names(file)
    except FAULTS as error:
        raise broken(path, error) from error
    return [(sheet, name if len(sheets) == 1 else f"{name}[{sheet}]") for sheet in sheets]


def _recognized(place: TableLocation, report: ImportReport, *, explicit: bool) -> YearTable | None:
    header, first = first_rows(place)
    try:
        layout = recognize(header, place.name)
    except MissingColumns as missing:
        columns = "、".join(missing.columns)
        raise BadInput(
            f"{place.name}: 表 {missing.table.id} に必要な列がありません: {columns}",
            f"{place.name}: table {missing.table.id} lacks columns: {columns}",
            hint_ja="RSシステムから取り直したCSVを使ってください",
            hint_en="use the CSV as downloaded from the review's site",
        ) from missing
    if layout is None:
        if explicit and place.member is None and place.sheet is None:
            raise BadInput(
                f"{place.name}: 行政事業レビューの表として読める見出し行がありません",
                f"{place.name}: the header matches no importable table of the national review",
            )
        report.pass_over(place.name, *_OTHER)
        return None
    if not first:
        report.pass_over(place.name, *_NO_ROWS)
        return None
    return YearTable(place, layout, _year(layout, first, place.name))


def _year(layout: ColumnLayout, first: list[str], name: str) -> int:
    position = layout.index["year"]
    stated = first[position].strip() if position < len(first) else ""
    year = parse_fiscal_year(stated)
    in_name = _YEAR_IN_NAME.search(name)
    if year is not None:
        return year
    if in_name:
        return int(in_name[1])
    raise BadInput(
        f"{name}: 事業年度が読めません: {stated!r}", f"{name}: no usable 事業年度: {stated!r}"
    )


def _hash(place: TableLocation) -> str:
    digest = hashlib.sha256((place.sheet or "").encode())
    try:
        with place.open() as binary:
            while data := binary.read(1 << 20):
                digest.update(data)
    except FAULTS as error:
        raise broken(place.path, error) from error
    return digest.hexdigest()
