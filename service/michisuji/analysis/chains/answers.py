"""The analysis ``chains``: how far the paths of all programs lead, by department or ministry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.tables import Behind, Named

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.causal.adjacency import Mask, Numbers
    from michisuji.analysis.state import State

#: The kinds of elements at which a path counts as complete.
ENDS = ("long", "town")


@dataclass(frozen=True)
class UnitRow:
    """One unit's figures.

    ``reaching``: programs with an activity that reaches a long-term outcome.
    """

    unit: Named
    programs: int
    reaching: int
    activities: int
    activities_reaching: int

    @property
    def share(self) -> float:
        """The reaching programs among all programs, in %."""
        return 100 * self.reaching / self.programs if self.programs else 0.0


@dataclass(frozen=True)
class Chains:
    """The result: one row per department or ministry, the lowest share first."""

    units: tuple[UnitRow, ...]
    programs: int
    reaching: int
    behind: tuple[Behind, ...]


def reaching_activities(graph: CausalGraph) -> Mask:
    """Return the activities from which a path leads to a long-term outcome or town condition."""
    return graph.backward.reach_all(graph.of_kind(*ENDS)) & graph.of_kind("activity")


def by_unit(graph: CausalGraph) -> dict[str, list[int]]:
    """Return department or ministry → programs, reaching ones, activities, reaching ones."""
    import numpy as np

    owners, owner_of, tops, program_of, top_of = _belonging(graph)
    activity = graph.of_kind("activity")
    reaching = reaching_activities(graph)
    size = len(owners) + 1  # the last place is for elements without an owner
    counts = np.bincount(owner_of[activity], minlength=size)
    reached = np.bincount(owner_of[reaching], minlength=size)
    counts[-1] = reached[-1] = 0
    columns = (
        np.ones(size, dtype=np.int64),
        (reached > 0).astype(np.int64),
        counts,
        reached,
    )
    sums = [
        np.bincount(top_of, weights=column[program_of], minlength=len(tops)) for column in columns
    ]
    return {top: [int(total[n]) for total in sums] for n, top in enumerate(tops)}


def _belonging(graph: CausalGraph) -> tuple[list[str], Numbers, list[str], Numbers, Numbers]:
    """Return owners with the owner of each element, and departments with those of each program.

    Computed once per state of the data.
    """
    import numpy as np

    key = "who owns what"
    if key not in graph.derived:
        owners = sorted({owner for owner, _ in graph.owners_of_model.values()})
        place = {owner: n for n, owner in enumerate(owners)}
        named = (graph.owner(n) for n in range(len(graph.elements)))
        owner_of = np.array([place.get(o or "", len(owners)) for o in named], dtype=np.int32)
        plan = graph.plan
        pairs = sorted(
            {
                (top, program)
                for program in plan.programs()
                for unit in plan.lead_units.get(program, ())
                if (top := plan.top_unit(unit)) is not None
            }
        )
        tops = sorted({top for top, _ in pairs})
        number = {top: n for n, top in enumerate(tops)}
        program_of = np.array([place.get(p, len(owners)) for _, p in pairs], dtype=np.int32)
        top_of = np.array([number[top] for top, _ in pairs], dtype=np.int32)
        graph.derived[key] = owners, owner_of, tops, program_of, top_of
    found: tuple[list[str], Numbers, list[str], Numbers, Numbers] = graph.derived[key]
    return found


def chains(state: State) -> Chains:
    """Compute how far the paths lead in the given state.

    Raises the store's errors.
    """
    graph = state.causal
    found = by_unit(graph)
    labels = state.names(found)
    rows = [UnitRow(labels.one(unit), *counts) for unit, counts in found.items()]
    rows.sort(key=lambda row: (row.share, row.unit.label, row.unit.iri))
    mask = reaching_activities(graph)
    programs = sum(1 for _ in graph.plan.programs())
    reaching = len(
        {graph.owner(n) for n in mask.nonzero()[0].tolist()} & set(graph.plan.programs())
    )
    behind = (state.behind("chains-by-unit"), state.behind("activities-to-long-term"))
    return Chains(tuple(rows), programs, reaching, behind)
