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
_KINDS = {
    "new": ("新しい資源", "new resources"),
    "gone": ("なくなる資源", "resources gone"),
    "changed": ("変わる資源", "resources changed"),
}


def show(context: Terminal, store: Store, settings: Settings, target: Path) -> int:
    """Print it. Exit code 0 when nothing would change, 1 when something would.

    Raises BadInput when ``target`` is there and holds no bundle.
    """
    from michisuji.publication import difference, dumps, manifest

    if target.exists():
        manifest.read(target)
    else:
        context.say(f"前の一式はありません: {target}", f"there is no bundle yet: {target}")
    with scratch() as folder:
        new = folder / "all.nq"
        dumps.nquads(store, settings, new)
        found = difference.between(target / "dumps" / "all.nq.gz", new, settings.base_iri)
    if found.is_empty:
        context.say("前の一式から変わるものはありません", "nothing changes", err=False)
        return 0
    _print(context, found, store, settings)
    return 1


def _print(context: Terminal, found: BundleDifference, store: Store, settings: Settings) -> None:
    for graph in sorted({*found.added, *found.removed}):
        click.echo(f"{graph}  +{found.added[graph]:,} −{found.removed[graph]:,}")
    for kind, (ja, en) in _KINDS.items():
        listed: Sequence[str] = getattr(found, kind)
        if not listed:
            continue
        total = found.counts[kind]
        context.say(f"{ja}: {total:,}", f"{en}: {total:,}", err=False)
        names = _names(store, settings, listed[:_SHOWN], context.lang)
        for iri in listed[:_SHOWN]:
            click.echo(f"  {names.get(iri, '')} <{iri}>".replace("   <", "  <"))
        if total > _SHOWN:
            context.say(f"  ほか{total - _SHOWN:,}件", f"  and {total - _SHOWN:,} more", err=False)


def _names(store: Store, settings: Settings, iris: Sequence[str], lang: str) -> dict[str, str]:
    """What they are called now; what is gone has no name any more."""
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
