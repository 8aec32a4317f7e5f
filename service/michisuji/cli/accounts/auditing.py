"""``michisuji audit``: the log of sign-ins, roles, edits and releases, to read or to export."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from michisuji.cli.accounts.common import accounts_of, drawn
from michisuji.cli.common import Terminal, settings
from michisuji.errors import BadInput, NotFound
from michisuji.messages import section

if TYPE_CHECKING:
    from michisuji.accounts import Accounts
    from michisuji.accounts.audit import AuditEntry, AuditFilter
    from michisuji.settings import Settings

#: Entries shown as a table.
_SHOWN = 50


@click.command()
@click.option("--since", metavar="YYYY-MM-DD", help="From this day on.")
@click.option("--until", metavar="YYYY-MM-DD", help="Up to this day, included.")
@click.option("--user", "name", default="", help="What this person did (login name, or an id).")
@click.option("--about", default="", help="What was done to this person, resource or data set.")
@click.option("--event", default="", help="Only this event, such as sign-in or release.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "jsonl"]),
    default="table",
    show_default=True,
)
@click.pass_obj
def audit(
    context: Terminal,
    since: str | None,
    until: str | None,
    name: str,
    about: str,
    event: str,
    form: str,
) -> None:
    """Show who did what, when and from where: the newest as a table, all as CSV or JSON lines.

    Nothing of the log is ever deleted; it holds no content of drafts.
    """
    from michisuji.accounts.audit import FORMATS, AuditFilter

    own = settings()
    accounts = accounts_of(own)
    wanted = AuditFilter(
        since=_moment(since, own),
        until=_moment(until, own, days=1),
        actor=_account(accounts, name),
        event=_event(event),
        subject=_account(accounts, about),
    )
    if form == "table":
        _show(context, accounts, own, wanted)
        return
    out = sys.stdout
    for line in FORMATS[form](accounts.audit.entries(wanted)):
        out.write(line)


def _show(context: Terminal, accounts: Accounts, own: Settings, wanted: AuditFilter) -> None:
    found = accounts.audit.page(wanted, count=_SHOWN + 1)
    if not found:
        context.say("cli.audit.none")
        return
    names = {person.id: person.name for person in accounts.persons.all()}
    shown = reversed(found[:_SHOWN])
    click.echo(drawn([_row(entry, names, own, context.lang) for entry in shown]))
    if len(found) > _SHOWN:
        context.say("cli.audit.more", count=_SHOWN)


def _row(entry: AuditEntry, names: dict[str, str], own: Settings, lang: str) -> dict[str, str]:
    from michisuji.accounts.words import event_name
    from michisuji.moments import local

    values = {
        "at": f"{local(datetime.fromisoformat(entry.at), own.zone):%Y-%m-%d %H:%M:%S}",
        "actor": names.get(entry.actor, entry.actor),
        "event": event_name(entry.event, lang),
        "subject": names.get(entry.subject, entry.subject).removeprefix(f"{own.base_iri}/"),
        "place": entry.place,
        "detail": entry.detail.replace(f"{own.base_iri}/", ""),
    }
    headings = section("cli.audit.column", lang)
    return {headings[key]: value for key, value in values.items()}


def _moment(text: str | None, own: Settings, days: int = 0) -> datetime | None:
    """Return the beginning of a day in the city's time zone, ``days`` later."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"日付ではありません: {text[:40]}",
            f"not a day: {text[:40]}",
            hint_ja="2026-11-30 のように書いてください",
            hint_en="write it as 2026-11-30",
        ) from error
    return datetime.combine(day, time(), own.zone)


def _account(accounts: Accounts, text: str) -> str:
    """Return the account id of a login name; anything else as it is (an id, an IRI)."""
    if not text:
        return ""
    try:
        return accounts.persons.find(text).id
    except NotFound:
        return text


def _event(text: str) -> str:
    from michisuji.accounts import AuditEvent

    if text and text not in list(AuditEvent):
        known = ", ".join(AuditEvent)
        raise BadInput(
            f"記録にない種類です: {text[:40]}",
            f"no such event: {text[:40]}",
            hint_ja=f"あるもの: {known}",
            hint_en=f"there are: {known}",
        )
    return text
