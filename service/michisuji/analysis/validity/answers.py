"""The analysis ``validity``: which indicators say little, and which claims are hypotheses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.indicator_values import NOTHING, Stated, YearValue, stated
from michisuji.analysis.tables import Behind, Named
from michisuji.analysis.validity.judging import judge
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import Labels, State

OUTCOMES = frozenset(("outcome-unstated", "short", "mid", "long", "town"))
MANY = 5


@dataclass(frozen=True)
class ChainedIndicator:
    """An indicator, the elements that it measures, their owners, and the programs that feed it."""

    indicator: Named
    elements: tuple[Named, ...]
    owners: tuple[Named, ...]
    programs: int


@dataclass(frozen=True)
class Judged:
    """An indicator whose targets were always or never met; ``direction`` is up or down."""

    indicator: Named
    owners: tuple[Named, ...]
    direction: str
    values: tuple[YearValue, ...]


@dataclass(frozen=True)
class Claims:
    """The links into outcomes of a program or measure, and those without evidence."""

    owner: Named
    links: int
    hypotheses: int


@dataclass(frozen=True)
class Validity:
    """The result. ``indicators``: how many were examined.

    ``many``: the number of programs from which an indicator counts as shared. ``silent``: how many
    of ``programs`` have no indicator in their own logic models.
    """

    scope: Named | None
    indicators: int
    many: int
    shared: tuple[ChainedIndicator, ...]
    unreached: tuple[ChainedIndicator, ...]
    activity: tuple[ChainedIndicator, ...]
    always: tuple[Judged, ...]
    never: tuple[Judged, ...]
    claims: tuple[Claims, ...]
    links: int
    hypotheses: int
    programs: int
    silent: int
    behind: tuple[Behind, ...]


def validity(state: State, scope: str | None = None, many: int = MANY) -> Validity:
    """Judge the indicators of ``scope`` (a measure, policy or program; None: all).

    Raises NotFound for another scope, and the store's errors.
    """
    graph = state.causal
    owners = _owners(state, scope)
    read = _read(state, owners)
    claims = _all_claims(state, owners)
    programs = [one for one in graph.plan.programs() if owners is None or one in owners]
    picked = _pick(graph, read, many)
    found = {i for some in picked.values() for i in some}
    labels = _labels(state, found, read.shows, claims, scope)
    return Validity(
        scope=labels.one(scope) if scope else None,
        indicators=len(read.shows),
        many=many,
        shared=_shown(graph, read, picked["shared"], labels),
        unreached=_shown(graph, read, picked["unreached"], labels),
        activity=_shown(graph, read, picked["activity"], labels),
        always=_judged(graph, read, picked["always"], labels),
        never=_judged(graph, read, picked["never"], labels),
        claims=_claims(claims, labels),
        links=sum(n for n, _ in claims.values()),
        hypotheses=sum(h for _, h in claims.values()),
        programs=len(programs),
        silent=sum(not _has_indicator(graph, one) for one in programs),
        behind=(
            state.behind("shared-indicators"),
            state.behind("indicators-with-level"),
            state.behind("targets-and-actuals"),
            state.behind("links-with-evidence"),
        ),
    )


@dataclass(frozen=True)
class _Read:
    """Of each indicator: the elements it measures, how many programs feed it, its statements."""

    shows: Mapping[str, Sequence[int]]
    feeding: Mapping[str, int]
    stated: Mapping[str, Stated]


def _read(state: State, owners: set[str | None] | None) -> _Read:
    graph = state.causal
    shows = {i: graph.shows(i) for i in graph.indicators()}
    if owners is not None:
        shows = {i: ns for i, ns in shows.items() if owners & {graph.owner(n) for n in ns}}
    feeding = {i: len(graph.feeding_programs(ns)) for i, ns in shows.items()}
    return _Read(shows, feeding, stated(state, shows if owners is not None else None))


def _pick(graph: CausalGraph, read: _Read, many: int) -> dict[str, list[str]]:
    """Return finding → the indicators it is about."""
    judged = {i: judge(read.stated.get(i, NOTHING)) for i in read.shows}
    return {
        "shared": [i for i, count in read.feeding.items() if count >= many],
        "unreached": [i for i, count in read.feeding.items() if not count],
        "activity": [i for i in read.shows if _measures_activity(graph, read, i)],
        "always": [i for i, one in judged.items() if one == "always"],
        "never": [i for i, one in judged.items() if one == "never"],
    }


def _shown(
    graph: CausalGraph, read: _Read, indicators: Iterable[str], labels: Labels
) -> tuple[ChainedIndicator, ...]:
    rows = []
    for i in indicators:
        elements = dict.fromkeys(graph.elements[n] for n in read.shows[i])
        owners = labels.all(_whose(graph, read.shows[i]))
        rows.append(ChainedIndicator(labels.one(i), labels.all(elements), owners, read.feeding[i]))
    return tuple(sorted(rows, key=lambda s: (-s.programs, s.indicator.label, s.indicator.iri)))


def _judged(
    graph: CausalGraph, read: _Read, indicators: Iterable[str], labels: Labels
) -> tuple[Judged, ...]:
    rows = []
    for i in indicators:
        own, owners = read.stated[i], labels.all(_whose(graph, read.shows[i]))
        rows.append(Judged(labels.one(i), owners, own.direction, tuple(own.values)))
    return tuple(sorted(rows, key=lambda row: (-len(row.values), row.indicator.label)))


def _whose(graph: CausalGraph, nodes: Iterable[int]) -> dict[str, None]:
    """Return the owners of elements, each once, in the order of the elements."""
    return dict.fromkeys(owner for n in nodes if (owner := graph.owner(n)))


def _claims(found: Mapping[str, tuple[int, int]], labels: Labels) -> tuple[Claims, ...]:
    order = sorted(found.items(), key=lambda kv: (-kv[1][1], kv[0]))
    return tuple(Claims(labels.one(owner), n, h) for owner, (n, h) in order if h)


def _owners(state: State, scope: str | None) -> set[str | None] | None:
    """Return the programs and measures of the scope; None: all."""
    if scope is None:
        return None
    plan = state.causal.plan
    if scope not in plan.classes:
        raise NotFound(
            f"施策・政策・事業ではありません: {scope}",
            f"not a measure, policy or program: {scope}",
            hint_ja="今見ている状態にある施策のIRIを指定してください",
            hint_en="name a measure of the chosen state",
        )
    return {scope, *plan.members(scope)}


def _has_indicator(graph: CausalGraph, program: str) -> bool:
    return any(graph.shown_by(n) for n in graph.elements_of(program))


def _measures_activity(graph: CausalGraph, read: _Read, indicator: str) -> bool:
    """Return True if an outcome's indicator measures activity.

    That is, its level says so or it measures an output, too.
    """
    kinds = {graph.kind(n) for n in read.shows[indicator]}
    level = read.stated.get(indicator, NOTHING).level
    return bool(kinds & OUTCOMES) and (level == "activity" or bool(kinds & {"activity", "output"}))


def _all_claims(state: State, owners: set[str | None] | None) -> dict[str, tuple[int, int]]:
    """Return owner → links into its outcomes, and how many of them lack evidence."""
    graph = state.causal
    proven = {(row["from"], row["to"]) for row in state.ask("links-with-evidence")}
    found: dict[str, tuple[int, int]] = {}
    outcomes = graph.of_kind(*OUTCOMES).nonzero()[0].tolist()
    for n in outcomes:
        for m in graph.backward.of(n):
            owner = graph.owner(m)
            if owner is None or (owners is not None and owner not in owners):
                continue
            links, open_ = found.get(owner, (0, 0))
            silent = (graph.elements[m], graph.elements[n]) not in proven
            found[owner] = links + 1, open_ + int(silent)
    return found


def _labels(
    state: State,
    indicators: Iterable[str],
    shows: Mapping[str, Sequence[int]],
    claims: Mapping[str, tuple[int, int]],
    scope: str | None,
) -> Labels:
    graph = state.causal
    wanted = {*indicators, *claims, *([scope] if scope else [])}
    for indicator in indicators:
        wanted.update(graph.elements[n] for n in shows[indicator])
        wanted.update(_whose(graph, shows[indicator]))
    return state.names(wanted)
