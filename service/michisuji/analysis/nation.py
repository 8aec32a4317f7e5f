"""The nation's units and programs by the names that others know them by: ministry, official number.

The review's public site gives no address for a budget program ID; its own search by a project's
name and year has one, and finds the sheet. So the link leads there, and the number is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from michisuji.analysis.tables import Named
from michisuji.languages import Text, pick
from michisuji.messages import message
from michisuji.questions.labels import labels_of

if TYPE_CHECKING:
    from michisuji.analysis.causal.plan import PlanStructure
    from michisuji.analysis.state import State
    from michisuji.store import Store

_SEARCH = "https://rssystem.go.jp/project"


@dataclass(frozen=True)
class Ministries:
    """``of``: unit → its ministry, a ministry itself included; ``names``: ministry → its name."""

    of: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)

    def full_name(self, unit: str | None, name: str, lang: str) -> str:
        """Return the name of a ministry's unit after that of its ministry; any other unchanged."""
        top = self.of.get(unit or "")
        return name if top is None or top == unit else after(self.names.get(top, {}), name, lang)


def after(ministry: Text, name: str, lang: str) -> str:
    """Return a unit's name after its ministry's: 厚生労働省 健康課; never twice."""
    above = pick(ministry, lang)
    return name if not above or name == above or name.startswith(f"{above} ") else f"{above} {name}"


def ministries(store: Store, base_iri: str) -> Ministries:
    """Read the ministries of the current state, without its causal graph; none of a city's data.

    Raises the store's errors.
    """
    from michisuji.analysis.causal.reading import read_units

    plan = read_units(store, base_iri)
    of = {
        unit: unit if kind == "ministry" else ministry_of(plan, unit) or ""
        for unit, kind in plan.unit_kinds.items()
    }
    of = {unit: top for unit, top in of.items() if top}
    return Ministries(of, labels_of(store, sorted(set(of.values())), base_iri=base_iri))


def ministry_of(plan: PlanStructure, unit: str) -> str | None:
    """Return the ministry that a unit belongs to; None for a ministry itself, or a city's unit."""
    top = plan.top_unit(unit) if unit in plan.unit_kinds else None
    return top if top and top != unit and plan.unit_kinds.get(top) == "ministry" else None


def is_national(state: State, program: str) -> bool:
    """Return True if a ministry, or a unit of one, leads the program."""
    plan = state.causal.plan
    units = plan.lead_units.get(program, ())
    return any(plan.unit_kinds.get(plan.top_unit(unit) or "") == "ministry" for unit in units)


def official_sheets(state: State, programs: Iterable[str]) -> dict[str, Named]:
    """Return program → its official number, and the address that finds its official sheet.

    ``programs`` are those of ministries; only those with a number have one. The causal graph is not
    read. Raises the store's errors.
    """
    national = tuple(programs)
    names = labels_of(state.store, national, base_iri=state.base_iri, default_graphs=state.graphs)
    found: dict[str, Named] = {}
    for row in state.ask_many("official-numbers", "program", national):
        name = pick(names.get(row["program"], {}), state.lang)
        words = {"q": name.replace("/", "")}
        if row["year"]:
            words["fiscalYear"] = str(row["year"])
        address = f"{_SEARCH}?{urlencode({**words, 'isSearchTargetProjectName': 'true'})}"
        number = message("nation.number", state.lang, number=row["number"])
        found.setdefault(row["program"], Named(address, number))
    return found
