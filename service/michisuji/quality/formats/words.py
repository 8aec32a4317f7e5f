"""Words that all formats share, and how places, waivers and contexts are told in one line."""

from __future__ import annotations

from datetime import date

from michisuji.fiscal_years import full_fiscal_year
from michisuji.languages import Text, pick
from michisuji.quality.report import Context, Finding, Place, Report, Waiver
from michisuji.quality.rulebook.rules import Rulebook

SEVERITY: dict[str, Text] = {
    "violation": {"ja": "違反", "en": "Violation"},
    "warning": {"ja": "注意", "en": "Warning"},
    "info": {"ja": "情報", "en": "Information"},
}
_NOT_STATED: Text = {"ja": "記載なし", "en": "not stated"}


def rule_name(rule: str, lang: str, book: Rulebook) -> str:
    """The rule's name; empty for one that the catalogue no longer has (in an old report)."""
    known = book.rules.get(rule)
    return pick(known.name, lang) if known else ""


def profiles_text(report: Report) -> str:
    """The names of the profiles that were applied; each dataset may have its own."""
    return ", ".join(sorted({report.profile, *report.profiles.values()}))


def place_text(place: Place | None, lang: str) -> str:
    """File and row, as a spreadsheet counts rows."""
    if place is None:
        return ""
    if place.row is None:
        return place.file
    return f"{place.file}, 行{place.row}" if lang == "ja" else f"{place.file}, row {place.row}"


def waiver_of(finding: Finding) -> Waiver | None:
    """The finding's waiver, in force or expired; one known only by its last day included."""
    if finding.waiver is None and finding.waived_until is not None:
        return Waiver("", {}, {}, finding.waived_until)
    return finding.waiver


def waiver_text(finding: Finding, lang: str) -> str:
    """Whether, why, by whom and until when the finding is waived; empty when it is not."""
    waiver = waiver_of(finding)
    if waiver is None:
        return ""
    reason = pick(waiver.reason, lang).rstrip("。. ") or _NOT_STATED[lang]
    role = pick(waiver.role, lang) or _NOT_STATED[lang]
    day = waiver.expires
    if lang == "en":
        head = f"Waiver expired on {day}" if waiver.expired else f"Waived until {day}"
        return f"{head}. Reason: {reason}. In charge: {role}"
    head = f"免除の期限切れ({_day(day)}まで)" if waiver.expired else f"{_day(day)}まで免除"
    return f"{head}。理由: {reason}。責任者: {role}"


def context_text(context: Context, lang: str) -> str:
    """Department, unit, measure and year in one line; empty when none is known."""
    units = [pick(context.department_label, lang), pick(context.unit_label, lang)]
    parts = [" ".join(dict.fromkeys(filter(None, units)))]
    parts.append(pick(context.measure_label, lang))
    parts.append("" if context.year is None else full_fiscal_year(context.year, lang))
    return (" / " if lang == "en" else "/").join(filter(None, parts))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
