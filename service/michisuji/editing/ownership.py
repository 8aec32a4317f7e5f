"""The owner of a resource: its part (a sheet or an evaluation), year, and the units in charge.

A *part* is what is submitted, confirmed and released as a whole: the sheet of a program or measure
of a fiscal year, or an evaluation. Its state stands on the program or measure in the year's graph,
or on the evaluation. Other resources (units, goals, kaizen practices, the plan tree) have no state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from michisuji.questions import run, run_many
from michisuji.vocabulary import LM, PREFIXES, GraphName, graph_iri, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.editing.changes import Patch
    from michisuji.store import Store

PartKind = Literal["program", "measure", "evaluation", "other"]
_KINDS: dict[str, PartKind] = {
    LM + "Program": "program",
    LM + "Measure": "measure",
    LM + "Evaluation": "evaluation",
}

_TYPE = PREFIXES["rdf"] + "type"
_RATING = LM + "reviewRating"
_RATING_OF = "^" + _RATING
#: From a new resource towards its part, the nearest way first (as ``parts-of.rq`` ranks them).
_WAYS = (
    *(LM + name for name in ("modelOf", "inModel", "budgetOf", "breakdownOf")),
    _RATING_OF,
    *(LM + name for name in ("prioritizedIn", "indicates", "ofIndicator", "focusNode")),
)
_IN_CHARGE = tuple(
    LM + n for n in ("leadUnit", "evaluatedBy", "goalOf", "practicedBy", "performedBy")
)
#: Steps from an observation to its program, and one to spare.
_STEPS = 6


@dataclass(frozen=True)
class Owner:
    """The part that a resource belongs to, and who is in charge of it.

    ``iri`` carries the part's state: the program, measure or evaluation; for ``other`` it is the
    resource itself. ``owner`` is the program or measure, '' if there is none. ``year`` is that of
    the sheet or evaluation. ``lead`` holds the units in charge (of an evaluation those that
    evaluate), ``lead_units`` these and all above them; both are empty for the planner's resources.
    """

    part: PartKind
    iri: str
    owner: str = ""
    year: int | None = None
    lead_units: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    #: The name of the data set that holds the part, '' if the store does not hold the resource.
    dataset: str = ""

    @property
    def has_state(self) -> bool:
        """True if the part is submitted, confirmed and released; other resources are not."""
        return self.part != "other"

    def graph(self, base_iri: str) -> str:
        """Return the IRI of the graph in which the part's state stands."""
        return graph_iri(base_iri, self.dataset, self.year if self.part != "evaluation" else None)


@dataclass(frozen=True)
class _Nearest:
    """The nearest part, units or waived resource of a resource."""

    owner: str = ""
    year: int = 0
    units: tuple[str, ...] = ()
    focus: str = ""
    dataset: str = ""


def owner_of(store: Store, iri: str) -> Owner:
    """Return whose a resource is: two bound queries, however much data there is.

    A resource that the store does not hold is ``other`` without units. Raises the store's errors.
    """
    return owners_of(store, [iri])[iri]


def owners_of(store: Store, iris: Iterable[str]) -> dict[str, Owner]:
    """Return resource → its owner for any number of resources.

    Raises the store's errors.
    """
    wanted = set(iris)
    found = _nearest(store, wanted)
    focused = {one.focus for one in found.values() if one.focus} - found.keys()
    found |= _nearest(store, focused)
    ends = {iri: found.get(found[iri].focus, found[iri]) for iri in wanted}
    holders = {name for one in ends.values() for name in (one.owner, *one.units) if name}
    facts = facts_of(store, holders)
    return {iri: _owner(store, iri, one, facts) for iri, one in ends.items()}


def _nearest(store: Store, iris: set[str]) -> dict[str, _Nearest]:
    rows: dict[str, list[Mapping[str, Any]]] = {iri: [] for iri in iris}
    for row in run_many(store, "parts-of", "node", iris, base_iri=""):
        rows[str(row["node"])].append(row)
    return {iri: _choose(own) for iri, own in rows.items()}


def _choose(rows: list[Mapping[str, Any]]) -> _Nearest:
    """Return what the rows of lowest rank say; of several parts that of the latest year."""
    if not rows:
        return _Nearest()
    best = min(int(row["rank"]) for row in rows)
    near = [row for row in rows if int(row["rank"]) == best]
    years = {id(row): graph_name(str(row["graph"])) for row in near}
    row = min(near, key=lambda one: (-(years[id(one)].year or 0), str(one.get("owner", ""))))
    name = years[id(row)]
    units = {str(one["unit"]) for one in near if "unit" in one}
    owner, focus = str(row.get("owner", "")), str(row.get("focus", ""))
    return _Nearest(owner, name.year or 0, tuple(sorted(units)), focus, name.dataset)


@dataclass
class PartFacts:
    """The facts that are known of a program, measure, evaluation or unit.

    ``units`` and ``owner_units`` are the units in charge by year (0: timeless), ``above`` a unit →
    itself and those above it.
    """

    kind: PartKind = "other"
    dataset: str = ""
    years: set[int] = field(default_factory=set)
    evaluates: str = ""
    evaluated_year: int | None = None
    units: dict[int, set[str]] = field(default_factory=dict)
    owner_units: dict[int, set[str]] = field(default_factory=dict)
    above: dict[str, set[str]] = field(default_factory=dict)

    def lead(self, year: int | None) -> tuple[str, ...]:
        """Return the units in charge in a year, or in the latest one that names any before it."""
        for units in (self.units, self.owner_units):
            years = sorted(units)
            fit = [y for y in years if year is None or y <= year] or years[:1]
            if fit:
                return tuple(sorted(units[fit[-1]]))
        return ()

    def with_above(self, lead: Iterable[str]) -> tuple[str, ...]:
        """Return units and all those above them, the former first."""
        first = tuple(lead)
        rest = {unit for one in first for unit in self.above.get(one, ())}
        return (*first, *sorted(rest - set(first)))


def facts_of(store: Store, parts: Iterable[str]) -> dict[str, PartFacts]:
    """Return what is known of programs, measures, evaluations and units.

    Raises the store's errors.
    """
    found: dict[str, PartFacts] = {}
    for row in run_many(store, "parts", "part", parts, base_iri=""):
        _learn(found.setdefault(str(row["part"]), PartFacts()), row)
    return found


def _learn(facts: PartFacts, row: Mapping[str, Any]) -> None:
    name = graph_name(str(row["graph"]))
    facts.dataset = facts.dataset or name.dataset
    if name.year:
        facts.years.add(name.year)
    if str(row.get("class", "")) in _KINDS:
        facts.kind = _KINDS[str(row["class"])]
    if "owner" in row:
        facts.evaluates = str(row["owner"])
        year = str(row.get("year", ""))[:4]
        facts.evaluated_year = int(year) if year.isdecimal() else None
    for column, units in (("unit", facts.units), ("ownerUnit", facts.owner_units)):
        if column in row:
            unit = str(row[column])
            units.setdefault(name.year or 0, set()).add(unit)
            facts.above.setdefault(unit, {unit}).add(str(row.get("above", unit)))


def _owner(store: Store, iri: str, found: _Nearest, facts: Mapping[str, PartFacts]) -> Owner:
    own = facts.get(found.owner, PartFacts())
    if own.kind == "other":
        lead = found.units
        above = {unit for one in lead for unit in facts.get(one, PartFacts()).with_above([one])}
        units = (*lead, *sorted(above - set(lead)))
        return Owner("other", iri, lead_units=units, lead=lead, dataset=found.dataset)
    if own.kind == "evaluation":
        lead, year, owner = own.lead(None), own.evaluated_year, own.evaluates
    else:
        years = found.year or max(own.years, default=0)
        year, owner = years or latest_year(store, own.dataset), found.owner
        lead = own.lead(year)
    return Owner(own.kind, found.owner, owner, year, own.with_above(lead), lead, own.dataset)


def owners_of_patch(store: Store, patch: Patch) -> dict[str, set[Owner]]:
    """Return each changed resource → its owners, as it is and as the patch would make it.

    A program that is handed over concerns both units. Raises the store's errors.
    """
    known = owners_of(store, patch.subjects)
    after = _Overlay(store, known, patch)
    return {
        iri: {after.owner(iri)} | ({owner} if owner.dataset else set())
        for iri, owner in known.items()
    }


class _Overlay:
    """The owners of resources as the added statements of a patch would make them."""

    def __init__(self, store: Store, known: Mapping[str, Owner], patch: Patch) -> None:
        self._store, self._known = store, dict(known)
        self._ahead: dict[str, dict[str, list[str]]] = {}
        self._graphs: dict[str, list[GraphName]] = {}
        for quad in patch.added:
            subject, value = str(quad.subject), str(quad.object)
            ahead = self._ahead.setdefault(subject, {})
            ahead.setdefault(str(quad.predicate), []).append(value)
            self._graphs.setdefault(subject, []).append(graph_name(quad.graph))
            if str(quad.predicate) == _RATING:
                self._ahead.setdefault(value, {}).setdefault(_RATING_OF, []).append(subject)

    def owner(self, iri: str, depth: int = 0) -> Owner:
        """Return the owner of a resource; ``depth`` counts the steps that led to it."""
        ahead = self._ahead.get(iri, {})
        known = self._of_store(iri)
        own = known.part if iri == known.iri else "other"  # else it is known by what it belongs to
        kind = next((_KINDS[c] for c in ahead.get(_TYPE, ()) if c in _KINDS), own)
        if kind != "other":
            return self._part(iri, kind, known, ahead)
        for way in _WAYS if depth < _STEPS else ():
            if ahead.get(way):
                return self.owner(min(ahead[way]), depth + 1)
        units = tuple(sorted({unit for way in _IN_CHARGE for unit in ahead.get(way, ())}))
        return self._led(known, units) if units else known

    def _of_store(self, iri: str) -> Owner:
        if iri not in self._known:
            self._known[iri] = owner_of(self._store, iri)
        return self._known[iri]

    def _part(
        self, iri: str, kind: PartKind, known: Owner, ahead: Mapping[str, list[str]]
    ) -> Owner:
        names = self._graphs.get(iri, [])
        dataset = known.dataset or next((n.dataset for n in names if n.dataset), "")
        years = {n.year for n in names if n.year}
        year, owner = known.year or max(years, default=None), iri
        if kind == "evaluation":
            owner = next(iter(ahead.get(LM + "evaluates", ())), known.owner)
            stated = next(iter(ahead.get(LM + "fiscalYear", ())), "")[:4]
            year = int(stated) if stated.isdecimal() else known.year
        elif year is None:
            year = latest_year(self._store, dataset)
        units = tuple(sorted({u for way in _IN_CHARGE for u in ahead.get(way, ())})) or known.lead
        return self._led(Owner(kind, iri, owner, year, dataset=dataset), units)

    def _led(self, owner: Owner, units: tuple[str, ...]) -> Owner:
        facts = facts_of(self._store, units)
        above = {u for one in units for u in facts.get(one, PartFacts()).with_above([one])}
        return replace(owner, lead=units, lead_units=(*units, *sorted(above - set(units))))


def latest_year(store: Store, dataset: str) -> int | None:
    """Return the latest fiscal year that a data set has a graph of, None without one.

    Raises the store's errors.
    """
    rows = run(store, "graphs", {}, base_iri="").rows
    names = [graph_name(str(graph)) for (graph,) in rows]
    return max((n.year for n in names if n.dataset == dataset and n.year), default=None)


def graph_name(iri: str) -> GraphName:
    """Return the parts of a graph's name, whatever the deployment; '' for one that has none."""
    return parse_graph_iri(iri.partition("/graph/")[0], iri) or GraphName("")
