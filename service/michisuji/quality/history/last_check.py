"""The last check in full, and a short record of each, in ``{home}/reports/``.

``last.json``
    the last check (see :mod:`michisuji.quality.history.saved`);
``history/{time}-{random}.json``
    one check's counts, for trends;
``history/{time}-{random}.findings.json.gz``
    its active findings, each with its fingerprint, to find what is new and what is mended.

Files appear whole or not at all, and two processes may save at once: each writes its own files and
renames them into place. A record exists once its ``.json`` does, its findings before that. The
newest :data:`KEPT` records are kept. Unreadable files are reported and skipped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.moments import local
from michisuji.quality.check.members import Member, members
from michisuji.quality.history import comparison as comparing
from michisuji.quality.history import records as store_of_records
from michisuji.quality.history.comparison import Earlier, Since, since
from michisuji.quality.history.records import (
    DAMAGED,
    KEPT,
    CheckRecord,
    Past,
    as_json,
    damaged,
    write_file,
)
from michisuji.quality.history.saved import Saved, decode, encode
from michisuji.quality.reading.causes import Cause, group, named
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.reading.neighbours import neighbours
from michisuji.quality.report import Problem, Report

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

__all__ = [
    "KEPT",
    "CheckRecord",
    "Earlier",
    "Past",
    "Saved",
    "Since",
    "earlier",
    "explained",
    "fingerprint",
    "keep",
    "last",
    "put",
    "records",
    "save",
    "since",
    "stamp",
]


def keep(report: Report, store: Store, settings: Settings) -> Saved:
    """Find the causes of a check of ``store``; save it as the last check, with its record.

    Raises the store's errors, and OSError when the data directory cannot be written.
    """
    causes, found = explained(report, store, settings)
    record = save(report, settings, causes=causes, members=found)
    return Saved(record.at, report, causes, found)


def explained(
    report: Report, store: Store, settings: Settings
) -> tuple[tuple[Cause, ...], tuple[Member, ...]]:
    """Return the causes of a check's findings, and the programs and measures it covered.

    Raises the store's errors.
    """
    base_iri = settings.base_iri
    causes = group(report, neighbours(store, report, base_iri=base_iri))
    return named(causes, store, base_iri=base_iri), members(store, base_iri)


def save(
    report: Report,
    settings: Settings,
    *,
    causes: Sequence[Cause] = (),
    members: Sequence[Member] = (),
    now: datetime | None = None,
) -> CheckRecord:
    """Save a check as the last one, and its record.

    Raises OSError when that cannot be written.
    """
    record = store_of_records.write(_folder(settings), report, causes, now=now)
    put(Saved(record.at, report, tuple(causes), tuple(members)), settings)
    return record


def put(saved: Saved, settings: Settings) -> None:
    """Save a check as the last one, without a record.

    Raises OSError when it cannot be written.
    """
    path = _last_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, as_json(encode(saved)))


def last(settings: Settings) -> Saved | None:
    """Return the last check, cached by file state; None when there is no readable one."""
    path = _last_path(settings)
    try:
        state = path.stat()
        return _read_last(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except DAMAGED:
        return None


def stamp(settings: Settings) -> str:
    """Return a mark that changes with every saved check, without reading it; '' if none."""
    try:
        state = _last_path(settings).stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns} {state.st_size} {state.st_ino}"


def records(settings: Settings) -> tuple[tuple[CheckRecord, ...], tuple[Problem, ...]]:
    """Return the records of all saved checks, oldest first, and problems of damaged files."""
    found, problems = store_of_records.read(_folder(settings))
    path = _last_path(settings)
    if path.exists() and last(settings) is None:
        problems = (*problems, damaged(path, ValueError("not a saved check")))
    return found, problems


def earlier(settings: Settings, when: str, *, report: Report | None = None) -> Earlier:
    """Return the latest check made at or before ``when``, as :mod:`.comparison` finds it."""
    found = comparing.find(_folder(settings), when, report, settings.zone)
    at = local(found.record.at, settings.zone)
    return replace(found, record=replace(found.record, at=at))


@lru_cache(maxsize=2)
def _read_last(path: Path, *_state: int) -> Saved:
    return decode(json.loads(path.read_text("utf-8")))


def _folder(settings: Settings) -> Path:
    return settings.home / "reports" / "history"


def _last_path(settings: Settings) -> Path:
    return settings.home / "reports" / "last.json"
