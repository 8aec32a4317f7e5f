"""Reads a city's folder of TOML files and checks each file by itself."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from michisuji.errors import BadInput
from michisuji.importers.city.checking import check_table
from michisuji.importers.city.content import City, year_of
from michisuji.importers.city.fields import Table
from michisuji.importers.city.schema import FILES, MEASURE, REQUIRED_FILES
from michisuji.importers.city.schema_years import YEAR
from michisuji.importers.city.toml.places import table_lines
from michisuji.importers.control_characters import clean_values
from michisuji.importers.description import file_name
from michisuji.importers.problems import Problems
from michisuji.importers.report import SourceFile

#: Bytes of one file: a measure's has some tens of thousands.
MAX_BYTES = 20_000_000
#: Characters of a parser's message that are shown.
_SHOWN = 300


def read_folder(folder: Path, problems: Problems) -> City:
    """Read every file of the folder; an unreadable file does not stop the others.

    Raises BadInput if there is no such folder.
    """
    if not folder.is_dir():
        raise BadInput(
            f"フォルダーがありません: {folder}",
            f"no such folder: {folder}",
            hint_ja="dataset.toml などを置いたフォルダーを指定してください",
            hint_en="give the folder that holds dataset.toml",
        )
    city = City()
    for path in sorted(folder.rglob("*.toml")):
        name = file_name(path.relative_to(folder).as_posix())
        table = format_of(name)
        if table is None:
            problems.add(
                name,
                "",
                f"知らないファイルです({'、'.join(FILES)}、measures/*.toml、"
                "years/年度/*.toml を読みます)",
                f"unknown file (supported: {', '.join(FILES)}, measures/*.toml and "
                "years/YEAR/*.toml)",
            )
            continue
        _read(city, path, name, table, problems)
    for name in REQUIRED_FILES:
        if not (folder / name).is_file():
            problems.unreadable.add(name)
            problems.add(name, "", "ファイルがありません", "the file is missing")
    return city


def format_of(name: str) -> Table | None:
    """Return the format of a file, named within its folder; None for an unknown one."""
    if name in FILES:
        return FILES[name]
    if name.startswith("measures/") and name.count("/") == 1:
        return MEASURE
    return None if year_of(name) is None else YEAR


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise OSError("not a file")
    if path.stat().st_size > MAX_BYTES:
        raise OSError(f"> {MAX_BYTES:,} bytes")
    return path.read_bytes()


def _read(city: City, path: Path, name: str, table: Table, problems: Problems) -> None:
    reasons: tuple[str, str]
    try:
        content = _content(path)
        text = content.decode("utf-8-sig")
        document, city.removed[name] = clean_values(tomllib.loads(text))
    except UnicodeDecodeError as error:
        reasons = (
            f"UTF-8ではありません({error.start + 1}バイト目)",
            f"not UTF-8 (byte {error.start + 1})",
        )
    except RecursionError:
        reasons = "入れ子が深すぎます", "nested too deeply"
    except ValueError as error:  # tomllib's own, and numbers of thousands of digits
        text = str(error)[:_SHOWN]
        reasons = f"TOMLの書き方に誤りがあります: {text}", f"TOML syntax error: {text}"
    except OSError as error:
        told = error.strerror or error
        reasons = f"読めません: {told}", f"cannot be read: {told}"
    else:
        city.files[name] = document
        city.sources.append(SourceFile(name, hashlib.sha256(content).hexdigest(), len(content)))
        for table_id, line in table_lines(text, document).items():
            city.places[table_id] = (name, line)
        check_table(problems, name, "", table, document)
        return
    problems.unreadable.add(name)
    problems.add(name, "", *reasons)
