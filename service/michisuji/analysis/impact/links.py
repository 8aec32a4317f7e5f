"""Paths with their wording: what each link says, and who else feeds the elements on the path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji.analysis.impact.paths import Way
from michisuji.analysis.state import Labels, State
from michisuji.analysis.tables import Named
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

_FIGURES = ("confidence", "contributionShare")


@dataclass(frozen=True)
class CausalLink:
    """The statements of a causal link; '' and None: not stated.

    ``share`` is in %.
    """

    iri: str
    rationale: str = ""
    assumption: str = ""
    evidence: str = ""
    confidence: float | None = None
    share: float | None = None
    feedback: bool = False


@dataclass(frozen=True)
class PathStep:
    """An element on a path.

    ``programs``: how many programs feed it; ``onward``: the link to the next element, None at the
    end or when no causal link describes the step.
    """

    element: Named
    kind: str
    programs: int
    onward: CausalLink | None = None


@dataclass(frozen=True)
class CausalPath:
    """A path from an activity to the target; ``inputs`` lead to the activity."""

    inputs: tuple[Named, ...]
    steps: tuple[PathStep, ...]

    @property
    def length(self) -> int:
        """The number of links."""
        return len(self.steps) - 1


def told_paths(
    state: State, found: Mapping[str, Sequence[Way]], labels: Labels
) -> dict[str, tuple[CausalPath, ...]]:
    """Return each program's paths with names and links; fetches names missing in ``labels``."""
    graph = state.causal
    met = {n for some in found.values() for way in some for n in way}
    inputs = {way[0]: inputs_of(graph, way[0]) for some in found.values() for way in some}
    wanted = {graph.elements[n] for n in met | {m for own in inputs.values() for m in own}}
    known = Labels({**labels, **state.names(wanted - labels.keys())})
    links = _links(
        state,
        {graph.elements[way[k]] for w in found.values() for way in w for k in range(len(way) - 1)},
    )
    feeding = {n: len(graph.feeding_programs([n])) for n in met}

    def named(n: int) -> Named:
        return known.one(graph.elements[n])

    def path(way: Way) -> CausalPath:
        steps = []
        for n, after in zip(way, (*way[1:], None), strict=True):
            pair = (graph.elements[n], graph.elements[after]) if after is not None else ("", "")
            steps.append(PathStep(named(n), graph.kind(n), feeding[n], links.get(pair)))
        return CausalPath(tuple(map(named, inputs[way[0]])), tuple(steps))

    return {program: tuple(map(path, some)) for program, some in found.items()}


def inputs_of(graph: CausalGraph, number: int) -> list[int]:
    """Return the inputs that lead to an element."""
    return [n for n in graph.backward.of(number) if graph.kind(n) == "input"]


def _links(state: State, elements: Iterable[str]) -> dict[tuple[str, str], CausalLink]:
    """Return (from, to) → the causal link between them that says most."""
    ends: dict[str, tuple[str, str]] = {}
    said: dict[str, dict[tuple[str, str], Any]] = {}
    for row in state.ask_many("links-from", "from", elements):
        ends[row["link"]] = row["from"], row["to"]
        key = row["property"].removeprefix(LM), row["language"] or ""
        value = row["number"] if key[0] in _FIGURES else row["value"]
        if value is not None:
            said.setdefault(row["link"], {}).setdefault(key, value)
    found: dict[tuple[str, str], CausalLink] = {}
    for iri in sorted(ends):
        link = _link(iri, said[iri], state.lang)
        if ends[iri] not in found or _says(link) > _says(found[ends[iri]]):
            found[ends[iri]] = link
    return found


def _link(iri: str, said: Mapping[tuple[str, str], Any], lang: str) -> CausalLink:
    """Build a link, preferring texts in the reader's language, then Japanese, then untagged."""

    def one(name: str) -> Any:
        return next((said[name, tag] for tag in (lang, "ja", "") if (name, tag) in said), None)

    return CausalLink(
        iri,
        str(one("rationale") or ""),
        str(one("assumption") or ""),
        str(one("evidence") or ""),
        _float(one("confidence")),
        _float(one("contributionShare")),
        one("feedback") in ("true", "1"),
    )


def _says(link: CausalLink) -> int:
    return sum(map(bool, (link.rationale, link.assumption, link.evidence)))


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
