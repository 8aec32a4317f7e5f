"""The content of a city: documents of one shape, whichever files they were read from."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.report import SourceFile

Document = dict[str, Any]
#: Each measure: file, its ``[measure]`` table, its ``[[program]]`` tables.
Measures = list[tuple[str, Document, list[Document]]]

_YEAR_FILE = re.compile(r"years/((?:19|20)[0-9]{2})/[^/]+\.toml")


@dataclass
class City:
    """The documents of a city, each by the name of its file in a folder of TOML.

    A workbook is read into the same documents, so all checks and one writer serve both.
    """

    files: dict[str, Document] = field(default_factory=dict)
    sources: list[SourceFile] = field(default_factory=list)
    #: File → control characters removed from its texts.
    removed: dict[str, int] = field(default_factory=dict)
    #: ``id(table)`` → file and line (of a sheet: row); the tables live as long as the city does.
    places: dict[int, tuple[str, int]] = field(default_factory=dict)
    #: What a store knew of where its resources come from: the year of the graph (None: the present)
    #: → resource → sources. It holds for tables without a place, and is of ``known_sources``.
    origins: dict[int | None, dict[str, list[str]]] = field(default_factory=dict)
    known_sources: list[SourceFile] = field(default_factory=list)
    #: The measures as they were in earlier years, latest first; made from the files in ``years/``.
    earlier: dict[int, Measures] = field(default_factory=dict)
    #: Tables made for earlier years: kept, so that an ``id`` in ``places`` is never reused.
    kept: list[Document] = field(default_factory=list)

    def tables(self, file: str, name: str) -> list[Document]:
        """Return the ``[[name]]`` tables of a file; none if the file is missing."""
        found = self.files.get(file, {}).get(name, [])
        return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []

    @property
    def dataset(self) -> Document:
        """The ``[dataset]`` table."""
        found = self.files.get("dataset.toml", {}).get("dataset", {})
        return found if isinstance(found, dict) else {}

    def version(self) -> str:
        """Return a short digest of the documents: the same content, the same version."""
        told = json.dumps(self.files, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def measures(self) -> Measures:
        """Return the measures of the models' year, as written in their files."""
        out = []
        for file in sorted(self.files):
            if file.startswith("measures/"):
                measure = self.files[file].get("measure", {})
                measure = measure if isinstance(measure, dict) else {}
                out.append((file, measure, self.tables(file, "program")))
        return out


def year_of(file: str) -> int | None:
    """Return the fiscal year that a file of ``years/`` is about; None for any other file."""
    found = _YEAR_FILE.fullmatch(file)
    return int(found[1]) if found else None
