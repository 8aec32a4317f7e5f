"""CSV for spreadsheets and programs: one row per finding, in UTF-8 with a byte order mark.

The header is the English field names of :data:`~michisuji.quality.formats.columns.COLUMNS` in every
language, so that programs can rely on it; the texts are in the requested language.
"""

from __future__ import annotations

from collections.abc import Iterator

from michisuji.languages import pick
from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.formats.columns import COLUMNS, cells
from michisuji.quality.report import Finding, Place, Report
from michisuji.spreadsheets import csv_text
from michisuji.xml_text import clean


def render_csv(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render a report as CSV; rows end with CR LF (RFC 4180).

    What could not be checked has rows of its own with ``status`` ``not-checked``; notes have rows
    with ``status`` ``note``.
    """
    rows = _rows(report, lang, about)
    return csv_text(
        list(COLUMNS), ([clean(str(row.get(name, ""))) for name in COLUMNS] for row in rows)
    )


def _rows(report: Report, lang: str, about: About) -> Iterator[dict[str, str | int]]:
    for status, problems in (("not-checked", report.problems), ("note", report.notes)):
        for problem in problems:
            place = problem.place or Place("")
            yield {
                "status": status,
                "message": pick(problem.message, lang),
                "file": place.file,
                "row": place.row or "",
            }
    roles = _roles(about)
    for finding in report.findings:
        yield cells(finding, lang, *roles.get(finding, ("", "")), about.book)


def _roles(about: About) -> dict[Finding, tuple[str, str]]:
    roles = {}
    for cause in about.causes:
        roles[cause.root] = (cause.id, "root")
        roles.update((symptom, (cause.id, "symptom")) for symptom in cause.symptoms)
    return roles
