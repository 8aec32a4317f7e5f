"""The analysis ``impact``: every program that feeds a target, with its paths, units and money."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, told_year
from michisuji.analysis.impact.links import CausalPath, inputs_of, told_paths
from michisuji.analysis.impact.paths import Ways, distances, ways
from michisuji.analysis.impact.target import ends_of
from michisuji.analysis.tables import Behind, Named

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph, PlanStructure
    from michisuji.analysis.state import Labels, State

RANKS = ("budget", "executed", "paths", "shortest", "confidence", "name", "unit")
#: Paths given per program, and programs whose paths are given: the first of the ranking.
MOST_WAYS, MOST_TOLD = 20, 30


@dataclass(frozen=True)
class Feeder:
    """A program that feeds the target. ``confidence`` is that of its surest path, None: not stated.

    ``ways``: how many paths were found; ``more``: others exist or may exist. ``paths`` are given
    for the first programs of the ranking only. ``last``: the elements just before the target;
    ``into``: the last link of each path. ``units``: those in charge, else related ones.
    """

    program: Named
    above: tuple[Named, ...]
    units: tuple[Named, ...]
    money: Mapping[int, Amount]
    activities: int
    ways: int
    more: bool
    shortest: int
    confidence: float | None
    last: tuple[Named, ...]
    paths: tuple[CausalPath, ...] = ()
    into: tuple[tuple[Named, Named], ...] = ()


@dataclass(frozen=True)
class Impact:
    """The result: the target, the programs that feed it, and their money.

    ``year``: the fiscal year whose money is ranked and stated; ``money``: of all feeders.
    """

    target: Named
    kind: str
    ends: tuple[Named, ...]
    feeders: tuple[Feeder, ...]
    money: Mapping[int, Amount]
    year: int | None
    rank: str
    behind: tuple[Behind, ...]


def impact(
    state: State,
    target: str,
    rank: str = "budget",
    money_year: int | None = None,
    program: str | None = None,
) -> Impact:
    """Compute what feeds ``target`` in the given state.

    ``program`` moves one program to the top, so that its paths are given. Only what hangs on the
    target is read. Raises BadInput, NotFound (see :func:`ends_of`) and the store's errors.
    """
    graph = state.causal
    kind, ends = ends_of(graph, target)
    found = _feeding(graph, ends)
    money = graph.plan.money_of(found)
    year = told_year(money, money_year or state.year)
    ends_set = frozenset(ends)
    distance = distances(graph, ends)
    rows = {p: ways(graph, acts, distance, ends_set, MOST_WAYS) for p, acts in found.items()}
    labels = _labels(state, target, ends, rows)
    order = sorted(found, key=lambda p: _key(graph, p, rows[p], rank, year, labels))
    if program in rows:
        order.remove(program)
        order.insert(0, program)
    told = told_paths(state, {p: rows[p].ways for p in order[:MOST_TOLD]}, labels)
    return Impact(
        target=labels.one(target),
        kind=kind,
        ends=labels.all(graph.elements[n] for n in ends),
        feeders=tuple(
            _feeder(graph, p, len(found[p]), rows[p], labels, told.get(p, ())) for p in order
        ),
        money=money,
        year=year,
        rank=rank,
        behind=_behind(state, kind, target),
    )


def _feeding(graph: CausalGraph, ends: Sequence[int]) -> dict[str, list[int]]:
    """Return program → its activities from which a path leads to one of ``ends``."""
    found: dict[str, list[int]] = {}
    for n in graph.upstream(ends):
        owner = graph.owner(n) if graph.kind(n) == "activity" else None
        if owner is not None and graph.plan.is_program(owner):
            found.setdefault(owner, []).append(n)
    return found


def _labels(state: State, target: str, ends: Sequence[int], rows: Mapping[str, Ways]) -> Labels:
    graph, plan = state.causal, state.causal.plan
    wanted = {target, *rows, *(graph.elements[n] for n in ends)}
    for program, found in rows.items():
        wanted.update(plan.measures_of(program), _units(plan, program))
        # With few programs all paths will be given, so that one query fetches every name.
        whole = len(rows) <= MOST_TOLD
        wanted.update(graph.elements[n] for w in found.ways for n in (w if whole else w[-2:]))
        starts = {way[0] for way in found.ways} if whole else ()
        wanted.update(graph.elements[m] for n in starts for m in inputs_of(graph, n))
    return state.names(wanted)


def _key(
    graph: CausalGraph,
    program: str,
    found: Ways,
    rank: str,
    year: int | None,
    labels: Labels,
) -> tuple[object, ...]:
    """Return the sort key for ``rank``: unstated values last, then by name."""
    amount = graph.plan.money(program).get(year or 0, Amount())
    unit = next(iter(_units(graph.plan, program)), "")
    keys: dict[str, tuple[object, ...]] = {
        "budget": (amount.planned is None, -(amount.planned or 0)),
        "executed": (amount.executed is None, -(amount.executed or 0)),
        "paths": (-len(found.ways),),
        "shortest": (min((len(way) for way in found.ways), default=0),),
        "confidence": _by_confidence(graph, found),
        "name": (),
        "unit": (labels.get(unit, "~"),),
    }
    return (*keys[rank], labels[program], program)


def _by_confidence(graph: CausalGraph, found: Ways) -> tuple[object, ...]:
    confidence = _confidence(graph, found)
    return (confidence is None, -(confidence or 0))


def _confidence(graph: CausalGraph, found: Ways) -> float | None:
    """Return the confidence of the surest path.

    A path is as sure as its least sure link, among the links that state a confidence.
    """
    stated = []
    for way in found.ways:
        own = [
            step.confidence
            for pair in itertools.pairwise(way)
            for step in graph.steps.get(pair, {}).values()
            if step.confidence is not None
        ]
        if own:
            stated.append(min(own))
    return max(stated, default=None)


def _feeder(
    graph: CausalGraph,
    program: str,
    activities: int,
    found: Ways,
    labels: Labels,
    paths: tuple[CausalPath, ...],
) -> Feeder:
    plan = graph.plan
    into = dict.fromkeys(
        (graph.elements[way[-2 if len(way) > 1 else -1]], graph.elements[way[-1]])
        for way in found.ways
    )
    return Feeder(
        program=labels.one(program),
        above=labels.all(plan.measures_of(program)),
        units=labels.all(_units(plan, program)),
        money=plan.money(program),
        activities=activities,
        ways=len(found.ways),
        more=found.more,
        shortest=min((len(way) - 1 for way in found.ways), default=0),
        confidence=_confidence(graph, found),
        last=labels.all(dict.fromkeys(before for before, _ in into)),
        paths=paths,
        into=tuple((labels.one(a), labels.one(b)) for a, b in into),
    )


def _units(plan: PlanStructure, program: str) -> tuple[str, ...]:
    """Return the units in charge, else the related ones."""
    return plan.lead_units.get(program) or plan.units_of(program)


def _behind(state: State, kind: str, target: str) -> tuple[Behind, ...]:
    if kind == "measure":
        return (state.behind("impact", {"target": target}),)
    return (
        state.behind("what-feeds", {"target": target}),
        state.behind("paths-into", {"target": target}),
    )
