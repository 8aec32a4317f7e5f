"""The elements that a target stands for: an indicator, a measure, or an element itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from michisuji.errors import BadInput, NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

Kind = Literal["indicator", "element", "measure"]
#: Kinds of elements that are outcomes, from the last stage to the first.
OUTCOMES = ("town", "long", "mid", "short", "outcome-unstated")


def ends_of(graph: CausalGraph, iri: str) -> tuple[Kind, list[int]]:
    """Return a target's kind, and the elements that it stands for.

    An indicator stands for what it measures. A measure or policy stands for the last outcomes (to
    which the others lead) of its own logic model and of those of everything that is part of it.
    Raises BadInput for a program (its paths lead away from it), or NotFound.
    """
    number = graph.number(iri)
    if number is not None and graph.kind(number):
        return "element", [number]
    shown = graph.shows(iri)
    if shown:
        return "indicator", shown
    if graph.plan.is_program(iri):
        raise BadInput(
            "事業が選ばれています。何が効いているかは、指標・成果・施策について調べます",
            "this is a program; indicators, outcomes and measures can be traced to what feeds them",
            hint_ja="事業が何につながるかは「何につながるか」で調べてください",
            hint_en="ask 'leads-to' for what a program leads to",
        )
    if iri in graph.plan.classes:
        return "measure", _of_measure(graph, iri)
    raise NotFound(
        f"指標・成果・施策ではありません: {iri}",
        f"not an indicator, an element of a logic model, a measure or a policy: {iri}",
        hint_ja="今見ている状態にある指標や成果のIRIを指定してください",
        hint_en="name an indicator or outcome of the chosen state",
    )


def _of_measure(graph: CausalGraph, iri: str) -> list[int]:
    owners = {iri, *graph.plan.members(iri)}
    found = {n for owner in owners for n in graph.elements_of(owner)}
    return last_of(graph, {n for n in found if graph.kind(n) in OUTCOMES})


def last_of(graph: CausalGraph, elements: set[int]) -> list[int]:
    """Return the elements that lead to no other of ``elements``, by IRI.

    A cycle counts as a whole. Whatever feeds any of the elements feeds one of these.
    """
    closed = {n for n in elements if not graph.onward.of(n)}
    kept = set(closed)
    for n in elements - closed:
        onward = graph.onward.reach([n]) - {n}
        if onward & closed:
            continue
        others = onward & elements
        if not others or others <= graph.backward.reach([n]):
            kept.add(n)
    return sorted(kept, key=lambda n: graph.elements[n])
