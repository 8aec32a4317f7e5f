"""The formats of a report: text, JSON, RDF, SARIF, JUnit XML, CSV, workbook or DQV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from michisuji import messages  # by its name: ``text`` is a module of this folder
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
    """An output format. ``extension`` begins with a dot; ``binary``: not readable as text."""

    name: str
    render: Callable[[Report, str, About], str | bytes]
    media_type: str
    extension: str
    binary: bool = False

    @property
    def label(self) -> Text:
        """The format's name for people."""
        return messages.text(f"report.formats.{self.name}")


FORMATS: dict[str, Format] = {
    "text": Format("text", render_text, "text/plain; charset=utf-8", ".txt"),
    "json": Format("json", render_json, "application/json", ".json"),
    "turtle": Format("turtle", render_turtle, "text/turtle; charset=utf-8", ".ttl"),
    "sarif": Format("sarif", render_sarif, "application/sarif+json", ".sarif"),
    "junit": Format("junit", render_junit, "application/xml; charset=utf-8", ".xml"),
    "csv": Format("csv", render_csv, "text/csv; charset=utf-8", ".csv"),
    "xlsx": Format(
        "xlsx",
        render_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        binary=True,
    ),
    "dqv": Format("dqv", render_dqv, "text/turtle; charset=utf-8", ".dqv.ttl"),
}


def render(report: Report, form: str, lang: str = "ja", **context: Any) -> str:
    """Render ``report`` in one of the text formats of :data:`FORMATS`, with messages in ``lang``.

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
    """Render ``report`` in any of :data:`FORMATS`, as a file's bytes. See :func:`render`."""
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
