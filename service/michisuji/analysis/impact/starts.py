"""The start of a reverse trace: a program, a unit, a measure, an element, or a budget line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from michisuji.analysis.causal import Amount
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State

Kind = Literal["program", "unit", "measure", "element", "budget"]


@dataclass(frozen=True)
class Start:
    """A resolved start. ``begins``: program → the elements at which its paths begin.

    ``money``: of the start's programs, or of the budget line alone. ``asked``: the IRI that the
    query behind the answer asks about.
    """

    kind: Kind
    begins: Mapping[str, tuple[int, ...]]
    money: Mapping[int, Amount]
    asked: str


def start_of(state: State, iri: str) -> Start:
    """Resolve an IRI to a start.

    A unit stands for the programs that it and the units below it lead; a measure or policy for its
    programs; money for the activities that it goes to, else all of its program's.

    Raises NotFound and the store's errors.
    """
    graph, plan = state.causal, state.causal.plan
    number = graph.number(iri)
    budget = plan.records.get(iri, iri)
    if budget in plan.budgets:
        program, year, amount = plan.budgets[budget]
        return _budget(graph, budget, program, {year: amount})
    if number is not None and graph.kind(number):
        return Start("element", {graph.owner(number) or iri: (number,)}, {}, iri)
    if iri in plan.unit_kinds:
        return _of_programs(state, "unit", iri, programs_of_unit(graph, iri))
    if iri in plan.classes:
        kind: Kind = "program" if plan.is_program(iri) else "measure"
        return _of_programs(state, kind, iri, plan.programs_of(iri))
    row = next(iter(state.ask("budget-lines", {"line": iri})), None)
    if row is None:
        raise NotFound(
            f"事業・組織・予算ではありません: {iri}",
            f"not a program, a unit or a budget: {iri}",
            hint_ja="今見ている状態にある事業や組織のIRIを指定してください",
            hint_en="name a program or unit of the chosen state",
        )
    amount = Amount(row["planned"], row["executed"])
    amounts = {} if row["year"] is None else {row["year"]: amount}
    return _budget(graph, row["money"], row["program"], amounts)


def _of_programs(state: State, kind: Kind, iri: str, programs: set[str]) -> Start:
    graph, order = state.causal, state.in_plan_order(programs)
    begins = {p: tuple(graph.elements_of(p, "activity")) for p in order}
    return Start(kind, begins, graph.plan.money_of(programs), iri)


def _budget(graph: CausalGraph, money: str, program: str, amounts: dict[int, Amount]) -> Start:
    box = graph.plan.boxes.get(money, money)
    number = graph.number(box)
    if number is not None and graph.onward.of(number):
        return Start("budget", {program: (number,)}, amounts, box)
    begins = tuple(graph.elements_of(program, "activity"))
    return Start("budget", {program: begins}, amounts, program)


def programs_of_unit(graph: CausalGraph, unit: str) -> set[str]:
    """Return the programs that a unit and the units below it lead, at any depth."""
    if "programs of units" not in graph.derived:
        led: dict[str, set[str]] = {}
        for program in graph.plan.programs():
            for lead in graph.plan.lead_units.get(program, ()):
                led.setdefault(lead, set()).add(program)
        below: dict[str, list[str]] = {}
        for one, above in graph.plan.unit_above.items():
            for parent in above:
                below.setdefault(parent, []).append(one)
        graph.derived["programs of units"] = led, below
    led, below = graph.derived["programs of units"]
    found, todo = {unit}, [unit]
    while todo:
        for one in below.get(todo.pop(), ()):
            if one not in found:
                found.add(one)
                todo.append(one)
    return {program for one in found for program in led.get(one, ())}
