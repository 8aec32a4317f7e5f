"""The looks of the workbook's cells: headers, and cells to fill in or to leave as they are."""

from __future__ import annotations

from typing import Any

from michisuji.spreadsheets.styles import Styles

#: Fills: yellow for what is to be filled in, amber for the header above it.
YELLOW, _AMBER, _PALE = "FFFFF2A8", "FF8A5A00", "FFF3F6FA"
_GREY = "FF7A828A"
_FORMATS = {
    "text": "General",
    "code": "@",
    "year": "0",
    "number": "#,##0.####",
    "money": "#,##0",
    "date": "yyyy-mm-dd",
}


def add_looks(styles: Styles) -> None:
    """Add the looks of each kind of value, and those of the first rows.

    ``entry-KIND`` is to be filled in, ``past-KIND`` is of an earlier year; on the cover
    ``free-KIND`` may be changed, ``fixed-KIND`` may not.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    font = styles.font
    line = Side(style="thin", color="FFBFBFBF")
    free: dict[str, Any] = {
        "border": Border(left=line, right=line, top=line, bottom=line),
        "protection": Protection(locked=False),
    }
    grey = Font(name=font, size=10, color=_GREY)
    left = Alignment(vertical="top", horizontal="left", wrap_text=True)
    right = Alignment(vertical="top", horizontal="right", wrap_text=True)
    for kind, written in _FORMATS.items():
        more = {"alignment": right} if kind in ("number", "money", "year", "date") else {}
        styles.add(f"entry-{kind}", number_format=written, **free, **more)
        styles.add(f"past-{kind}", number_format=written, font=grey, **free, **more)
        styles.add(f"free-{kind}", number_format=written, alignment=left, **free)
        fixed = {"number_format": written, "alignment": left, "font": grey}
        styles.add(f"fixed-{kind}", border=free["border"], **fixed)
    italic = Font(name=font, size=10, color=_GREY, italic=True)
    styles.add("example", font=italic, number_format="@", **free)
    white = Font(name=font, size=10, bold=True, color="FFFFFFFF")
    middle = Alignment(wrap_text=True, vertical="center")
    styles.add(
        "head-todo",
        font=white,
        fill=PatternFill("solid", fgColor=_AMBER),
        alignment=middle,
        border=free["border"],
    )
    small = Font(name=font, size=8, color="FF4A5560")
    pale = PatternFill("solid", fgColor=_PALE)
    styles.add("explained", font=small, fill=pale, border=free["border"])
    styles.add("key", font=small)
    styles.add("remark", font=Font(name=font, size=9, color=_GREY), alignment=Alignment())
    yellow = PatternFill("solid", fgColor=YELLOW)
    styles.add("legend-todo", fill=yellow, border=free["border"])
    styles.add("legend-past", font=grey, border=free["border"])
