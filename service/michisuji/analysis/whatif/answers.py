"""The analysis ``what-if``: what a scenario does to outcomes, money and units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.tables import Answer, Behind, Named
from michisuji.analysis.whatif.effects import Effects, Support, effects, supported
from michisuji.analysis.whatif.scenario import STOPPED, Scenario, not_a_program, scenario_of

if TYPE_CHECKING:
    from michisuji.analysis.state import Labels, State

#: Elements named in the query behind the answer.
_BEHIND = 60


@dataclass(frozen=True)
class Mark:
    """A program or element of the scenario: ``percent`` is cut, ``freed`` is by year in yen."""

    node: Named
    percent: Decimal
    units: tuple[Named, ...]
    freed: Mapping[int, Amount] | None


@dataclass(frozen=True)
class Effect:
    """The effect on one outcome or indicator: who supports it before and after."""

    node: Named
    kind: str
    owner: Named | None
    status: str
    before: tuple[Named, ...]
    after: tuple[Named, ...]
    activities_before: int
    activities_after: int
    of_stopped: bool


@dataclass(frozen=True)
class Concerned:
    """A unit, its programs in the scenario, and how many of its outcomes lose support."""

    unit: Named
    stopped: tuple[Named, ...]
    lost: int
    reduced: int


@dataclass(frozen=True)
class Moved:
    """The freed money of a ``year`` in yen, given to a program or measure.

    ``before`` is what the receiver still has in the scenario; None: not stated. ``open``: False if
    the scenario stops all of its programs, so that it can take nothing.
    """

    node: Named
    year: int
    amount: Decimal
    before: Decimal | None
    open: bool


@dataclass(frozen=True)
class WhatIf:
    """The result.

    ``stay``: supported outcomes of the same dataset that the scenario leaves alone.
    """

    marks: tuple[Mark, ...]
    outcomes: tuple[Effect, ...]
    indicators: tuple[Effect, ...]
    units: tuple[Concerned, ...]
    freed: Mapping[int, Amount]
    stay: int
    moved: Moved | None
    behind: tuple[Behind, ...]

    def count(self, status: str, *, own: bool | None = None) -> int:
        """Return the number of outcomes of a status.

        ``own``: only those of stopped programs (True), or only others (False).
        """
        return sum(o.status == status and own in (None, o.of_stopped) for o in self.outcomes)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios side by side, each with its own answer, and their names ('': A and B)."""

    a: Answer[WhatIf]
    b: Answer[WhatIf]
    names: tuple[str, str]
    behind: tuple[Behind, ...]


def what_if(
    state: State, stop: Sequence[str] = (), cut: Sequence[str] = (), to: str | None = None
) -> WhatIf:
    """Compute what stopping and cutting does in the given state; write nothing.

    ``to``: the program or measure that gets the freed money. Raises NotFound, BadInput, TooLarge
    (see :func:`scenario_of`) and the store's errors.
    """
    scenario = scenario_of(state, stop, cut)
    found = effects(state.causal, scenario)
    return _result(state, scenario, found, _moved(state, scenario, found, to))


def _moved(state: State, scenario: Scenario, found: Effects, to: str | None) -> Moved | None:
    if to is None:
        return None
    plan = state.causal.plan
    programs = plan.programs_of(to) if to in plan.classes else set()
    if not programs:
        raise not_a_program(to)
    year = told_year(found.freed)
    amount = planned(found.freed, year)
    if year is None or not amount:
        return None
    before = planned(plan.money_of(programs), year)
    if before is not None:
        taken = (planned(found.freed_by.get(one, {}), year) for one in programs)
        before -= sum(part or 0 for part in taken)
    stopped = all(scenario.cuts.get(one, 0) >= STOPPED for one in programs)
    return Moved(state.named([to])[0], year, amount, before, not stopped)


def _result(state: State, scenario: Scenario, found: Effects, moved: Moved | None) -> WhatIf:
    rows = (*found.outcomes, *found.indicators)
    owners = {one.iri: _owner_of(state, one) for one in rows}
    concerned = _concerned(state, found, owners)
    labels = _labels(state, scenario, found, owners, concerned)
    return WhatIf(
        marks=tuple(
            _mark(state, iri, percent, found, labels) for iri, percent in scenario.cuts.items()
        ),
        outcomes=tuple(_effect(state, one, owners, labels) for one in found.outcomes),
        indicators=tuple(_effect(state, one, owners, labels) for one in found.indicators),
        units=tuple(
            Concerned(labels.one(unit), _by_name(programs, labels), lost, reduced)
            for unit, (programs, lost, reduced) in concerned.items()
        ),
        freed=found.freed,
        stay=_staying(state, scenario, found),
        moved=moved,
        behind=_behind(state, found),
    )


def _labels(
    state: State,
    scenario: Scenario,
    found: Effects,
    owners: Mapping[str, str | None],
    units: Iterable[str],
) -> Labels:
    wanted = {*scenario.cuts, *found.programs, *filter(None, owners.values()), *units}
    for one in (*found.outcomes, *found.indicators):
        wanted.update((one.iri, *one.before))
    for program in found.programs:
        wanted.update(state.causal.plan.units_of(program))
    return state.names(wanted)


def _by_name(iris: Iterable[str], labels: Labels) -> tuple[Named, ...]:
    return tuple(sorted(labels.all(iris), key=lambda named: (named.label, named.iri)))


def _effect(state: State, one: Support, owners: Mapping[str, str | None], labels: Labels) -> Effect:
    number, owner = state.causal.number(one.iri), owners[one.iri]
    return Effect(
        labels.one(one.iri),
        "indicator" if number is None else state.causal.kind(number),
        labels.one(owner) if owner else None,
        one.status,
        _by_name(one.before, labels),
        _by_name(one.after, labels),
        one.activities_before,
        one.activities_after,
        one.stopped,
    )


def _mark(state: State, iri: str, percent: Decimal, found: Effects, labels: Labels) -> Mark:
    graph = state.causal
    number = graph.number(iri)
    owner = iri if number is None else graph.owner(number) or ""
    units = graph.plan.units_of(owner) if owner in found.programs else ()
    return Mark(labels.one(iri), percent, labels.all(units), found.freed_by.get(iri))


def _staying(state: State, scenario: Scenario, found: Effects) -> int:
    """Count the outcomes of the same datasets that have support and keep all of it."""
    datasets = {name for iri in scenario.cuts if (name := state.dataset_of(iri))}
    counts = supported(state.causal, state.datasets)
    return max(0, sum(counts.get(name, 0) for name in datasets) - len(found.outcomes))


def _owner_of(state: State, one: Support) -> str | None:
    graph = state.causal
    number = graph.number(one.iri)
    shown = [number] if number is not None else graph.shows(one.iri)
    return next((owner for n in shown if (owner := graph.owner(n))), None)


def _concerned(
    state: State, found: Effects, owners: Mapping[str, str | None]
) -> dict[str, tuple[set[str], int, int]]:
    """Return unit in charge → its programs, and its outcomes that lose all or some support."""
    plan = state.causal.plan
    rows: dict[str, tuple[set[str], int, int]] = {}
    for program in found.programs:
        for unit in plan.lead_units.get(program, ()):
            rows.setdefault(unit, (set(), 0, 0))[0].add(program)
    for one in found.outcomes:
        if one.status == "cut":
            continue
        for unit in plan.lead_units.get(owners[one.iri] or "", ()):
            programs, lost, reduced = rows.get(unit, (set(), 0, 0))
            more = (1, 0) if one.status == "lost" else (0, 1)
            rows[unit] = programs, lost + more[0], reduced + more[1]
    return dict(sorted(rows.items(), key=lambda kv: (-kv[1][1], -len(kv[1][0]), kv[0])))


def _behind(state: State, found: Effects) -> tuple[Behind, ...]:
    elements = [one.iri for one in found.outcomes][:_BEHIND]
    if not elements:
        return ()
    return (state.behind("supporters", {"element": elements}),)
