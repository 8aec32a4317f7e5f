"""Causes by filter value; built once, so that each list is an intersection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from michisuji.languages import Text
from michisuji.quality.reading.causes import Cause
from michisuji.quality.reading.statistics import BY
from michisuji.quality.report import SEVERITIES
from michisuji.quality.rulebook.rules import Rulebook


class CauseIndex:
    """Positions in ``causes`` by dimension and value; a cause may occur under several rules."""

    def __init__(self, causes: Sequence[Cause], book: Rulebook) -> None:
        self.causes, self._book = causes, book
        self._places: dict[str, dict[str, list[int]]] = {name: {} for name in BY}
        self.labels: dict[str, Text] = {}
        for number, cause in enumerate(causes):
            for name, value in self._values(cause):
                places = self._places[name].setdefault(value, [])
                if not places or places[-1] != number:
                    places.append(number)

    @cached_property
    def by_id(self) -> Mapping[str, Cause]:
        """Each cause by its id."""
        return {cause.id: cause for cause in self.causes}

    def _values(self, cause: Cause) -> Iterable[tuple[str, str]]:
        context = cause.context
        for name in ("department", "unit", "measure", "program"):
            value = getattr(context, name)
            if value:
                self.labels.setdefault(value, getattr(context, f"{name}_label"))
                yield name, value
        # A rule's list holds the causes with a finding of it, even if it is only a symptom.
        for rule in {finding.rule for finding in cause.findings}:
            yield "rule", rule
            yield "family", self._book.family(rule)
        yield "severity", cause.severity
        if context.year is not None:
            yield "year", str(context.year)
        if context.dataset:
            yield "dataset", context.dataset

    def values(self, dimension: str) -> dict[str, int]:
        """Return value → number of causes, in the order in which a form lists them."""
        found = {value: len(places) for value, places in self._places[dimension].items()}
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
        lists = sorted((self._places[n].get(v, []) for n, v in wanted.items()), key=len)
        if not lists:
            return self.causes
        rest = [set(places) for places in lists[1:]]
        return [self.causes[n] for n in lists[0] if all(n in places for places in rest)]
