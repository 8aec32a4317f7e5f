"""Writes a city as a folder of TOML files that people read and change.

No library at hand lays a file out so: tomli-w gives yearly values a header each; tomlkit needs each
comma and line break given to it, more code than this.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from michisuji.errors import BadInput
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.toml.reading import format_of

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: A line of a text over several lines that a reader may take for a header.
_LIKE_A_HEADER = re.compile(r"(?m)^\s*\[")
#: A quote that could be taken for a part of the three that end such a text.
_END_OF_QUOTES = re.compile(r'"(?="|\Z)')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n"}
#: Control, format, private and unassigned characters, separators of lines: they cannot be seen.
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Zl", "Zp")
#: Kinds of numbers that are long enough to be written in groups of three digits.
_LONG = ("amount", "amounts", "signed-amount", "signed-amounts", "values")


def write_folder(city: City, folder: Path) -> list[str]:
    """Write ``folder/dataset.toml``, ``folder/measures/0101.toml``…; return the files' names.

    Raises BadInput if the folder holds anything: files of another city would stay among these.
    """
    refuse_filled(folder)
    for name, document in city.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(toml_text(document, format_of(name) or {}), "utf-8", newline="\n")
    return list(city.files)


def refuse_filled(folder: Path) -> None:
    """Raise BadInput for a folder that holds anything, or a file of its name."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(
            f"{folder} は空のフォルダーではありません",
            f"{folder} is not an empty folder",
            hint_ja="新しいフォルダーか、空のフォルダーを指定してください",
            hint_en="give a new or an empty folder",
        )


def toml_text(document: Document, table: Table) -> str:
    """Return a document as TOML, its keys in the order of the format."""
    blocks = list(_blocks(document, table, ""))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _blocks(document: Document, table: Table, path: str, header: str = "") -> Iterator[str]:
    """Yield the lines of a table, then those of the tables in it."""
    plain = [key for key in table if key in document and not _has_header(table[key])]
    lines = [f"{_key(key)} = {_value(document[key], table[key])}" for key in plain]
    yield "\n".join([header, *lines] if header else lines)
    for key, field in table.items():
        if key not in document or not _has_header(field):
            continue
        name = f"{path}.{key}" if path else key
        if field.kind == "table":
            yield from _blocks(document[key], field.table or {}, name, f"[{name}]")
            continue
        for item in document[key]:
            yield from _blocks(item, field.table or {}, name, f"[[{name}]]")


def _has_header(field: Field) -> bool:
    return field.kind in ("table", "tables")


def _value(value: Any, field: Field) -> str:
    if field.kind == "links":
        return _links(value, field.table or {})
    if isinstance(value, dict):
        years = (f"{_key(year)} = {_number_or_text(value[year], field)}" for year in sorted(value))
        return f"{{ {', '.join(years)} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_line, value))}]"
    if isinstance(value, str) and "\n" in value and not _LIKE_A_HEADER.search(value):
        return _paragraphs(value)
    return _number_or_text(value, field)


def _links(links: list[str | Document], table: Table) -> str:
    items = [_line(link) if isinstance(link, str) else _inline(link, table) for link in links]
    if all(isinstance(link, str) for link in links):
        return f"[{', '.join(items)}]"
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _inline(values: Document, table: Table) -> str:
    pairs = (
        f"{_key(key)} = {_number_or_text(values[key], table[key])}"
        for key in table
        if key in values
    )
    return f"{{ {', '.join(pairs)} }}"


def _number_or_text(value: Any, field: Field) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:_}" if field.kind in _LONG else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _line(value)


def _paragraphs(text: str) -> str:
    kept = '\\"'.join(_escaped(part, keep='\n"') for part in _END_OF_QUOTES.split(text))
    return f'"""\n{kept}"""'


def _line(text: str) -> str:
    return f'"{_escaped(text)}"'


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _line(key)


def _escaped(text: str, keep: str = "") -> str:
    return "".join(sign if sign in keep else _sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if unicodedata.category(sign) in _UNSEEN:
        return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
    return sign
