"""The analyses ``what-if`` and ``scenarios``: what they ask for, compute and tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.whatif import words
from michisuji.analysis.whatif.answers import Comparison, what_if
from michisuji.languages import text

if TYPE_CHECKING:
    from michisuji.analysis.state import State

_STOP = AnalysisParameter(
    "stop",
    "iri",
    text(
        "やめる事業(施策・政策なら全事業、アクティビティ・インプットも可)",
        "program to stop (a measure or policy: all its programs; an activity or input)",
    ),
    "id/program/mihon-010101",
    many=True,
)
_CUT = AnalysisParameter(
    "cut",
    "text",
    text("減らす事業と割合(%)", "program to cut, and by how much (%)"),
    "id/program/mihon-010101:30",
    many=True,
)


def _second(one: AnalysisParameter) -> AnalysisParameter:
    label = text("案B: " + one.label["ja"], "scenario B: " + one.label["en"])
    return AnalysisParameter(f"{one.name}_b", one.kind, label, one.example, many=True)


WHAT_IF = Analysis(
    "what-if",
    text("もしやめたら", "What if it stopped?"),
    text(
        "事業をやめたり減らしたりすると、どの成果・まちの状態・指標が支えを失い、いくら空き、"
        "どの課に関わるか。データには何も書き込みません。",
        "Which outcomes, town conditions and indicators lose their support when programs stop or "
        "are cut, what money is freed, and which units are concerned. Nothing is written.",
    ),
    (_STOP, _CUT),
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
) -> Comparison:
    """Compute two scenarios, and tell each by itself."""
    a, b = WHAT_IF.tell(what_if(state, stop, cut)), WHAT_IF.tell(what_if(state, stop_b, cut_b))
    return Comparison(a, b, (*a.behind, *b.behind))


SCENARIOS = Analysis(
    "scenarios",
    text("二つの案を比べる", "Two scenarios side by side"),
    text(
        "二つの案(やめる・減らす事業の組)を並べ、違うところを示します。",
        "Two scenarios side by side, and where they differ.",
    ),
    (_STOP, _CUT, _second(_STOP), _second(_CUT)),
    run=scenarios,
    sentence=words.comparison,
    tables=words.compared,
)
