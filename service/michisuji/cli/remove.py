"""``michisuji remove``: a data set leaves the store, all its years with it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class _Held:
    """What the store holds of a data set: statements by graph."""

    name: str
    graphs: dict[str, int]

    @property
    def statements(self) -> int:
        return sum(self.graphs.values())


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--draft", is_flag=True, help="From the database of drafts, not the public one.")
@click.pass_obj
def remove(context: Terminal, name: str, yes: bool, draft: bool) -> int:
    """Remove the data set NAME with all its years; other data sets keep what they state.

    Tells what goes and asks first. Works while the service runs. Exit code: 0 removed, 1 not.
    """
    from michisuji.store import Batch

    with opened("work" if draft else "public") as (settings, store):
        held = _held(store, settings.base_iri, name)
        for graph, count in held.graphs.items():
            context.say(f"{graph}  {count:,} トリプル", f"{graph}  {counted(count, 'triple')}")
        if not yes and not _confirmed(context, held):
            context.say("何も変えていません", "nothing was changed")
            return 1
        store.replace(Batch(held.name, {}, scope="dataset"))
    context.say(
        f"{held.name} を削除しました({held.statements:,} トリプル)",
        f"{held.name} is removed ({held.statements:,} triples)",
        err=False,
    )
    return 0


def _held(store: Store, base_iri: str, name: str) -> _Held:
    """The data set of that name. Raises NotFound, which lists the names there are."""
    from urllib.parse import quote

    from michisuji import questions
    from michisuji.errors import NotFound
    from michisuji.vocabulary import parse_graph_iri

    found: dict[str, list[str]] = {}
    for (graph,) in questions.run(store, "graphs", {}, base_iri=base_iri).rows:
        parsed = parse_graph_iri(base_iri, str(graph))
        if parsed is not None:
            found.setdefault(parsed.dataset, []).append(str(graph))
    # Graphs of a name that is not taken any more have it percent-encoded.
    known = next((n for n in (name, quote(name, safe="-._~")) if n in found), None)
    if known is None:
        names = ", ".join(sorted(found)) or "-"
        raise NotFound(
            f"データセットがありません: {name}",
            f"there is no data set {name}",
            hint_ja=f"あるもの: {names}",
            hint_en=f"there are: {names}",
        )
    return _Held(known, {graph: _count(store, graph) for graph in sorted(found[known])})


def _count(store: Store, graph: str) -> int:
    from michisuji.store import updates

    return int(str(store.select(updates.count(graph)).rows[0][0]))


def _confirmed(context: Terminal, held: _Held) -> bool:
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: say --yes to remove it")
    question = f"Remove {held.name} ({counted(held.statements, 'triple')})?"
    if context.lang == "ja":
        question = f"{held.name}({held.statements:,} トリプル)を削除しますか"
    return click.confirm(question, default=False, err=True)
