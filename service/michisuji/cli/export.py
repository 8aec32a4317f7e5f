"""``michisuji export``."""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.errors import BadInput, NotFound
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

_MEDIA_TYPES = {"nquads": "application/n-quads", "trig": "application/trig"}


@click.group(invoke_without_command=True)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_MEDIA_TYPES, "turtle"]),
    default="nquads",
    show_default=True,
)
@click.option("--work", is_flag=True, help="Export the database of drafts, not the public one.")
@click.pass_context
def export(command: click.Context, form: str, work: bool) -> None:
    """Write all data to stdout: every graph (nquads, trig), or the current state (turtle)."""
    if command.invoked_subcommand:
        return
    context: Terminal = command.obj
    with opened("work" if work else "public") as (_, store):
        if form == "turtle":
            _current_state(store, sys.stdout.buffer)
        else:
            for chunk in store.dump(_MEDIA_TYPES[form]):
                sys.stdout.buffer.write(chunk)
    context.say("cli.written")


@export.command()
@click.argument("node")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.",
)
@click.pass_obj
def graph(context: Terminal, node: str, output: Path) -> None:
    """Write the graph around NODE as one page that can be mailed around and opened offline.

    NODE is an IRI, which may be short (id/measure/mihon-0101), or a name.
    """
    from michisuji.web.graph.document import document

    with opened() as (settings, store):
        iri = _resolved(settings, store, node.strip(), context.lang)
        page = document(store, settings, iri, context.lang, datetime.now(settings.zone))
        output.write_text(page, "utf-8")
    context.say("cli.written")


def _resolved(settings: Settings, store: Store, node: str, lang: str) -> str:
    """Return the IRI of a resource given by IRI, short IRI or name.

    Raises NotFound for a name of nothing, BadInput for a name of several things.
    """
    from michisuji.iris import has_scheme
    from michisuji.search import Keeper, find
    from michisuji.store.replacement import marker

    if has_scheme(node) or node.startswith("id/"):
        return node if has_scheme(node) else f"{settings.base_iri}/{node}"
    keeper = Keeper(store, settings)
    keeper.renew(marker(store))
    hits = find(keeper.index, node, lang, facets=False).hits if keeper.index else []
    exact = [hit for hit in hits if hit.label == node] or hits
    if len(exact) == 1:
        return exact[0].iri
    if not exact:
        raise NotFound(
            f"「{node}」という名前のものはありません",
            f"there is nothing named '{node}'",
            hint_ja="名前かIRI(例: id/measure/mihon-0101)を指定してください",
            hint_en="give a name or an IRI, such as id/measure/mihon-0101",
        )
    told = ", ".join(f"{hit.label} ({hit.iri})" for hit in exact[:5])
    raise BadInput(
        f"「{node}」にあたるものが、いくつかあります",
        f"'{node}' may be several things",
        hint_ja=f"IRIで指定してください: {told}",
        hint_en=f"give the IRI: {told}",
    )


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
