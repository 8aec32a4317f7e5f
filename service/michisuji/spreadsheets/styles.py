"""The looks of cells."""

from __future__ import annotations

from typing import Any

_FILLS = {"violation": "FFF8D7DA", "warning": "FFFFF3CD", "info": "FFE2EDF8"}
#: Number formats of looks; such cells are right-aligned automatically.
_NUMBERS = {"whole": "#,##0", "number": "#,##0.####", "percent": "0.0"}


class Styles:
    """Looks by name; each is made once for the book."""

    def __init__(self, book: Any, lang: str) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self.lang = lang
        #: Points from line to line, as the two fonts define them.
        self.line = 17.0 if lang == "ja" else 12.75
        self.font = font = "游ゴシック" if lang == "ja" else "Calibri"
        line = Side(style="thin", color="FFBFBFBF")
        grid = Border(left=line, right=line, top=line, bottom=line)
        top = Alignment(vertical="top")
        self._book = book
        self._common = {
            "font": Font(name=font, size=10),
            "alignment": Alignment(wrap_text=True, vertical="top"),
        }
        self._made: dict[tuple[str, bool], int] = {}
        blue = Font(name=font, size=10, color="FF0B5CAD", underline="single")
        white = Font(name=font, size=10, bold=True, color="FFFFFFFF")
        middle = Alignment(wrap_text=True, vertical="center")
        dark = PatternFill("solid", fgColor="FF1F3A5F")
        self.add("text", border=grid)
        self.add("fact", alignment=Alignment(vertical="top", horizontal="left"))
        self.add("line", alignment=top)
        self.add("plain")
        self.add("grey", border=grid, font=Font(name=font, size=10, color="FF6C757D"))
        self.add("answer", border=grid, fill=PatternFill("solid", fgColor="FFFFFFF0"))
        self.add("link", border=grid, font=blue)
        self.add("bold", font=Font(name=font, size=10, bold=True))
        self.add("title", font=Font(name=font, size=16, bold=True), alignment=top)
        self.add("head", font=white, fill=dark, alignment=middle, border=grid)
        for severity, color in _FILLS.items():
            self.add(severity, border=grid, fill=PatternFill("solid", fgColor=color))
        for name, written in _NUMBERS.items():
            self.add(name, border=grid, number_format=written)

    def number(self, look: str, quoted: bool) -> int:
        """Return the number of a look in the book.

        A text that begins like a formula is ``quoted``: it stays a text even after editing.
        """
        return self._made[look, quoted]

    def add(self, name: str, **looks: Any) -> None:
        """Add a look: the common one, changed by ``looks`` (openpyxl's parts of a style)."""
        from openpyxl.cell import WriteOnlyCell

        for quoted in (False, True):
            cell = WriteOnlyCell(self._book.active)
            for key, value in {**self._common, **looks}.items():
                setattr(cell, key, value)
            cell.quotePrefix = quoted
            self._made[name, quoted] = cell.style_id
