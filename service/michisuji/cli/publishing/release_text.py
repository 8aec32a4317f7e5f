"""The effect of a release as text: resources by kind, old → new values, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from michisuji.languages import pick
from michisuji.messages import listed, message
from michisuji.quality.change.differences import KINDS, ChangeKind, Differences, ResourceChange
from michisuji.quality.change.wording import Wording

if TYPE_CHECKING:
    from michisuji.quality.change.replacing import ReplacementEffect
    from michisuji.quality.report import Finding
    from michisuji.settings import Settings

#: Resources and findings of a kind that are listed, and values of a resource.
_SHOWN = 20
_VALUES = 6


def tell_effect(changes: ReplacementEffect, settings: Settings, lang: str) -> None:
    """Print the effect of a release."""
    found = changes.differences
    words = Wording(found, lang, settings.own)
    for kind in KINDS:
        if found.total(kind):
            click.echo(_counted(found, kind, words, lang))
            _echo(_resources(found.of_kind(kind), words, lang))
    if not found.resources:
        click.echo(message("change.sources", lang))
    for name, findings in (("new", changes.new), ("mended", changes.mended)):
        click.echo(message(f"change.findings.{name}", lang, count=len(findings)))
        _echo(_findings(findings, lang))


def _counted(found: Differences, kind: ChangeKind, words: Wording, lang: str) -> str:
    by_class = {class_: n for (own, class_), n in found.counts.items() if own == kind}
    parts = (
        f"{words.term(class_) or message('change.other', lang)} {n:,}"
        for class_, n in sorted(by_class.items(), key=lambda part: (-part[1], part[0]))
    )
    told = message(f"change.{kind}", lang, count=found.total(kind))
    return f"{told}({listed(parts, lang)})" if lang == "ja" else f"{told} ({listed(parts, lang)})"


def _resources(changes: list[ResourceChange], words: Wording, lang: str) -> Iterator[str]:
    for change in changes[:_SHOWN]:
        yield f"  {words.term(change.type)} {words.name(change.iri)}".rstrip()
        for one in change.values[:_VALUES]:
            year = f" {one.year}" if one.year else ""
            old = listed(map(words.value, one.old), lang) or "–"
            new = listed(map(words.value, one.new), lang) or "–"
            yield f"    {words.term(one.predicate)}{year}: {old} → {new}"
        if len(change.values) > _VALUES:
            yield "  " + message("cli.more", lang, count=len(change.values) - _VALUES)
    if len(changes) > _SHOWN:
        yield message("cli.more", lang, count=len(changes) - _SHOWN)


def _findings(findings: tuple[Finding, ...], lang: str) -> Iterator[str]:
    for finding in findings[:_SHOWN]:
        severity = message(f"report.words.{finding.severity}", lang)
        place = finding.focus_label or finding.focus_node
        yield f"  [{severity}] {finding.rule} {place}: {pick(finding.message, lang)}"
    if len(findings) > _SHOWN:
        yield message("cli.more", lang, count=len(findings) - _SHOWN)


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
