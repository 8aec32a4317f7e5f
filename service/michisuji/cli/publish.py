"""``michisuji publish``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from michisuji.cli.common import Terminal, opened
from michisuji.plurals import counted

_STEPS = {
    "check": ("公開前の点検", "checking"),
    "dumps": ("ダンプの書き出し", "writing dumps"),
    "tables": ("表の書き出し", "writing tables"),
    "quality": ("点検の報告", "writing the quality report"),
    "catalog": ("目録", "writing the catalog"),
    "site": ("静的サイト", "writing the static site"),
}


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the bundle.")
@click.option("--diff", is_flag=True, help="Only show what would change since the last bundle.")
@click.option(
    "--accept-findings", is_flag=True, help="Publish with violations of quality, and tell them."
)
@click.option("--site/--no-site", default=None, help="With or without the static site.")
@click.option("--live", default="", help="Address of a live service that the site may refer to.")
@click.pass_obj
def publish(
    context: Terminal,
    output: Path | None,
    diff: bool,
    accept_findings: bool,
    site: bool | None,
    live: str,
) -> int:
    """Make the bundle of open data: dumps, tables, catalog, quality report, static site.

    Only the public database is read. Nothing is written when something personal, internal or
    broken would go out; what that is, is listed. The folder is $MICHISUJI_HOME/bundle unless -o
    names another; it is replaced as a whole, when the new bundle is complete.
    """
    from michisuji.web.running.publishing import publish as run

    with opened() as (settings, store):
        target = output or settings.home / "bundle"
        if diff:
            from michisuji.cli.publish_diff import show

            return show(context, store, settings, target)

        def step(name: str) -> None:
            if name in _STEPS:
                ja, en = _STEPS[name]
                context.say(f"{ja} …", f"{en} …")

        made = run(
            store,
            settings,
            target,
            accept_findings=accept_findings,
            with_site=site,
            live=live,
            step=step,
            progress=_progress(),
        )
    count, size = len(made.manifest.files), made.size / 1_000_000
    context.say(
        f"公開用の一式を作りました: {made.folder}({count:,}ファイル、{size:,.1f}MB)",
        f"the bundle is in {made.folder} ({counted(count, 'file')}, {size:,.1f} MB)",
    )
    _notices(context, settings.base_iri, made.folder)
    return 0


def _notices(context: Terminal, base_iri: str, folder: Path) -> None:
    if base_iri.startswith(("http://127.", "http://localhost")):
        context.say(
            f"注意: データの番地が {base_iri} です。公開する番地を MICHISUJI_BASE_IRI に決めてから"
            "取り込み直してください",
            f"note: the data's IRIs begin with {base_iri}; before going public, set "
            "MICHISUJI_BASE_IRI and import again",
        )
    start = folder / "index.html"
    site_ja, site_en = (f"{start}、または ", f"{start}, or ") if start.exists() else ("", "")
    context.say(
        f"開くには: {site_ja}michisuji serve --public {folder}",
        f"to open it: {site_en}michisuji serve --public {folder}",
    )


def _progress() -> Callable[[int, int], None] | None:
    """A line that counts, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, known: int) -> None:
        if done % 100 == 0 or done == known:
            click.echo(f"\r  {done:,} / {known:,}", nl=done == known, err=True)

    return show
