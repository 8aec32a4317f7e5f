"""The report of a city's fiscal year, from targets, evaluations and budgets; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from michisuji.analysis.causal import Amount
from michisuji.analysis.priority.achievement import Achievements, Met, achievements, indicators_of
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import NotFound
from michisuji.vocabulary import CODE

if TYPE_CHECKING:
    from michisuji.achievement import Achievement
    from michisuji.analysis.indicator_values import Stated
    from michisuji.analysis.state import Labels, State

#: Kinds of evaluation in the order of their weight: what an owner sums up before what it sees.
_KINDS = ("lead-summary", "external", "self", "peer")
#: Town conditions that are shown as best, and as worst.
SHOWN = 3


@dataclass(frozen=True)
class Evaluated:
    """The words of an evaluation; empty texts where it has none."""

    iri: str
    kind: str
    result: str
    findings: str
    improvement: str
    reflection: str


@dataclass(frozen=True)
class TownIndicator:
    """An indicator of a town condition, and its verdict in the report's year (None: not judged)."""

    indicator: Named
    stated: Stated
    found: Achievement | None


@dataclass(frozen=True)
class MeasureYear:
    """A measure in the year: its town conditions, and the evaluation that weighs most."""

    measure: Named
    town: tuple[TownIndicator, ...]
    met: Met
    evaluation: Evaluated | None


@dataclass(frozen=True)
class PolicyYear:
    """A basic policy in the year.

    ``met`` counts the indicators of town conditions, ``met_all`` those of its programs, too.
    ``weakest``: of the measures with an evaluation, that furthest from a target.
    """

    policy: Named
    measures: tuple[MeasureYear, ...]
    programs: int
    met: Met
    met_all: Met
    money: Mapping[int, Amount]
    weakest: MeasureYear | None

    @property
    def missed(self) -> bool:
        """True if the weakest measure has a target that was not met."""
        return self.weakest is not None and self.weakest.met.met < self.weakest.met.judged

    @property
    def town(self) -> tuple[TownIndicator, ...]:
        """The town conditions' indicators of all measures, in the plan's order."""
        return tuple(one for measure in self.measures for one in measure.town)


@dataclass(frozen=True)
class CityYear:
    """The report: ``years`` are those with evaluations or actuals, latest first."""

    dataset: str
    city: str
    year: int
    years: tuple[int, ...]
    policies: tuple[PolicyYear, ...]
    programs: int
    met: Met
    money: Mapping[int, Amount]
    best: tuple[TownIndicator, ...]
    worst: tuple[TownIndicator, ...]
    behind: tuple[Behind, ...]

    @property
    def measures(self) -> int:
        """The number of measures."""
        return sum(len(one.measures) for one in self.policies)


def cities(state: State) -> list[str]:
    """Return the datasets with a basic policy whose measures have evaluations or judged targets."""
    return [name for name in _numbered(state) if _years(state, _numbered(state)[name])]


def city_year(state: State, year: int | None = None, dataset: str | None = None) -> CityYear:
    """Report a fiscal year, by default the last one with evaluations or actuals.

    Raises NotFound for a city or a year without any, and the store's errors.
    """
    numbered = _numbered(state)
    known = cities(state)
    if not known or (dataset is not None and dataset not in known):
        raise _no_city(known, dataset)
    name = dataset or known[0]
    rows = numbered[name]
    years = _years(state, rows)
    if year is not None and year not in years:
        raise _no_year(year, years)
    return _report(state, name, rows, year or years[0], years)


def _report(
    state: State, dataset: str, rows: list[dict[str, Any]], year: int, years: list[int]
) -> CityYear:
    plan, values = state.causal.plan, achievements(state)
    evaluated = _evaluated(state, year)
    city = f"{state.base_iri}/id/dataset/{dataset}"
    labels = state.names(
        {city, *(row["policy"] for row in rows), *(row["measure"] for row in rows)}
        | {i for row in rows for i in indicators_of(state.causal, [row["measure"]])}
    )
    policies = []
    for policy, members in groupby(rows, key=lambda row: str(row["policy"])):
        measures = tuple(
            _measure(state, row["measure"], year, values, labels, evaluated) for row in members
        )
        policies.append(_policy(state, labels.one(policy), measures, year, values))
    programs = {p for one in policies for p in plan.programs_of(one.policy.iri)}
    judged = sorted(
        (
            one
            for policy in policies
            for one in policy.town
            if one.found and one.found.percent is not None
        ),
        key=lambda one: (_percent(one), one.indicator.iri),
    )
    met = [one for one in reversed(judged) if one.found and one.found.met]
    short = [one for one in judged if one not in met]
    return CityYear(
        dataset=dataset,
        city=labels[city],
        year=year,
        years=tuple(years),
        policies=tuple(policies),
        programs=len(programs),
        met=_total(one.met for one in policies),
        money=plan.money_of(programs),
        best=tuple(met[:SHOWN]),
        worst=tuple(short[:SHOWN]),
        behind=tuple(
            state.behind(name)
            for name in ("measure-evaluations", "targets-and-actuals", "money-by-measure")
        ),
    )


def _measure(
    state: State,
    iri: str,
    year: int,
    values: Achievements,
    labels: Labels,
    evaluated: Mapping[str, Evaluated],
) -> MeasureYear:
    own = sorted(indicators_of(state.causal, [iri]))
    town = tuple(
        TownIndicator(labels.one(i), values.stated[i], values.stated[i].in_year(year))
        for i in own
        if i in values.stated
    )
    met = values.of(own).get(year, Met())
    return MeasureYear(labels.one(iri), town, met, evaluated.get(iri))


def _policy(
    state: State,
    policy: Named,
    measures: tuple[MeasureYear, ...],
    year: int,
    values: Achievements,
) -> PolicyYear:
    programs = state.causal.plan.programs_of(policy.iri)
    owners = [*(one.measure.iri for one in measures), *programs]
    told = [one for one in measures if one.evaluation]
    return PolicyYear(
        policy=policy,
        measures=measures,
        programs=len(programs),
        met=_total(one.met for one in measures),
        met_all=values.of(indicators_of(state.causal, owners)).get(year, Met()),
        money=state.causal.plan.money_of(programs),
        weakest=min(told, key=_lowest, default=None),
    )


def _lowest(one: MeasureYear) -> float:
    """Return the smallest percentage of a measure's targets; 100 or more if all are met."""
    judged = [town.found for town in one.town if town.found and town.found.state != "not-due"]
    shares = [float(found.percent or (100 if found.met else 0)) for found in judged]
    return min(shares, default=100.0)


def _percent(one: TownIndicator) -> float:
    return float(one.found.percent or 0) if one.found else 0.0


def _total(counts: Iterable[Met]) -> Met:
    found = list(counts)
    return Met(
        *(
            sum(getattr(one, name) for one in found)
            for name in ("met", "close", "missed", "not_due")
        )
    )


def _numbered(state: State) -> dict[str, list[dict[str, Any]]]:
    """Return dataset → its basic policies and measures in the plan's order."""
    known: dict[str, list[dict[str, Any]]] | None = state.causal.derived.get("plan numbers")
    if known is None:
        known = {}
        for row in state.ask("plan-numbers"):
            name = state.dataset_of(row["policy"])
            if name:
                known.setdefault(name, []).append(row)
        state.causal.derived["plan numbers"] = known
    return known


def _evaluations(state: State) -> list[dict[str, Any]]:
    key = f"measure evaluations {state.lang}"
    if key not in state.causal.derived:
        state.causal.derived[key] = state.ask("measure-evaluations")
    found: list[dict[str, Any]] = state.causal.derived[key]
    return found


def _evaluated(state: State, year: int) -> dict[str, Evaluated]:
    """Return measure → the evaluation of the year that weighs most."""
    found: dict[str, tuple[int, Evaluated]] = {}
    for row in _evaluations(state):
        kind = str(row["kindCode"]).removeprefix(f"{CODE}evaluation-kind/")
        weight = _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
        if row["year"] != year or found.get(row["measure"], (weight + 1,))[0] <= weight:
            continue
        texts = (row[name] or "" for name in ("kind", "result", *_TEXTS))
        found[row["measure"]] = weight, Evaluated(row["evaluation"], *texts)
    return {measure: one for measure, (_, one) in found.items()}


_TEXTS = ("findings", "improvement", "reflection")


def _years(state: State, rows: list[dict[str, Any]]) -> list[int]:
    """Return the years with an evaluation or a judged target of these measures, latest first."""
    measures = {row["measure"] for row in rows}
    told = {r["year"] for r in _evaluations(state) if r["measure"] in measures and r["year"]}
    judged = achievements(state).of(indicators_of(state.causal, measures))
    return sorted({*told, *judged}, reverse=True)


def _no_city(known: list[str], dataset: str | None) -> NotFound:
    named = ", ".join(known) or "-"
    return NotFound(
        f"施策の評価や実績のある市のデータがありません: {(dataset or '-')[:40]}",
        f"no city's data with evaluations or actuals of measures: {(dataset or '-')[:40]}",
        hint_ja=f"あるもの: {named}",
        hint_en=f"available: {named}",
    )


def _no_year(year: int, years: list[int]) -> NotFound:
    named = ", ".join(map(str, years))
    return NotFound(
        f"{year}年度の評価も実績もありません",
        f"there are neither evaluations nor actuals of fiscal year {year}",
        hint_ja=f"ある年度: {named}",
        hint_en=f"available: {named}",
    )
