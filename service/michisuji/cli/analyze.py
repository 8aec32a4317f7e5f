"""``michisuji analyze``: the planner's analyses at the terminal."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from michisuji.cli.common import Terminal, opened

if TYPE_CHECKING:
    from michisuji.analysis.tables import Answer, Table


@click.command()
@click.argument("name", required=False)
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter.")
@click.option("--as-of", type=int, metavar="YEAR", help="Ask that fiscal year's state.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "xlsx"]),
    default="table",
    show_default=True,
)
@click.option("--table", "table_name", default="", help="The table of a CSV (default: the first).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file.")
@click.option("--queries", is_flag=True, help="Show the SPARQL behind the figures, too.")
@click.pass_obj
def analyze(
    context: Terminal,
    name: str | None,
    parameters: tuple[str, ...],
    as_of: int | None,
    form: str,
    table_name: str,
    output: Path | None,
    queries: bool,
) -> None:
    """Answer the planner's question NAME; without a name, list the questions.

    An IRI may be given short: -p target=id/indicator/mihon-0101-t01.
    """
    from michisuji.analysis import catalogue
    from michisuji.analysis.causal import CausalIndex
    from michisuji.analysis.export import as_csv, as_json, as_xlsx
    from michisuji.analysis.state import State

    if name is None:
        _list(context)
        return
    if form == "xlsx" and output is None:
        raise click.UsageError("--format xlsx needs -o FILE")
    asked = catalogue.get(name)
    given: dict[str, list[str]] = {}
    for word in parameters:
        key, sign, value = word.partition("=")
        if not sign or not key:
            raise click.BadParameter(f"'{word}' is not KEY=VALUE", param_hint="-p")
        given.setdefault(key, []).append(value)
    with opened() as (settings, store):
        state = State(store, settings.base_iri, context.lang, as_of, CausalIndex())
        answer = asked.answer(state, given)
        if form == "xlsx":
            now = datetime.now(settings.zone)
            _write(as_xlsx(answer, asked.title[context.lang], context.lang, now), output)
        elif form == "json":
            _write((as_json(asked, answer, context.lang, as_of) + "\n").encode(), output)
        elif form == "csv":
            _write(as_csv(answer, context.lang, table_name).encode(), output)
        else:
            _show(answer, context, queries)


def _list(context: Terminal) -> None:
    from michisuji.analysis import catalogue

    for one in catalogue.all_of_them():
        click.echo(f"{one.name}: {one.title[context.lang]}")
        for p in one.parameters:
            sign = "" if p.required else "?"
            example = " | ".join(p.choices) or p.example
            click.echo(f"    -p {p.name}{sign}={example}   {one.label(p)[context.lang]}")


def _write(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


def _show(answer: Answer[Any], context: Terminal, queries: bool) -> None:
    click.secho(answer.sentence[context.lang], bold=True)
    for table in answer.tables:
        click.echo()
        click.secho(table.title[context.lang], bold=True)
        if table.rows:
            click.echo(_drawn(table, context.lang))
        if table.note:
            click.echo(table.note[context.lang])
    if queries:
        for behind in answer.behind:
            click.echo(f"\n# {behind.title[context.lang]}\n{behind.query}")


def _drawn(table: Table, lang: str) -> str:
    from decimal import Decimal

    from prettytable import PrettyTable, TableStyle

    from michisuji.analysis.tables import cell_text
    from michisuji.figures import number

    drawn = PrettyTable()
    drawn.set_style(TableStyle.SINGLE_BORDER)
    drawn.field_names = [f"{c.label[lang]}" for c in table.columns]
    drawn.max_width = 40
    for column in table.columns:
        numeric = column.kind in ("yen", "number", "percent")
        drawn.align[column.label[lang]] = "r" if numeric else "l"
    for row in table.rows:
        cells = []
        for column, cell in zip(table.columns, row, strict=True):
            if column.kind == "yen" and isinstance(cell, int | Decimal):
                cells.append(number(cell))
            else:
                cells.append(cell_text(cell, column.kind, lang))
        drawn.add_row(cells)
    return str(drawn.get_string())
