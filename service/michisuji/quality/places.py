"""Where the resources of findings were described: from provenance, or from the files checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji import questions
from michisuji.quality.report import Finding, Place, Report
from michisuji.questions.terms import is_askable

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source

#: ``{base}/source/{dataset}[/{year}]/{file}#row=N`` (RFC 7111; ``#line=N,M`` counts lines from 0).
_SOURCE = re.compile(
    r"/source/[^/]+/(?:\d{4}/)?(?P<file>[^#]+)"
    r"(?:#(?:row=(?P<row>\d+)|line=(?P<line>\d+))(?:[-,]\d*)?)?$"
)
_BATCH = 500


def placed(report: Report, places: Mapping[str, Place]) -> Report:
    """The report with a place for each finding whose focus node has one."""

    def put(finding: Finding) -> Finding:
        place = places.get(finding.focus_node)
        return replace(finding, place=place) if place else finding

    return replace(report, findings=tuple(put(f) for f in report.findings))


def from_provenance(source: Source, report: Report) -> dict[str, Place]:
    """Focus node → file and row, of the findings' nodes that the store has provenance of."""
    nodes = sorted({f.focus_node for f in report.findings if is_askable(f.focus_node)})
    found: dict[str, Place] = {}
    for start in range(0, len(nodes), _BATCH):
        batch = nodes[start : start + _BATCH]
        query = questions.get("where-from").bind("", {"resource": batch})
        for resource, origin in source.rows(query):
            place = _parse(str(origin))
            node = str(resource)
            if place and (node not in found or _order(place) < _order(found[node])):
                found[node] = place
    return found


def in_files(texts: Sequence[tuple[Path, str]], nodes: Iterable[str]) -> dict[str, Place]:
    """Focus node → the file, and line, where it is first written (by its IRI or reference)."""
    wanted: dict[str, list[str]] = {}
    for node in nodes:
        wanted.setdefault(node.rsplit("/", 1)[-1], []).append(node)
    found: dict[str, Place] = {}
    for path, text in texts:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.lstrip().startswith("#"):
                continue
            for word in re.findall(r"[^\s<>\"/:;,]+", line):
                for node in wanted.get(word, ()):
                    found.setdefault(node, Place(str(path), number))
    return found


def _parse(source: str) -> Place | None:
    match = _SOURCE.search(source)
    if not match:
        return None
    if match["line"]:
        return Place(unquote(match["file"]), int(match["line"]) + 1)
    return Place(unquote(match["file"]), int(match["row"]) if match["row"] else None)


def _order(place: Place) -> tuple[str, int]:
    return place.file, place.row or 0
