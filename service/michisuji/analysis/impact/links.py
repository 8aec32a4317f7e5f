"""Ways with their words: what each link says, and who else feeds the elements on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.analysis.impact.paths import Way
from michisuji.analysis.tables import Named

if TYPE_CHECKING:
    from michisuji.analysis.state import State

_BATCH = 500


@dataclass(frozen=True)
class Link:
    """What is stated of a causal link; '' and None: not stated. ``share`` in %."""

    iri: str
    rationale: str = ""
    assumption: str = ""
    evidence: str = ""
    confidence: float | None = None
    share: float | None = None
    feedback: bool = False


@dataclass(frozen=True)
class Step:
    """An element on a way. ``programs``: how many programs feed it; ``onward``: the link to the
    next element, None at the end or when no causal link tells of it."""

    element: Named
    kind: str
    programs: int
    onward: Link | None = None


@dataclass(frozen=True)
class Path:
    """A way from an activity to the target; ``inputs`` lead to the activity."""

    inputs: tuple[Named, ...]
    steps: tuple[Step, ...]

    @property
    def length(self) -> int:
        """The number of links."""
        return len(self.steps) - 1


def told_paths(
    state: State, found: Mapping[str, Sequence[Way]], names: Mapping[str, str]
) -> dict[str, tuple[Path, ...]]:
    """Each program's ways in words. Adds the names it needs to those known."""
    graph = state.causal
    met = {n for some in found.values() for way in some for n in way}
    starts = {way[0] for some in found.values() for way in some}
    inputs = {n: [m for m in graph.backward.of(n) if graph.kind(m) == "input"] for n in starts}
    wanted = {graph.elements[n] for n in met | {m for own in inputs.values() for m in own}}
    known = {**names, **state.names(wanted - names.keys())}
    links = _links(
        state,
        {graph.elements[way[k]] for w in found.values() for way in w for k in range(len(way) - 1)},
    )
    feeding = {n: len(graph.feeding_programs([n])) for n in met}

    def named(n: int) -> Named:
        return Named(graph.elements[n], known[graph.elements[n]])

    def path(way: Way) -> Path:
        steps = []
        for n, after in zip(way, (*way[1:], None), strict=True):
            pair = (graph.elements[n], graph.elements[after]) if after is not None else ("", "")
            steps.append(Step(named(n), graph.kind(n), feeding[n], links.get(pair)))
        return Path(tuple(map(named, inputs[way[0]])), tuple(steps))

    return {program: tuple(map(path, some)) for program, some in found.items()}


def _links(state: State, elements: Iterable[str]) -> dict[tuple[str, str], Link]:
    """(from, to) → the first link between them that says most."""
    wanted = sorted(elements)
    rows: list[dict[str, Any]] = []
    for start in range(0, len(wanted), _BATCH):
        rows += state.ask("links-from", {"from": wanted[start : start + _BATCH]})
    found: dict[tuple[str, str], Link] = {}
    for row in rows:
        link = Link(
            row["link"],
            row["rationale"] or "",
            row["assumption"] or "",
            row["evidence"] or "",
            _number(row["confidence"]),
            _number(row["share"]),
            bool(row["feedback"]),
        )
        key = row["from"], row["to"]
        if key not in found or _says(link) > _says(found[key]):
            found[key] = link
    return found


def _says(link: Link) -> int:
    return sum(map(bool, (link.rationale, link.assumption, link.evidence)))


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None
