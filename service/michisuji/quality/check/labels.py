"""Names of resources and of what they belong to, for findings; looked up in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from michisuji import questions
from michisuji.languages import LANGUAGES, Text, pick
from michisuji.literals import read
from michisuji.quality.report import Context
from michisuji.questions.values import is_askable

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source

MAX_LABEL = 80
#: Columns that name a resource's unit, measure or program; a text in them does not count.
_OWNERS = frozenset(("owner", "measure", "unit", "above"))


class Names:
    """Names and contexts of the resources given to :meth:`learn`."""

    def __init__(self, source: Source, base_iri: str, datasets: Iterable[str] = ()) -> None:
        self._source = source
        self._base = base_iri
        # The longest name first: a data set "city-old" is not "city".
        self._datasets = sorted(datasets, key=len, reverse=True)
        self._labels: dict[str, dict[str, str]] = {}
        self._ends: dict[str, dict[str, str]] = {}
        self._owners: dict[str, tuple[str, int | None]] = {}
        self._measures: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._own_units: dict[str, str] = {}
        self._above: dict[str, str] = {}
        self._contexts: dict[str, Context] = {}

    def learn(self, nodes: Iterable[str]) -> None:
        """Look up everything that :meth:`label` and :meth:`context` return for ``nodes``."""
        wanted = sorted(set(nodes))
        self._learn_owners(wanted)
        owners = {owner for owner, _ in self._owners.values()}
        self._learn_places(owners)
        for row in self._rows("units-of", "node", [n for n in wanted if n not in self._owners]):
            if "unit" in row:
                _keep_least(self._own_units, str(row["node"]), str(row["unit"]))
        units = {*self._units.values(), *self._own_units.values()}
        self._learn_units_above(units)
        departments = {self._department(unit) for unit in units}
        self._learn_labels({*wanted, *owners, *self._measures.values(), *units, *departments})

    def label(self, iri: str, lang: str) -> str:
        """Return the name in ``lang``, else in Japanese, else any, else the end of the IRI.

        A causal link is named by its ends, a model without a name by its program.
        """
        if name := pick(self._labels.get(iri, {}), lang):
            return name
        ends = self._ends.get(iri, {})
        if "from" in ends and "to" in ends:
            half = MAX_LABEL // 2
            return " → ".join(_cut(self._own_label(ends[e], lang), half) for e in ("from", "to"))
        if "owner" in ends:
            return self._own_label(ends["owner"], lang)
        return unquote(iri.rsplit("/", 1)[-1])

    def short(self, iri: str, lang: str) -> str:
        """Return the name for a message, cut if it is long."""
        return _cut(self.label(iri, lang), MAX_LABEL)

    def text(self, iri: str) -> Text:
        """Return the name in each language."""
        return {lang: self.label(iri, lang) for lang in LANGUAGES}

    def context(self, iri: str) -> Context:
        """Return the context of a resource: the program, measure and units that it belongs to."""
        if iri not in self._contexts:
            self._contexts[iri] = self._context(iri)
        return self._contexts[iri]

    def dataset(self, iri: str) -> str | None:
        """Return the data set whose reference is in the IRI (``{base}/id/{type}/{data set}-…``)."""
        if not iri.startswith(f"{self._base}/id/"):
            return None
        reference = iri.rsplit("/", 1)[-1]
        names = (d for d in self._datasets if reference.startswith(f"{d}-") or reference == d)
        return next(names, None)

    def _own_label(self, iri: str, lang: str) -> str:
        """Return a stated label: names made from other names end here."""
        return self.label(iri, lang) if iri in self._labels else unquote(iri.rsplit("/", 1)[-1])

    def _context(self, iri: str) -> Context:
        owner, year = self._owners.get(iri, (None, None))
        measure = self._measures.get(owner) if owner else None
        # The result must not depend on which other nodes were looked up.
        unit = self._units.get(owner) if owner else self._own_units.get(iri)
        unit = unit or (self._units.get(measure) if measure else None)
        department = self._department(unit) if unit else None
        return Context(
            dataset=self.dataset(iri),
            year=year,
            program=owner,
            program_label=self.text(owner) if owner else {},
            measure=measure,
            measure_label=self.text(measure) if measure else {},
            unit=unit,
            unit_label=self.text(unit) if unit else {},
            department=department,
            department_label=self.text(department) if department else {},
        )

    def _department(self, unit: str) -> str:
        """Return the unit right below the top one; for a top unit, the unit itself."""
        line = [unit]
        while (above := self._above.get(line[-1])) and above not in line:
            line.append(above)
        return line[-2] if len(line) > 1 else line[0]

    def _learn_owners(self, nodes: list[str]) -> None:
        best: dict[str, tuple[int, str, str]] = {}
        for row in self._rows("owners-of", "node", nodes):
            year = str(read(row.get("year"), "year") or "")
            if "owner" not in row:
                continue
            found = (int(str(row["rank"])), str(row["owner"]), year)
            node = str(row["node"])
            best[node] = min(found, best.get(node, found))
        for node, (_, owner, year) in best.items():
            self._owners[node] = owner, int(year) if year else None

    def _learn_places(self, owners: set[str]) -> None:
        self._ask_places(owners)
        self._ask_places(set(self._measures.values()) - owners)

    def _ask_places(self, owners: set[str]) -> None:
        for row in self._rows("places-of-owners", "owner", sorted(owners)):
            owner = str(row["owner"])
            for name, into in (("measure", self._measures), ("unit", self._units)):
                if name in row:
                    _keep_least(into, owner, str(row[name]))

    def _learn_units_above(self, units: set[str]) -> None:
        while units := units - self._above.keys():
            found = [r for r in self._rows("units-above", "unit", sorted(units)) if "above" in r]
            for row in found:
                _keep_least(self._above, str(row["unit"]), str(row["above"]))
            units = {str(row["above"]) for row in found}

    def _learn_labels(self, nodes: set[str]) -> None:
        self._ask_labels(nodes - self._labels.keys())
        ends = {iri for known in self._ends.values() for iri in known.values()}
        self._ask_labels(ends - self._labels.keys() - nodes)

    def _ask_labels(self, nodes: set[str]) -> None:
        from rdflib import Literal

        for row in self._rows("names-of", "node", sorted(nodes)):
            node = str(row["node"])
            label = row.get("label")
            if isinstance(label, Literal) and str(label):
                # Of two labels in one language the first by text: the same data, the same message.
                _keep_least(self._labels.setdefault(node, {}), label.language or "", str(label))
            for name in ("from", "to", "owner"):
                if name in row:
                    _keep_least(self._ends.setdefault(node, {}), name, str(row[name]))

    def _rows(self, name: str, parameter: str, nodes: Iterable[str]) -> Iterator[dict[str, Any]]:
        question = questions.get(name)
        variables = [column.name for column in question.columns]
        for query in question.bind_parts(self._base, parameter, nodes):
            for row in self._source.rows(query):
                found = {k: v for k, v in zip(variables, row, strict=True) if v is not None}
                yield {k: v for k, v in found.items() if k not in _OWNERS or _is_resource(v)}


def _is_resource(term: object) -> bool:
    from rdflib import URIRef

    return isinstance(term, URIRef) and is_askable(term)


def _keep_least(into: dict[str, str], key: str, value: str) -> None:
    into[key] = min(value, into.get(key, value))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
