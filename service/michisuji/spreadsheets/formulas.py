"""Texts that a spreadsheet would run as formulas.

Every file that is made for a spreadsheet goes by :data:`RULE`: CSV puts an apostrophe before the
text, a workbook holds the text as it is and marks the cell as one. Formats for programs (JSON, TSV,
XML, RDF) hold every text as it is.
"""

from __future__ import annotations

import re

from michisuji.languages import text

#: What is told wherever such a CSV is described.
RULE = text(
    "=、+、-、@、|、%(全角も)、タブ、改行で始まる文と、空白や見えない文字の後にこれらの記号がある文には、"
    "表計算ソフトが式として実行しないよう、先頭に ' を付けてある(数値は除く)。"
    "元の文に戻すには、この ' を1つ取る。",
    "A text that begins with =, +, -, @, | or % (full width, too), with a tab or a line break, or "
    "with blanks before such a sign, has a ' put before it, so that no spreadsheet runs it as a "
    "formula (numbers have none). Take one ' off to have the text.",
)
#: Apostrophes that stand there already get one more: what is taken off leaves the text as it was.
_BLANKS = "\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SIGNS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05"
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{_BLANKS}]*[{_SIGNS}])")
#: With ASCII digits alone; ``-INF`` is a value of xsd:double.
_NUMBER = re.compile(r"'*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-INF)")


def is_formula(word: str) -> bool:
    """Check whether a spreadsheet might run a text. A number is none, whatever its sign."""
    return _FORMULA.match(word) is not None and _NUMBER.fullmatch(word) is None


def guarded(word: str) -> str:
    """Return the text as a cell of a CSV: with an apostrophe before it when it is a formula."""
    return "'" + word if is_formula(word) else word


def unguarded(cell: str) -> str:
    """Return the text that :func:`guarded` made the cell of."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell
