"""``michisuji import rs | rdf | toml | xlsx | sample``: from files to the store, with a report."""

from __future__ import annotations

import json
from pathlib import Path

import click

from michisuji.cli.city.imports import accounts, forms
from michisuji.cli.city.workbooks import xlsx
from michisuji.cli.common import Terminal, opened
from michisuji.cli.taking_in import as_json, database, draft, progress_bar, strict, take_in
from michisuji.scratch import scratch

_PATHS = click.Path(path_type=Path)


@click.group(name="import")
def import_() -> None:
    """Load data; the same input again changes nothing, an import replaces its dataset."""


@import_.command()
@click.argument("paths", nargs=-1, required=True, type=_PATHS)
@click.option("--dataset", default="rs", show_default=True, help="Name of the dataset.")
@as_json
@draft
@strict
@click.pass_obj
def rs(
    context: Terminal,
    paths: tuple[Path, ...],
    dataset: str,
    as_json: bool,
    draft: bool,
    strict: bool,
) -> None:
    """Import the national review (RS System): a folder, zips, CSVs or workbooks of its tables.

    Give all tables of a fiscal year together: a year is replaced as a whole.
    """
    from michisuji.importers.rs import import_rs

    with scratch() as folder, opened(database(draft)) as (settings, store):
        with progress_bar(context) as progress:
            batch, report = import_rs(
                paths,
                dataset=dataset,
                base_iri=settings.base_iri,
                out_dir=folder,
                progress=progress,
            )
        take_in(context, store, settings, batch, report, as_json, strict)


@import_.command()
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--dataset", required=True, help="Name of the dataset.")
@as_json
@draft
@strict
@click.pass_obj
def rdf(
    context: Terminal,
    files: tuple[Path, ...],
    dataset: str,
    as_json: bool,
    draft: bool,
    strict: bool,
) -> None:
    """Import RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML."""
    from michisuji.importers.rdf import import_rdf

    with scratch() as folder, opened(database(draft)) as (settings, store):
        batch, report = import_rdf(
            files, dataset=dataset, base_iri=settings.base_iri, out_dir=folder
        )
        take_in(context, store, settings, batch, report, as_json, strict, files)


@import_.command()
@click.argument("folder", type=_PATHS)
@as_json
@draft
@strict
@click.pass_obj
def toml(context: Terminal, folder: Path, as_json: bool, draft: bool, strict: bool) -> None:
    """Import a city's folder of TOML files (see data/README.md).

    Its dataset.toml names the dataset.
    """
    from michisuji.importers.city.toml import import_toml

    with scratch() as out_dir, opened(database(draft)) as (settings, store):
        batch, report = import_toml(folder, base_iri=settings.base_iri, out_dir=out_dir)
        take_in(context, store, settings, batch, report, as_json, strict)


@import_.command()
@as_json
@click.pass_obj
def sample(context: Terminal, as_json: bool) -> None:
    """Import the bundled data: Nagareyama's page and the fictional city 見本市."""
    from michisuji.importers.sample import import_sample

    with opened() as (settings, store):
        imported = import_sample(store, settings)
    if as_json:
        click.echo(json.dumps([r.to_json() for r in imported], ensure_ascii=False, indent=2))
        return
    for report in imported:
        context.say("cli.import.dataset", name=report.dataset, count=report.triples)


import_.add_command(forms)
import_.add_command(accounts)
import_.add_command(xlsx)
