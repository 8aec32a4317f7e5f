"""The compared documents: texts of programs, measures and indicators, and shapes of models."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.similar.grams import normal
from michisuji.questions.bulk_reader import BulkReader
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

KINDS = ("Program", "Measure", "Indicator")
#: The weight of a text's words: a name says more than a paragraph.
WEIGHTS = {"label": 4, "purpose": 2}
#: A sentence that more documents than this contain says nothing about any one of them.
BOILERPLATE = 12
#: The kinds of elements whose texts and numbers are compared. Money is in every model.
COMPARED = ("activity", "output", "outcome-unstated", "short", "mid", "long", "town")


@dataclass(frozen=True)
class Document:
    """A program, measure or indicator to compare. ``texts``: weight, text.

    ``shape``: see :func:`shape`. ``elements``: the elements whose texts are included.
    """

    iri: str
    kind: str
    texts: tuple[tuple[int, str], ...]
    shape: tuple[int, ...]
    elements: frozenset[str] = frozenset()


def read_documents(
    graph: CausalGraph, reader: BulkReader, only: Iterable[str] | None = None
) -> Iterator[Document]:
    """Yield the documents of a state in IRI order; only those in ``only``, when given."""
    only = None if only is None else set(only)
    wanted = None if only is None else sorted(only)
    if wanted == []:
        return
    if wanted is not None and only is not None:
        wanted += [p for iri in wanted for p in _programs(graph, iri) if p not in only]
    rows = reader.rows("texts", wanted or ())
    own: dict[str, dict[str, list[str]]] = {}
    kinds: dict[str, str] = {}
    for row in rows:
        kinds[row["node"]] = row["class"].removeprefix(LM)
        field = row["field"].rpartition("#")[2]
        own.setdefault(row["node"], {}).setdefault(field, []).append(row["text"])
    told = _element_texts(graph, reader, kinds if only is not None else None)
    asked = own.keys() if only is None else own.keys() & only
    for iri in sorted(asked):
        texts = [
            (WEIGHTS.get(field, 1), normal(text))
            for field, found in sorted(own[iri].items())
            for whole in sorted(set(found))
            for text in (_parts(whole) if field == "label" else [whole])
        ]
        numbers = _elements(graph, iri, kinds[iri])
        for program in _programs(graph, iri):
            texts += [(1, normal(name)) for name in own.get(program, {}).get("label", ())]
        elements = [graph.elements[n] for n in numbers]
        texts += [(1, told[e]) for e in elements if e in told]
        form = shape(graph, [] if kinds[iri] == "Indicator" else numbers)
        yield Document(iri, kinds[iri], tuple(texts), form, frozenset(elements))


def common_texts(documents: Iterable[Document]) -> set[str]:
    """Return the texts that more than :data:`BOILERPLATE` documents contain verbatim."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update({text for _, text in document.texts})
    return {text for text, count in counts.items() if count > BOILERPLATE}


def shape(graph: CausalGraph, numbers: Collection[int]) -> tuple[int, ...]:
    """Count the elements of each of :data:`COMPARED`, and the steps of the longest path.

    That is the longest of the shortest paths, so that cycles do not lengthen it.
    """
    kinds = Counter(graph.kind(n) for n in numbers)
    own = set(numbers)
    front = {n for n in numbers if graph.kind(n) == "activity"}
    seen, depth = set(front), -1
    while front:
        depth += 1
        front = {m for n in front for m in graph.onward.of(n) if m in own} - seen
        seen |= front
    return (*(kinds[kind] for kind in COMPARED), max(depth, 0))


def touched(graph: CausalGraph, subjects: Iterable[str]) -> set[str]:
    """Return the documents that statements of ``subjects`` may be part of."""
    found = set(subjects)
    for n in graph.numbers(found.copy()):
        found.update(graph.shown_by(n))
        owner = graph.owner(n)
        if owner is not None:
            found.add(owner)
    for iri in list(found):
        found.update(graph.plan.measures_of(iri))
    for model in found & graph.owners_of_model.keys():
        found.add(graph.owners_of_model[model][0])
    return found


def _programs(graph: CausalGraph, iri: str) -> list[str]:
    """Return a measure's programs, whose names say what it does: many have no other text."""
    if graph.plan.classes.get(iri) != "Measure":
        return []
    return sorted(graph.plan.programs_of(iri))


def _elements(graph: CausalGraph, iri: str, kind: str) -> list[int]:
    if kind == "Indicator":
        return sorted(graph.shows(iri))
    return [n for n in graph.elements_of(iri) if graph.kind(n) in COMPARED]


def _element_texts(
    graph: CausalGraph, reader: BulkReader, documents: Mapping[str, str] | None
) -> dict[str, str]:
    iris: list[str] = []
    if documents is not None:
        numbers = {n for iri, kind in documents.items() for n in _elements(graph, iri, kind)}
        iris = [graph.elements[n] for n in sorted(numbers)]
        if not iris:
            return {}
    rows = reader.rows("elements", iris)
    found: dict[str, str] = {}
    for row in rows:
        text = normal(row["text"])
        found[row["element"]] = min(text, found.get(row["element"], text))
    return found


def _parts(name: str) -> list[str]:
    """Split a name at parentheses: hundreds of names may share the part within them."""
    return [part for part in re.split(r"[()（）<>＜＞／]", name) if part.strip()]
