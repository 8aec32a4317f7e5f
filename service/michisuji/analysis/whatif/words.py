"""The wording of ``what-if`` and ``scenarios``: sentences and tables in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.tables import Cell, Column, Kind, Named, Table
from michisuji.analysis.words import year_text, yen_text
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import message, text, together

if TYPE_CHECKING:
    from michisuji.analysis.whatif.answers import Comparison, Effect, WhatIf


def sentence(result: WhatIf) -> Text:
    """Return what the scenario does, in two or three sentences."""
    if not result.marks:
        return text("analysis.what-if.no_marks")
    return together(_marked(result), _lost(result), _freed(result), *_moved(result))


def _marked(result: WhatIf) -> Text:
    stopped = sum(mark.percent >= 100 for mark in result.marks)
    cut = len(result.marks) - stopped
    what = "both" if stopped and cut else "stopped" if stopped else "cut"
    return text(f"analysis.what-if.marked_{what}", stopped=stopped, cut=cut)


def _lost(result: WhatIf) -> Text:
    lost, own = result.count("lost"), result.count("lost", own=True)
    shown = sum(one.status == "lost" for one in result.indicators)
    parts = []
    if lost:
        inside = text("analysis.what-if.of_stopped_itself", own=own) if own else ""
        key = "one_loses" if lost == 1 and not shown else "lose"
        parts.append(text(f"analysis.what-if.{key}", lost=lost, inside=inside, shown=shown))
    parts += [
        text(f"analysis.what-if.support_{status}", count=result.count(status))
        for status in ("reduced", "cut")
        if result.count(status)
    ]
    # A path that is not drawn is not known: a program without a path may well matter.
    told = {
        lang: message("analysis.what-if.between", lang).join(part[lang] for part in parts)
        for lang in LANGUAGES
    }
    effects = (
        text("analysis.what-if.effects", effects=told)
        if parts
        else text("analysis.what-if.no_effects")
    )
    return together(effects, text("analysis.what-if.stay", count=result.stay))


def _freed(result: WhatIf) -> Text:
    year = told_year(result.freed)
    if year is None:
        return text("analysis.what-if.nothing_freed")
    amount = yen_text(result.freed[year].planned)
    return text("analysis.what-if.freed", year=year_text(year), amount=amount)


def _moved(result: WhatIf) -> tuple[Text, ...]:
    """Return who gets the freed money, and what that makes of its budget; empty if nobody."""
    moved = result.moved
    if moved is None:
        return ()
    key = "moved"
    if not moved.open:
        key = "moved_to_stopped"
    elif not moved.before:
        key = "moved_without_budget"
    before = moved.before or Decimal(0)
    told = text(
        f"analysis.what-if.{key}",
        name=moved.node.label,
        before=yen_text(before),
        after=yen_text(before + moved.amount),
        percent=float(moved.amount / before * 100) if before else 0.0,
    )
    return (told,)


def tables(result: WhatIf) -> list[Table]:
    """Return the tables of one scenario."""
    return [
        _effects("outcomes", text("analysis.what-if.outcomes"), result.outcomes),
        _effects("indicators", text("analysis.what-if.indicators"), result.indicators),
        _marks(result),
        _money(result),
        _units(result),
    ]


def _effects(name: str, title: Text, rows: Sequence[Effect]) -> Table:
    columns = (
        Column("node", title, "link"),
        Column("status", text("analysis.what-if.column_status")),
        Column("kind", text("analysis.what-if.column_kind")),
        Column("owner", text("analysis.what-if.column_owner"), "link"),
        Column("before", text("analysis.what-if.column_before"), "number"),
        Column("after", text("analysis.what-if.column_after"), "number"),
        Column("left", text("analysis.what-if.column_left"), "links"),
        Column("of_stopped", text("analysis.what-if.column_of_stopped"), "flag"),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            one.node,
            text(f"analysis.what-if.status.{one.status}"),
            text(f"analysis.stages.{one.kind}"),
            one.owner,
            len(one.before),
            len(one.after),
            one.after,
            one.of_stopped,
        )
        for one in rows
    ]
    note = text("analysis.what-if.effects_note")
    return Table(name, title, columns, cells, note)


def _marks(result: WhatIf) -> Table:
    years = _years([mark.freed or {} for mark in result.marks])
    columns = [
        Column("node", text("analysis.what-if.column_node"), "link"),
        Column("percent", text("analysis.what-if.column_percent"), "percent"),
        Column("units", text("analysis.what-if.column_units"), "links"),
    ]
    columns += [_planned(year) for year in years]
    rows = [
        (
            mark.node,
            float(mark.percent),
            mark.units,
            *(planned(mark.freed or {}, year) for year in years),
        )
        for mark in result.marks
    ]
    note = text("analysis.what-if.marks_note")
    title = text("analysis.what-if.marks_title")
    return Table("marks", title, columns, rows, note)


def _planned(year: int) -> Column:
    title = text("analysis.what-if.planned_title", year=year_text(year))
    return Column(f"planned_{year}", title, "yen")


def _money(result: WhatIf) -> Table:
    columns = (
        Column("year", text("analysis.what-if.column_year"), "year"),
        Column("planned", text("analysis.what-if.column_planned"), "yen"),
        Column("executed", text("analysis.what-if.column_executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in result.freed.items()]
    return Table("freed", text("analysis.what-if.table_freed"), columns, rows)


def _units(result: WhatIf) -> Table:
    columns = (
        Column("unit", text("analysis.what-if.column_unit"), "link"),
        Column("stopped", text("analysis.what-if.column_stopped"), "links"),
        Column("lost", text("analysis.what-if.column_lost"), "number"),
        Column("reduced", text("analysis.what-if.column_reduced"), "number"),
    )
    rows = [(one.unit, one.stopped, one.lost, one.reduced) for one in result.units]
    return Table("units", text("analysis.what-if.table_units"), columns, rows)


def _years(parts: Iterable[Mapping[int, Amount]]) -> list[int]:
    return sorted({year for part in parts for year in part})


def names_of(both: Comparison) -> tuple[Text, Text]:
    """Return the scenarios' names as their readers gave them, else A and B."""
    a, b = both.names
    return (
        dict.fromkeys(LANGUAGES, a) if a else text("analysis.what-if.scenario_a"),
        dict.fromkeys(LANGUAGES, b) if b else text("analysis.what-if.scenario_b"),
    )


def comparison(both: Comparison) -> Text:
    """Return both sentences, one after the other."""
    name_a, name_b = names_of(both)
    return text(
        "analysis.what-if.both",
        name_a=name_a,
        name_b=name_b,
        a=both.a.sentence,
        b=both.b.sentence,
    )


def compared(both: Comparison) -> list[Table]:
    """Return the figures side by side, the differing effects, then the tables of each."""
    names = names_of(both)
    own = [
        _renamed(table, side, name)
        for side, name, one in zip("ab", names, (both.a, both.b), strict=True)
        for table in one.tables
    ]
    a, b = both.a.result, both.b.result
    return [_figures(a, b, names), _money_of_both(a, b, names), _different(a, b, names), *own]


def _renamed(table: Table, side: str, name: Text) -> Table:
    title = text("analysis.what-if.side_title", side=name, title=table.title)
    return Table(f"{side}-{table.name}", title, table.columns, table.rows, table.note)


def _sides(names: tuple[Text, Text], kind: Kind) -> tuple[Column, Column, Column]:
    difference = text("analysis.what-if.column_difference", a=names[0], b=names[1])
    return (
        Column("a", names[0], kind),
        Column("b", names[1], kind),
        Column("difference", difference, kind),
    )


def _figures(a: WhatIf, b: WhatIf, names: tuple[Text, Text]) -> Table:
    columns = (Column("what", text("analysis.what-if.column_what")), *_sides(names, "number"))
    rows: list[tuple[Cell, ...]] = []
    for status in ("lost", "reduced", "cut"):
        one, other = a.count(status), b.count(status)
        rows.append((text(f"analysis.what-if.status.{status}"), one, other, other - one))
    rows.append((text("analysis.what-if.status.stay"), a.stay, b.stay, b.stay - a.stay))
    return Table("figures", text("analysis.what-if.table_figures"), columns, rows)


def _money_of_both(a: WhatIf, b: WhatIf, names: tuple[Text, Text]) -> Table:
    """Return the budget that each scenario frees by fiscal year; none freed counts as 0."""
    columns = (
        Column("year", text("analysis.what-if.column_year"), "year"),
        *_sides(names, "yen"),
    )
    rows = []
    for year in _years([a.freed, b.freed]):
        one, other = (planned(side.freed, year) for side in (a, b))
        rows.append((year, one, other, (other or Decimal(0)) - (one or Decimal(0))))
    return Table("freed", text("analysis.what-if.table_freed"), columns, rows)


def _different(a: WhatIf, b: WhatIf, names: tuple[Text, Text]) -> Table:
    left, right = _statuses(a), _statuses(b)
    columns = (
        Column("node", text("analysis.what-if.different_column_node"), "link"),
        *(Column(side, name) for side, name in zip("ab", names, strict=True)),
    )
    rows = [
        (
            node,
            text(f"analysis.what-if.status.{left.get(node, 'stay')}"),
            text(f"analysis.what-if.status.{right.get(node, 'stay')}"),
        )
        for node in sorted({*left, *right}, key=lambda n: (n.label, n.iri))
        if left.get(node) != right.get(node)
    ]
    return Table("differences", text("analysis.what-if.table_differences"), columns, rows)


def _statuses(result: WhatIf) -> dict[Named, str]:
    return {one.node: one.status for one in (*result.outcomes, *result.indicators)}
