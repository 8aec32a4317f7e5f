"""The rules in words, for readers who have the workbook but not the service."""

from __future__ import annotations

from collections import Counter

from michisuji.languages import pick
from michisuji.messages import message
from michisuji.quality.formats.about import About
from michisuji.quality.formats.xlsx.columns import RULE_COLUMNS
from michisuji.quality.report import Report
from michisuji.spreadsheets import Cell, Sheet


def write_rules(sheet: Sheet, report: Report, about: About, lang: str) -> None:
    """Fill the sheet."""
    rules = list(about.rules_asked(report).values())
    open_, waived = (Counter(f.rule for f in found) for found in (report.active, report.waived))
    sheet.set_up(list(RULE_COLUMNS.values()), message("report.workbook.words.rules", lang))
    sheet.table(
        (message(f"report.workbook.rule_columns.{c}", lang) for c in RULE_COLUMNS), len(rules)
    )
    for rule in rules:
        page = about.rule_page(rule.id, lang)
        sheet.append(
            [
                Cell(rule.id, "link" if page else "text", page),
                Cell(pick(rule.name, lang)),
                Cell(pick(rule.description, lang)),
                Cell(pick(rule.remedy, lang)),
                Cell(rule.source),
                Cell(report.checked.get(rule.id)),
                Cell(open_[rule.id]),
                Cell(waived[rule.id]),
            ]
        )
