"""The last check of a store, kept as JSON in the data directory for the pages to show."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji.quality.formats import render
from michisuji.quality.rules import catalogue

if TYPE_CHECKING:
    from michisuji.quality.report import Report
    from michisuji.settings import Settings


def save_report(report: Report, settings: Settings, *, now: datetime | None = None) -> Path:
    """Keep ``report`` as the last one; a reader sees the old or the new one, never a half.

    Raises OSError when the data directory cannot be written.
    """
    names = {rule.id: dict(rule.name) for rule in catalogue().values()}
    kept = json.loads(render(report, "json", "ja"))
    kept["checked_at"] = (now or datetime.now(UTC)).astimezone().isoformat(timespec="minutes")
    kept["rule_names"] = names
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)
    return path


def last_report(settings: Settings) -> dict[str, Any] | None:
    """The last report as saved, with ``checked_at`` and ``rule_names``; None when there is none."""
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(_path(settings).read_text("utf-8"))
        return found
    return None


def _path(settings: Settings) -> Path:
    return settings.home / "reports" / "check.json"
