"""``michisuji import forms | accounts``: from what a city has, by a mapping file."""

from __future__ import annotations

from pathlib import Path

import click

from michisuji.cli.common import Terminal, opened
from michisuji.cli.taking_in import (
    as_json,
    base_city,
    database,
    draft,
    dry_run,
    progress_bar,
    strict,
    take_in,
)
from michisuji.scratch import scratch

_PATHS = click.Path(path_type=Path)
_DATASET = click.option("--dataset", required=True, help="Name of the dataset to complete.")


@click.command()
@click.argument("mapping", type=_PATHS)
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@_DATASET
@dry_run
@strict
@draft
@as_json
@click.pass_obj
def forms(
    context: Terminal,
    mapping: Path,
    files: tuple[Path, ...],
    dataset: str,
    dry_run: bool,
    strict: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Import form-shaped sheets, one program each, by a MAPPING file.

    A folder stands for its workbooks. What cannot be read is reported with its cell, and the rest
    is taken; with --strict, nothing is. `michisuji forms learn` proposes a mapping.
    """
    from michisuji.importers.city.forms.importing import import_forms
    from michisuji.importers.city.forms.mapping.reading import read_mapping

    read = read_mapping(mapping)
    with scratch() as folder, opened(database(draft)) as (settings, store):
        city = base_city(store, settings, dataset, draft)
        with progress_bar(context) as progress:
            batch, report = import_forms(
                files,
                read,
                city,
                base_iri=settings.base_iri,
                out_dir=folder,
                progress=progress,
                strict=strict,
            )
        take_in(context, store, settings, batch, report, as_json, strict, dry_run=dry_run)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--mapping", required=True, type=_PATHS, help="What the file's columns are.")
@_DATASET
@dry_run
@strict
@draft
@as_json
@click.pass_obj
def accounts(
    context: Terminal,
    files: tuple[Path, ...],
    mapping: Path,
    dataset: str,
    dry_run: bool,
    strict: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Import the money of programs from the accounts system's CSV, by their budget codes.

    The file's own totals must agree to the yen, or nothing is imported.
    """
    from michisuji.importers.city.accounts.importing import import_accounts
    from michisuji.importers.city.accounts.mapping import read_mapping

    read = read_mapping(mapping)
    with scratch() as folder, opened(database(draft)) as (settings, store):
        city = base_city(store, settings, dataset, draft)
        batch, report = import_accounts(
            files, read, city, base_iri=settings.base_iri, out_dir=folder, strict=strict
        )
        take_in(context, store, settings, batch, report, as_json, strict, dry_run=dry_run)
