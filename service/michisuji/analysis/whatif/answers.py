"""The analyses ``what-if`` and ``scenarios``: their answers in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.tables import Behind, Named, Table, Text, text
from michisuji.analysis.whatif import words
from michisuji.analysis.whatif.effects import Effects, Support, effects, supported
from michisuji.analysis.whatif.scenario import Scenario, scenario_of

if TYPE_CHECKING:
    from michisuji.analysis.state import State

#: Elements named in the query behind the answer.
_BEHIND = 60


@dataclass(frozen=True)
class Mark:
    """A program or element of the scenario: ``percent`` is taken away, ``freed`` by year in yen."""

    node: Named
    percent: Decimal
    units: tuple[Named, ...]
    freed: Mapping[int, Amount] | None


@dataclass(frozen=True)
class Effect:
    """What becomes of one outcome or indicator: who supports it before and after."""

    node: Named
    kind: str
    owner: Named | None
    status: str
    before: tuple[Named, ...]
    after: tuple[Named, ...]
    activities_before: int
    activities_after: int
    of_stopped: bool


@dataclass(frozen=True)
class Concerned:
    """A unit, what it runs of the scenario, and how many outcomes of its own lose support."""

    unit: Named
    stopped: tuple[Named, ...]
    lost: int
    reduced: int


@dataclass(frozen=True)
class WhatIf:
    """``stay``: supported outcomes of the same data set that the scenario does not touch."""

    marks: tuple[Mark, ...]
    outcomes: tuple[Effect, ...]
    indicators: tuple[Effect, ...]
    units: tuple[Concerned, ...]
    freed: Mapping[int, Amount]
    stay: int
    sentence: Text
    behind: tuple[Behind, ...]

    def count(self, status: str, *, own: bool | None = None) -> int:
        """Outcomes of a status; ``own``: only those of stopped programs, or only others."""
        return sum(o.status == status and own in (None, o.of_stopped) for o in self.outcomes)

    def tables(self) -> Sequence[Table]:
        """Outcomes, indicators, what is marked, money by year, units."""
        return words.tables(self)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios: ``both`` are outcomes and indicators that fare differently in them."""

    a: WhatIf
    b: WhatIf
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """The figures of both, then what fares differently, then each scenario's own tables."""
        return words.compared(self)


def what_if(state: State, stop: Sequence[str] = (), cut: Sequence[str] = ()) -> WhatIf:
    """What stopping and cutting does in the state that is looked at. Nothing is written.

    Raises NotFound, BadInput, TooLarge (see :func:`scenario_of`) and the store's errors.
    """
    scenario = scenario_of(state, stop, cut)
    found = effects(state.causal, scenario)
    return _told(state, scenario, found)


def scenarios(
    state: State,
    stop: Sequence[str] = (),
    cut: Sequence[str] = (),
    stop_b: Sequence[str] = (),
    cut_b: Sequence[str] = (),
) -> Comparison:
    """Two scenarios side by side."""
    a, b = what_if(state, stop, cut), what_if(state, stop_b, cut_b)
    return Comparison(a, b, words.comparison(a, b), (*a.behind, *b.behind))


def _told(state: State, scenario: Scenario, found: Effects) -> WhatIf:
    graph, plan = state.causal, state.causal.plan
    rows = (*found.outcomes, *found.indicators)
    owners = {one.iri: _owner_of(state, one) for one in rows}
    units_of = {iri: plan.units_of(iri) for iri in found.programs}
    wanted = {iri for one in rows for iri in (one.iri, *one.before)} | set(scenario.cuts)
    wanted |= {iri for iri in owners.values() if iri} | set(found.programs)
    concerned = _concerned(state, found, owners)
    wanted |= {u for units in units_of.values() for u in units} | set(concerned)
    names = state.names(wanted)

    def named(iris: Iterable[str]) -> tuple[Named, ...]:
        return tuple(sorted((Named(i, names[i]) for i in iris), key=lambda n: (n.label, n.iri)))

    def effect(one: Support) -> Effect:
        number, owner = graph.number(one.iri), owners[one.iri]
        return Effect(
            Named(one.iri, names[one.iri]),
            "indicator" if number is None else graph.kind(number),
            Named(owner, names[owner]) if owner else None,
            one.status,
            named(one.before),
            named(one.after),
            one.activities_before,
            one.activities_after,
            one.stopped,
        )

    def mark(iri: str, percent: Decimal) -> Mark:
        number = graph.number(iri)
        owner = iri if number is None else graph.owner(number) or ""
        units = tuple(Named(u, names[u]) for u in units_of.get(owner, ()))
        return Mark(Named(iri, names[iri]), percent, units, found.freed_by.get(iri))

    marks = tuple(mark(iri, percent) for iri, percent in scenario.cuts.items())
    answer = WhatIf(
        marks=marks,
        outcomes=tuple(map(effect, found.outcomes)),
        indicators=tuple(map(effect, found.indicators)),
        units=tuple(
            Concerned(Named(unit, names[unit]), named(programs), lost, reduced)
            for unit, (programs, lost, reduced) in concerned.items()
        ),
        freed=found.freed,
        stay=_staying(state, scenario, found),
        sentence={},
        behind=_behind(state, found),
    )
    object.__setattr__(answer, "sentence", words.sentence(answer))
    return answer


def _staying(state: State, scenario: Scenario, found: Effects) -> int:
    """Outcomes of the same data sets that have support and keep all of it."""
    datasets = {name for iri in scenario.cuts if (name := state.dataset_of(iri))}
    counts = supported(state.causal, state.datasets)
    return max(0, sum(counts.get(name, 0) for name in datasets) - len(found.outcomes))


def _owner_of(state: State, one: Support) -> str | None:
    graph = state.causal
    number = graph.number(one.iri)
    shown = [number] if number is not None else graph.shows(one.iri)
    return next((owner for n in shown if (owner := graph.owner(n))), None)


def _concerned(
    state: State, found: Effects, owners: Mapping[str, str | None]
) -> dict[str, tuple[set[str], int, int]]:
    """Unit in charge → its programs of the scenario, its outcomes that lose all or some support."""
    plan = state.causal.plan
    rows: dict[str, tuple[set[str], int, int]] = {}
    for program in found.programs:
        for unit in plan.lead_units.get(program, ()):
            rows.setdefault(unit, (set(), 0, 0))[0].add(program)
    for one in found.outcomes:
        if one.status == "cut":
            continue
        for unit in plan.lead_units.get(owners[one.iri] or "", ()):
            programs, lost, reduced = rows.get(unit, (set(), 0, 0))
            more = (1, 0) if one.status == "lost" else (0, 1)
            rows[unit] = programs, lost + more[0], reduced + more[1]
    return dict(sorted(rows.items(), key=lambda kv: (-kv[1][1], -len(kv[1][0]), kv[0])))


def _behind(state: State, found: Effects) -> tuple[Behind, ...]:
    elements = [one.iri for one in found.outcomes][:_BEHIND]
    if not elements:
        return ()
    return (state.behind("supporters", {"element": elements}),)


_STOP = Parameter(
    "stop",
    "iri",
    text(
        "やめる事業(施策・政策なら全事業、アクティビティ・インプットも可)",
        "program to stop (a measure or policy: all its programs; an activity or input)",
    ),
    "id/program/mihon-010101",
    many=True,
)
_CUT = Parameter(
    "cut",
    "text",
    text("減らす事業と割合(%)", "program to cut, and by how much (%)"),
    "id/program/mihon-010101:30",
    many=True,
)


def _second(one: Parameter) -> Parameter:
    label = text("案B: " + one.label["ja"], "scenario B: " + one.label["en"])
    return Parameter(f"{one.name}_b", one.kind, label, one.example, many=True)


ANALYSIS = Analysis(
    "what-if",
    text("もしやめたら", "What if it stopped?"),
    text(
        "事業をやめたり減らしたりすると、どの成果・まちの状態・指標が支えを失い、いくら空き、"
        "どの課に関わるか。データには何も書き込みません。",
        "Which outcomes, town conditions and indicators lose their support when programs stop or "
        "are cut, what money is freed, and which units are concerned. Nothing is written.",
    ),
    (_STOP, _CUT),
    what_if,
)

COMPARISON = Analysis(
    "scenarios",
    text("二つの案を比べる", "Two scenarios side by side"),
    text(
        "二つの案(やめる・減らす事業の組)を並べ、違うところを示します。",
        "Two scenarios side by side, and where they differ.",
    ),
    (_STOP, _CUT, _second(_STOP), _second(_CUT)),
    scenarios,
)
