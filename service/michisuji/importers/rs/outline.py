"""Table 1-2: purpose, situation, summary, years and method of a program."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.common import name
from michisuji.importers.rs.sheet import Fate, Sheets
from michisuji.importers.rs.tables import METHODS

_TEXTS = {
    "purpose": name("lm:purpose"),
    "situation": name("lm:situation"),
    "summary": name("lm:summary"),
}
_METHOD = name("lm:implementationMethod")
_CODES = {key: name(f"code:method/{key.removeprefix('method_')}") for key in METHODS}
_YES = frozenset({"1", "1.0", "TRUE", "True", "○", "〇"})


def outline_row(sheets: Sheets, row: Mapping[str, str]) -> Fate:
    """Import one row.

    A program with several 主要経費 has one otherwise equal row for each; these count as duplicates.
    """
    new = row["id"] not in sheets.programs
    program = sheets.program(row)
    for key, predicate in _TEXTS.items():
        new = sheets.put_text(program, predicate, row[key]) or new
    new = sheets.put_pages(program, row["page"]) or new
    new = sheets.put_year(program, name("lm:startYear"), "start", row["start"]) or new
    new = sheets.put_year(program, name("lm:endYear"), "end", row["end"]) or new
    for key, code in _CODES.items():
        if row[key] in _YES:
            new = sheets.put(program, _METHOD, code) or new
        elif row[key] not in ("", "0", "FALSE"):
            sheets.note("unknown-method", row[key])
    sheets.derived(program)
    return Fate.USED if new else Fate.DUPLICATE
