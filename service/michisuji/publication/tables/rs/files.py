"""One sheet as a file: a zip with one CSV, named and headed as the national review's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from michisuji.importers.rs.tables import ReviewTable
from michisuji.publication.tables.rs.view import Row
from michisuji.spreadsheets import CsvWriter

#: The same time in every zip, so that the same data give the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
#: Read by :mod:`michisuji.importers.rs` to know which names must not get through: never written.
_NEVER = frozenset({"person"})


class ReviewSheet:
    """A writer of rows to ``folder``; a sheet without rows leaves no file."""

    def __init__(self, folder: Path, table: ReviewTable, year: int, years: Iterable[int]) -> None:
        self.table = table
        self.rows = 0
        stem = f"{table.id}_RS_{year}_{table.title}"
        self.path = folder / f"{stem}.zip"
        self._member = zipfile.ZipInfo(f"{stem}.csv", _TIME)
        self._member.compress_type = zipfile.ZIP_DEFLATED
        self._member.create_system = 3
        self._member.external_attr = 0o644 << 16
        self._keys = [key for key in table.columns if key not in _NEVER]
        self._heading = [table.columns[key] for key in self._keys]
        if table.years:
            self._keys += [str(one) for one in years]
            self._heading += [str(one) for one in years]

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._archive = zipfile.ZipFile(self.path, "w")
        self._text = io.TextIOWrapper(
            self._archive.open(self._member, "w"), encoding="utf-8-sig", newline=""
        )
        self._csv = CsvWriter(self._text)
        self._csv.writerow(self._heading)
        return self

    def write(self, row: Row) -> None:
        """Write one row; cells that it does not have are empty."""
        self._csv.writerow(row.get(key, "") for key in self._keys)
        self.rows += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._text.close()
        self._archive.close()
        if not self.rows:
            self.path.unlink()
