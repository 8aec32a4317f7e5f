"""The nation's units and programs by the names that others know them by: ministry, official number.

The review's public site gives no address for a budget program ID; its own search by a project's
name and year has one, and finds the sheet. So the link leads there, and the number is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from michisuji.analysis.tables import Named
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.analysis.state import State

_SEARCH = "https://rssystem.go.jp/project"


def is_loaded(state: State) -> bool:
    """Return True if the data hold a ministry."""
    known = state.causal.derived
    if "nation" not in known:
        known["nation"] = "ministry" in state.causal.plan.unit_kinds.values()
    return bool(known["nation"])


def is_national(state: State, program: str) -> bool:
    """Return True if a ministry, or a unit of one, leads the program."""
    plan = state.causal.plan
    units = plan.lead_units.get(program, ())
    return any(plan.unit_kinds.get(plan.top_unit(unit) or "") == "ministry" for unit in units)


def official_sheets(state: State, programs: Iterable[str]) -> dict[str, Named]:
    """Return program → its official number, and the address that finds its official sheet.

    Only programs of ministries with a number have one. Raises the store's errors.
    """
    national = [program for program in programs if is_national(state, program)]
    if not national:
        return {}
    names = state.names(national)
    found: dict[str, Named] = {}
    for row in state.ask_many("official-numbers", "program", national):
        words = {"q": names[row["program"]].replace("/", "")}
        if row["year"]:
            words["fiscalYear"] = str(row["year"])
        address = f"{_SEARCH}?{urlencode({**words, 'isSearchTargetProjectName': 'true'})}"
        number = message("nation.number", state.lang, number=row["number"])
        found.setdefault(row["program"], Named(address, number))
    return found
