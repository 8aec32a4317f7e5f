"""The cover: what was checked, what came of it, where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from michisuji.languages import pick
from michisuji.messages import listed, message, section
from michisuji.moments import told
from michisuji.quality.formats.about import About
from michisuji.quality.formats.words import place_text, profiles_text
from michisuji.quality.formats.xlsx.pages import DepartmentSheet
from michisuji.quality.report import Problem, Report
from michisuji.spreadsheets import Cell, Sheet
from michisuji.spreadsheets.sheet import MAX_CELL

_WIDTHS = (34, 12, 12, 12, 12, 14, 10, 40)
#: Up to so many departments fit legibly on one printed page.
_ON_ONE_PAGE = 25
_COUNTED = ("violation", "warning", "info", "waived", "expired")


def write_cover(
    sheet: Sheet,
    report: Report,
    about: About,
    lang: str,
    parts: Sequence[tuple[DepartmentSheet, str]],
    cut: int,
) -> None:
    """Fill the cover; ``parts`` are the sheets with their names."""
    words = section("report.workbook.words", lang)
    sheet.set_up(_WIDTHS, words["title"])
    if len(parts) <= _ON_ONE_PAGE:
        sheet.sheet.page_setup.fitToHeight = 1
    sheet.append([Cell(words["title"], "title")])
    for label, value in _facts(report, about, lang):
        sheet.append([Cell(words[label], "bold"), Cell(value, "fact")])
    sheet.append([])
    heads = ("department", *_COUNTED, "rows", "level")
    sheet.append([Cell(words[head], "head") for head in heads])
    for part, name in parts:
        counts = part.counts()
        level = about.levels.get(part.department, {})
        quoted = name.replace("'", "''")
        sheet.append(
            [
                Cell(part.title if part.number == 1 else name, "link", f"#'{quoted}'!A1"),
                *(Cell(counts[key]) for key in _COUNTED),
                Cell(len(part.entries)),
                Cell(pick(level, lang)),
            ]
        )
    _list(sheet, words["how"], list(section("report.workbook.how", lang).values()), lang)
    _list(sheet, words["not_checked"], [_problem(p, lang) for p in report.problems], lang)
    notes = [_problem(note, lang) for note in report.notes]
    split = [name for part, name in parts if part.number > 1]
    if split:
        notes.append(message("report.workbook.split_note", lang, names=listed(split, lang)))
    if cut + sheet.cut:
        count = cut + sheet.cut
        notes.append(message("report.workbook.cut_note", lang, count=count, limit=MAX_CELL))
    _list(sheet, words["notes"], notes, lang)


def _facts(report: Report, about: About, lang: str) -> Iterator[tuple[str, str | int]]:
    if about.subject:
        yield "subject", pick(about.subject, lang)
    if about.dataset:
        yield "dataset", about.dataset
    if about.checked_at:
        yield "checked_at", told(about.checked_at, about.checked_at.tzinfo or UTC, lang)
    applied = profiles_text(report).split(", ")
    labels = (pick(about.book.profiles.get(name, {}), lang) for name in applied)
    named = (f"{t} ({n})" if t else n for t, n in zip(labels, applied, strict=True))
    yield "profile", listed(named, lang)
    yield "nodes", report.focus_nodes
    for severity, found in report.by_severity().items():
        yield severity, len(found)
    expired = sum(1 for f in report.active if f.waiver and f.waiver.expired)
    if expired:
        yield "expired", expired
    yield "waived", len(report.waived)
    if about.causes:
        yield "causes", len(about.causes)


def _list(sheet: Sheet, heading: str, lines: Sequence[str], lang: str) -> None:
    if not lines:
        return
    sheet.append([])
    sheet.append([Cell(heading, "bold")])
    for line in lines:
        # One wide line, not wrapped into the narrow first column.
        sheet.append([Cell(message("report.workbook.bullet", lang) + line, "line")])


def _problem(problem: Problem, lang: str) -> str:
    place = place_text(problem.place, lang)
    return pick(problem.message, lang) + (f" [{place}]" if place else "")
