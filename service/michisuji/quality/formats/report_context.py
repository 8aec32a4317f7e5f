"""What a report's formats tell besides the report, gathered from the store that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from michisuji.languages import Text
from michisuji.messages import each, listed, text
from michisuji.quality.check.groups import Scope
from michisuji.quality.check.members import members
from michisuji.quality.reading.causes import group
from michisuji.quality.reading.ladder import Level, Standing, standings
from michisuji.quality.reading.neighbours import neighbours
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import ruleset

if TYPE_CHECKING:
    from michisuji.quality.reading.causes import Cause
    from michisuji.settings import Settings
    from michisuji.store import Store


def of_files(names: Sequence[str], report: Report, settings: Settings) -> dict[str, Any]:
    """The context that :func:`~michisuji.quality.formats.render_bytes` takes, for files."""
    return {
        "subject": _subject(names),
        "checked_at": datetime.now(UTC),
        "base_iri": settings.base_iri,
        "causes": group(report),
    }


def of_store(
    store: Store,
    report: Report,
    settings: Settings,
    form: str,
    *,
    causes: Sequence[Cause] | None = None,
) -> dict[str, Any]:
    """The same for a store. Asks for what ``form`` needs alone; ``causes`` are found if not given.

    Raises the store's errors.
    """
    base = settings.base_iri
    if causes is None:
        causes = group(report, neighbours(store, report, base_iri=base))
    found: dict[str, Any] = {
        "subject": _subject(report.profiles),
        "checked_at": datetime.now(UTC),
        "base_iri": base,
        "causes": causes,
    }
    if form == "xlsx":
        found["levels"] = levels(standings(report, causes, members(store, base)))
    if form == "dqv":
        found["checked_in"] = focus_nodes(store, report, base)
    return found


def levels(found: Iterable[Standing]) -> Mapping[str | None, Text]:
    """Department → its level on the ladder, and how many of its programs are missing to the next.

    Those that have nothing to judge are left out.
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


def focus_nodes(store: Store, report: Report, base_iri: str) -> Mapping[str, Mapping[str, int]]:
    """Dataset → rule → how many nodes the rule looked at there: the whole of DQV's shares.

    Datasets that no rule looks at are left out.
    """
    from michisuji.quality.check.data import source_of, subclasses
    from michisuji.quality.shacl import Classes, count_nodes

    source = source_of(store)
    classes = Classes(source, subclasses())
    found: dict[str, dict[str, int]] = {}
    for dataset, profile in report.profiles.items():
        rules = ruleset(profile)
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
