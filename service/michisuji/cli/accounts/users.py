"""``michisuji user``: the people who sign in, their roles, and one-time passwords.

Passwords are typed at the terminal or read from standard input; an argument would be seen by other
users of the machine, and stay in the shell's history.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from michisuji.accounts.permissions import BY_UNIT, Grant, Role
from michisuji.cli.accounts.common import accounts_of, by_terminal, drawn
from michisuji.cli.accounts.units import unit_iri
from michisuji.cli.common import Terminal, settings
from michisuji.messages import listed, message, section

if TYPE_CHECKING:
    from michisuji.accounts import Accounts, Person
    from michisuji.settings import Settings

_ROLE = click.Choice([role.value for role in Role])
_UNIT = click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="UNIT",
    help="The unit of an editor or approver, with what is below it: id, name or IRI. Repeatable.",
)
_WHOLE = click.option("--whole-city", is_flag=True, help="Instead of --unit: every unit.")
_FORCE = click.option("--force", is_flag=True, help="Even if no administrator is left.")


@click.group()
def user() -> None:
    """Manage the accounts of people who sign in; works while the service runs."""


@user.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=_ROLE, help="A role (reader). Repeatable.")
@_UNIT
@_WHOLE
@click.option("--display", default="", help="The name that others see, if not the login name.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def add(
    context: Terminal,
    name: str,
    roles: tuple[str, ...],
    units: tuple[str, ...],
    whole_city: bool,
    display: str,
    password_stdin: bool,
) -> None:
    """Make an account for NAME; without a terminal, print a one-time password for it.

    Each editor's or approver's role is for every --unit given: other combinations by `michisuji
    user role`.
    """
    own = settings()
    accounts, by = accounts_of(own), by_terminal()
    is_first = not accounts.exist
    grants = _grants(context, own, roles or (Role.READER,), units, whole_city)
    password = _password(context, name, password_stdin)
    person = accounts.persons.add(name, grants, by, display=display)
    told = listed((_told(grant, own, context.lang) for grant in person.grants), context.lang)
    context.say("cli.user.added", name=person.name, roles=told)
    if password:
        accounts.set_password(person.id, password, by)
    else:
        _hand_out(context, accounts.invite(person.id, by))
    if is_first:
        context.say("cli.user.fresh", base=own.base_iri)


@user.command()
@click.argument("name")
@click.argument("role", type=_ROLE)
@_UNIT
@_WHOLE
@click.option("--remove", is_flag=True, help="Remove the role.")
@_FORCE
@click.pass_obj
def role(
    context: Terminal,
    name: str,
    role: str,
    units: tuple[str, ...],
    whole_city: bool,
    remove: bool,
    force: bool,
) -> None:
    """Add a role to NAME, or --remove it; the person has to sign in again."""
    own = settings()
    accounts = accounts_of(own)
    person = accounts.persons.find(name)
    for grant in _grants(context, own, (role,), units, whole_city):
        if remove:
            accounts.persons.revoke(person.id, grant, by_terminal(), force=force)
        else:
            accounts.persons.grant(person.id, grant, by_terminal())
        key = "cli.user.role_removed" if remove else "cli.user.role_added"
        context.say(key, name=person.name, role=_told(grant, own, context.lang))


@user.command()
@click.argument("name")
@_FORCE
@click.pass_obj
def disable(context: Terminal, name: str, force: bool) -> None:
    """Stop an account at once: no sign-in, no session, no token. Nothing of it is deleted."""
    accounts = accounts_of(settings())
    person = accounts.persons.find(name)
    accounts.persons.disable(person.id, by_terminal(), force=force)
    context.say("cli.user.disabled", name=person.name)


@user.command()
@click.argument("name")
@click.pass_obj
def enable(context: Terminal, name: str) -> None:
    """Let a stopped account sign in again, with the password and tokens that it had."""
    accounts = accounts_of(settings())
    person = accounts.persons.find(name)
    accounts.persons.enable(person.id, by_terminal())
    context.say("cli.user.enabled", name=person.name)


@user.command()
@click.argument("name")
@click.pass_obj
def reset(context: Terminal, name: str) -> None:
    """Print a one-time password for NAME; the old one and all sessions end. Works when delayed."""
    accounts = accounts_of(settings())
    person = accounts.persons.find(name)
    made = accounts.invite(person.id, by_terminal())
    context.say("cli.user.reset", name=person.name)
    _hand_out(context, made)


@user.command()
@click.argument("name")
@click.option("--issuer", required=True, help="The OpenID provider's issuer address.")
@click.option("--subject", required=True, help="The person's subject (sub) there.")
@click.pass_obj
def link(context: Terminal, name: str, issuer: str, subject: str) -> None:
    """Let a user of an OpenID provider sign in as NAME."""
    accounts = accounts_of(settings())
    person = accounts.persons.find(name)
    accounts.subjects.link(person.id, issuer, subject, by_terminal())
    context.say("cli.user.linked", name=person.name, issuer=issuer, subject=subject)


@user.command()
@click.argument("name")
@click.pass_obj
def unlink(context: Terminal, name: str) -> None:
    """Remove NAME's links to users of OpenID providers."""
    accounts = accounts_of(settings())
    person = accounts.persons.find(name)
    count = accounts.subjects.unlink(person.id, by_terminal())
    context.say("cli.user.unlinked", name=person.name, count=count)


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def list_(context: Terminal, as_json: bool) -> None:
    """List the accounts with their roles; never a password."""
    own = settings()
    accounts = accounts_of(own)
    people = accounts.persons.all()
    if as_json:
        click.echo(json.dumps([_as_dict(one, accounts) for one in people], ensure_ascii=False))
    elif not people:
        context.say("cli.user.none")
    else:
        click.echo(drawn([_row(one, accounts, own, context.lang) for one in people]))


def _grants(
    context: Terminal,
    own: Settings,
    roles: Sequence[str],
    units: Sequence[str],
    whole_city: bool,
) -> list[Grant]:
    given = [Role(one) for one in roles]
    by_unit = [one for one in given if one in BY_UNIT]
    if by_unit and bool(units) == whole_city:
        raise click.UsageError(f"the role {by_unit[0]} needs --unit UNIT or --whole-city")
    if not by_unit and (units or whole_city):
        raise click.UsageError("only editors and approvers have a --unit")
    iris = [unit_iri(context, own, unit) for unit in units]
    places: Sequence[str | None] = iris or [None]
    return [Grant(one, place) for one in given for place in (places if one in BY_UNIT else [None])]


def _password(context: Terminal, name: str, from_stdin: bool) -> str:
    """Return the password that was given and can be used; '' for a one-time password."""
    from michisuji.accounts.passwords import check_new

    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        check_new(given, name)
        return given
    if not sys.stdin.isatty():
        return ""
    question = message("cli.user.password", context.lang)
    again = message("cli.user.again", context.lang)
    typed: str = click.prompt(question, default="", hide_input=True, show_default=False, err=True)
    if typed:
        check_new(typed, name)
        if click.prompt(again, hide_input=True, err=True) != typed:
            raise click.UsageError("the two passwords differ")
    return typed


def _hand_out(context: Terminal, one_time: str) -> None:
    context.say("cli.user.one_time")
    click.echo(one_time)


def _told(grant: Grant, own: Settings, lang: str) -> str:
    from michisuji.accounts.words import grant_name

    return grant_name(grant, lang, (grant.unit or "").removeprefix(f"{own.base_iri}/"))


def _state(person: Person) -> str:
    if not person.is_active:
        return "stopped"
    if person.has_password or person.is_linked:
        return "active"
    return "invited" if person.is_invited else "no_password"


def _row(person: Person, accounts: Accounts, own: Settings, lang: str) -> dict[str, str]:
    roles = "\n".join(_told(grant, own, lang) for grant in person.grants)
    values = {
        "name": person.name,
        "display": person.display,
        "state": section("cli.user.state", lang)[_state(person)],
        "roles": roles,
        "tokens": str(len(accounts.tokens.of(person.id))),
    }
    headings = section("cli.user.column", lang)
    return {headings[key]: value for key, value in values.items()}


def _as_dict(person: Person, accounts: Accounts) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "display": person.display,
        "state": _state(person),
        "since": person.since,
        "roles": [{"role": one.role.value, "unit": one.unit} for one in person.grants],
        "tokens": len(accounts.tokens.of(person.id)),
    }
