"""A report as text, JSON, RDF, SARIF, JUnit XML, CSV, a workbook or quality measurements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from michisuji.errors import NotAcceptable
from michisuji.languages import Text
from michisuji.quality.formats.about import About
from michisuji.quality.formats.csv import render_csv
from michisuji.quality.formats.documents import render_json
from michisuji.quality.formats.dqv import render_dqv
from michisuji.quality.formats.junit import render_junit
from michisuji.quality.formats.sarif import render_sarif
from michisuji.quality.formats.shacl import render_turtle
from michisuji.quality.formats.text import render_text
from michisuji.quality.formats.xlsx import render_xlsx
from michisuji.quality.report import Report
from michisuji.xml_text import clean

__all__ = ["FORMATS", "About", "Format", "render", "render_bytes"]


@dataclass(frozen=True)
class Format:
    """How a report is handed out. ``extension`` begins with a dot; ``binary`` is not for eyes."""

    render: Callable[[Report, str, About], str | bytes]
    media_type: str
    extension: str
    label: Text
    binary: bool = False


def _format(
    render: Callable[[Report, str, About], str | bytes],
    media_type: str,
    extension: str,
    ja: str,
    en: str,
    *,
    binary: bool = False,
) -> Format:
    return Format(render, media_type, extension, {"ja": ja, "en": en}, binary)


FORMATS: dict[str, Format] = {
    "text": _format(
        render_text, "text/plain; charset=utf-8", ".txt", "テキスト(読むため)", "Text, to read"
    ),
    "json": _format(
        render_json, "application/json", ".json", "JSON(プログラム用)", "JSON, for programs"
    ),
    "turtle": _format(
        render_turtle,
        "text/turtle; charset=utf-8",
        ".ttl",
        "SHACL検証レポート(RDF)",
        "SHACL validation report (RDF)",
    ),
    "sarif": _format(
        render_sarif,
        "application/sarif+json",
        ".sarif",
        "SARIF(レビューの道具用)",
        "SARIF, for review tools",
    ),
    "junit": _format(
        render_junit,
        "application/xml; charset=utf-8",
        ".xml",
        "JUnit XML(CI用)",
        "JUnit XML, for CI servers",
    ),
    "csv": _format(
        render_csv, "text/csv; charset=utf-8", ".csv", "CSV(表計算用)", "CSV, for spreadsheets"
    ),
    "xlsx": _format(
        render_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        "Excelブック(部ごとに1枚、配布用)",
        "Excel workbook, one sheet a department, to send out",
        binary=True,
    ),
    "dqv": _format(
        render_dqv,
        "text/turtle; charset=utf-8",
        ".dqv.ttl",
        "品質の測定値(DQV、RDF)",
        "Quality measurements (DQV, RDF)",
    ),
}


def render(report: Report, form: str, lang: str = "ja", **context: Any) -> str:
    """``report`` in one of :data:`FORMATS` that is text, messages in ``lang``.

    ``context`` are the fields of :class:`About`. Raises NotAcceptable.
    """
    found = _render(report, form, lang, context)
    if isinstance(found, bytes):
        raise NotAcceptable(
            f"{form} は文字の形式ではありません",
            f"{form} is not a text format",
            hint_ja="ファイルに保存してください",
            hint_en="save it to a file",
        )
    return found


def render_bytes(report: Report, form: str, lang: str = "ja", **context: Any) -> bytes:
    """``report`` in any of :data:`FORMATS`, as a file holds it. See :func:`render`."""
    found = _render(report, form, lang, context)
    return found if isinstance(found, bytes) else clean(found).encode()


def _render(report: Report, form: str, lang: str, context: dict[str, Any]) -> str | bytes:
    if form not in FORMATS:
        names = ", ".join(FORMATS)
        raise NotAcceptable(
            f"出せない形式です: {form}",
            f"no such format: {form}",
            hint_ja=f"使えるもの: {names}",
            hint_en=f"formats: {names}",
        )
    return FORMATS[form].render(report, "en" if lang == "en" else "ja", About(**context))
