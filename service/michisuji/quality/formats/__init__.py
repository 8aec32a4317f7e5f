"""A report as text, JSON, RDF, SARIF or JUnit XML."""

from __future__ import annotations

from collections.abc import Callable

from michisuji.errors import NotAcceptable
from michisuji.quality.formats.interchange import render_json, render_turtle
from michisuji.quality.formats.junit import render_junit
from michisuji.quality.formats.sarif import render_sarif
from michisuji.quality.formats.text import render_text
from michisuji.quality.report import Report

FORMATS: dict[str, Callable[[Report, str], str]] = {
    "text": render_text,
    "json": render_json,
    "turtle": render_turtle,
    "sarif": render_sarif,
    "junit": render_junit,
}


def render(report: Report, form: str, lang: str = "ja") -> str:
    """``report`` in one of :data:`FORMATS`, messages in ``lang``. Raises NotAcceptable."""
    if form not in FORMATS:
        names = ", ".join(FORMATS)
        raise NotAcceptable(
            f"出せない形式です: {form}",
            f"no such format: {form}",
            hint_ja=f"使えるもの: {names}",
            hint_en=f"formats: {names}",
        )
    return FORMATS[form](report, lang if lang == "en" else "ja")
