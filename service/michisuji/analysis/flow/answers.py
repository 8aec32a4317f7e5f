"""The analysis ``money-flow``: the flow of a measure's, policy's, unit's or program's money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, told_year
from michisuji.analysis.flow.sharing import NOWHERE, PLACES, UNDIVIDED, UNKNOWN, MoneyShare, flow_of
from michisuji.analysis.impact.starts import programs_of_unit
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import NotFound
from michisuji.messages import section

if TYPE_CHECKING:
    from michisuji.analysis.state import Labels, State

KINDS = ("planned", "executed")


@dataclass(frozen=True)
class MoneyStep:
    """An amount in yen passed from one place to the next; ``program`` is whose money it is."""

    program: Named
    source: Named
    target: Named
    amount: Decimal
    basis: str


@dataclass(frozen=True)
class MoneyFlow:
    """The result: ``total`` is the money of ``programs`` in ``year``; ``steps`` show where it goes.

    ``towns``: what reaches each town condition. ``undivided`` cannot be split by outcome (it may
    still reach a town condition); ``unknown`` is not attributable at all; ``nowhere`` belongs to
    programs without an outcome; ``silent`` programs state no money for the year.
    """

    scope: Named
    year: int | None
    kind: str
    programs: tuple[tuple[Named, Decimal], ...]
    steps: tuple[MoneyStep, ...]
    towns: tuple[tuple[Named, Decimal], ...]
    total: Decimal
    undivided: Decimal
    unknown: Decimal
    nowhere: Decimal
    silent: int
    years: tuple[int, ...]
    behind: tuple[Behind, ...]


def money_flow(
    state: State, scope: str, money_year: int | None = None, money: str = "planned"
) -> MoneyFlow:
    """Compute where the money of ``scope`` flows.

    ``money``: planned (budget) or executed. Each program's money is counted once; amounts below
    zero are left out. Formula: see :mod:`.sharing`. Raises NotFound and the store's errors.
    """
    plan = state.causal.plan
    programs = _programs(state, scope)
    stated = {y: a for y, a in _by_year(plan.money_of(programs), money).items() if a is not None}
    year = told_year({y: Amount(planned=a) for y, a in stated.items()}, money_year)
    amounts = {p: _by_year(plan.money(p), money).get(year or 0) for p in programs}
    given = {p: a for p, a in amounts.items() if a is not None and a > 0}
    parts = [(p, part) for p in sorted(given) for part in flow_of(state.causal, p, given[p]).parts]
    towns = _towns(state, parts)
    labels = _labels(state, scope, programs, [part for _, part in parts])
    return MoneyFlow(
        scope=labels.one(scope),
        year=year,
        kind=money,
        programs=_largest(given, labels),
        steps=tuple(_step(program, part, labels) for program, part in parts),
        towns=_largest(towns, labels),
        total=sum(given.values(), Decimal(0)),
        undivided=_to(parts, UNDIVIDED),
        unknown=_to(parts, UNKNOWN),
        nowhere=_to(parts, NOWHERE),
        silent=sum(a is None for a in amounts.values()),
        years=tuple(sorted(stated)),
        behind=(state.behind("money-and-last-outcomes", {"program": sorted(programs)[:60]}),),
    )


def _programs(state: State, scope: str) -> set[str]:
    plan = state.causal.plan
    if scope in plan.classes:
        return plan.programs_of(scope)
    if scope in plan.unit_kinds:
        return set(programs_of_unit(state.causal, scope))
    raise NotFound(
        f"施策・政策・組織・事業ではありません: {scope}",
        f"not a measure, policy, unit or program: {scope}",
        hint_ja="今見ている状態にある施策や組織のIRIを指定してください",
        hint_en="name a measure or unit of the chosen state",
    )


def _by_year(money: Mapping[int, Amount], kind: str) -> dict[int, Decimal | None]:
    return {y: a.executed if kind == "executed" else a.planned for y, a in money.items()}


def _towns(state: State, parts: Iterable[tuple[str, MoneyShare]]) -> dict[str, Decimal]:
    """Return town condition → the amount that reaches it."""
    graph = state.causal
    towns: dict[str, Decimal] = {}
    for _, part in parts:
        number = graph.number(part.target)
        if number is not None and graph.kind(number) == "town":
            towns[part.target] = towns.get(part.target, Decimal(0)) + part.amount
    return towns


def _labels(state: State, scope: str, programs: set[str], parts: Iterable[MoneyShare]) -> Labels:
    places = {place for part in parts for place in (part.source, part.target)}
    labels = state.names({scope, *programs, *places.difference(PLACES)})
    labels.update(section("analysis.money-flow.places", state.lang))
    return labels


def _step(program: str, part: MoneyShare, labels: Labels) -> MoneyStep:
    source, target = labels.one(part.source), labels.one(part.target)
    return MoneyStep(labels.one(program), source, target, part.amount, part.basis)


def _largest(amounts: Mapping[str, Decimal], labels: Labels) -> tuple[tuple[Named, Decimal], ...]:
    order = sorted(amounts, key=lambda iri: (-amounts[iri], iri))
    return tuple((labels.one(iri), amounts[iri]) for iri in order)


def _to(parts: Iterable[tuple[str, MoneyShare]], place: str) -> Decimal:
    return sum((part.amount for _, part in parts if part.target == place), Decimal(0))
