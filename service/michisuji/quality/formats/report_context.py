"""What a report's formats tell besides the report, gathered from the store that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from michisuji.languages import Text
from michisuji.quality.check.groups import Scope
from michisuji.quality.check.members import members
from michisuji.quality.reading.causes import group
from michisuji.quality.reading.ladder import Standing, standings
from michisuji.quality.reading.neighbours import neighbours
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook

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
        "book": (book := rulebook(settings.own)),
    }
    if form == "xlsx":
        found["levels"] = levels(standings(report, causes, members(store, base), book=book))
    if form == "dqv":
        found["checked_in"] = focus_nodes(store, report, base, book)
    return found


def levels(found: Iterable[Standing]) -> Mapping[str | None, Text]:
    """Department → its level on the ladder, and how many of its programs are missing to the next.

    Those that have nothing to judge are left out.
    """
    return {standing.key: _level(standing) for standing in found if standing.members}


def _level(standing: Standing) -> Text:
    level, above = standing.level, standing.next
    text = {"ja": "まだありません", "en": "none yet"}
    if level:
        text = {lang: f"{level.number} {level.name[lang]}" for lang in text}
    if above:
        more = standing.missing
        text["ja"] += f"(「{above.number} {above.name['ja']}」まで、あと{more}件)"
        text["en"] += f" (to {above.number} {above.name['en']}: {more} more)"
    return text


def focus_nodes(
    store: Store, report: Report, base_iri: str, book: Rulebook
) -> Mapping[str, Mapping[str, int]]:
    """Dataset → rule → how many nodes the rule looked at there: the whole of DQV's shares.

    Datasets that no rule looks at are left out.
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
    listed = sorted(names)
    return {"ja": "、".join(listed), "en": ", ".join(listed)} if listed else {}
