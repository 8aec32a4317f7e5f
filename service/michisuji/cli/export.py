"""``michisuji export``."""

from __future__ import annotations

import sys

import click

from michisuji.cli.common import Context, opened

_MEDIA_TYPES = {
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "turtle": "text/turtle",
}


@click.command()
@click.option(
    "--format", "form", type=click.Choice(list(_MEDIA_TYPES)), default="nquads", show_default=True
)
@click.option("--work", is_flag=True, help="The database of drafts, not the public one.")
@click.pass_obj
def export(context: Context, form: str, work: bool) -> None:
    """Write all data to stdout: every graph (nquads, trig), or the current state (turtle)."""
    size = 0
    with opened("work" if work else "public") as (_, store):
        for chunk in store.dump(_MEDIA_TYPES[form]):
            sys.stdout.buffer.write(chunk)
            size += len(chunk)
    context.say(f"{size:,} バイトを書き出しました", f"{size:,} bytes written")
