"""The bytes of the review's tables: plain files and members of zips, bounded and never trusted."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from michisuji.errors import BadInput
from michisuji.importers.description import file_name
from michisuji.spreadsheets import MAX_FIELD

#: Bytes of one table, unpacked; the largest national table has a twentieth of it.
MAX_BYTES = 4_000_000_000
#: How many times larger a table may be than in its zip, from a megabyte on: theirs are 5 to 30.
MAX_RATIO = 200
_SMALL = 1_000_000
#: Files in one zip; the review has fifteen tables a year.
_MAX_MEMBERS = 1_000
#: What zipfile raises for files that are damaged, encrypted, or zips in name only.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,  # an encryption or compression that Python does not have
    ValueError,
    KeyError,
    OverflowError,
    MemoryError,
)


def members(path: Path) -> Iterator[tuple[str | None, str, int]]:
    """Yield each file in a zip: its name there, the name to show, its size in bytes.

    For a file that is not a zip, yields the file itself, with None for its name. Raises BadInput
    for a zip that is damaged, or too large when unpacked.
    """
    if path.suffix.lower() != ".zip":
        yield None, file_name(path.name), path.stat().st_size
        return
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > _MAX_MEMBERS:
                raise ValueError(f"more than {_MAX_MEMBERS:,} files")
    except FAULTS as error:
        raise broken(path, error) from error
    for info in infos:
        yield info.filename, _readable_name(info), info.file_size


def check_bounds(path: Path, member: str | None) -> None:
    """Raise BadInput for a table in a zip whose declared size is over the limit."""
    if member is None:
        return
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
    _bounded(path, info)


def _bounded(path: Path, info: zipfile.ZipInfo) -> None:
    """Raise BadInput for a member whose declared size is over the limit for a table."""
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > MAX_BYTES or (info.file_size > _SMALL and ratio > MAX_RATIO):
        raise BadInput(
            f"{path.name}: {_readable_name(info)} は展開すると大きすぎます"
            f"({info.file_size:,}バイト、{ratio:,.0f}倍)",
            f"{path.name}: {_readable_name(info)} is too large when unpacked "
            f"({info.file_size:,} bytes, {ratio:,.0f} times its size)",
            hint_ja=f"表1つは{MAX_BYTES:,}バイト、圧縮前の{MAX_RATIO}倍までです",
            hint_en=f"a table may have {MAX_BYTES:,} bytes and {MAX_RATIO} times its packed size",
        )


def _readable_name(info: zipfile.ZipInfo) -> str:
    """Return the member's own name.

    Zips made on Japanese Windows hold it in CP932 without saying so.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        for encoding in ("utf-8", "cp932"):
            try:
                name = info.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name


def open_table(path: Path, member: str | None) -> IO[bytes]:
    """Open a CSV and return its bytes.

    Raises BadInput for one that cannot be opened.
    """
    try:
        if member is None:
            return path.open("rb")
        with zipfile.ZipFile(path) as archive:
            return archive.open(member)
    except FAULTS as error:
        raise broken(path, error) from error


def lines_of(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines of a text.

    Raises ValueError for one too long to belong to a table.
    """
    while line := text.readline(MAX_FIELD + 1):
        if len(line) > MAX_FIELD:
            raise ValueError(f"a line of more than {MAX_FIELD:,} characters")
        yield line


def broken(path: Path, error: Exception) -> BadInput:
    """Return the error for a file that cannot be read to its end."""
    name = file_name(path.name)
    return BadInput(
        f"{name}: 読めません(壊れているか、途中で切れています): {error}",
        f"{name}: cannot be read (damaged or cut short): {error}",
        hint_ja="ファイルを取り直してください",
        hint_en="download the file again",
    )
