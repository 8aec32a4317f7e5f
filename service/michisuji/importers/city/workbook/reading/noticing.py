"""Looks for what is well formed, but likely left over: last year's texts, links, rounded sums."""

from __future__ import annotations

from collections.abc import Iterable

from michisuji.folding import fold
from michisuji.importers.city.schema import SOURCES
from michisuji.importers.city.workbook.reading.references import defined
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.telling import Teller

_WRITTEN = ("findings", "improvement", "reflection")
_PARTS = ("initial", "supplementary", "carried_over")
#: Characters from which on two equal texts are no coincidence.
_LONG = 8


def notice(rows: Iterable[SheetRow], tell: Teller) -> None:
    """Tell of texts left as they were, links cut in one place, and sums that do not add up."""
    found = list(rows)
    _repeated(found, tell)
    _cut_links(found, tell)
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


def _cut_links(rows: list[SheetRow], tell: Teller) -> None:
    """Tell of links that sheet 09 still has, but the cell of their element has not.

    A book whose elements name no link at all has all of them in sheet 09.
    """
    leads = {defined(row)[1]: row for row in rows if row.sheet.rows == "element" and row.place}
    books = {row.place.book for row in leads.values() if row.place and row.values.get("leads_to")}
    for row in rows:
        if row.sheet.rows != "link" or row.place is None or row.values.get("year") is not None:
            continue
        element = leads.get(str(row.values.get("from")))
        if element is None or element.place is None or element.place.book not in books:
            continue
        if row.values.get("to") not in element.values.get("leads_to", ()):
            tell.note("link-only-there", row.where("to"))


def _sums(row: SheetRow, parts: tuple[str, ...], tell: Teller) -> None:
    planned = row.values.get("planned")
    stated = [row.values[part] for part in parts if part in row.values]
    if planned is not None and len(stated) > 1 and sum(stated) != planned:
        tell.note("sum-differs", f"{row.where('planned')} ({sum(stated):,} / {planned:,})")
