"""Checks of files and of stores, as the command line and the pages call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.quality.check import nothing, source_places
from michisuji.quality.check.compiled import Engine, check
from michisuji.quality.check.data import source_of
from michisuji.quality.check.files import read_files
from michisuji.quality.formats import render
from michisuji.quality.report import Report, exit_code
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, rulebook
from michisuji.store.replacement import marker

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
    engine: Engine | None = None,
) -> Report:
    """Check RDF files together; an unreadable file becomes a Problem of the report.

    ``lang`` is accepted for symmetry: messages come in both languages. Raises NotFound for an
    unknown profile.
    """
    read = read_files(paths, settings.base_iri)
    source = source_of(read.data)
    book = rulebook(settings.own)
    report = check(
        source,
        settings.base_iri,
        profile,
        today=today or settings.today(),
        engine=engine,
        book=book,
    )
    report = source_places.in_lines(report, read.texts)
    return replace(
        report,
        problems=(*read.problems, *nothing.found(source, "files", book), *report.problems),
        notes=(*read.notes, *report.notes),
    )


def check_store(
    store: Store,
    settings: Settings,
    profile: str | None = None,
    *,
    today: date | None = None,
    engine: Engine | None = None,
) -> Report:
    """Check the current state of a store; places come from its provenance.

    Without ``profile`` each data set is checked with its own. The local engine's files are read
    directly, through a copy in memory if there is room; any other endpoint is queried over SPARQL.
    """
    before = marker(store)
    source = source_of(store, whole=True)
    book = rulebook(settings.own)
    report = check(
        source,
        settings.base_iri,
        profile,
        today=today or settings.today(),
        engine=engine,
        book=book,
    )
    # Provenance stands in graphs of its own, which a copy of the current state does not have.
    report = source_places.placed(report, source_places.from_provenance(source_of(store), report))
    problems = (*nothing.found(source, "store"), *report.problems)
    return replace(report, problems=problems, state=before if marker(store) == before else "")
