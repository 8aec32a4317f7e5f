"""A reader's choice in an overview of all measures or programs: its rows and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from michisuji.analysis.tables import Named

if TYPE_CHECKING:
    from michisuji.analysis.state import State

#: Below this share of targets met (in %), achievement is low.
LOW = 50
REACHED = ("low", "high", "unjudged")
BUDGETS = ("grown", "less", "same", "unknown")
ORDERS = ("plan", "name", "achievement", "budget", "change")
WAYS = ("up", "down")


@dataclass(frozen=True)
class OverviewChoice:
    """A reader's choice; '' chooses everything.

    ``policy`` and ``department`` are IRIs, ``reached`` one of :data:`REACHED`, ``budget`` (its
    change from the year before) one of :data:`BUDGETS`. ``sort`` is one of :data:`ORDERS`, ``way``
    one of :data:`WAYS`.
    """

    policy: str = ""
    department: str = ""
    reached: str = ""
    budget: str = ""
    sort: str = "plan"
    way: str = "up"


@dataclass(frozen=True)
class Traits:
    """A row's values to choose and sort by; ``share`` of targets met in %, amounts in yen."""

    name: str
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    share: float | None
    amount: Decimal | None
    change: Decimal | None

    @property
    def reached(self) -> str:
        """One of :data:`REACHED`."""
        if self.share is None:
            return "unjudged"
        return "low" if self.share < LOW else "high"

    @property
    def budget(self) -> str:
        """One of :data:`BUDGETS`."""
        if self.change is None:
            return "unknown"
        return "grown" if self.change > 0 else ("less" if self.change < 0 else "same")


R = TypeVar("R")


def choose(
    rows: Sequence[R], traits: Callable[[R], Traits], choice: OverviewChoice
) -> tuple[R, ...]:
    """Return the chosen rows, sorted; rows come in plan order, and what is not stated goes last."""
    kept = [(row, of) for row in rows if _fits(of := traits(row), choice)]
    if choice.sort == "plan":
        return tuple(row for row, _ in (kept if choice.way == "up" else reversed(kept)))
    stated = [(row, key) for row, of in kept if (key := _key(of, choice.sort)) is not None]
    last = [row for row, of in kept if _key(of, choice.sort) is None]
    stated.sort(key=lambda one: one[1], reverse=choice.way == "down")
    return (*(row for row, _ in stated), *last)


def _fits(of: Traits, choice: OverviewChoice) -> bool:
    return (
        (not choice.policy or any(one.iri == choice.policy for one in of.policies))
        and (not choice.department or any(one.iri == choice.department for one in of.departments))
        and choice.reached in ("", of.reached)
        and choice.budget in ("", of.budget)
    )


def _key(of: Traits, sort: str) -> tuple[object] | None:
    key: object = {
        "name": of.name,
        "achievement": of.share,
        "budget": of.amount,
        "change": of.change,
    }[sort]
    return None if key is None else (key,)


def in_order(state: State, found: Iterable[Named]) -> tuple[Named, ...]:
    """Return resources, each once, in the plan's order: what a reader may choose from."""
    by_iri = {one.iri: one for one in found}
    return tuple(by_iri[iri] for iri in state.in_plan_order(by_iri))


def departments_of(state: State, owners: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return owner → the departments or ministries of the units in charge."""
    plan = state.causal.plan
    return {
        owner: tuple(
            dict.fromkeys(
                top for unit in plan.lead_units.get(owner, ()) if (top := plan.top_unit(unit))
            )
        )
        for owner in owners
    }
