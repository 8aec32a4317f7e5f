"""The workbook to send out: a cover, one sheet per department, the rules in words."""

from __future__ import annotations

from michisuji.messages import section
from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.formats.xlsx.cover import write_cover
from michisuji.quality.formats.xlsx.pages import parts_of
from michisuji.quality.formats.xlsx.rows import write_part
from michisuji.quality.formats.xlsx.rules import write_rules
from michisuji.quality.report import Report
from michisuji.spreadsheets import Workbook

__all__ = ["render_xlsx"]


def render_xlsx(report: Report, lang: str, about: About = NOTHING) -> bytes:
    """Render an Office Open XML workbook; the same report gives the same bytes.

    Each row is one cause with what follows from it (or one finding where causes are unknown); the
    last column is left for the section's answer. No text becomes a formula.
    """
    words = section("report.workbook.words", lang)
    parts = parts_of(report, about, lang)
    book = Workbook([words["cover"], *(part.title for part in parts), words["rules"]], lang)
    cover, *sheets, rules = book.sheets
    for sheet, part in zip(sheets, parts, strict=True):
        write_part(sheet, part, about, lang)
    write_rules(rules, report, about, lang)
    # The cover is written last: it states what the sheets had to leave out.
    cut = sum(sheet.cut for sheet in (*sheets, rules))
    named = list(zip(parts, book.names[1:-1], strict=True))
    write_cover(cover, report, about, lang, named, cut)
    return book.saved(about.checked_at)
