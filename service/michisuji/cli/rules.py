"""``michisuji rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from michisuji.cli.common import Terminal, settings, tell_faults
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.quality.rulebook.rules import Rule, RuleSet


@click.command()
@click.option("--profile", default="municipal", show_default=True, help="As severe as it says.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def rules(context: Terminal, profile: str, as_json: bool) -> None:
    """List the rules of a profile by family: id, severity, name. The city's own are marked."""
    import json

    from michisuji.quality.rulebook.rules import rulebook
    from michisuji.quality.rulebook.shape_text import families

    book = rulebook(settings().own)
    asked = book.ruleset(profile)
    tell_faults(context, book.faults)
    members = {
        family: [asked.rules[rule] for rule in names if rule in asked.rules]
        for family, names in families(book).items()
    }
    if as_json:
        listed = [_as_dict(rule, asked) for found in members.values() for rule in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for family, found in members.items():
        if found:
            click.secho(f"\n{family}", bold=True)
        for rule in found:
            mark = message("cli.own", context.lang) + " " if rule.is_own else ""
            severity = asked.severities[rule.id]
            click.echo(f"  {rule.id} {severity}: {mark}{rule.name[context.lang]}")


def _as_dict(rule: Rule, asked: RuleSet) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "own": rule.is_own,
        "family": rule.family,
        "severity": asked.severities[rule.id],
        "shape": rule.shape,
        "name": dict(rule.name),
        "description": dict(rule.description),
        "remedy": dict(rule.remedy),
        "in_toml": rule.in_toml,
        "in_rdf": rule.in_rdf,
        "source": rule.source,
    }
