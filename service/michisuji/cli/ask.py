"""``michisuji query`` and ``michisuji questions``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from michisuji.cli.common import Terminal, opened, settings, tell_faults

if TYPE_CHECKING:
    from michisuji.questions import Question
    from michisuji.search import Found
    from michisuji.store import Store

_FORMATS = {
    "json": "application/sparql-results+json",
    "turtle": "text/turtle",
}


@click.command()
@click.argument("name_or_file")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
@click.option("--as-of", type=int, metavar="YEAR", help="Ask that fiscal year's state.")
@click.option("--work", is_flag=True, help="Ask the database of drafts, not the public one.")
@click.option("--endpoint", metavar="URL", help="Ask a remote SPARQL endpoint.")
@click.pass_obj
def query(
    context: Terminal,
    name_or_file: str,
    parameters: tuple[str, ...],
    form: str,
    as_of: int | None,
    work: bool,
    endpoint: str | None,
) -> None:
    """Ask a question by NAME (see `michisuji questions`), or the query in a .rq FILE.

    A resource is given by its name, or by its IRI, which may be short: id/program/mihon-010101.
    A name that fits nothing, or several, is an error that lists what is near. With --endpoint the
    base is $MICHISUJI_BASE_IRI, or else the address before /sparql, and there are no names.
    """
    from michisuji.questions.as_of import graphs_as_of

    question = _question(context, name_or_file)
    values = dict(_pair(word) for word in parameters)
    if work and endpoint:
        raise click.UsageError("--work and --endpoint exclude each other")
    with _asked(endpoint, work, context) as (base_iri, store):
        graphs = () if as_of is None else graphs_as_of(store, base_iri, as_of)
        if endpoint is None:
            values = _understood(store, question, values, graphs, context.lang, work)
        text = question.bind(base_iri, values, context.lang)
        if endpoint is None and (_is_file(name_or_file) or question.is_own):
            from michisuji.web.gateway.complexity import check_shape

            check_shape(text)  # the engine may be serving a running service
        if form == "table" and question.form == "SELECT":
            _table(store, base_iri, question, text, graphs, context)
        else:
            _stream(store, question, text, graphs, form)


def _question(context: Terminal, name_or_file: str) -> Question:
    from michisuji.questions import get, load_file
    from michisuji.questions.own import questions_of

    if _is_file(name_or_file):
        return load_file(Path(name_or_file))
    known = questions_of(settings().own)
    if name_or_file not in known.by_name:  # perhaps one of those that could not be read
        tell_faults(context, known.faults)
    return get(name_or_file, known.by_name)


def _understood(
    store: Store,
    question: Question,
    given: dict[str, str],
    graphs: tuple[str, ...],
    lang: str,
    work: bool,
) -> dict[str, str]:
    """Return the values with IRIs in place of names. Raises UnclearName."""
    if not any(p.of and given.get(p.name) for p in question.parameters):
        return given
    from michisuji import questions as asking
    from michisuji.search import Filters, Keeper, NameReader, find
    from michisuji.search.naming import OFFERED
    from michisuji.store.replacement import marker

    own = settings()

    def classes_of(iri: str) -> list[str]:
        found = asking.run(
            store, "classes-of", {"node": iri}, base_iri=own.base_iri, default_graphs=graphs
        )
        return [str(row[0]) for row in found.rows]

    def named(text: str, kinds: tuple[str, ...]) -> Found:
        with Keeper(store, own).once(marker(store), keep=not work) as index:
            return find(index, text, lang, Filters(kinds), count=OFFERED, facets=False)

    return NameReader(named, classes_of, own.base_iri).read(question, given)


@contextmanager
def _asked(endpoint: str | None, work: bool, context: Terminal) -> Iterator[tuple[str, Any]]:
    """Yield the base IRI and what answers: the configured database, or a remote endpoint."""
    if endpoint is None:
        with opened("work" if work else "public") as (own, store):
            yield own.base_iri, store
        return
    from michisuji.cli.remote import Remote, base_of
    from michisuji.settings import Settings

    base_iri = base_of(endpoint, settings().base_iri, Settings().base_iri)
    yield base_iri, Remote(endpoint, context.lang)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.pass_obj
def questions(context: Terminal, as_json: bool) -> None:
    """List the questions: name, title, parameters with an example."""
    import json

    from michisuji.questions.own import questions_of

    known = questions_of(settings().own)
    tell_faults(context, known.faults)
    asked = sorted(known.by_name.values(), key=lambda q: (q.audience, q.name))
    if as_json:
        click.echo(json.dumps([q.as_dict() for q in asked], ensure_ascii=False, indent=2))
        return
    audience = ""
    for question in asked:
        if question.audience != audience:
            audience = question.audience
            click.secho(f"\n{audience}", bold=True)
        click.echo(f"  {question.name}: {question.title[context.lang]}")
        for parameter in question.parameters:
            sign = "" if parameter.required else "?"
            label = parameter.label[context.lang]
            click.echo(f"      -p {parameter.name}{sign}={parameter.example}   {label}")


def _is_file(word: str) -> bool:
    return word.endswith(".rq") or "/" in word


def _pair(word: str) -> tuple[str, str]:
    key, sign, value = word.partition("=")
    if not sign or not key:
        raise click.BadParameter(f"'{word}' is not KEY=VALUE", param_hint="-p")
    return key, value


def _stream(
    store: Store, question: Question, text: str, graphs: tuple[str, ...], form: str
) -> None:
    """Write the answer to stdout as it arrives.

    Raises QueryTimeout when the time limit cut it short.
    """
    from michisuji.errors import QueryTimeout
    from michisuji.store import csv_results
    from michisuji.store.failures import is_cancelled

    if question.form in {"CONSTRUCT", "DESCRIBE"}:
        form = "turtle"
    elif question.form == "ASK":
        form = "json"
    result = store.raw(text, _FORMATS.get(form, csv_results.ACCEPT), default_graphs=graphs)
    if form == "csv":
        result = csv_results.as_csv(result)
    out, tail = sys.stdout.buffer, b""
    for chunk in result.chunks:
        out.write(chunk)
        tail = (tail + chunk)[-512:]
    if is_cancelled(tail, result.content_type):
        raise QueryTimeout(
            "問い合わせが制限時間に達したため、上の結果は途中までです",
            "the query reached its time limit: the result above is incomplete",
            hint_ja="MICHISUJI_QUERY_TIMEOUT_S を大きくするか、問い合わせを絞ってください",
            hint_en="raise MICHISUJI_QUERY_TIMEOUT_S, or narrow the query",
        )
    if form == "json":
        out.write(b"\n")


def _table(
    store: Store,
    base_iri: str,
    question: Question,
    text: str,
    graphs: tuple[str, ...],
    context: Terminal,
) -> None:
    from prettytable import PrettyTable, TableStyle

    solutions = store.select(text, default_graphs=graphs)
    headings = question.headings(solutions.variables, context.lang)
    table = PrettyTable()
    table.set_style(TableStyle.SINGLE_BORDER)
    table.field_names = headings
    table.align = "l"
    table.max_width = 48
    for row in solutions.rows:
        table.add_row([_cell(term, base_iri) for term in row])
    if solutions.rows:
        click.echo(table.get_string())
    context.say("cli.rows", count=len(solutions.rows))


def _cell(term: object, base_iri: str) -> str:
    text = "" if term is None else str(term)
    # A resource is shown in the short form that -p accepts.
    return text.removeprefix(base_iri + "/") if text.startswith(base_iri + "/id/") else text
