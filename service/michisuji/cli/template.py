"""``michisuji template``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from michisuji.cli.common import Terminal, opened, settings


@click.command()
@click.option("--dataset", help="Prefill it from this data set; without it, it is empty.")
@click.option("--unit", "units", multiple=True, help="Of this unit and those below it.")
@click.option("--measure", "measures", multiple=True, help="Of this measure.")
@click.option(
    "--phase",
    type=click.Choice(["plan", "evaluate"]),
    default="plan",
    show_default=True,
    help="What is to be filled in: the plan of a year, or its results and evaluation.",
)
@click.option("--year", type=int, help="The fiscal year that is to be filled in.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.",
)
@click.pass_obj
def template(
    context: Terminal,
    dataset: str | None,
    units: tuple[str, ...],
    measures: tuple[str, ...],
    phase: str,
    year: int | None,
    output: Path,
) -> None:
    """Write a workbook (xlsx) for a section to fill in: empty, or prefilled from a data set."""
    from michisuji.errors import BadInput
    from michisuji.publication.workbook.template import empty_book, section_book

    if dataset is None and (units or measures):
        raise BadInput(
            "どのデータから書き込むかが分かりません",
            "it is not said which data to prefill it from",
            hint_ja="--dataset でデータセットを指定してください(例: --dataset mihon)",
            hint_en="name the data set with --dataset (such as --dataset mihon)",
        )
    now = datetime.now(settings().zone)
    if dataset is None:
        # A fiscal year begins in April.
        book = empty_book(phase, year or now.year - (now.month < 4), now)
    else:
        from michisuji.importers.city.scope import CityScope
        from michisuji.importers.city.stored.reading import stored_city

        with opened() as (current, store):
            city = stored_city(store, dataset, current.base_iri)
        book = section_book(city, CityScope(units, measures), phase, year, now)
    output.write_bytes(book)
    context.say("cli.written")
