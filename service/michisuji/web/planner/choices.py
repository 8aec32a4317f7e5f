"""The programs that a scenario may stop or cut, by measure, and who may get the freed money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.impact.starts import programs_of_unit
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.state import State
    from michisuji.analysis.tables import Named

#: Without a scope all programs are listed, if there are at most this many; else none is.
MOST_AT_ONCE = 120
#: Options of one list; beyond this many, only policies and ministries or departments are offered.
MOST_OPTIONS = 200
_UPPER = ("Policy", "BasicPolicy", "Plan")
_TOP_UNITS = ("ministry", "department")


@dataclass(frozen=True)
class ProgramScope:
    """A measure, policy or unit by IRI, or the programs that were found by ``words``."""

    iri: str = ""
    words: str = ""
    found: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class ProgramGroup:
    """The programs of one measure; ``head`` is None for those in a scenario beyond the scope."""

    head: Named | None
    programs: tuple[Named, ...]

    @property
    def iris(self) -> tuple[str, ...]:
        """The programs' IRIs."""
        return tuple(one.iri for one in self.programs)


def programs_in(state: State, scope: ProgramScope, marked: Iterable[str]) -> list[ProgramGroup]:
    """Return the programs of a scope by measure; what is marked beyond them comes first.

    Raises NotFound if the scope is no measure, policy, program or unit.
    """
    listed = _listed(state, scope)
    plan = state.causal.plan
    by_measure: dict[str, list[str]] = {}
    for iri in listed:
        by_measure.setdefault(min(plan.measures_of(iri), default=""), []).append(iri)
    beyond = state.in_plan_order(set(marked) - set(listed))
    labels = state.names({*listed, *beyond, *filter(None, by_measure)})
    groups = [ProgramGroup(None, labels.all(beyond))] if beyond else []
    return groups + [
        ProgramGroup(labels.one(measure) if measure else None, labels.all(programs))
        for measure, programs in by_measure.items()
    ]


def _listed(state: State, scope: ProgramScope) -> list[str]:
    plan = state.causal.plan
    if scope.words:
        return list(scope.found)
    if not scope.iri:
        every = list(plan.programs())
        return state.in_plan_order(every) if len(every) <= MOST_AT_ONCE else []
    if scope.iri in plan.classes:
        return state.in_plan_order(plan.programs_of(scope.iri))
    if scope.iri in plan.unit_kinds:
        return state.in_plan_order(programs_of_unit(state.causal, scope.iri))
    raise NotFound(
        f"施策・政策・組織ではありません: {scope.iri}",
        f"not a measure, policy or unit: {scope.iri}",
        hint_ja="scope に施策・政策・組織のIRIを指定してください",
        hint_en="name a measure, policy or unit in 'scope'",
    )


def scopes(state: State) -> tuple[Sequence[Named], Sequence[Named]]:
    """Return the policies and measures, and the units, that have programs to choose from."""
    plan = state.causal.plan
    above = {iri for iri in plan.below if iri in plan.classes and plan.programs_of(iri)}
    units = {unit for iri in plan.programs() for unit in plan.lead_units.get(iri, ())}
    if len(above) > MOST_OPTIONS:
        above = {iri for iri in above if plan.classes[iri] in _UPPER}
    if len(units) > MOST_OPTIONS:
        tops = {plan.top_unit(unit) for unit in units}
        units = {unit for unit in tops if unit and plan.unit_kinds[unit] in _TOP_UNITS}
    ordered = (state.in_plan_order(found)[:MOST_OPTIONS] for found in (above, units))
    return state.named(next(ordered)), state.named(next(ordered))


def receivers(
    state: State, groups: Sequence[ProgramGroup]
) -> tuple[Sequence[Named], Sequence[Named]]:
    """Return the measures of the same data sets, and the listed programs, that may get money."""
    plan = state.causal.plan
    programs = [one for group in groups for one in group.programs if plan.is_program(one.iri)]
    own = {state.dataset_of(one.iri) for one in programs}
    measures = state.in_plan_order(
        iri
        for iri, name in plan.classes.items()
        if name == "Measure" and plan.below.get(iri) and state.dataset_of(iri) in own
    )
    return state.named(measures[:MOST_OPTIONS]), programs
