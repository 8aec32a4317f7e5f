"""The nation's programs by what others know them by: their official number and sheet.

The review's public site gives no address for a budget program ID; its own search by a project's
name and year has one, and finds the sheet. So the link leads there, and the number is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from michisuji.analysis.tables import Named
from michisuji.languages import pick
from michisuji.messages import message
from michisuji.questions.labels import labels_of

if TYPE_CHECKING:
    from michisuji.analysis.state import State

_SEARCH = "https://rssystem.go.jp/project"


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
