"""``michisuji token``: API tokens of people with an account."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from michisuji.accounts.permissions import NOT_BY_TOKEN, Action
from michisuji.cli.accounts.common import accounts_of, by_terminal, drawn
from michisuji.cli.common import Terminal, settings
from michisuji.messages import section

if TYPE_CHECKING:
    from michisuji.settings import Settings

_ACTIONS = [action.value for action in Action if action not in NOT_BY_TOKEN]
#: A token that was not given another end counts this long, days.
_DAYS = 90


@click.group()
def token() -> None:
    """Manage API tokens: `Authorization: Bearer TOKEN`, at /drafts/… and for SPARQL updates."""


@token.command()
@click.argument("name")
@click.option("--label", required=True, help="What the token is for.")
@click.option(
    "--scope",
    "scope",
    multiple=True,
    required=True,
    type=click.Choice(_ACTIONS),
    help="An action that it may do, if the person may. Repeatable.",
)
@click.option("--days", type=int, default=_DAYS, show_default=True, help="Days until it ends.")
@click.pass_obj
def add(context: Terminal, name: str, label: str, scope: tuple[str, ...], days: int) -> None:
    """Make a token for NAME and print it, this once."""
    own = settings()
    accounts = accounts_of(own)
    person = accounts.persons.find(name)
    actions = {Action(one) for one in scope}
    made, kept = accounts.tokens.add(person.id, label, actions, by_terminal(), days=days)
    context.say("cli.token.made", id=kept.id, day=_day(kept.ends, own, context.lang))
    click.echo(made)


@token.command(name="list")
@click.argument("name")
@click.pass_obj
def list_(context: Terminal, name: str) -> None:
    """List the tokens of NAME that have not ended; never their secrets."""
    own = settings()
    accounts = accounts_of(own)
    headings = section("cli.token.column", context.lang)
    rows = [
        {
            headings["id"]: one.id,
            headings["name"]: one.name,
            headings["scope"]: ", ".join(sorted(one.scope)),
            headings["ends"]: _day(one.ends, own, context.lang),
        }
        for one in accounts.tokens.of(accounts.persons.find(name).id)
    ]
    if rows:
        click.echo(drawn(rows))
    else:
        context.say("cli.token.none")


@token.command()
@click.argument("name")
@click.argument("token_id")
@click.pass_obj
def revoke(context: Terminal, name: str, token_id: str) -> None:
    """End the token TOKEN_ID of NAME at once."""
    accounts = accounts_of(settings())
    accounts.tokens.revoke(token_id, accounts.persons.find(name).id, by_terminal())
    context.say("cli.token.revoked", id=token_id)


def _day(ends: str, own: Settings, lang: str) -> str:
    from michisuji.moments import told

    return told(datetime.fromisoformat(ends), own.zone, lang)
