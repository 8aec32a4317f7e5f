"""The analysis ``money-flow``: one picture of a measure's, policy's, unit's or program's money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.flow import words
from michisuji.analysis.flow.sharing import NOWHERE, UNDIVIDED, UNKNOWN, Part, flow_of
from michisuji.analysis.impact.starts import programs_of_unit
from michisuji.analysis.tables import Behind, Named, Table, Text, text
from michisuji.analysis.words import told_year
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.state import State

KINDS = ("planned", "executed")


@dataclass(frozen=True)
class Step:
    """An amount in yen from one place to the next; ``program`` whose money it is."""

    program: Named
    source: Named
    target: Named
    amount: Decimal
    basis: str


@dataclass(frozen=True)
class MoneyFlow:
    """``total`` is the money of ``programs`` in ``year``; ``steps`` tell where it goes.

    ``towns``: what reaches each town condition. ``undivided`` cannot be told apart by outcome (it
    may still reach a town condition); ``unknown`` is not attributable at all; ``nowhere`` belongs
    to programs without an outcome; ``silent`` programs state no money of the year.
    """

    scope: Named
    year: int | None
    kind: str
    programs: tuple[tuple[Named, Decimal], ...]
    steps: tuple[Step, ...]
    towns: tuple[tuple[Named, Decimal], ...]
    total: Decimal
    undivided: Decimal
    unknown: Decimal
    nowhere: Decimal
    silent: int
    years: tuple[int, ...]
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """Steps, programs, what reaches each town condition."""
        return words.tables(self)


def money_flow(
    state: State, scope: str, money_year: int | None = None, money: str = "planned"
) -> MoneyFlow:
    """Where the money of ``scope`` flows. Raises NotFound and the store's errors.

    ``money``: planned (budget) or executed. Each program's money is counted once; below zero is
    left out. Formula: see :mod:`.sharing`.
    """
    graph, plan = state.causal, state.causal.plan
    programs = _programs(state, scope)
    by_year = plan.money_of(programs)
    stated = {y: a for y, a in by_year.items() if _amount(a, money) is not None}
    year = money_year if money_year in stated else None
    if year is None:
        year = told_year({y: Amount(planned=_amount(a, money)) for y, a in stated.items()})
    amounts = {p: _amount(plan.money(p).get(year or 0, Amount()), money) for p in programs}
    given = {p: a for p, a in amounts.items() if a is not None and a > 0}
    flows = [flow_of(graph, p, given[p]) for p in sorted(given)]
    parts = [(flow.program, part) for flow in flows for part in flow.parts]
    names = _names(state, scope, programs, [part for _, part in parts])
    towns: dict[str, Decimal] = {}
    for _, part in parts:
        number = graph.number(part.target)
        if number is not None and graph.kind(number) == "town":
            towns[part.target] = towns.get(part.target, Decimal(0)) + part.amount

    def named(place: str) -> Named:
        return Named(place, names.get(place, place))

    steps = tuple(
        Step(named(p), named(part.source), named(part.target), part.amount, part.basis)
        for p, part in parts
    )
    answer = MoneyFlow(
        scope=named(scope),
        year=year,
        kind=money,
        programs=tuple((named(p), a) for p, a in _largest(given)),
        steps=steps,
        towns=tuple((named(t), a) for t, a in _largest(towns)),
        total=sum(given.values(), Decimal(0)),
        undivided=_to(parts, UNDIVIDED),
        unknown=_to(parts, UNKNOWN),
        nowhere=_to(parts, NOWHERE),
        silent=sum(a is None for a in amounts.values()),
        years=tuple(sorted(stated)),
        sentence={},
        behind=(state.behind("money-and-last-outcomes", {"program": sorted(programs)[:60]}),),
    )
    object.__setattr__(answer, "sentence", words.sentence(answer))
    return answer


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
        hint_en="name a measure or unit of the state that is looked at",
    )


def _amount(amount: Amount, money: str) -> Decimal | None:
    return amount.executed if money == "executed" else amount.planned


def _largest(amounts: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
    return sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))


def _to(parts: Sequence[tuple[str, Part]], place: str) -> Decimal:
    return sum((part.amount for _, part in parts if part.target == place), Decimal(0))


def _names(state: State, scope: str, programs: set[str], parts: Sequence[Part]) -> dict[str, str]:
    places = {place for part in parts for place in (part.source, part.target)}
    places -= set(words.PLACES)
    found = state.names({scope, *programs, *places})
    found.update({place: both[state.lang] for place, both in words.PLACES.items()})
    return found


ANALYSIS = Analysis(
    "money-flow",
    text("お金の流れ", "Where the money flows"),
    text(
        "予算が、事業を通ってどの成果・まちの状態に向かうか。寄与率の書かれたところだけ割り振り、"
        "割り振れない分は「帰属できない」と示します。",
        "From the budget through programs to outcomes and town conditions. Shared out only where "
        "contribution shares are stated; the rest is shown as not attributable.",
    ),
    (
        Parameter(
            "scope",
            "iri",
            text("施策・政策・組織・事業", "measure, policy, unit or program"),
            "id/measure/mihon-0101",
            required=True,
        ),
        Parameter("money_year", "year", text("金額の年度", "fiscal year of the money"), "2026"),
        Parameter("money", "choice", text("予算か執行か", "budget or executed"), choices=KINDS),
    ),
    money_flow,
)
