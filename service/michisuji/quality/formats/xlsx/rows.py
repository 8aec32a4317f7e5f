"""A department's sheet: each row is one thing to fix."""

from __future__ import annotations

from michisuji.languages import pick
from michisuji.messages import message, section
from michisuji.quality.formats.about import About, Entry
from michisuji.quality.formats.columns import program_name
from michisuji.quality.formats.text import hanging_counts
from michisuji.quality.formats.words import place_text, rule_name, waiver_text
from michisuji.quality.formats.xlsx.columns import ANSWER, COLUMNS, DEADLINE
from michisuji.quality.formats.xlsx.pages import DepartmentSheet
from michisuji.spreadsheets import Cell, Sheet

#: Symptoms that a row lists one by one.
_MAX_SYMPTOMS = 5


def write_part(sheet: Sheet, part: DepartmentSheet, about: About, lang: str) -> None:
    """Fill the sheet."""
    title = f"{message('report.workbook.words.title', lang)}: {part.title}"
    sheet.set_up(list(COLUMNS.values()), title)
    sheet.table((message(f"report.workbook.columns.{c}", lang) for c in COLUMNS), len(part.entries))
    answers = section("report.workbook.answers", lang).values()
    sheet.choices(ANSWER, len(part.entries), list(answers))
    sheet.dates(DEADLINE, len(part.entries), message("report.workbook.words.date", lang))
    for number, entry in enumerate(part.entries, start=part.first + 1):
        sheet.append(_row(number, entry, about, lang))


def _row(number: int, entry: Entry, about: About, lang: str) -> list[Cell]:
    finding, context = entry.finding, entry.finding.context
    page = about.rule_page(finding.rule, lang)
    diagram = about.diagram(entry, lang)
    look = "grey" if finding.waived else "text"
    return [
        Cell(number, look),
        Cell(
            message(f"report.severity.{entry.severity}", lang),
            look if finding.waived else entry.severity,
        ),
        Cell(finding.rule, "link" if page else look, page),
        Cell(rule_name(finding.rule, lang, about.book), look),
        Cell(pick(context.measure_label, lang), look),
        Cell(program_name(finding, lang), look),
        Cell(pick(context.unit_label, lang), look),
        Cell(context.year, look),
        Cell(pick(finding.message, lang), look),
        Cell(pick(finding.remedy, lang), look),
        Cell(_hanging(entry, lang), look),
        Cell(place_text(finding.place, lang), look),
        Cell(waiver_text(finding, lang), look),
        Cell(message("report.workbook.words.see", lang), "link", diagram)
        if diagram
        else Cell(None, look),
        Cell(None, "answer"),
        Cell(None, "answer"),
        Cell(None, "answer"),
    ]


def _hanging(entry: Entry, lang: str) -> str:
    if not entry.symptoms and not entry.hanging:
        return ""
    bullet = message("report.workbook.bullet", lang)
    lines = [hanging_counts(entry, lang)]
    lines += [f"{bullet}{s.rule} {pick(s.message, lang)}" for s in entry.symptoms[:_MAX_SYMPTOMS]]
    if len(entry.symptoms) > _MAX_SYMPTOMS:
        lines.append("…")
    return "\n".join(lines)
