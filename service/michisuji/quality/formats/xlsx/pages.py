"""The distribution of rows over sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.languages import pick
from michisuji.messages import message
from michisuji.quality.formats.about import About, Entry, entries
from michisuji.quality.report import Report
from michisuji.spreadsheets import sheet as limits


@dataclass(frozen=True)
class DepartmentSheet:
    """One sheet's rows: a department's, or as many of them as a sheet holds.

    ``number`` counts the sheets of one department from 1, ``first`` its rows before this sheet.
    """

    department: str | None
    title: str
    entries: Sequence[Entry]
    number: int = 1
    first: int = 0

    def counts(self) -> Counter[str]:
        """Count findings by severity, waived and expired; expired ones count by severity, too."""
        found: Counter[str] = Counter()
        for entry in self.entries:
            for finding in (entry.finding, *entry.symptoms):
                if finding.waived:
                    found["waived"] += 1
                    continue
                found[finding.severity] += 1
                found["expired"] += bool(finding.waiver and finding.waiver.expired)
        return found


def parts_of(report: Report, about: About, lang: str) -> list[DepartmentSheet]:
    """Return the sheets by department name; rows without a department come last."""
    by_department: dict[str | None, list[Entry]] = {}
    for entry in entries(report, about):
        by_department.setdefault(entry.finding.context.department, []).append(entry)
    for found in by_department.values():
        # Stable: the report's own order is kept within the two groups.
        found.sort(key=lambda entry: entry.finding.waived)
    titles = {key: _title(found[0], lang) for key, found in by_department.items()}
    same = Counter(titles.values())
    for key, found in by_department.items():
        dataset = found[0].finding.context.dataset
        if same[titles[key]] > 1 and dataset:  # two cities may each have one of that name
            titles[key] += f"({dataset})"
    order = sorted(by_department, key=lambda key: (key is None, titles[key], key or ""))
    size = limits.MAX_ROWS - 1
    return [
        DepartmentSheet(
            key, titles[key], by_department[key][first : first + size], 1 + first // size, first
        )
        for key in order
        for first in range(0, len(by_department[key]), size)
    ]


def _title(entry: Entry, lang: str) -> str:
    context = entry.finding.context
    if context.department is None:
        return message("report.workbook.words.no_department", lang)
    return pick(context.department_label, lang) or context.department.rsplit("/", 1)[-1]
