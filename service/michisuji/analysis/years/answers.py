"""The analysis ``years``: what was added, removed and changed between two fiscal years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.starts import programs_of_unit
from michisuji.analysis.logic_model import LogicModel, load_many
from michisuji.analysis.priority.achievement import Achievements, Met, achievements, indicators_of
from michisuji.analysis.state import Labels, State
from michisuji.analysis.tables import Behind, Named
from michisuji.analysis.years.matching import ModelDiff, compare
from michisuji.errors import NotFound
from michisuji.vocabulary import graph_iri, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.indicator_values import YearValue


#: Programs and measures whose models are compared at once; of more than these, only the money is.
MOST_MODELS = 300


@dataclass(frozen=True)
class OwnerDiff:
    """A program or measure in both years: the differences of its models, its units and its money.

    ``began`` and ``ended``: it has a model in only one of the years.
    """

    owner: Named
    is_program: bool
    diff: ModelDiff = field(repr=False)
    units_before: tuple[Named, ...]
    units_after: tuple[Named, ...]
    money_before: Amount
    money_after: Amount
    began: bool
    ended: bool

    @property
    def money_change(self) -> Decimal | None:
        """The later budget minus the earlier one; None when either is not stated."""
        before, after = self.money_before.planned, self.money_after.planned
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class IndicatorDiff:
    """An indicator: its occurrence in the model of each year, and its target and actual there."""

    indicator: Named
    there_before: bool
    there_after: bool
    before: tuple[Decimal, Decimal] | None
    after: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class YearsDiff:
    """The result. ``models``: True if the models of both years are compared, not only money.

    Else the data have none of both years, or the scope has ``too_many``. ``left_out``: datasets
    without models of both years, when the scope is everything.
    """

    scope: Named | None
    before: int
    after: int
    models: bool
    too_many: bool
    left_out: tuple[Named, ...]
    years: tuple[int, ...]
    owners: tuple[OwnerDiff, ...]
    indicators: tuple[IndicatorDiff, ...]
    money: Mapping[int, Amount]
    achievement: Mapping[int, Met]
    behind: tuple[Behind, ...]

    def count(self, change: str) -> int:
        """Return the number of elements and links with a change."""
        return sum(o.diff.count(change) for o in self.owners)


def years(
    state: State,
    node: str | None = None,
    before: int | None = None,
    after: int | None = None,
) -> YearsDiff:
    """Compare two fiscal years of a program, measure, policy or unit (None: all).

    Without years the last two with actuals (executed money) are compared, else the latest two.
    Raises NotFound for an unknown year or node, and the store's errors.
    """
    held, graph = _years_held(state, node), state.causal
    known = sorted(set().union(*held.values()))
    owners = _owners(state, graph, node)
    there, (a, b) = _pair(graph, owners, known, before, after)
    compared = tuple(name for name, own in held.items() if {a, b} <= own)
    left_out: set[str] = set()
    if node is None and compared:
        of = {owner: state.dataset_of(owner) for owner in owners}
        left_out = {name for name in of.values() if name and name not in compared}
        owners = {owner for owner in owners if of[owner] in compared}
    too_many = bool(compared) and len(owners) > MOST_MODELS
    models = bool(compared) and not too_many
    old, new = (replace(state, year=y, within=compared) if models else state for y in (a, b))
    if models:
        owners |= _owners(old, old.causal, node) | _owners(new, new.causal, node)
    values = achievements(state, indicators_of(graph, owners) if node or left_out else None)
    shown = [indicators_of(s.causal, owners) for s in (old, new)]
    labels = state.names({*shown[0], *shown[1], *([node] if node else [])})
    return YearsDiff(
        scope=labels.one(node) if node else None,
        before=a,
        after=b,
        models=models,
        too_many=too_many,
        left_out=state.named(f"{state.base_iri}/id/dataset/{name}" for name in sorted(left_out)),
        years=tuple(there),
        owners=_rows(old, new, owners, (a, b), models),
        indicators=_indicators(shown, values, (a, b), labels),
        money=graph.plan.money_of(filter(graph.plan.is_program, owners)),
        achievement=values.of(shown[0] | shown[1]),
        behind=_behind(state, compared, owners, (a, b)) if models else (),
    )


def _years_held(state: State, node: str | None) -> dict[str, set[int]]:
    """Return dataset → the fiscal years of which it has a graph.

    It is the node's dataset, or for everything those with several years, if there are any.
    """
    dataset = state.dataset_of(node) if node else None
    found: dict[str, set[int]] = {}
    for row in state.ask("graphs"):
        name = parse_graph_iri(state.base_iri, row["graph"])
        if name and name.year and not name.provenance and dataset in (None, name.dataset):
            found.setdefault(name.dataset, set()).add(name.year)
    several = {name: own for name, own in found.items() if len(own) > 1}
    return found if node else several or found


def _pair(
    graph: CausalGraph, owners: set[str], known: list[int], before: int | None, after: int | None
) -> tuple[list[int], tuple[int, int]]:
    """Return the years to choose from, and the two that are chosen."""
    money = graph.plan.money_of(filter(graph.plan.is_program, owners))
    there = known if len(known) > 1 else sorted({*known, *money})
    closed = [year for year in there if year in money and money[year].executed is not None]
    if before is None and after is None and len(closed) > 1:
        before, after = closed[-2:]
    return there, _chosen(there, before, after)


def _chosen(there: Sequence[int], before: int | None, after: int | None) -> tuple[int, int]:
    for year in (before, after):
        if year is not None and year not in there:
            known = ", ".join(map(str, there)) or "-"
            raise NotFound(
                f"{year}年度のデータはありません",
                f"there are no data of fiscal year {year}",
                hint_ja=f"ある年度: {known}",
                hint_en=f"available years:  {known}",
            )
    if not there:
        raise NotFound("年度のあるデータがありません", "the data have no fiscal years")
    b = after if after is not None else max(y for y in there if y != before or len(there) == 1)
    earlier = [y for y in there if y < b]
    a = before if before is not None else (earlier[-1] if earlier else b)
    return a, b


def _owners(state: State, graph: CausalGraph, node: str | None) -> set[str]:
    """Return the programs and measures of the scope."""
    plan = graph.plan
    if node is None:
        return {owner for owner, _ in graph.owners_of_model.values()}
    if node in plan.classes:
        return {node, *plan.members(node)}
    if node in plan.unit_kinds:
        return set(programs_of_unit(graph, node))
    if state.year is not None:
        return set()
    raise NotFound(
        f"事業・施策・政策・組織ではありません: {node}",
        f"not a program, measure, policy or unit: {node}",
        hint_ja="事業や施策のIRIを指定してください",
        hint_en="name a program or a measure",
    )


def _models(state: State, owners: set[str]) -> dict[str, LogicModel]:
    wanted = {m: o for m, (o, _) in state.causal.owners_of_model.items() if o in owners}
    return load_many(
        state.store, wanted, base_iri=state.base_iri, lang=state.lang, default_graphs=state.graphs
    )


def _rows(
    old: State, new: State, owners: set[str], pair: tuple[int, int], models: bool
) -> tuple[OwnerDiff, ...]:
    before, after = (_models(s, owners) if models else {} for s in (old, new))
    plans = old.causal.plan, new.causal.plan
    listed = new.in_plan_order(
        o for o in owners if o in before or o in after or plans[1].is_program(o)
    )
    labels = new.names({*listed, *(u for p in plans for o in listed for u in p.units_of(o))})
    rows = []
    for owner in listed:
        units = [labels.all(plan.units_of(owner)) for plan in plans]
        money = plans[1].money(owner)
        rows.append(
            OwnerDiff(
                owner=labels.one(owner),
                is_program=any(plan.is_program(owner) for plan in plans),
                diff=compare(before.get(owner), after.get(owner)),
                units_before=units[0],
                units_after=units[1],
                money_before=money.get(pair[0], Amount()),
                money_after=money.get(pair[1], Amount()),
                began=models and owner not in before,
                ended=models and owner not in after,
            )
        )
    return tuple(rows)


def _indicators(
    shown: Sequence[set[str]], values: Achievements, pair: tuple[int, int], labels: Labels
) -> tuple[IndicatorDiff, ...]:
    """Compare indicators, sorted by name; ``shown``: those in the models of each year."""
    return tuple(
        IndicatorDiff(
            labels.one(i),
            i in shown[0],
            i in shown[1],
            *(_value(values.values(i), year) for year in pair),
        )
        for i in sorted(shown[0] | shown[1], key=lambda i: (labels[i], i))
    )


def _value(values: Sequence[YearValue], year: int) -> tuple[Decimal, Decimal] | None:
    return next(((v.target, v.actual) for v in values if v.year == year), None)


def _behind(
    state: State, names: Sequence[str], owners: set[str], pair: tuple[int, int]
) -> tuple[Behind, ...]:
    graphs = [[graph_iri(state.base_iri, name, year) for name in names] for year in pair]
    given = {"before": graphs[0], "after": graphs[1]}
    if len(owners) <= 60:
        given["owner"] = sorted(owners)
    return (state.behind("elements-of-two-years", given),)
