"""A scenario: what is stopped, what is cut and by how much. It is never written to the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.errors import BadInput, NotFound, TooLarge

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State

#: Programs, activities and inputs that one scenario may name.
MAX_MARKS = 300
STOPPED = Decimal(100)


@dataclass(frozen=True)
class Scenario:
    """A scenario. ``cuts``: program or element → the reduction in % (100: stopped)."""

    cuts: Mapping[str, Decimal] = field(default_factory=dict)
    #: What the reader named: a measure stands for its programs.
    named: Mapping[str, Decimal] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cuts)


def scenario_of(state: State, stop: Sequence[str], cut: Sequence[str]) -> Scenario:
    """Parse a scenario from a reader's input: IRIs to stop, ``IRI:percent`` to cut.

    An IRI names a program, a measure or policy (all its programs), or an activity or input of a
    logic model. Raises NotFound for anything else, BadInput for a wrong percentage, or TooLarge.
    """
    named: dict[str, Decimal] = {}
    for word in cut:
        iri, _, percent = word.rpartition(":")
        named[state.iri(iri)] = _percent(word, percent)
    for word in stop:
        named[state.iri(word)] = STOPPED
    cuts: dict[str, Decimal] = {}
    for iri in sorted(named):
        for one in _meant(state.causal, iri):
            cuts[one] = max(named[iri], cuts.get(one, Decimal(0)))
    if len(cuts) > MAX_MARKS:
        raise TooLarge(
            f"一度に止められるのは{MAX_MARKS}件までです({len(cuts)}件あります)",
            f"a scenario may have at most {MAX_MARKS} programs ({len(cuts)} given)",
            hint_ja="施策や政策ではなく、事業を選んでください",
            hint_en="choose programs rather than a measure or policy",
        )
    return Scenario(dict(sorted(cuts.items())), dict(sorted(named.items())))


def _percent(word: str, percent: str) -> Decimal:
    number = Decimal(percent) if percent.isdecimal() and len(percent) <= 3 else Decimal(0)
    if not word.rpartition(":")[0] or not 1 <= number <= 100:
        raise BadInput(
            f"減らす割合の書き方が正しくありません: {word[:120]}",
            f"not a valid cut: {word[:120]}",
            hint_ja="「事業のIRI:割合(1〜100)」と書いてください(例 id/program/mihon-010101:30)",
            hint_en="write IRI:percent, 1 to 100 (for example id/program/mihon-010101:30)",
        )
    return number


def _meant(graph: CausalGraph, iri: str) -> list[str]:
    """Return the programs and elements that a name stands for; a budget stands for its money."""
    iri = graph.plan.boxes.get(iri, iri)
    number = graph.number(iri)
    if number is not None and graph.kind(number) in ("activity", "input"):
        return [iri]
    programs = sorted(graph.plan.programs_of(iri)) if iri in graph.plan.classes else []
    if programs:
        return programs
    raise not_a_program(iri)


def not_a_program(iri: str) -> NotFound:
    """Return the error about a name that is no program, measure, activity or input."""
    return NotFound(
        f"事業・施策・アクティビティ・インプットではありません: {iri}",
        f"not a program, measure, activity or input: {iri}",
        hint_ja="今の状態にある事業のIRIを指定してください",
        hint_en="name a program of the chosen state",
    )
