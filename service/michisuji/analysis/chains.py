"""The analysis ``chains``: how far the ways of all programs lead, by department or ministry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis
from michisuji.analysis.tables import Behind, Column, Named, Table, Text, text

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.causal.adjacency import Mask
    from michisuji.analysis.state import State

#: Where a way ends that is whole.
ENDS = ("long", "town")


@dataclass(frozen=True)
class UnitRow:
    """``reaching``: programs with an activity that reaches a long-term outcome."""

    unit: Named
    programs: int
    reaching: int
    activities: int
    activities_reaching: int

    @property
    def share(self) -> float:
        """Of the programs, in %."""
        return 100 * self.reaching / self.programs if self.programs else 0.0


@dataclass(frozen=True)
class Chains:
    """One row a department or ministry, the lowest share first."""

    units: tuple[UnitRow, ...]
    programs: int
    reaching: int
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """One table."""
        columns = (
            Column("unit", text("部局・府省", "Department or ministry"), "link"),
            Column("programs", text("事業", "Programs"), "number"),
            Column("reaching", text("長期の成果に届く事業", "reach a long-term outcome"), "number"),
            Column("share", text("割合", "Share"), "percent"),
            Column("activities", text("アクティビティ", "Activities"), "number"),
            Column("activities_reaching", text("うち届くもの", "of them reaching"), "number"),
        )
        rows = [
            (u.unit, u.programs, u.reaching, u.share, u.activities, u.activities_reaching)
            for u in self.units
        ]
        note = text(
            "「届く」は、アクティビティから長期の成果かまちの状態まで、"
            "つながりをたどれることです。主管課が二つの部にある事業は、両方に数えます。",
            "A way of causal links leads from an activity to a long-term outcome or a town "
            "condition. A program led by units of two departments counts in both.",
        )
        title = text("部局・府省ごとの道のつながり", "How far ways lead, by unit")
        return (Table("units", title, columns, rows, note),)


def reaching_activities(graph: CausalGraph) -> Mask:
    """The activities from which a way leads to a long-term outcome or town condition."""
    return graph.backward.reach_all(graph.of_kind(*ENDS)) & graph.of_kind("activity")


def by_unit(graph: CausalGraph) -> dict[str, list[int]]:
    """Department or ministry → programs, of them reaching, activities, of them reaching."""
    mask = reaching_activities(graph)
    activities: dict[str, int] = {}
    reaching: dict[str, int] = {}
    for n in graph.of_kind("activity").nonzero()[0].tolist():
        owner = graph.owner(n)
        if owner is not None:
            activities[owner] = activities.get(owner, 0) + 1
            reaching[owner] = reaching.get(owner, 0) + int(mask[n])
    found: dict[str, list[int]] = {}
    for program in graph.plan.programs():
        tops = {graph.plan.top_unit(unit) for unit in graph.plan.lead_units.get(program, ())}
        for top in tops - {None}:
            row = found.setdefault(str(top), [0, 0, 0, 0])
            row[0] += 1
            row[1] += bool(reaching.get(program))
            row[2] += activities.get(program, 0)
            row[3] += reaching.get(program, 0)
    return found


def chains(state: State) -> Chains:
    """How far the ways lead in the state that is looked at. Raises the store's errors."""
    graph = state.causal
    if "chains by unit" not in graph.derived:
        graph.derived["chains by unit"] = by_unit(graph)
    found: dict[str, list[int]] = graph.derived["chains by unit"]
    names = state.names(found)
    rows = [UnitRow(Named(unit, names[unit]), *counts) for unit, counts in found.items()]
    rows.sort(key=lambda row: (row.share, row.unit.label, row.unit.iri))
    mask = reaching_activities(graph)
    programs = sum(1 for _ in graph.plan.programs())
    reaching = len(
        {graph.owner(n) for n in mask.nonzero()[0].tolist()} & set(graph.plan.programs())
    )
    sentence = text(
        f"{programs:,}事業のうち{reaching:,}事業が、アクティビティから長期の成果か"
        "まちの状態まで道がつながっています。",
        f"Of {programs:,} programs {reaching:,} have a way from an activity to a long-term "
        "outcome or a town condition.",
    )
    behind = (state.behind("chains-by-unit"), state.behind("activities-to-long-term"))
    return Chains(tuple(rows), programs, reaching, sentence, behind)


ANALYSIS = Analysis(
    "chains",
    text("道はどこまで届いているか", "How far do the ways lead?"),
    text(
        "部局・府省ごとに、長期の成果かまちの状態まで道のつながる事業の数です。",
        "By department or ministry, the programs from which a way leads to a long-term outcome.",
    ),
    (),
    chains,
)
