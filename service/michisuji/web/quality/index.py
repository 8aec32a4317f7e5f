"""Causes by filter value; built once, so that each list is an intersection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from michisuji.languages import Text
from michisuji.quality.reading.causes import Cause
from michisuji.quality.reading.statistics import BY, keys_of
from michisuji.quality.report import SEVERITIES
from michisuji.quality.rulebook.rules import Rulebook


class CauseIndex:
    """Positions in ``causes`` by dimension and value; a cause may occur under several rules."""

    def __init__(self, causes: Sequence[Cause], book: Rulebook) -> None:
        self.causes = causes
        self._places: dict[str, dict[str, list[int]]] = {name: {} for name in BY}
        self.labels: dict[str, Text] = {}
        for number, cause in enumerate(causes):
            for name in BY:
                for value, label in keys_of(cause, name, book).items():
                    if value is not None:
                        self._places[name].setdefault(value, []).append(number)
                        self.labels.setdefault(value, label)

    @cached_property
    def by_id(self) -> Mapping[str, Cause]:
        """Each cause by its id."""
        return {cause.id: cause for cause in self.causes}

    def values(self, dimension: str, wanted: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return value → number of causes, in the order in which a form lists them.

        Counted are the causes that also match the other dimensions of ``wanted``: as many as the
        list has when the value is chosen.
        """
        others = {name: value for name, value in (wanted or {}).items() if name != dimension}
        among = self._matching(others)
        found = {}
        for value, places in self._places[dimension].items():
            count = len(places) if among is None else sum(n in among for n in places)
            if count:
                found[value] = count
        if dimension == "severity":
            return {name: found[name] for name in SEVERITIES if name in found}
        if dimension in ("rule", "family", "dataset"):
            return dict(sorted(found.items()))
        if dimension == "year":
            return dict(sorted(found.items(), reverse=True))
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def knows(self, dimension: str, value: str) -> bool:
        """Return True if any cause has the value."""
        return value in self._places[dimension]

    def chosen(self, wanted: Mapping[str, str]) -> Sequence[Cause]:
        """Return the causes that match all of ``wanted`` (dimension → value), worst first."""
        among = self._matching(wanted)
        return self.causes if among is None else [self.causes[n] for n in sorted(among)]

    def _matching(self, wanted: Mapping[str, str]) -> set[int] | None:
        """Return the positions of the causes that match; None if nothing is asked of them."""
        lists = [set(self._places[name].get(value, ())) for name, value in wanted.items()]
        return set.intersection(*lists) if lists else None
