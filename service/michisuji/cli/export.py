"""``michisuji export``."""

from __future__ import annotations

import sys
import tempfile
from typing import IO, TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.store import Store

_MEDIA_TYPES = {"nquads": "application/n-quads", "trig": "application/trig"}


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([*_MEDIA_TYPES, "turtle"]),
    default="nquads",
    show_default=True,
)
@click.option("--work", is_flag=True, help="Export the database of drafts, not the public one.")
@click.pass_obj
def export(context: Terminal, form: str, work: bool) -> None:
    """Write all data to stdout: every graph (nquads, trig), or the current state (turtle)."""
    with opened("work" if work else "public") as (_, store):
        if form == "turtle":
            _current_state(store, sys.stdout.buffer)
        else:
            for chunk in store.dump(_MEDIA_TYPES[form]):
                sys.stdout.buffer.write(chunk)
    context.say("cli.written")


def _current_state(store: Store, out: IO[bytes]) -> None:
    """Write the default graph as Turtle: the statements in no named graph of the dump."""
    from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

    with tempfile.TemporaryFile() as file:
        for chunk in store.dump(_MEDIA_TYPES["nquads"]):
            file.write(chunk)
        file.seek(0)
        quads = parse(file, format=RdfFormat.N_QUADS)
        current = (quad.triple for quad in quads if quad.graph_name == DefaultGraph())
        serialize(current, out, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES))
