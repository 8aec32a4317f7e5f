"""The input of an analysis: one state of the data, current or as of a fiscal year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.analysis.ministries import after
from michisuji.analysis.tables import Behind, Named
from michisuji.languages import pick
from michisuji.questions.as_of import graphs_as_of, with_graphs
from michisuji.questions.labels import labels_of
from michisuji.questions.plan_order import plan_key

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph, CausalIndex
    from michisuji.questions.values import Value
    from michisuji.store import Store

#: Names kept for one state and language.
_KEPT_NAMES = 50_000


class Labels(dict[str, str]):
    """The names of resources by IRI."""

    def one(self, iri: str) -> Named:
        """Return the resource with its name."""
        return Named(iri, self[iri])

    def all(self, iris: Iterable[str]) -> tuple[Named, ...]:
        """Return the resources with their names, in the order given."""
        return tuple(map(self.one, iris))


@dataclass
class State:
    """The data of ``store`` as of fiscal year ``year`` (None: the current state).

    ``index`` keeps the causal graph between requests; without one it is read each time.
    ``within`` limits the state of a year to some datasets (none: all).
    """

    store: Store
    base_iri: str
    lang: str = "ja"
    year: int | None = None
    index: CausalIndex | None = None
    within: tuple[str, ...] = ()

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that make up the state; empty for the current one.

        Raises NotFound, listing the available years.
        """
        if self.year is None:
            return ()
        return graphs_as_of(self.store, self.base_iri, self.year, self.within)

    @cached_property
    def causal(self) -> CausalGraph:
        """The causal graph, with money, indicators and units: see :mod:`.causal`."""
        from michisuji.analysis.causal import CausalIndex

        index = self.index or CausalIndex()
        return index.graph(self.store, self.base_iri, self.year, self.graphs)

    def ask(self, question: str, params: Mapping[str, Value] | None = None) -> list[dict[str, Any]]:
        """Run a named query and return its rows as plain values; an unbound variable is None."""
        found = questions.run(
            self.store,
            question,
            params or {},
            base_iri=self.base_iri,
            lang=self.lang,
            default_graphs=self.graphs,
        )
        return questions.get(question).plain(found)

    def ask_many(
        self, question: str, parameter: str, values: Iterable[str]
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a question for any number of resources, queried in parts."""
        asked = questions.get(question)
        for query in asked.bind_parts(self.base_iri, parameter, values, self.lang):
            yield from asked.plain(self.store.select(query, default_graphs=self.graphs))

    def behind(self, question: str, params: Mapping[str, Value] | None = None) -> Behind:
        """Return a named query with its values, for the reader to open.

        As of a year, FROM clauses name the graphs of that year.
        """
        asked = questions.get(question)
        query = asked.bind(self.base_iri, params or {}, self.lang)
        return Behind(asked.title, with_graphs(query, self.graphs))

    def iri(self, name: str) -> str:
        """Return the full IRI of one that may be short (``id/program/mihon-010101``)."""
        return name if "://" in name or name.startswith("urn:") else f"{self.base_iri}/{name}"

    def names(self, iris: Iterable[str]) -> Labels:
        """Return the names of resources in the reader's language, or the IRI if there is no name.

        A unit of a ministry is named after its ministry: 厚生労働省 健康課.
        Names are kept with the causal graph until the data change.
        """
        known: dict[str, str] = self.causal.derived.setdefault(f"names {self.lang}", {})
        asked = tuple(iris)
        # Copied at once: another thread may clear the cache.
        told = Labels((iri, name) for iri in asked if (name := known.get(iri)) is not None)
        wanted = {iri for iri in asked if iri not in told}
        above = {u: top for u in wanted if (top := self.causal.plan.ministry_of(u))}
        searched = {*wanted, *above.values()}
        found = labels_of(self.store, searched, base_iri=self.base_iri, default_graphs=self.graphs)
        told.update((iri, pick(found.get(iri, {}), self.lang, iri)) for iri in wanted)
        for unit, top in above.items():  # many ministries have a section of the same name
            told[unit] = after(found.get(top, {}), told[unit], self.lang)
        if len(known) + len(wanted) > _KEPT_NAMES:
            known.clear()
        known.update((iri, told[iri]) for iri in wanted)
        return told

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """The names of the datasets."""
        known = self.causal.derived
        if "datasets" not in known:
            prefix = f"{self.base_iri}/id/dataset/"
            found = (row["dataset"] for row in self.ask("dataset-profiles"))
            names = sorted(iri.removeprefix(prefix) for iri in found if iri.startswith(prefix))
            known["datasets"] = tuple(names)
        names_: tuple[str, ...] = known["datasets"]
        return names_

    def dataset_of(self, iri: str) -> str | None:
        """Return the dataset that a resource's IRI belongs to: the longest name that fits."""
        fits = [name for name in self.datasets if f"/{name}-" in iri]
        return max(fits, key=len, default=None)

    def in_plan_order(self, iris: Iterable[str]) -> list[str]:
        """Return policies, measures or programs in the plan's order."""
        known, numbers = tuple(iris), self.causal.plan.numbers
        names = self.names(known)
        return sorted(known, key=lambda iri: plan_key(numbers.get(iri), names[iri], iri))

    def named(self, iris: Iterable[str]) -> tuple[Named, ...]:
        """Return the resources with their names, in the order given."""
        known = tuple(iris)
        return self.names(known).all(known)
