"""A rule's remedy in the words of where the data came from: its file's table, row, cell or term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from typing import Literal, get_args

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.quality.report import Finding, Place
from michisuji.quality.rulebook.rules import catalogue

Source = Literal["toml", "rdf", "csv", "workbook", "unknown"]
SOURCES: tuple[Source, ...] = get_args(Source)
_ENDINGS: Mapping[Source, str] = {
    "toml": ".toml",
    "rdf": ".ttl .trig .nt .nq .jsonld .json .rdf .owl .xml",
    "csv": ".csv .tsv",
    "workbook": ".xlsx .xlsm",
}


def source_of_place(place: Place | None) -> Source:
    """Return the kind of file that data came from; unknown without one, as after an edit."""
    ending = PurePath(place.file).suffix.lower() if place else ""
    return next((source for source, all_ in _ENDINGS.items() if ending in all_.split()), "unknown")


def remedy_of(finding: Finding, source: Source) -> Text:
    """Return the finding's remedy for data of a source; that of a city's own rule as it states."""
    return _remedies(source).get(finding.rule, finding.remedy)


@cache
def _remedies(source: Source) -> Mapping[str, Text]:
    """Return bundled rule → its remedy and, after it, where to write that in such a source."""
    found = {}
    for name, rule in catalogue().items():
        written = {"toml": rule.in_toml, "rdf": rule.in_rdf}.get(source)
        bare = source == "unknown" or written == ""
        found[name] = rule.remedy if bare else _ending(rule.remedy, source, written or "")
    return found


def _ending(remedy: Text, source: Source, written: str) -> Text:
    if written:
        return text(f"report.remedy.{source}", remedy=remedy, written=written)
    return text(f"report.remedy.{source}", remedy=remedy)
