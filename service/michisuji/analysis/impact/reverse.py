"""The analysis ``leads-to``: what a program, a unit or a budget leads to, across measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.impact.words import STAGES
from michisuji.analysis.tables import Behind, Cell, Column, Named, Table, Text, text
from michisuji.analysis.words import exact_yen, fiscal_year, told_year
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class Reached:
    """An outcome that the start leads to: ``by`` which of its programs, in how many links at
    least, and how many ``others`` lead there."""

    element: Named
    kind: str
    owner: Named | None
    by: tuple[Named, ...]
    links: int
    others: int
    indicators: tuple[Named, ...]


@dataclass(frozen=True)
class LeadsTo:
    """Town conditions first, then outcomes from the last stage to the first."""

    start: Named
    programs: tuple[Named, ...]
    reached: tuple[Reached, ...]
    money: Mapping[int, Amount]
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """Outcomes, money by year."""
        return (_outcomes(self), _money(self))


def leads_to(state: State, start: str) -> LeadsTo:
    """What ``start`` leads to. A unit stands for the programs that it and the units below it lead.

    Raises NotFound and the store's errors.
    """
    graph = state.causal
    starts, money = _starts(state, start)
    distance = _distances(graph, [n for own in starts.values() for n in own])
    by: dict[int, list[str]] = {}
    for program, own in starts.items():
        for n in graph.downstream(own):
            if graph.kind(n) in OUTCOMES:
                by.setdefault(n, []).append(program)
    indicators = {n: graph.shown_by(n) for n in by}
    owners = {n: graph.owner(n) for n in by}
    wanted = {start, *starts, *(graph.elements[n] for n in by)}
    wanted |= {i for own in indicators.values() for i in own}
    wanted |= {owner for owner in owners.values() if owner}
    names = state.names(wanted)

    def named(iris: Sequence[str]) -> tuple[Named, ...]:
        return tuple(Named(iri, names[iri]) for iri in iris)

    rows = []
    for n, programs in by.items():
        owner = owners[n]
        rows.append(
            Reached(
                element=Named(graph.elements[n], names[graph.elements[n]]),
                kind=graph.kind(n),
                owner=Named(owner, names[owner]) if owner else None,
                by=named(sorted(programs)),
                links=distance[n],
                others=len(graph.feeding_programs([n]) - set(starts)),
                indicators=named(indicators[n]),
            )
        )
    rows.sort(key=lambda r: (OUTCOMES.index(r.kind), r.element.label, r.element.iri))
    answer = LeadsTo(
        start=Named(start, names[start]),
        programs=named(sorted(starts)),
        reached=tuple(rows),
        money=money,
        sentence={},
        behind=tuple(
            state.behind("what-a-program-leads-to", {"program": one}) for one in sorted(starts)[:5]
        ),
    )
    object.__setattr__(answer, "sentence", _sentence(answer))
    return answer


def _starts(state: State, start: str) -> tuple[dict[str, list[int]], Mapping[int, Amount]]:
    """Program → the elements that its ways begin at, and the money of the start."""
    graph, plan = state.causal, state.causal.plan
    number = graph.number(start)
    if plan.is_program(start):
        programs = [start]
    elif number is not None and graph.kind(number):
        owner = graph.owner(number) or start
        found = plan.budgets.get(start)
        return {owner: [number]}, {found[1]: found[2]} if found else {}
    elif start in plan.unit_kinds:
        below = _below(graph, start)
        programs = [p for p in plan.programs() if below & set(plan.lead_units.get(p, ()))]
    elif start in plan.classes:
        programs = sorted(plan.programs_of(start))
    else:
        programs = sorted({row["program"] for row in state.ask("budget-lines", {"line": start})})
        if not programs:
            raise NotFound(
                f"事業・組織・予算ではありません: {start}",
                f"not a program, a unit or a budget: {start}",
                hint_ja="今見ている状態にある事業や組織のIRIを指定してください",
                hint_en="name a program or unit of the state that is looked at",
            )
    activities = {p: graph.elements_of(p, "activity") for p in programs}
    return activities, plan.money_of(programs)


def _below(graph: CausalGraph, unit: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for one, above in graph.plan.unit_above.items():
        for parent in above:
            children.setdefault(parent, []).append(one)
    found, todo = {unit}, [unit]
    while todo:
        for one in children.get(todo.pop(), ()):
            if one not in found:
                found.add(one)
                todo.append(one)
    return found


def _distances(graph: CausalGraph, starts: Sequence[int]) -> dict[int, int]:
    found = dict.fromkeys(starts, 0)
    todo = list(found)
    for here in todo:  # grows while it is walked
        for node in graph.onward.of(here):
            if node not in found:
                found[node] = found[here] + 1
                todo.append(node)
    return found


def _sentence(answer: LeadsTo) -> Text:
    towns = sum(row.kind == "town" for row in answer.reached)
    outcomes = len(answer.reached) - towns
    shown = len({one.iri for row in answer.reached for one in row.indicators})
    count = len(answer.programs)
    ja = f"{answer.start.label}({count}事業)は、" if count != 1 else f"{answer.start.label}は、"
    en = f"{answer.start.label}" + (f" ({count} programs)" if count != 1 else "")
    if answer.reached:
        ja += f"まちの状態{towns}件と成果{outcomes}件につながり、{shown}個の指標に表れます。"
        en += f" leads to {towns} town conditions and {outcomes} outcomes, shown by {shown} "
        en += "indicators."
    else:
        ja += "どの成果にもつながっていません。"
        en += " leads to no outcome."
    year = told_year(answer.money)
    if year is not None:
        amount = answer.money[year].planned or Decimal(0)
        ja += f"{fiscal_year(year, 'ja')}の予算は{exact_yen(amount, 'ja')}です。"
        en += f" Budget of {fiscal_year(year, 'en')}: {exact_yen(amount, 'en')}."
    return text(ja, en)


def _outcomes(answer: LeadsTo) -> Table:
    columns = (
        Column("element", text("成果・まちの状態", "Outcome or town condition"), "link"),
        Column("kind", text("段階", "Stage")),
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("by", text("つながる事業", "Programs that lead there"), "links"),
        Column("links", text("最短の長さ", "Links at least"), "number"),
        Column("others", text("ほかにつながる事業", "Other programs"), "number"),
        Column("indicators", text("指標", "Indicators"), "links"),
    )
    rows: list[list[Cell]] = [
        [r.element, STAGES[r.kind], r.owner, r.by, r.links, r.others, r.indicators]
        for r in answer.reached
    ]
    return Table("outcomes", text("つながる先", "What it leads to"), columns, rows)


def _money(answer: LeadsTo) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in answer.money.items()]
    return Table("money", text("年度ごとの金額", "Money by year"), columns, rows)


ANALYSIS = Analysis(
    "leads-to",
    text("何につながるか", "What does this lead to?"),
    text(
        "事業・組織・予算が、どの成果・まちの状態・指標につながっているか。",
        "The outcomes, town conditions and indicators that a program, a unit or a budget leads to.",
    ),
    (
        Parameter(
            "start",
            "iri",
            text("事業・組織・予算", "program, unit or budget"),
            "id/program/mihon-010101",
            required=True,
        ),
    ),
    leads_to,
)
