"""``michisuji publish --diff``: what the next bundle would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from michisuji.publication.difference import BundleDifference
    from michisuji.settings import Settings
    from michisuji.store import Store

_SHOWN = 30
_KINDS = ("new", "gone", "changed")


def show(context: Terminal, store: Store, settings: Settings, target: Path) -> int:
    """Print the differences; return 0 when nothing would change, 1 when something would.

    Raises BadInput when ``target`` exists and is not a bundle.
    """
    from michisuji.publication import difference, dumps, manifest

    if target.exists():
        manifest.read(target)
    else:
        context.say("cli.publish.no_bundle", folder=target)
    with scratch() as folder:
        new = folder / "all.nq"
        dumps.nquads(store, settings, new)
        found = difference.between(target / "dumps" / "all.nq.gz", new, settings.base_iri)
    if found.is_empty:
        context.say("cli.publish.same", err=False)
        return 0
    _print(context, found, store, settings)
    return 1


def _print(context: Terminal, found: BundleDifference, store: Store, settings: Settings) -> None:
    for graph in sorted({*found.added, *found.removed}):
        click.echo(f"{graph}  +{found.added[graph]:,} −{found.removed[graph]:,}")
    for kind in _KINDS:
        listed: Sequence[str] = getattr(found, kind)
        if not listed:
            continue
        total = found.counts[kind]
        context.say(f"cli.publish.{kind}", count=total, err=False)
        names = _names(store, settings, listed[:_SHOWN], context.lang)
        for iri in listed[:_SHOWN]:
            click.echo(f"  {names.get(iri, '')} <{iri}>".replace("   <", "  <"))
        if total > _SHOWN:
            context.say("cli.more", count=total - _SHOWN, err=False)


def _names(store: Store, settings: Settings, iris: Sequence[str], lang: str) -> dict[str, str]:
    """Return the current names of resources; removed ones no longer have a name."""
    from michisuji import questions

    found = {}
    for iri in iris:
        rows = questions.run(
            store, "graph-node", {"node": iri}, base_iri=settings.base_iri, lang=lang
        )
        for row in rows.dicts():
            if "label" in row:
                found[iri] = str(row["label"])
    return found
