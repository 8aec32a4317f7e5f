"""The audit log for the administrator: a page with a filter, and an export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, request, url_for

from michisuji.accounts.audit import FORMATS, AuditEvent, AuditFilter
from michisuji.accounts.permissions import Action
from michisuji.errors import BadInput
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_settings, render
from michisuji.web.http.negotiation import with_charset
from michisuji.web.page_table import page

#: Entries on a page.
ON_PAGE = 100
_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}
_WORDS = ("since", "until", "actor", "event", "subject")


@blueprint.get("/audit")
@page(kept=False, listed=False)
@rule(Action.SEE_AUDIT)
def audit() -> Any:
    """Show a page of the log, the newest first."""
    before = request.args.get("before", "")
    last = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0
    found = accounts().audit.page(_filter(), before=last, count=ON_PAGE + 1)
    given = _given()
    return render(
        "accounts/audit.html",
        entries=found[:ON_PAGE],
        older=url_for("accounts.audit", **given, before=found[ON_PAGE - 1].id)
        if len(found) > ON_PAGE
        else "",
        newest=url_for("accounts.audit", **given) if last else "",
        exports={name: url_for("accounts.audit_as", form=name, **given) for name in FORMATS},
        names=accounts().persons.names(),
        events=AuditEvent,
        given=given,
    )


@blueprint.get("/audit.<form>")
@rule(Action.SEE_AUDIT)
def audit_as(form: str) -> Response:
    """Send all entries that fit, the oldest first."""
    if form not in FORMATS:
        raise BadInput(f"この形式では出せません: {form[:20]}", f"no such format: {form[:20]}")
    lines: Iterator[str] = FORMATS[form](accounts().audit.entries(_filter()))
    response = Response(lines, content_type=with_charset(_TYPES[form]))
    response.headers["Content-Disposition"] = f"attachment; filename=audit.{form}"
    return response


def _given() -> dict[str, Any]:
    return {name: request.args[name] for name in _WORDS if request.args.get(name)}


def _filter() -> AuditFilter:
    """Return the filter of the form; days are the city's.

    Raises BadInput for what is no day.
    """
    words = request.args
    until = _day(words.get("until", ""))
    return AuditFilter(
        since=_begins(_day(words.get("since", ""))),
        until=_begins(until + timedelta(days=1)) if until else None,
        actor=words.get("actor", ""),
        event=words.get("event", ""),
        subject=words.get("subject", "").strip(),
    )


def _begins(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), current_settings().zone) if day else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = date.max
    if found is not None and not 2000 <= found.year <= 2999:
        raise BadInput(
            f"日付ではありません: {text[:20]}",
            f"not a day: {text[:20]}",
            hint_ja="2026-11-30 のように書いてください",
            hint_en="write it as 2026-11-30",
        )
    return found
