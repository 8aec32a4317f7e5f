"""The wording of ``paths``: sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.tables import Cell, Column, Table
from michisuji.languages import Text
from michisuji.messages import each, message, text

if TYPE_CHECKING:
    from michisuji.analysis.paths.answers import Paths, PathWay
    from michisuji.analysis.paths.searching import Relation

#: Names of a way that a sentence says; the table has all.
_SAID = 6


def sentence(result: Paths) -> Text:
    """Return the shortest way in words, or what was searched in vain."""
    return each(lambda lang: " ".join(one[lang] for one in _sentences(result)).strip())


def _sentences(result: Paths) -> list[Text]:
    if result.start.iri == result.end.iri:
        return [text("analysis.paths.same", name=result.start.label)]
    if not result.ways:
        return _nothing(result)
    told = [_way(result, result.ways[0])]
    if len(result.ways) > 1:
        told.append(text("analysis.paths.others", count=len(result.ways)))
    if result.more:
        told.append(text("analysis.paths.more", count=len(result.ways)))
    if result.stopped:
        told.append(text("analysis.paths.stopped", read=result.links_read, whole=result.whole))
    return told


def _way(result: Paths, way: PathWay) -> Text:
    between = [step.node.label for step in way.steps[1:-1]]
    key = "causal" if result.over == "causal" else "all"
    if not between:
        return text(f"analysis.paths.direct_{key}", start=result.start.label, end=result.end.label)
    return text(
        f"analysis.paths.way_{key}",
        start=result.start.label,
        end=result.end.label,
        between=each(lambda lang: _joined(between, lang)),
        length=way.length,
    )


def _joined(names: list[str], lang: str) -> str:
    shown = names if len(names) <= _SAID else [*names[:3], "…", *names[-2:]]
    quoted = [
        one if one == "…" else message("analysis.paths.quoted", lang, name=one) for one in shown
    ]
    return message("analysis.paths.joined_by", lang).join(quoted)


def _nothing(result: Paths) -> list[Text]:
    names = {"start": result.start.label, "end": result.end.label}
    if result.outside:
        outside = [one.label for one in result.outside]
        return [text("analysis.paths.outside", names=each(lambda lang: _joined(outside, lang)))]
    length = result.longest if result.none or not result.stopped else result.whole
    kind = "any" if result.none else "within"
    told = [text(f"analysis.paths.none_{result.over}_{kind}", **names, length=length)]
    if result.stopped:
        told.append(text("analysis.paths.stopped", read=result.links_read, whole=result.whole))
    if result.back:
        told.append(text("analysis.paths.back", **names))
    return told


def relation_text(relation: Relation) -> Text:
    """Return a relation as it reads on the way."""
    local = relation.property.rpartition("#")[2]
    return text(f"explorer_{'inward' if relation.inward else 'outward'}.{local}")


def tables(result: Paths) -> tuple[Table, ...]:
    """Return the tables: the ways, their steps, and what each end reaches if there is no way."""
    found = [_ways(result), _steps(result)]
    return (*found, _reach(result)) if result.reach else tuple(found)


def _ways(result: Paths) -> Table:
    columns = (
        Column("way", text("analysis.paths.column_way"), "number"),
        Column("length", text("analysis.paths.column_length"), "number"),
        Column("through", text("analysis.paths.column_through"), "links"),
    )
    rows: list[list[Cell]] = [
        [n, way.length, tuple(step.node for step in way.steps[1:-1])]
        for n, way in enumerate(result.ways, 1)
    ]
    note = text(f"analysis.paths.note_{result.over}", whole=result.whole)
    return Table("ways", text("analysis.paths.table_ways"), columns, rows, note)


def _steps(result: Paths) -> Table:
    columns = (
        Column("way", text("analysis.paths.column_way"), "number"),
        Column("step", text("analysis.paths.column_step"), "number"),
        Column("from", text("analysis.paths.column_from"), "link"),
        Column("relation", text("analysis.paths.column_relation")),
        Column("to", text("analysis.paths.column_to"), "link"),
    )
    rows: list[list[Cell]] = [
        [n, k, step.node, relation_text(step.relation), after.node]
        for n, way in enumerate(result.ways, 1)
        for k, (step, after) in enumerate(zip(way.steps, way.steps[1:], strict=False), 1)
        if step.relation is not None
    ]
    return Table("steps", text("analysis.paths.table_steps"), columns, rows)


def _reach(result: Paths) -> Table:
    columns = (
        Column("end", text("analysis.paths.column_end"), "link"),
        Column("direction", text("analysis.paths.column_direction")),
        Column("count", text("analysis.paths.column_count"), "number"),
        Column("nearest", text("analysis.paths.column_nearest"), "links"),
    )
    rows: list[list[Cell]] = []
    for one in result.reach:
        side = "onward" if one.onward else "backward"
        said = text(f"analysis.paths.{result.over}_{side}")
        rows.append([one.end, said, one.count, one.nearest])
    return Table("reach", text("analysis.paths.table_reach"), columns, rows)
