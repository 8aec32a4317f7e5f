"""Changes since an earlier check: new findings, mended ones, and those still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from michisuji.errors import BadInput, NotFound
from michisuji.moments import local, zone
from michisuji.quality.history import records
from michisuji.quality.history.records import DAMAGED, FINDINGS, CheckRecord, Past, damaged
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.report import Finding, Problem, Report


@dataclass(frozen=True)
class Earlier:
    """An earlier check's record and its active findings by fingerprint.

    ``problems`` name later records that were damaged and skipped.
    """

    record: CheckRecord
    findings: Mapping[str, Past] = field(hash=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Since:
    """The changes since an earlier check, made ``at``.

    A finding that is now covered by a waiver is neither open nor mended; one whose waiver has
    expired meanwhile is new.
    """

    at: datetime
    new: tuple[Finding, ...]
    mended: tuple[Past, ...]
    open: tuple[Finding, ...]


def find(
    folder: Path, when: str, report: Report | None = None, where: tzinfo | None = None
) -> Earlier:
    """Return the latest check made at or before ``when``.

    ``when`` is an ISO date (its beginning) or time, of the time zone ``where`` (the city's)
    unless it says otherwise, or ``last``. With ``report`` only comparable
    checks are taken: those that checked no common data set with another profile. A check with
    unreadable findings is reported and skipped. Raises BadInput for an invalid time, and NotFound,
    listing the available times.
    """
    where = where or zone()
    limit = _time(when, where)
    found, problems = records.read(folder)
    known = [r for r in found if report is None or _comparable(r, report)]
    for record in reversed(known):
        if limit is None or record.at <= limit:
            try:
                return Earlier(record, records.read_findings(folder, record), problems)
            except DAMAGED as error:
                problems = (*problems, damaged(folder / (record.name + FINDINGS), error))
    times = ", ".join(f"{local(r.at, where):%Y-%m-%dT%H:%M:%S}" for r in known[:5])
    raise NotFound(
        f"{when} までの点検の記録がありません",
        f"there is no record of a check up to {when}",
        hint_ja=f"ある記録(古い順): {times}"
        if times
        else "先に michisuji check を実行してください",
        hint_en=f"records, the oldest first: {times}" if times else "run michisuji check first",
    )


def since(report: Report, earlier: Earlier) -> Since:
    """Compare ``report`` with an earlier check: what is new, mended, and still open."""
    known = {fingerprint(f) for f in report.findings}
    new: list[Finding] = []
    open_: list[Finding] = []
    for finding in report.active:
        (open_ if fingerprint(finding) in earlier.findings else new).append(finding)
    mended = tuple(past for key, past in earlier.findings.items() if key not in known)
    return Since(earlier.record.at, tuple(new), mended, tuple(open_))


def _comparable(record: CheckRecord, report: Report) -> bool:
    if not (record.profiles and report.profiles):
        return record.profile == report.profile
    common = record.profiles.keys() & report.profiles.keys()
    return all(record.profiles[name] == report.profiles[name] for name in common)


def _time(when: str, where: tzinfo) -> datetime | None:
    if when == "last":
        return None
    try:
        read = datetime.fromisoformat(when)
        return (read if read.tzinfo else read.replace(tzinfo=where)).astimezone(where)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(
            f"日時として読めません: {when}",
            f"not a date or time: {when}",
            hint_ja="2026-04-01、2026-04-01T09:00、last のように指定してください",
            hint_en="give 2026-04-01, 2026-04-01T09:00 or last",
        ) from error
