"""Short records of checks, one per check, in a folder: written whole, read with care."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import secrets
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.quality.reading.causes import Cause
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.report import Place, Problem, Report, Severity

#: How many checks are kept.
KEPT = 60
FINDINGS = ".findings.json.gz"
_STALE_S = 3600.0
#: What reading a damaged file may raise; JSON nested far too deep raises RecursionError.
DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    zlib.error,
)


@dataclass(frozen=True)
class CheckRecord:
    """One check in short. ``at`` is in UTC; findings are the active ones.

    In ``by_department`` the key "" means no department; ``labels`` names the departments.
    """

    at: datetime
    profile: str
    profiles: Mapping[str, str] = field(hash=False)
    focus_nodes: int
    findings: int
    waived: int
    causes: int
    by_severity: Mapping[str, int] = field(hash=False)
    by_rule: Mapping[str, int] = field(hash=False)
    by_department: Mapping[str, int] = field(hash=False)
    by_dataset: Mapping[str, int] = field(hash=False)
    labels: Mapping[str, Text] = field(hash=False)
    name: str = ""

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data sets that were checked."""
        return tuple(sorted(self.profiles))


@dataclass(frozen=True)
class Past:
    """A finding of an earlier check."""

    fingerprint: str
    rule: str
    severity: Severity
    focus_node: str
    focus_label: str
    department: str | None


def write(
    folder: Path, report: Report, causes: Sequence[Cause] = (), *, now: datetime | None = None
) -> CheckRecord:
    """Add a record of a check, and drop the oldest.

    Raises OSError when it cannot be written.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC)
    name = f"{at:%Y%m%dT%H%M%S}.{at.microsecond:06}Z-{secrets.token_hex(4)}"
    record = make(report, causes, at, name)
    past = [
        [fingerprint(f), f.rule, f.severity, f.focus_node, f.focus_label, f.context.department]
        for f in report.active
    ]
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / (name + FINDINGS), gzip.compress(as_json(past), 5))
    write_record(folder, record)
    _prune(folder)
    return record


def read(folder: Path) -> tuple[tuple[CheckRecord, ...], tuple[Problem, ...]]:
    """Return all records of a folder, oldest first, and problems of damaged files."""
    found: list[CheckRecord] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read_record(path))
        except FileNotFoundError:
            continue  # another process has pruned it
        except DAMAGED as error:
            problems.append(damaged(path, error))
    return tuple(sorted(found, key=lambda r: (r.at, r.name))), tuple(problems)


def read_findings(folder: Path, record: CheckRecord) -> dict[str, Past]:
    """Return the findings of a record by fingerprint.

    Raises one of :data:`DAMAGED`.
    """
    rows = json.loads(gzip.decompress((folder / (record.name + FINDINGS)).read_bytes()))
    return {row[0]: Past(*row) for row in rows}


def make(report: Report, causes: Sequence[Cause], at: datetime, name: str) -> CheckRecord:
    """Make a record of a check made ``at``; ``name`` is that of its file."""
    active = report.active
    contexts = [f.context for f in active]
    return CheckRecord(
        at=at,
        profile=report.profile,
        profiles=dict(report.profiles),
        focus_nodes=report.focus_nodes,
        findings=len(active),
        waived=len(report.waived),
        causes=len(causes),
        by_severity=_sorted(f.severity for f in active),
        by_rule=_sorted(f.rule for f in active),
        by_department=_sorted(c.department or "" for c in contexts),
        by_dataset=_sorted(c.dataset or "" for c in contexts),
        labels={c.department: dict(c.department_label) for c in contexts if c.department},
        name=name,
    )


def _sorted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def write_record(folder: Path, record: CheckRecord) -> None:
    """Write a record's file."""
    values = {**asdict(record), "at": record.at.isoformat()}
    write_file(folder / f"{record.name}.json", as_json(values))


def read_record(path: Path) -> CheckRecord:
    """Read the record in a file.

    Raises one of :data:`DAMAGED`.
    """
    values = json.loads(path.read_text("utf-8"))
    values["at"] = datetime.fromisoformat(values["at"])
    wanted = {f.name for f in fields(CheckRecord)}
    if values.keys() != wanted or values["at"].tzinfo is None or values["name"] != path.stem:
        raise ValueError("not a record of a check")
    return CheckRecord(**values)


def write_file(path: Path, content: bytes) -> None:
    """Write a file atomically: a reader sees the old one or the new one, never a partial one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    names = sorted(path.name.removesuffix(".json") for path in folder.glob("[!.]*.json"))
    for name in names[:-KEPT]:
        (folder / f"{name}.json").unlink(missing_ok=True)
        (folder / (name + FINDINGS)).unlink(missing_ok=True)
    # What an interrupted save has left; recent files may be a save in progress.
    whole, now = {*names}, time.time()
    for path in folder.iterdir():
        left = path.name.startswith(".") or path.name.removesuffix(FINDINGS) not in whole
        with contextlib.suppress(FileNotFoundError):
            if left and path.suffix != ".json" and now - path.stat().st_mtime > _STALE_S:
                path.unlink(missing_ok=True)


def as_json(value: Any) -> bytes:
    """Return JSON in UTF-8; a lone surrogate is escaped, as JSON allows."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


def damaged(path: Path, error: BaseException) -> Problem:
    """Return the problem of a file that cannot be read."""
    kind = type(error).__name__
    return Problem(
        text("check.record_damaged", name=path.name, kind=kind),
        Place(str(path)),
    )
