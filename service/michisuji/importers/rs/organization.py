"""Table 1-1: the unit in charge and those that take part. The person in charge is not imported.

Short because each table of the review has a module of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.common import name
from michisuji.importers.rs.sheet import Fate, Sheets

_RELATED_UNIT = name("lm:relatedUnit")


def organization_row(sheets: Sheets, row: Mapping[str, str]) -> Fate:
    """Import one row: the program, its lead unit (all rows alike), and at most one other unit."""
    new = row["id"] not in sheets.programs
    program = sheets.program(row)
    other = sheets.units.of_row(row, "other_")
    if other is not None and other != sheets.lead_units.get(row["id"]):
        new = sheets.put(program, _RELATED_UNIT, other) or new
    sheets.derived(program)
    return Fate.USED if new else Fate.DUPLICATE
