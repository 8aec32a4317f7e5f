"""``michisuji release``: puts a draft data set in the public database, in one step."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.cli.publishing.release_text import tell_effect
from michisuji.messages import message
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from michisuji.quality.change.replacing import ReplacementEffect
    from michisuji.settings import Settings

#: Pages that are named at the end.
_PAGES = 5
_WITH_PAGES = ("Program", "Measure", "OrganizationalUnit", "KaizenPractice", "Plan")


@click.command()
@click.argument("dataset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--strict", is_flag=True, help="Release nothing that adds violations.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--without-internal", is_flag=True, help="Leave out what is marked as internal.")
@click.pass_obj
def release(
    context: Terminal, dataset: str, yes: bool, strict: bool, dry_run: bool, without_internal: bool
) -> int:
    """Put the draft of DATASET in the public database, in one step.

    Tells first what changes: resources added, changed and removed, findings new and mended; then
    asks. Works while the service runs: readers see the old data or the new, never a mixture. The
    draft stays until the next import with --draft or `remove --draft`. A draft that holds what is
    marked as internal is refused, unless --without-internal leaves that out.
    Exit code: 0 released or nothing to release, 1 not.
    """
    from michisuji.publication import internal
    from michisuji.quality.change.replacing import effect
    from michisuji.questions.datasets import copied, held

    with opened("work") as (settings, work), opened() as (_, public), scratch() as folder:
        found = held(work, settings.base_iri, dataset)
        _refuse_own(found.name)
        batch = copied(work, settings.base_iri, found.name, folder)
        batch = internal.without_reasons(batch, folder / "told")
        if without_internal:
            batch = internal.without_internal(batch, folder / "public")
        internal.refuse_internal(batch)
        changes = effect(public, batch, settings)
        if changes.differences.is_empty:
            context.say("cli.release.same", name=found.name, err=False)
            return 0
        tell_effect(changes, settings, context.lang)
        if strict and changes.violations:
            raise _too_strict(changes)
        if dry_run or not (yes or _confirmed(context, found.name)):
            context.say("cli.nothing_changed")
            return 0 if dry_run else 1
        public.replace(batch)
    context.say("cli.release.done", name=found.name, err=False)
    _tell_pages(context, changes, settings)
    return 0


def _refuse_own(name: str) -> None:
    """Raise Refused for the vocabulary, which each service loads by itself."""
    from michisuji.errors import Refused
    from michisuji.importers.vocabulary import DATASET

    if name == DATASET:
        raise Refused(
            f"{name} はプログラムに付いてくるもので、公開の操作は要りません",
            f"{name} comes with the program and needs no release",
            hint_ja="michisuji serve が起動のときに入れます",
            hint_en="michisuji serve loads it at its start",
        )


def _too_strict(changes: ReplacementEffect) -> Exception:
    from michisuji.errors import Refused

    return Refused(
        f"新しい違反が{changes.violations}件あるため、公開していません",
        f"not released: it would add {changes.violations} violation(s)",
        hint_ja="下書きを直すか、--strict を付けずに公開してください",
        hint_en="mend the draft, or release without --strict",
    )


def _confirmed(context: Terminal, name: str) -> bool:
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: say --yes to release it")
    question = message("cli.release.ask", context.lang, name=name)
    return click.confirm(question, default=False, err=True)


def _tell_pages(context: Terminal, changes: ReplacementEffect, settings: Settings) -> None:
    """Name the pages of some changed resources; the IRIs of the data are their addresses."""
    found = changes.differences
    iris = [r.iri for r in found.resources if r.kind != "removed" and _has_page(r.type)]
    context.say("cli.release.pages", address=f"{settings.base_iri}/", err=False)
    _echo(f"  {iri}" for iri in iris[:_PAGES])


def _has_page(type_: str) -> bool:
    return type_.endswith(tuple(f"#{name}" for name in _WITH_PAGES))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
