"""``michisuji serve``."""

from __future__ import annotations

from pathlib import Path

import click

from michisuji.cli.common import Terminal, settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--public",
    "bundle",
    type=click.Path(path_type=Path),
    help="Serve only this bundle (made by publish), read-only.",
)
@click.pass_obj
def serve(context: Terminal, host: str, port: int, bundle: Path | None) -> None:
    """Start the web service and, unless $MICHISUJI_STORE names another, its engine."""
    from michisuji.web.running.serve import serve as run

    run(settings(), host=host, port=port, lang=context.lang, bundle=bundle)
