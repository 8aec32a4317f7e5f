"""``michisuji check --engine pyshacl``: tells both engines' times and what they differ in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal

if TYPE_CHECKING:
    from michisuji.quality.report import Finding, Report
    from michisuji.quality.second_opinion import Opinion
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Milliseconds that pySHACL takes for a statement (parts of 見本市 of 700 and 3,500 statements);
#: from so many statements on the wait is told.
_EACH_MS = 5
_TOLD_FROM = 2_000
#: Differences that are told one by one.
_LISTED = 20


def of_files(context: Terminal, paths: Sequence[Path], current: Settings, profile: str) -> Report:
    """Return the judge's report on files; the comparison goes to standard error."""
    from michisuji.quality import second_opinion

    found = second_opinion.of_files(paths, current, profile, lambda n: _announce(context, n))
    return _told(context, found)


def of_store(
    context: Terminal,
    store: Store,
    current: Settings,
    profile: str | None,
    *,
    program: str | None,
    dataset: str | None,
) -> Report:
    """Return the same on a program, a data set or all of a store."""
    from michisuji.quality import second_opinion

    found = second_opinion.of_store(
        store, current, profile, lambda n: _announce(context, n), program=program, dataset=dataset
    )
    return _told(context, found)


def _announce(context: Terminal, triples: int) -> None:
    if triples >= _TOLD_FROM:
        wait = round(triples * _EACH_MS / 1000)
        context.say("cli.judge.wait", triples=triples, each=_EACH_MS, wait=wait)


def _told(context: Terminal, found: Opinion) -> Report:
    each = found.judge_s * 1000 / max(found.triples, 1)
    context.say(
        "cli.judge.times",
        judge=f"{found.judge_s:.1f}",
        ours=f"{found.ours_s:.2f}",
        triples=found.triples,
        each=f"{each:.2f}",
    )
    if not found.only_judge and not found.only_ours:
        context.say("cli.judge.same", count=len(found.judge.findings))
    _list(context, found.only_judge, "only_judge")
    _list(context, found.only_ours, "only_ours")
    return found.judge


def _list(context: Terminal, findings: Sequence[Finding], which: str) -> None:
    if not findings:
        return
    context.say(f"cli.judge.{which}", count=len(findings))
    for one in findings[:_LISTED]:
        click.echo(f"  {one.rule} {one.message[context.lang]} <{one.focus_node}>", err=True)
    if len(findings) > _LISTED:
        click.echo("  …", err=True)
