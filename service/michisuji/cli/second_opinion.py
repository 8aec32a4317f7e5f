"""``michisuji check --engine pyshacl``: tells both engines' times and what they differ in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.cli.common import Terminal
from michisuji.plurals import counted

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
    """The judge's report on files; the comparison goes to standard error."""
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
    """The same on a program, a data set or all of a store."""
    from michisuji.quality import second_opinion

    found = second_opinion.of_store(
        store, current, profile, lambda n: _announce(context, n), program=program, dataset=dataset
    )
    return _told(context, found)


def _announce(context: Terminal, triples: int) -> None:
    if triples < _TOLD_FROM:
        return
    wait = round(triples * _EACH_MS / 1000)
    context.say(
        f"pySHACL に{triples:,}トリプルを点検させます。1トリプルに{_EACH_MS}ミリ秒ほど、"
        f"およそ{wait:,}秒かかります(やめるには Ctrl-C)",
        f"pySHACL is asked about {triples:,} statements: some {_EACH_MS} ms each, about "
        f"{counted(wait, 'second')} (Ctrl-C ends it)",
    )


def _told(context: Terminal, found: Opinion) -> Report:
    each = found.judge_s * 1000 / max(found.triples, 1)
    context.say(
        f"pySHACL: {found.judge_s:.1f}秒({found.triples:,}トリプル、1トリプルに{each:.2f}ミリ秒)。"
        f"道筋の点検: {found.ours_s:.2f}秒",
        f"pySHACL: {found.judge_s:.1f} s ({counted(found.triples, 'statement')}, {each:.2f} ms "
        f"each). Our engine: {found.ours_s:.2f} s",
    )
    if not found.only_judge and not found.only_ours:
        n = len(found.judge.findings)
        context.say(f"指摘は同じです({n:,}件)", f"They find the same ({counted(n, 'finding')})")
    _list(context, found.only_judge, "pySHACL だけの指摘", "Found by pySHACL alone")
    _list(context, found.only_ours, "道筋だけの指摘", "Found by our engine alone")
    return found.judge


def _list(context: Terminal, findings: Sequence[Finding], ja: str, en: str) -> None:
    if not findings:
        return
    context.say(f"{ja}: {len(findings):,}件", f"{en}: {len(findings):,}")
    for one in findings[:_LISTED]:
        line = f"  {one.rule} {one.message[context.lang]} <{one.focus_node}>"
        context.say(line, line)
    if len(findings) > _LISTED:
        context.say("  …", "  …")
