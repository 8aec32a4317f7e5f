"""``michisuji forms learn``: a mapping file from a form that somebody has filled in."""

from __future__ import annotations

from pathlib import Path

import click

from michisuji.cli.common import Terminal
from michisuji.errors import BadInput

_PATHS = click.Path(path_type=Path)


@click.group()
def forms() -> None:
    """Work with form-shaped sheets; `michisuji import forms` imports them."""


@forms.command()
@click.argument("file", type=_PATHS)
@click.option("-o", "--output", type=_PATHS, help="Write the mapping to this file.")
@click.pass_obj
def learn(context: Terminal, file: Path, output: Path | None) -> None:
    """Make a proposal of a mapping (TOML) from a filled FILE, with comments on what was seen."""
    from michisuji.importers.city.forms.learning.learning import learn as proposed

    text = proposed(file)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise BadInput(
            f"{output} は既にあります",
            f"{output} exists already",
            hint_ja="手直しを消さないため、上書きしません。別の名前にしてください",
            hint_en="it is not overwritten, to keep what was mended by hand: give another name",
        ) from error
    except OSError as error:
        raise BadInput(
            f"{output} に書けません: {error.strerror}", f"cannot write {output}: {error.strerror}"
        ) from error
    context.say("cli.written")
