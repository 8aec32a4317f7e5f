"""The files within a zip, as far as they must be known before anything is parsed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from michisuji.importers.city.books import refusals

#: What zipfile raises for files that are damaged, or encrypted as a zip.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,  # an encryption or compression that Python does not have
    ValueError,
    KeyError,
    OverflowError,
)
_CHUNK = 4_000_000
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class Package:
    """A zip that is within the limits; ``file`` is the name to show.

    Raises BadInput for a damaged one, TooLarge for one over a limit.
    """

    def __init__(self, file: str, archive: zipfile.ZipFile) -> None:
        self.file = file
        self._archive = archive
        infos = archive.infolist()
        if len(infos) > refusals.MAX_PARTS:
            raise refusals.too_large(file, "parts")
        if sum(info.file_size for info in infos) > refusals.MAX_UNPACKED:
            raise refusals.too_large(file, "unpacked")
        if any(info.flag_bits & 1 for info in infos):
            raise refusals.refused(file, "password")
        if len({info.filename for info in infos}) < len(infos):
            raise refusals.refused(file, "damaged")
        self.names = {info.filename: info.file_size for info in infos}

    def has(self, start: str) -> bool:
        """Return True if the name of a file begins like this."""
        return any(name.startswith(start) for name in self.names)

    def read(self, name: str) -> bytes:
        """Return the content of an XML file; b"" if it is missing."""
        return b"".join(self.chunks(name)) if name in self.names else b""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of an XML file, piece by piece.

        Raises BadInput for what could expand when it is parsed, or hide from a search.
        """
        tail = b""
        with self._archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                if not tail and chunk.startswith(_WIDE):
                    raise refusals.refused(self.file, "declarations")
                if _DECLARATION.search(tail + chunk[:20]) or _DECLARATION.search(chunk):
                    raise refusals.refused(self.file, "declarations")
                tail = chunk[-20:]
                yield chunk
