"""Changes since an earlier check, as text and as JSON.

JSON, ``schema`` 1::

    {"schema": 1, "since": time, "counts": {"new": int, "mended": int, "open": int},
     "new": [findings, as in the JSON of a report],
     "mended": [{"fingerprint": str, "rule": str, "severity": str, "focus_node": IRI,
                 "focus_label": str, "department": IRI|null}]}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC

from michisuji.messages import message
from michisuji.moments import told
from michisuji.quality.formats.documents import as_dict, dump
from michisuji.quality.formats.words import place_text, rule_name
from michisuji.quality.history.comparison import Since
from michisuji.quality.history.records import Past
from michisuji.quality.report import SEVERITIES, Finding, Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook
from michisuji.xml_text import clean

SCHEMA = 1


def render_since(
    changed: Since, report: Report, form: str, lang: str, book: Rulebook | None = None
) -> str:
    """Render the change; ``form`` is ``text`` or ``json``, ``report`` is the newer check."""
    if form == "json":
        return _json(changed, report)
    return clean(
        "\n".join(_lines(changed, "en" if lang == "en" else "ja", book or rulebook())) + "\n"
    )


def _json(changed: Since, report: Report) -> str:
    new = as_dict(Report(report.profile, changed.new))["findings"]
    return dump(
        {
            "schema": SCHEMA,
            "since": changed.at.isoformat(),
            "counts": {
                "new": len(changed.new),
                "mended": len(changed.mended),
                "open": len(changed.open),
            },
            "new": new,
            "mended": [asdict(past) for past in changed.mended],
        }
    )


def _lines(changed: Since, lang: str, book: Rulebook) -> Iterator[str]:
    new, mended, still = len(changed.new), len(changed.mended), len(changed.open)
    at = told(changed.at, changed.at.tzinfo or UTC, lang)
    yield message("report.since", lang, at=at, new=new, mended=mended, still=still)
    if new:
        yield ""
        yield f"■ {message('report.new', lang)} ({new})"
        yield from (_new(f, lang) for f in sorted(changed.new, key=_worst_first))
    if mended:
        yield ""
        yield f"■ {message('report.mended', lang)} ({mended})"
        yield from (_mended(p, lang, book) for p in sorted(changed.mended, key=_worst_first))


def _worst_first(item: Finding | Past) -> tuple[int, str, str]:
    return SEVERITIES.index(item.severity), item.rule, item.focus_node


def _new(finding: Finding, lang: str) -> str:
    severity = message(f"report.severity.{finding.severity}", lang)
    place = f"  [{place_text(finding.place, lang)}]" if finding.place else ""
    return f"  {finding.rule} [{severity}] {finding.message[lang]}{place}"


def _mended(past: Past, lang: str, book: Rulebook) -> str:
    name = rule_name(past.rule, lang, book)
    severity = message(f"report.severity.{past.severity}", lang)
    return f"  {past.rule} [{severity}] {name}: {past.focus_label}"
