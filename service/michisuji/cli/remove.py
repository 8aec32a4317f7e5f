"""``michisuji remove``: removes a data set with all its years from the store."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class _Held:
    """A data set in the store: the number of statements by graph."""

    name: str
    graphs: dict[str, int]

    @property
    def statements(self) -> int:
        return sum(self.graphs.values())


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
    from michisuji.store import Batch

    with opened("work" if draft else "public") as (settings, store):
        held = _held(store, settings.base_iri, name)
        for graph, count in held.graphs.items():
            context.say("cli.graph", graph=graph, count=count)
        if not yes and not _confirmed(context, held):
            context.say("cli.nothing_changed")
            return 1
        store.replace(Batch(held.name, {}, scope="dataset"))
    context.say("cli.removed", name=held.name, count=held.statements, err=False)
    return 0


def _held(store: Store, base_iri: str, name: str) -> _Held:
    """Return the data set of that name.

    Raises NotFound, which lists the names in the store.
    """
    from urllib.parse import quote

    from michisuji import questions
    from michisuji.errors import NotFound
    from michisuji.vocabulary import parse_graph_iri

    found: dict[str, list[str]] = {}
    for (graph,) in questions.run(store, "graphs", {}, base_iri=base_iri).rows:
        parsed = parse_graph_iri(base_iri, str(graph))
        if parsed is not None:
            found.setdefault(parsed.dataset, []).append(str(graph))
    # Graphs whose name is no longer allowed have it percent-encoded.
    known = next((n for n in (name, quote(name, safe="-._~")) if n in found), None)
    if known is None:
        names = ", ".join(sorted(found)) or "-"
        raise NotFound(
            f"データセットがありません: {name}",
            f"there is no data set {name}",
            hint_ja=f"あるもの: {names}",
            hint_en=f"available: {names}",
        )
    return _Held(known, {graph: _count(store, graph) for graph in sorted(found[known])})


def _count(store: Store, graph: str) -> int:
    from michisuji.store import updates

    return int(str(store.select(updates.count(graph)).rows[0][0]))


def _confirmed(context: Terminal, held: _Held) -> bool:
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: say --yes to remove it")
    question = message("cli.remove", context.lang, name=held.name, count=held.statements)
    return click.confirm(question, default=False, err=True)
