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
    """What it is, and the elements that it stands for.

    An indicator stands for what it shows. A measure or policy for the outcomes of its own logic
    model; without one, for the outcomes of its programs from which no way leads on.
    Raises BadInput for a program (its ways lead on from it), NotFound.
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
            "this is a program; what feeds it is asked of indicators, outcomes and measures",
            hint_ja="事業が何につながるかは「何につながるか」で調べてください",
            hint_en="ask 'leads-to' for what a program leads to",
        )
    if iri in graph.plan.classes:
        return "measure", _of_measure(graph, iri)
    raise NotFound(
        f"指標・成果・施策ではありません: {iri}",
        f"not an indicator, an element of a logic model, a measure or a policy: {iri}",
        hint_ja="今見ている状態にある指標や成果のIRIを指定してください",
        hint_en="name an indicator or outcome of the state that is looked at",
    )


def _of_measure(graph: CausalGraph, iri: str) -> list[int]:
    own = [n for n in graph.elements_of(iri) if graph.kind(n) in OUTCOMES]
    if own:
        return own
    below = {one for one in graph.plan.members(iri) if not graph.plan.is_program(one)}
    towns = [n for one in below for n in graph.elements_of(one) if graph.kind(n) in OUTCOMES]
    programs = graph.plan.programs_of(iri)
    last = [
        n
        for program in programs
        for n in graph.elements_of(program)
        if graph.kind(n) in OUTCOMES and not graph.onward.of(n)
    ]
    return sorted({*towns, *last})
