"""Texts that a spreadsheet would run as formulas.

Every file for a spreadsheet follows one rule (``spreadsheets.rule`` in messages/): CSV puts an
apostrophe before the text, a workbook holds it as it is and marks the cell as one. Formats for
programs (JSON, TSV, XML, RDF) hold every text as it is.
"""

from __future__ import annotations

import re

#: Apostrophes at the start get one more, so that removing one restores the text.
_BLANKS = "\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SIGNS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05"
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{_BLANKS}]*[{_SIGNS}])")
#: With ASCII digits alone; ``-INF`` is a value of xsd:double.
_NUMBER = re.compile(r"'*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-INF)")


def is_formula(word: str) -> bool:
    """Return True if a spreadsheet might run a text as a formula.

    A number is not a formula, whatever its sign.
    """
    return _FORMULA.match(word) is not None and _NUMBER.fullmatch(word) is None


def guarded(word: str) -> str:
    """Return the text as a cell of a CSV: prefixed with an apostrophe if it is a formula."""
    return "'" + word if is_formula(word) else word


def unguarded(cell: str) -> str:
    """Return the text from which :func:`guarded` made the cell."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell
