"""CSV for spreadsheets and programs: one row a finding, in UTF-8 with a byte order mark.

The header is the English field names of :data:`~michisuji.quality.formats.columns.COLUMNS` in
every language, so that programs can rely on it; the texts are in the language asked for.
"""

from __future__ import annotations

import csv
import io
import re

from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.formats.columns import COLUMNS, cells
from michisuji.quality.formats.words import clean, told
from michisuji.quality.report import Finding, Report

# A spreadsheet takes what begins so for a formula. A number is none.
_FORMULA = re.compile(r"[=+\-@\t\r\n|%＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def render_csv(report: Report, lang: str, about: About = NOTHING) -> str:
    """See the module's head. Rows end with CR LF (RFC 4180).

    What could not be checked stands in rows of its own, whose ``status`` is ``not-checked``,
    and notes in rows whose ``status`` is ``note``.
    """
    roles = _roles(about)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, list(COLUMNS), restval="")
    writer.writeheader()
    for status, problems in (("not-checked", report.problems), ("note", report.notes)):
        for problem in problems:
            row = {"status": status, "message": guarded(told(problem.message, lang))}
            if problem.place:
                row |= {"file": guarded(problem.place.file), "row": str(problem.place.row or "")}
            writer.writerow(row)
    for finding in report.findings:
        cause, role = roles.get(finding, ("", ""))
        told_ = cells(finding, lang, cause, role, about.book)
        row = {k: guarded(str(v)) for k, v in told_.items()}
        writer.writerow(row)
    return out.getvalue()


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it if a spreadsheet would take it for a formula."""
    text = clean(text)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _roles(about: About) -> dict[Finding, tuple[str, str]]:
    roles = {}
    for cause in about.causes:
        roles[cause.root] = (cause.id, "root")
        roles.update((symptom, (cause.id, "symptom")) for symptom in cause.symptoms)
    return roles
