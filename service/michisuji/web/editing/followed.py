"""Follows each edit at once: the state that pages are made for, the causal graph, the audit log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from michisuji.web.accounts.current import record
from michisuji.web.http import caching

if TYPE_CHECKING:
    from michisuji.editing import Applied
    from michisuji.web.context import AppState

log = logging.getLogger("michisuji.web")


def follower(own: AppState) -> Callable[[Applied], None]:
    """Return what is called after each edit of an application, within its request."""

    def follow(done: Applied) -> None:
        try:
            caching.marker(anew=True)
            _renew(own, done)
        except Exception:  # what is written stands, and pages notice within a second
            log.exception("what pages show could not be renewed after an edit")
        _record(done)

    return follow


def _renew(own: AppState, done: Applied) -> None:
    """Bring the causal graph up to date, if it was that of the state before the edit."""
    before, _ = done.marks
    if done.change and not done.started and own.index.ready(before) is not None:
        own.index.changed(own.store, own.settings.base_iri, done.subjects)
    else:
        own.index.moved()


def _record(done: Applied) -> None:
    """Record an edit in the audit log; moves of a state and releases are recorded where made."""
    from michisuji.accounts import AuditEvent

    events = {
        "edit": AuditEvent.EDIT,
        "undo": AuditEvent.UNDO,
        "restore": AuditEvent.RESTORE,
    }
    if done.change and done.kind in events:
        first, *more = sorted(done.subjects)
        told = f"{done.change} +{len(done.added)} -{len(done.removed)}"
        record(events[done.kind], first, f"{told} ({len(more) + 1})" if more else told)
