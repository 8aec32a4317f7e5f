"""The analysis ``money-flow``: what it asks for, computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.flow import words
from michisuji.analysis.flow.answers import KINDS, money_flow
from michisuji.languages import text

MONEY_FLOW = Analysis(
    "money-flow",
    text("お金の流れ", "Where the money flows"),
    text(
        "予算が、事業を通ってどの成果・まちの状態に向かうか。寄与率の書かれたところだけ割り振り、"
        "割り振れない分は「帰属できない」と示します。",
        "From the budget through programs to outcomes and town conditions. Shared out only where "
        "contribution shares are stated; the rest is shown as not attributable.",
    ),
    (
        AnalysisParameter(
            "scope",
            "iri",
            text("施策・政策・組織・事業", "measure, policy, unit or program"),
            "id/measure/mihon-0101",
            required=True,
        ),
        AnalysisParameter(
            "money_year", "year", text("金額の年度", "fiscal year of the money"), "2026"
        ),
        AnalysisParameter(
            "money", "choice", text("予算か執行か", "budget or executed"), choices=KINDS
        ),
    ),
    run=money_flow,
    sentence=words.sentence,
    tables=words.tables,
)
