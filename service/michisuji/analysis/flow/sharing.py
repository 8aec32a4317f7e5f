"""The distribution of a program's money: only as far as the data say, never more than there is.

A program's money reaches its last outcomes, and from there the town conditions they lead to. With
one path it is passed on whole; with several it is shared in proportion to the contribution shares
(寄与率) stated on the links onward, if *all* of them state one. Otherwise it stays undivided: if
all paths lead to one town condition it reaches that, else it is not attributable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

#: Why an amount goes where it goes.
Basis = Literal["only", "share", "undivided"]
#: Where money ends: with the last outcome, before any outcome, or where it is not known.
UNDIVIDED, NOWHERE, UNKNOWN = "undivided", "no-outcome", "not-attributable"
#: These places, which are not resources: ``analysis.money-flow.places`` in messages/ names them.
PLACES = (UNDIVIDED, UNKNOWN, NOWHERE)
OUTCOMES = ("outcome-unstated", "short", "mid", "long")


@dataclass(frozen=True)
class MoneyShare:
    """An amount (yen) from one place to another. Places are IRIs or one of the words above."""

    source: str
    target: str
    amount: Decimal
    basis: Basis


@dataclass
class ProgramFlow:
    """One program's money, and the parts into which it is passed on."""

    program: str
    amount: Decimal
    parts: list[MoneyShare] = field(default_factory=list)


def flow_of(graph: CausalGraph, program: str, amount: Decimal) -> ProgramFlow:
    """Compute how ``amount`` of a program is passed on."""
    flow = ProgramFlow(program, amount)
    finals = last_outcomes(graph, program)
    towns = {n: towns_of(graph, n) for n in finals}
    direct = _direct_towns(graph, program)
    if not finals:
        _pass_on(graph, flow, program, amount, direct, NOWHERE)
        return flow
    weights = {n: _weight(graph, n, towns[n]) for n in finals}
    if len(finals) == 1:
        given: dict[int, Decimal] = {finals[0]: amount}
        basis: Basis = "only"
    elif not direct and all(weight is not None for weight in weights.values()):
        given = split(amount, {n: weight or Decimal(0) for n, weight in weights.items()})
        basis = "share"
    else:
        flow.parts.append(MoneyShare(program, UNDIVIDED, amount, "undivided"))
        every = sorted({t for found in towns.values() for t in found} | set(direct))
        if len(every) == 1:
            flow.parts.append(MoneyShare(UNDIVIDED, graph.elements[every[0]], amount, "only"))
        elif every:
            flow.parts.append(MoneyShare(UNDIVIDED, UNKNOWN, amount, "undivided"))
        return flow
    for n, part in given.items():
        flow.parts.append(MoneyShare(program, graph.elements[n], part, basis))
        _pass_on(graph, flow, graph.elements[n], part, towns[n], "", n)
    return flow


def _pass_on(
    graph: CausalGraph,
    flow: ProgramFlow,
    source: str,
    amount: Decimal,
    towns: Sequence[int],
    otherwise: str,
    element: int | None = None,
) -> None:
    """Pass an amount on from an outcome (or the program itself) to town conditions."""
    if not towns:
        if otherwise:
            flow.parts.append(MoneyShare(source, otherwise, amount, "undivided"))
        return
    if len(towns) == 1:
        flow.parts.append(MoneyShare(source, graph.elements[towns[0]], amount, "only"))
        return
    shares = {} if element is None else {t: _share(graph, element, t) for t in towns}
    stated = {t: Decimal(str(share)) for t, share in shares.items() if share}
    if len(stated) < len(towns):
        flow.parts.append(MoneyShare(source, UNKNOWN, amount, "undivided"))
        return
    for t, part in split(amount, stated).items():
        flow.parts.append(MoneyShare(source, graph.elements[t], part, "share"))


def last_outcomes(graph: CausalGraph, program: str) -> list[int]:
    """Return the program's outcomes that its activities reach and that lead to no other of its own.

    Where its outcomes lead to each other in a cycle, the whole cycle counts.
    """
    activities = graph.elements_of(program, "activity")
    own = {n for n in graph.downstream(activities) if graph.kind(n) in OUTCOMES}
    own &= set(graph.elements_of(program))
    last = [n for n in own if not any(m in own and m != n for m in graph.onward.of(n))]
    return sorted(last or own, key=lambda n: graph.elements[n])


def towns_of(graph: CausalGraph, node: int) -> list[int]:
    """Return the town conditions that an element leads to.

    Those one step away, else those reached through other programs' outcomes.
    """
    found = {n for n in graph.onward.of(node) if graph.kind(n) == "town"}
    if not found:
        found = {n for n in graph.downstream([node]) - {node} if graph.kind(n) == "town"}
    return sorted(found, key=lambda n: graph.elements[n])


def _direct_towns(graph: CausalGraph, program: str) -> list[int]:
    """Return the town conditions that activities or outputs lead to without an outcome between."""
    found = set()
    for n in graph.elements_of(program):
        if graph.kind(n) in ("activity", "output"):
            found |= {m for m in graph.onward.of(n) if graph.kind(m) == "town"}
    return sorted(found, key=lambda n: graph.elements[n])


def _weight(graph: CausalGraph, node: int, towns: Sequence[int]) -> Decimal | None:
    """Return the sum of the shares on the links onward; None if any is missing."""
    shares = [_share(graph, node, town) for town in towns]
    if not shares or not all(shares):
        return None
    return sum((Decimal(str(share)) for share in shares), Decimal(0))


def _share(graph: CausalGraph, source: int, target: int) -> float | None:
    stated = [step.share for step in graph.steps.get((source, target), {}).values()]
    given = [share for share in stated if share is not None and share > 0]
    return max(given, default=None)


def split(amount: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Split ``amount`` in whole yen in proportion to ``weights``.

    The rounding difference goes to the largest part, so that the parts add up to the amount.
    """
    total = sum(weights.values(), Decimal(0))
    parts = {n: (amount * weight / total).quantize(Decimal(1)) for n, weight in weights.items()}
    largest = max(parts, key=lambda n: (weights[n], -n))
    parts[largest] += amount - sum(parts.values(), Decimal(0))
    return parts
