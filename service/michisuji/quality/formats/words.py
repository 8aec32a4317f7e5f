"""Words that all formats share, and how places, waivers and contexts are told in one line."""

from __future__ import annotations

import re
from datetime import date

from michisuji.quality.report import Context, Finding, Place, Report, Text, Waiver
from michisuji.quality.rulebook.rules import Rulebook

SEVERITY: dict[str, Text] = {
    "violation": {"ja": "違反", "en": "Violation"},
    "warning": {"ja": "注意", "en": "Warning"},
    "info": {"ja": "情報", "en": "Information"},
}
_NOT_STATED: Text = {"ja": "記載なし", "en": "not stated"}
# What XML 1.0 cannot hold, not even escaped; lone surrogates are among it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """``text`` with U+FFFD in place of what neither XML nor UTF-8 can hold."""
    return _NOT_XML.sub("\ufffd", text)


def told(text: Text, lang: str) -> str:
    """``text`` in ``lang``, else in any language it has."""
    return text.get(lang) or next(filter(None, text.values()), "")


def rule_name(rule: str, lang: str, book: Rulebook) -> str:
    """The rule's name; empty for one that the catalogue no longer has (in an old report)."""
    known = book.rules.get(rule)
    return told(known.name, lang) if known else ""


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


def year_text(year: int | None, lang: str) -> str:
    """A fiscal year as offices write it: 令和8年度(2026) / FY2026."""
    if year is None:
        return ""
    if lang == "en":
        return f"FY{year}"
    if year < 2019:
        return f"平成{year - 1988}年度({year})" if year > 1989 else f"{year}年度"
    return f"令和{year - 2018 if year > 2019 else '元'}年度({year})"


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
    reason = told(waiver.reason, lang).rstrip("。. ") or _NOT_STATED[lang]
    role = told(waiver.role, lang) or _NOT_STATED[lang]
    day = waiver.expires
    if lang == "en":
        head = f"Waiver expired on {day}" if waiver.expired else f"Waived until {day}"
        return f"{head}. Reason: {reason}. In charge: {role}"
    head = f"免除の期限切れ({_day(day)}まで)" if waiver.expired else f"{_day(day)}まで免除"
    return f"{head}。理由: {reason}。責任者: {role}"


def context_text(context: Context, lang: str) -> str:
    """Department, unit, measure and year in one line; empty when none is known."""
    units = [told(context.department_label, lang), told(context.unit_label, lang)]
    parts = [" ".join(dict.fromkeys(filter(None, units)))]
    parts.append(told(context.measure_label, lang))
    parts.append(year_text(context.year, lang))
    return (" / " if lang == "en" else "/").join(filter(None, parts))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
