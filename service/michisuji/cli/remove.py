"""``michisuji remove``: removes a data set with all its years from the store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.questions.datasets import HeldDataset


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--draft", is_flag=True, help="Remove from the database of drafts, not the public one."
)
@click.pass_obj
def remove(context: Terminal, name: str, yes: bool, draft: bool) -> int:
    """Remove the data set NAME with all its years; other data sets keep their statements.

    Lists what will be removed and asks first. Works while the service runs. Exit code: 0 removed,
    1 not.
    """
    from michisuji.questions.datasets import held
    from michisuji.store import Batch

    with opened("work" if draft else "public") as (settings, store):
        found = held(store, settings.base_iri, name)
        for graph, count in found.graphs.items():
            context.say("cli.graph", graph=graph, count=count)
        if not yes and not _confirmed(context, found):
            context.say("cli.nothing_changed")
            return 1
        store.replace(Batch(found.name, {}, scope="dataset"))
    context.say("cli.removed", name=found.name, count=found.statements, err=False)
    return 0


def _confirmed(context: Terminal, found: HeldDataset) -> bool:
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: say --yes to remove it")
    question = message("cli.remove", context.lang, name=found.name, count=found.statements)
    return click.confirm(question, default=False, err=True)
