"""A city built from rows, and the way back from its tables to rows and cells.

Short because building, locating and settling share it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from michisuji.importers.city.content import City
from michisuji.importers.city.workbook.reading.rows import SheetRow


@dataclass
class BuiltCity:
    """A city built from rows, and the way back from its tables to rows and cells."""

    city: City = field(default_factory=City)
    #: ``id(table)`` → row; ``(id(table), key)`` → row and column, where several rows fill a table.
    rows: dict[int, SheetRow] = field(default_factory=dict)
    cells: dict[tuple[int, str], tuple[SheetRow, str]] = field(default_factory=dict)
    #: Rows whose owner is not there, by the owner's name.
    orphans: dict[str, list[SheetRow]] = field(default_factory=lambda: defaultdict(list))
    #: Links to elements of other programs: row, key, target.
    astray: list[tuple[SheetRow, str, str]] = field(default_factory=list)
