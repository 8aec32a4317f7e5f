"""The ministries of the nation: a unit of one is named after it, for many have a 総務課."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji.languages import Text, pick
from michisuji.questions.labels import labels_of

if TYPE_CHECKING:
    from michisuji.store import Store


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
        unit: unit if kind == "ministry" else plan.ministry_of(unit) or ""
        for unit, kind in plan.unit_kinds.items()
    }
    of = {unit: top for unit, top in of.items() if top}
    return Ministries(of, labels_of(store, sorted(set(of.values())), base_iri=base_iri))
