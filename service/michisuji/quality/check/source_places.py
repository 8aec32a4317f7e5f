"""The files and rows that describe findings' resources, by provenance or in the checked files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji import questions
from michisuji.quality.report import Finding, Place, Report
from michisuji.quality.rulebook import remedies

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source

#: ``{base}/source/{dataset}[/{year}]/{file}#row=N`` (RFC 7111; ``#line=N,M`` counts lines from 0).
_SOURCE = re.compile(
    r"/source/[^/]+/(?:\d{4}/)?(?P<file>[^#]+)"
    r"(?:#(?:row=(?P<row>\d+)|line=(?P<line>\d+))(?:[-,]\d*)?)?$"
)
#: Lines that the description of one resource takes in a file at most.
_BLOCK = 200
#: The end of the name that a line begins with.
_FIRST = re.compile(r"\s*<?(?:[^\s<>\"]*[/:#])?([^\s<>\"/:;,]+)>?(?:\s|$)")
_IRI = re.compile(r"https?://\S+$")


def placed(report: Report, places: Mapping[str, Place]) -> Report:
    """Return the report with a place for each finding whose focus node has one."""

    def put(finding: Finding) -> Finding:
        place = places.get(finding.focus_node)
        return at_place(finding, place) if place else finding

    return replace(report, findings=tuple(put(f) for f in report.findings))


def at_place(finding: Finding, place: Place) -> Finding:
    """Return the finding with its place, and with its remedy in the words of that file."""
    remedy = remedies.remedy_of(finding, remedies.source_of_place(place))
    return replace(finding, place=place, remedy=remedy)


def from_provenance(source: Source, report: Report) -> dict[str, Place]:
    """Return focus node → file and row, for nodes whose provenance is in the store."""
    nodes = (f.focus_node for f in report.findings)
    found: dict[str, Place] = {}
    for query in questions.get("where-from").bind_parts("", "resource", nodes):
        for resource, origin in source.rows(query):
            place = _parse(str(origin))
            node = str(resource)
            if place and (node not in found or _order(place) < _order(found[node])):
                found[node] = place
    return found


def in_files(texts: Sequence[tuple[Path, str]], nodes: Iterable[str]) -> dict[str, Place]:
    """Return focus node → the file and line that describe it (by its IRI or reference).

    That is the first line that begins with it, or else the first that contains it; if things of
    several types share a reference, a line that also names the type.
    """
    wanted: dict[str, list[str]] = {}
    for node in nodes:
        wanted.setdefault(node.rsplit("/", 1)[-1], []).append(node)
    found: dict[str, tuple[tuple[bool, bool], Place]] = {}
    for path, text in texts:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.lstrip().startswith("#"):
                continue
            first = _FIRST.match(line)
            for word in re.findall(r"[^\s<>\"/:;,]+", line):
                for node in wanted.get(word, ()):
                    typed = "/".join(node.rsplit("/", 2)[-2:]) in line
                    rank = (typed, bool(first and first[1] == word))
                    if node not in found or rank > found[node][0]:
                        found[node] = rank, Place(str(path), number)
    return {node: place for node, (_, place) in found.items()}


def in_lines(report: Report, texts: Sequence[tuple[Path, str]]) -> Report:
    """Return the report with places in files: the line of the wrong statement, if known.

    Otherwise the line where the description of the resource begins.
    """
    report = placed(report, in_files(texts, {f.focus_node for f in report.findings}))
    lines = {str(path): text.split("\n") for path, text in texts}

    def put(finding: Finding) -> Finding:
        place = finding.place
        if place is None or place.row is None or not _has_statement(finding):
            return finding
        row = _line_of(finding, lines[place.file], place.row - 1)
        return replace(finding, place=Place(place.file, row + 1))

    return replace(report, findings=tuple(put(f) for f in report.findings))


def _has_statement(finding: Finding) -> bool:
    """Return True if a finding is about an existing statement, not about a missing one."""
    return bool(finding.path and _IRI.match(finding.path) and finding.value is not None)


def _line_of(finding: Finding, lines: Sequence[str], start: int) -> int:
    """Return the line, from 0, with the property and the value; ``start`` if there is none."""
    name, reference = _reference(finding.path or ""), _reference(finding.focus_node)
    value = str(finding.value)
    text = _reference(value) if finding.value_is_iri else value.split("\n")[0]
    fallback = start
    for number in range(start, min(len(lines), start + _BLOCK)):
        line = lines[number]
        if number > start and line.startswith("<") and reference not in line:
            break  # another resource
        if name in line and text in line:
            return number
        if name in line and fallback == start:
            fallback = number
    return fallback


def _reference(iri: str) -> str:
    """Return the end of an IRI, which is the same in every syntax."""
    return re.split("[/#]", iri)[-1]


def _parse(source: str) -> Place | None:
    match = _SOURCE.search(source)
    if not match:
        return None
    if match["line"]:
        return Place(unquote(match["file"]), int(match["line"]) + 1)
    return Place(unquote(match["file"]), int(match["row"]) if match["row"] else None)


def _order(place: Place) -> tuple[str, int]:
    return place.file, place.row or 0
