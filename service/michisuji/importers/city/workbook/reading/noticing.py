"""Looks for what is well formed, but likely left over or rounded: last year's texts, sums."""

from __future__ import annotations

from collections.abc import Iterable

from michisuji.folding import fold
from michisuji.importers.city.schema import SOURCES
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.telling import Teller

_WRITTEN = ("findings", "improvement", "reflection")
_PARTS = ("initial", "supplementary", "carried_over")
#: Characters from which on two equal texts are no coincidence.
_LONG = 8


def notice(rows: Iterable[SheetRow], tell: Teller) -> None:
    """Tell of texts left as they were a year before, and of sums that do not add up."""
    found = list(rows)
    _repeated(found, tell)
    for row in found:
        if row.sheet.rows == "budget" and row.place is not None:
            _sums(row, SOURCES, tell)
            _sums(row, _PARTS, tell)


def _repeated(rows: list[SheetRow], tell: Teller) -> None:
    texts = {}
    for row in rows:
        if row.sheet.rows == "evaluation":
            table, of, year, kind, _ = row.identity
            for key in _WRITTEN:
                said = row.values.get(key)
                if isinstance(said, str) and len(said) >= _LONG:
                    texts[table, of, year, kind, key] = (fold(said), row)
    for (table, of, year, kind, key), (said, row) in texts.items():
        before = texts.get((table, of, int(str(year)) - 1, kind, key))
        if before is not None and before[0] == said and row.place is not None:
            tell.note("same-text-as-before", row.where(key))


def _sums(row: SheetRow, parts: tuple[str, ...], tell: Teller) -> None:
    planned = row.values.get("planned")
    stated = [row.values[part] for part in parts if part in row.values]
    if planned is not None and len(stated) > 1 and sum(stated) != planned:
        tell.note("sum-differs", f"{row.where('planned')} ({sum(stated):,} / {planned:,})")
