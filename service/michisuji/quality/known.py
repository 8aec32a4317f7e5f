"""What seldom changes in the data, kept between checks until a change concerns it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from michisuji.quality import compiled, waivers
from michisuji.quality.data import subclasses
from michisuji.quality.shacl import Classes, Source
from michisuji.quality.shacl.steps import SUBCLASS
from michisuji.quality.waivers import Waivers
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.quality.shacl.walk import Change

_WAIVER = LM + "Waiver"


@dataclass
class Known:
    """The data sets with their profiles, the classes, the waivers."""

    base_iri: str
    _datasets: dict[str, str | None] | None = None
    _classes: Classes | None = None
    _waivers: dict[date, tuple[Waivers, frozenset[str]]] = field(default_factory=dict)

    def forget(self) -> None:
        """Ask for everything again."""
        self._datasets, self._classes = None, None
        self._waivers.clear()

    def datasets(self, source: Source) -> dict[str, str | None]:
        """Data set → profile; :meth:`forget` when a change describes one."""
        if self._datasets is None:
            self._datasets = compiled.datasets_of(source, self.base_iri)
        return self._datasets

    def classes(self, source: Source, change: Change) -> Classes:
        """The classes, asked for again when a change says what is below what."""
        said = any(str(p) == SUBCLASS for _, p, _ in change.triples())
        if self._classes is None or said:
            self._classes = Classes(source, subclasses())
        return self._classes

    def waivers(self, source: Source, change: Change, today: date) -> Waivers:
        """The waivers as of a day, asked for again when a change speaks of one."""
        kept = self._waivers.get(today)
        if kept is None or _speaks_of(change, kept[1]):
            told = waivers.stated(source, self.base_iri)
            named = frozenset(fact.waiver for fact in told)
            kept = waivers.collect(told, today), named
            self._waivers = {today: kept}
        return kept[0]


def _speaks_of(change: Change, named: frozenset[str]) -> bool:
    return any(str(s) in named or str(o) == _WAIVER for s, _, o in change.triples())
