"""The declarations of ``what-if`` and ``scenarios``: parameters, computation and wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.whatif import words
from michisuji.analysis.whatif.answers import Comparison, what_if

if TYPE_CHECKING:
    from michisuji.analysis.state import State

_STOP = AnalysisParameter(
    "stop",
    "iri",
    "id/program/mihon-010101",
    many=True,
)
_CUT = AnalysisParameter(
    "cut",
    "text",
    "id/program/mihon-010101:30",
    many=True,
)


_TO = AnalysisParameter("to", "iri", "id/measure/mihon-0202")
_CALLED = AnalysisParameter("called", "text", "A")


def _second(one: AnalysisParameter) -> AnalysisParameter:
    return AnalysisParameter(f"{one.name}_b", one.kind, one.example, many=one.many)


WHAT_IF = Analysis(
    "what-if",
    (_STOP, _CUT, _TO),
    run=what_if,
    sentence=words.sentence,
    tables=words.tables,
)


def scenarios(
    state: State,
    stop: Sequence[str] = (),
    cut: Sequence[str] = (),
    stop_b: Sequence[str] = (),
    cut_b: Sequence[str] = (),
    to: str | None = None,
    to_b: str | None = None,
    called: str = "",
    called_b: str = "",
) -> Comparison:
    """Compute two scenarios, each with its own answer and name."""
    a = WHAT_IF.tell(what_if(state, stop, cut, to))
    b = WHAT_IF.tell(what_if(state, stop_b, cut_b, to_b))
    return Comparison(a, b, (called, called_b), (*a.behind, *b.behind))


SCENARIOS = Analysis(
    "scenarios",
    (_STOP, _CUT, _TO, _CALLED, *map(_second, (_STOP, _CUT, _TO, _CALLED))),
    run=scenarios,
    sentence=words.comparison,
    tables=words.compared,
)
