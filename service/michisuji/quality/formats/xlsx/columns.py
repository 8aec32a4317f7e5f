"""The columns of the workbook's tables, and their widths in letters of the default font."""

from __future__ import annotations

#: Of a department's sheet; ``report.workbook.columns`` in messages/ has the headings.
COLUMNS = {
    "number": 5,
    "severity": 10,
    "rule": 10,
    "rule_name": 14,
    "measure": 13,
    "program": 16,
    "section": 11,
    "year": 6,
    "message": 32,
    "remedy": 34,
    "hanging": 22,
    "place": 13,
    "waiver": 15,
    "diagram": 9,
    "deadline": 11,
    "answer": 11,
    "comment": 20,
}
#: The columns that the sender and the section fill in.
DEADLINE, ANSWER = (list(COLUMNS).index(name) for name in ("deadline", "answer"))

#: Of the sheet of rules; ``report.workbook.rule_columns`` has the headings.
RULE_COLUMNS = {
    "rule": 12,
    "name": 28,
    "description": 50,
    "remedy": 60,
    "source": 30,
    "checked": 10,
    "findings": 9,
    "waived": 9,
}
