"""Checks of files and of stores, as the command line and the pages call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.quality import places
from michisuji.quality.files import read_files
from michisuji.quality.formats import render
from michisuji.quality.reference import check_graph
from michisuji.quality.report import Report, exit_code
from michisuji.quality.rules import DEFAULT_PROFILE

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

__all__ = ["check_files", "check_store", "exit_code", "render"]


def check_files(
    paths: Sequence[Path],
    settings: Settings,
    profile: str = DEFAULT_PROFILE,
    lang: str = "ja",
    *,
    today: date | None = None,
) -> Report:
    """Check RDF files together. A file that cannot be read becomes a Problem of the report.

    ``lang`` is taken for symmetry: messages come in both languages. Raises NotFound for an unknown
    profile.
    """
    read = read_files(paths, settings.base_iri)
    report = check_graph(read.data, profile, today=today)
    found = places.in_files(read.texts, {f.focus_node for f in report.findings})
    report = places.placed(report, found)
    return replace(report, problems=(*read.problems, *report.problems))


def check_store(
    store: Store,
    settings: Settings,
    profile: str = DEFAULT_PROFILE,
    *,
    today: date | None = None,
) -> Report:
    """Check the current state of a store; places come from its provenance."""
    report = check_graph(store, profile, today=today)
    return places.placed(report, places.from_provenance(store, report))
