"""Words that all formats share, and one-line texts of places, waivers and contexts."""

from __future__ import annotations

from datetime import date

from michisuji.fiscal_years import full_fiscal_year
from michisuji.languages import pick
from michisuji.messages import message
from michisuji.quality.report import Context, Finding, Place, Report, Waiver
from michisuji.quality.rulebook.rules import Rulebook


def rule_name(rule: str, lang: str, book: Rulebook) -> str:
    """Return the rule's name; empty for one no longer in the catalogue (in an old report)."""
    known = book.rules.get(rule)
    return pick(known.name, lang) if known else ""


def profiles_text(report: Report) -> str:
    """Return the names of the profiles that were applied; each dataset may have its own."""
    return ", ".join(sorted({report.profile, *report.profiles.values()}))


def place_text(place: Place | None, lang: str) -> str:
    """Return file and row, with rows counted as a spreadsheet does."""
    if place is None:
        return ""
    if place.row is None:
        return place.file
    return message("report.row", lang, file=place.file, row=place.row)


def waiver_of(finding: Finding) -> Waiver | None:
    """Return the finding's waiver, in force or expired, even if only its last day is known."""
    if finding.waiver is None and finding.waived_until is not None:
        return Waiver("", {}, {}, finding.waived_until)
    return finding.waiver


def waiver_text(finding: Finding, lang: str) -> str:
    """Return why, by whom and until when the finding is waived; empty when it is not."""
    waiver = waiver_of(finding)
    if waiver is None:
        return ""
    reason = pick(waiver.reason, lang).rstrip("。. ") or message("report.not_stated", lang)
    role = pick(waiver.role, lang) or message("report.not_stated", lang)
    key = "waiver_expired" if waiver.expired else "waived_until"
    return message(f"report.{key}", lang, day=_day(waiver.expires, lang), reason=reason, role=role)


def context_text(context: Context, lang: str) -> str:
    """Return department, unit, measure and year in one line; empty when none is known."""
    units = [pick(context.department_label, lang), pick(context.unit_label, lang)]
    parts = [" ".join(dict.fromkeys(filter(None, units)))]
    parts.append(pick(context.measure_label, lang))
    parts.append("" if context.year is None else full_fiscal_year(context.year, lang))
    return message("report.part_of", lang).join(filter(None, parts))


def _day(day: date, lang: str) -> str:
    return message("report.day", lang, year=day.year, month=day.month, day=day.day)
