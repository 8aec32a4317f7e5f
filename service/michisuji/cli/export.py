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
    from michisuji.importers.city.scope import CityScope
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Formats of one city, of which a part may be asked for.
_OF_A_CITY = ("toml", "xlsx")
_MEDIA_TYPES = {"nquads": "application/n-quads", "trig": "application/trig"}


@click.group(invoke_without_command=True)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_MEDIA_TYPES, "turtle", *_OF_A_CITY]),
    default="nquads",
    show_default=True,
)
@click.option("--work", is_flag=True, help="Export the database of drafts, not the public one.")
@click.option("--dataset", help="The city's data set (toml, xlsx).")
@click.option("--unit", "units", multiple=True, help="Only of this unit and those below it.")
@click.option("--measure", "measures", multiple=True, help="Only of this measure.")
@click.option("--year", type=int, help="The models as they were in this fiscal year.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The new folder (toml) or file (xlsx) to write.",
)
@click.pass_context
def export(
    command: click.Context,
    form: str,
    work: bool,
    dataset: str | None,
    units: tuple[str, ...],
    measures: tuple[str, ...],
    year: int | None,
    output: Path | None,
) -> None:
    """Write all data to stdout, or one city as a folder of TOML files or a workbook.

    All data: every graph (nquads, trig), or the current state (turtle). A city: what was imported
    from its files, to be changed and imported again (--format toml --dataset mihon -o mihon).
    """
    if command.invoked_subcommand:
        return
    context: Terminal = command.obj
    if form in _OF_A_CITY:
        if dataset is None or output is None:
            raise BadInput(
                f"--format {form} には --dataset と -o が要ります",
                f"--format {form} needs --dataset and -o",
                hint_ja=f"例: michisuji export --format {form} --dataset mihon -o mihon",
                hint_en=f"for example: michisuji export --format {form} --dataset mihon -o mihon",
            )
        from michisuji.importers.city.scope import CityScope

        _city(form, work, dataset, CityScope(units, measures, year), output)
    elif dataset or units or measures or year or output:
        raise BadInput(
            f"--format {form} は、すべてのデータを標準出力に書きます",
            f"--format {form} writes all data to stdout",
            hint_ja="1つの市だけを書くには --format toml か xlsx を指定してください",
            hint_en="give --format toml or xlsx to write one city",
        )
    else:
        with opened("work" if work else "public") as (_, store):
            if form == "turtle":
                _current_state(store, sys.stdout.buffer)
            else:
                for chunk in store.dump(_MEDIA_TYPES[form]):
                    sys.stdout.buffer.write(chunk)
    context.say("cli.written")


def _city(form: str, work: bool, dataset: str, scope: CityScope, output: Path) -> None:
    """Write a city, or the part of it that is asked for."""
    from michisuji.importers.city.scope import within
    from michisuji.importers.city.stored import stored_city
    from michisuji.importers.city.toml.writing import refuse_filled, write_folder

    if form == "toml":
        refuse_filled(output)
    with opened("work" if work else "public") as (settings, store):
        city = stored_city(store, dataset, settings.base_iri)
        part = within(city, scope)
    if form == "toml":
        write_folder(part, output)
        return
    from michisuji.publication.workbook.book import write_workbook

    output.write_bytes(write_workbook(part, whole=city, made_from=part.version()))


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
