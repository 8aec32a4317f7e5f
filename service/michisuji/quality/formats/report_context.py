"""The context that a report's formats need, gathered from the store that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from michisuji.languages import Text
from michisuji.messages import each, listed, text
from michisuji.quality.check.groups import Scope
from michisuji.quality.check.members import members
from michisuji.quality.reading.causes import group
from michisuji.quality.reading.ladder import Level, Standing, standings
from michisuji.quality.reading.neighbours import neighbours
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook

if TYPE_CHECKING:
    from michisuji.quality.reading.causes import Cause
    from michisuji.settings import Settings
    from michisuji.store import Store


def of_files(names: Sequence[str], report: Report, settings: Settings) -> dict[str, Any]:
    """Return the arguments of :func:`~michisuji.quality.formats.render_bytes` for checked files."""
    return {
        "subject": _subject(names),
        "checked_at": datetime.now(settings.zone),
        "base_iri": settings.base_iri,
        "causes": group(report),
        "book": rulebook(settings.own),
    }


def of_store(
    store: Store,
    report: Report,
    settings: Settings,
    form: str,
    *,
    causes: Sequence[Cause] | None = None,
) -> dict[str, Any]:
    """Return the arguments of ``render_bytes`` for a store, queried only as ``form`` needs.

    ``causes`` are computed if not given. Raises the store's errors.
    """
    base = settings.base_iri
    if causes is None:
        causes = group(report, neighbours(store, report, base_iri=base))
    found: dict[str, Any] = {
        "subject": _subject(report.profiles),
        "checked_at": datetime.now(settings.zone),
        "base_iri": base,
        "causes": causes,
        "book": (book := rulebook(settings.own)),
    }
    if form == "xlsx":
        found["levels"] = levels(standings(report, causes, members(store, base), book=book))
    if form == "dqv":
        found["checked_in"] = focus_nodes(store, report, base, book)
    return found


def levels(found: Iterable[Standing]) -> Mapping[str | None, Text]:
    """Return department → its completeness level, and how many programs it lacks for the next.

    Departments with nothing to judge are left out.
    """
    return {standing.key: _level(standing) for standing in found if standing.members}


def _level(standing: Standing) -> Text:
    level, above = standing.level, standing.next
    told = text("report.none_yet")
    if level:
        told = _numbered(level)
    if above:
        told = text("report.to_level", told=told, level=_numbered(above), count=standing.missing)
    return told


def _numbered(level: Level) -> Text:
    return each(lambda lang: f"{level.number} {level.name[lang]}")


def focus_nodes(
    store: Store, report: Report, base_iri: str, book: Rulebook
) -> Mapping[str, Mapping[str, int]]:
    """Return dataset → rule → how many nodes the rule examined: the denominator of DQV's shares.

    Datasets that no rule examines are left out.
    """
    from michisuji.quality.check.data import source_of, subclasses
    from michisuji.quality.shacl import Classes, count_nodes

    source = source_of(store)
    classes = Classes(source, subclasses(book.own))
    found: dict[str, dict[str, int]] = {}
    for dataset, profile in report.profiles.items():
        rules = book.ruleset(profile)
        condition = Scope(base_iri, (dataset,)).condition()
        counted: dict[object, int] = {}
        for root in rules.compiled.roots:
            rule = rules.rule_of.get(str(root.node))
            if rule is None or rule not in report.checked:
                continue
            if root.targets not in counted:
                counted[root.targets] = count_nodes(source, root.targets, classes, condition)
            mine = found.setdefault(dataset, {})
            mine[rule] = mine.get(rule, 0) + counted[root.targets]
    return {dataset: counts for dataset, counts in found.items() if any(counts.values())}


def _subject(names: Iterable[str]) -> Mapping[str, str]:
    known = sorted(names)
    return each(lambda lang: listed(known, lang)) if known else {}
