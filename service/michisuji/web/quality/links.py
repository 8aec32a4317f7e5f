"""Addresses and words that every quality page uses, for the templates."""

from __future__ import annotations

from flask import Flask

from michisuji.languages import Text
from michisuji.quality.formats import FORMATS, words
from michisuji.quality.report import Place
from michisuji.web.context import current_lang, current_settings, doc_href
from michisuji.web.drawing.charts.quality_charts import percent


def init_app(app: Flask) -> None:
    """Make the functions available to the templates."""
    app.jinja_env.globals.update(
        short=short, program_href=program_href, place_text=place_text, percent=percent
    )


def short(iri: str) -> str:
    """Return an own IRI relative to the base, as in addresses; any other unchanged."""
    return iri.removeprefix(current_settings().base_iri + "/")


def absolute(value: str) -> str:
    """Undo :func:`short`."""
    return f"{current_settings().base_iri}/{value}" if value.startswith("id/") else value


def program_href(program: str, cause: str) -> str:
    """Return the page of a program (or measure) with one of its breaks shown."""
    address = doc_href(program)
    return f"{address}{'&' if '?' in address else '?'}break={cause}#break"


def place_text(place: Place | None) -> str:
    """Return file and row, in the reader's language."""
    return words.place_text(place, current_lang())


def endings() -> dict[str, str]:
    """Return the end of a download's address (``xlsx``, ``ttl``, ``dqv.ttl`` …) → format."""
    found: dict[str, str] = {}
    for form, described in FORMATS.items():
        end = described.extension.lstrip(".")
        found[end if end not in found else f"{form}.{end}"] = form
    return found


def downloads() -> list[tuple[str, Text]]:
    """Return (end of the address, label) of every format; the workbook first."""
    first = ("xlsx", "csv")
    listed = sorted(endings().items(), key=lambda item: (item[1] not in first, item[1] != "xlsx"))
    return [(end, FORMATS[form].label) for end, form in listed]
