"""The analysis ``validity``: each finding with the data behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.indicator_values import NOTHING, Stated, YearValue, stated
from michisuji.analysis.tables import Behind, Named, Table, Text, text
from michisuji.analysis.validity import words
from michisuji.analysis.validity.judging import Judgement, judge
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.state import State

OUTCOMES = frozenset(("outcome-unstated", "short", "mid", "long", "town"))
MANY = 5


@dataclass(frozen=True)
class Shown:
    """An indicator, what it shows and whose that is, and the programs that feed it."""

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
    """Links into outcomes of a program or measure, and those that tell no evidence."""

    owner: Named
    links: int
    hypotheses: int


@dataclass(frozen=True)
class Validity:
    """``indicators``: how many were looked at. ``many``: from so many programs on it is shared.

    ``silent`` of ``programs`` have no indicator in their own logic models.
    """

    scope: Named | None
    indicators: int
    many: int
    shared: tuple[Shown, ...]
    unreached: tuple[Shown, ...]
    activity: tuple[Shown, ...]
    always: tuple[Judged, ...]
    never: tuple[Judged, ...]
    claims: tuple[Claims, ...]
    links: int
    hypotheses: int
    programs: int
    silent: int
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """One table a question."""
        return words.tables(self)


def validity(state: State, scope: str | None = None, many: int = MANY) -> Validity:
    """What the indicators of ``scope`` (a measure, policy or program; None: all) tell.

    Raises NotFound for another scope, and the store's errors.
    """
    graph = state.causal
    owners = _owners(state, scope)
    shows = {i: graph.shows(i) for i in graph.indicators()}
    if owners is not None:
        shows = {i: ns for i, ns in shows.items() if owners & {graph.owner(n) for n in ns}}
    feeding = {i: graph.feeding_programs(ns) for i, ns in shows.items()}
    facts = stated(state, shows if owners is not None else None)
    picked = {
        "shared": [i for i, programs in feeding.items() if len(programs) >= many],
        "unreached": [i for i, programs in feeding.items() if not programs],
        "activity": [i for i, ns in shows.items() if _measures_activity(state, i, ns, facts)],
    }
    judged = {i: _judged(facts.get(i, NOTHING)) for i in shows}
    claims = _all_claims(state, owners)
    programs = [one for one in graph.plan.programs() if owners is None or one in owners]
    wanted = {i for found in picked.values() for i in found}
    wanted |= {i for i, one in judged.items() if one in ("always", "never")}
    names = _names(state, wanted, shows, claims, scope)

    def named(iris: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(iri, names[iri]) for iri in dict.fromkeys(iris))

    def shown(i: str) -> Shown:
        elements = [graph.elements[n] for n in shows[i]]
        whose = [owner for n in shows[i] if (owner := graph.owner(n))]
        return Shown(Named(i, names[i]), named(elements), named(whose), len(feeding[i]))

    def told(kind: str) -> tuple[Judged, ...]:
        rows = [
            Judged(
                Named(i, names[i]),
                named(owner for n in shows[i] if (owner := graph.owner(n))),
                facts[i].direction,
                tuple(facts[i].values),
            )
            for i, one in judged.items()
            if one == kind
        ]
        return tuple(sorted(rows, key=lambda row: (-len(row.values), row.indicator.label)))

    def rows(kind: str) -> tuple[Shown, ...]:
        found = map(shown, picked[kind])
        return tuple(sorted(found, key=lambda s: (-s.programs, s.indicator.label, s.indicator.iri)))

    answer = Validity(
        scope=Named(scope, names[scope]) if scope else None,
        indicators=len(shows),
        many=many,
        shared=rows("shared"),
        unreached=rows("unreached"),
        activity=rows("activity"),
        always=told("always"),
        never=told("never"),
        claims=tuple(
            Claims(Named(o, names[o]), n, h)
            for o, (n, h) in sorted(claims.items(), key=lambda kv: (-kv[1][1], kv[0]))
            if h
        ),
        links=sum(n for n, _ in claims.values()),
        hypotheses=sum(h for _, h in claims.values()),
        programs=len(programs),
        silent=sum(not _has_indicator(state, one) for one in programs),
        sentence={},
        behind=(
            state.behind("shared-indicators"),
            state.behind("indicators-with-level"),
            state.behind("targets-and-actuals"),
            state.behind("links-with-evidence"),
        ),
    )
    object.__setattr__(answer, "sentence", words.sentence(answer))
    return answer


def _owners(state: State, scope: str | None) -> set[str | None] | None:
    """The programs and measures of the scope; None: all there are."""
    if scope is None:
        return None
    plan = state.causal.plan
    if scope not in plan.classes:
        raise NotFound(
            f"施策・政策・事業ではありません: {scope}",
            f"not a measure, policy or program: {scope}",
            hint_ja="今見ている状態にある施策のIRIを指定してください",
            hint_en="name a measure of the state that is looked at",
        )
    return {scope, *plan.members(scope)}


def _has_indicator(state: State, program: str) -> bool:
    graph = state.causal
    return any(graph.shown_by(n) for n in graph.elements_of(program))


def _judged(of: Stated) -> Judgement:
    return judge(of)


def _measures_activity(
    state: State, indicator: str, nodes: Sequence[int], facts: Mapping[str, Stated]
) -> bool:
    """It shows an outcome, and says that it measures activity or shows an output, too."""
    kinds = {state.causal.kind(n) for n in nodes}
    level = facts.get(indicator, NOTHING).level
    return bool(kinds & OUTCOMES) and (level == "activity" or bool(kinds & {"activity", "output"}))


def _all_claims(state: State, owners: set[str | None] | None) -> dict[str, tuple[int, int]]:
    """Owner → links into its outcomes, and those of them without evidence."""
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


def _names(
    state: State,
    wanted: Iterable[str],
    shows: Mapping[str, Sequence[int]],
    claims: Mapping[str, tuple[int, int]],
    scope: str | None,
) -> dict[str, str]:
    graph = state.causal
    iris = set(wanted)
    for indicator in list(iris):
        iris |= {graph.elements[n] for n in shows[indicator]}
        iris |= {owner for n in shows[indicator] if (owner := graph.owner(n))}
    iris |= set(claims) | ({scope} if scope else set())
    return state.names(iris)


ANALYSIS = Analysis(
    "validity",
    text("指標の妥当性", "Are the indicators valid?"),
    text(
        "多くの事業が共有する指標、どの事業も届かない指標、成果なのに活動を測る指標、目標がいつも達成・"
        "いつも未達の指標、証拠のないつながり(仮説)を、データとともに挙げます。",
        "Indicators shared by many programs, reached by none, measuring activity; targets always "
        "or never met; claims that are hypotheses: each with the data behind it.",
    ),
    (
        Parameter(
            "scope",
            "iri",
            text("施策・政策・事業", "measure, policy or program"),
            "id/measure/mihon-0101",
        ),
        Parameter("many", "integer", text("共有とみなす事業の数", "programs from which on"), "5"),
    ),
    validity,
)
