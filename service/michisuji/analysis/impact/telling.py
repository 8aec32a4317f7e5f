"""The analyses ``impact`` and ``leads-to``: what they ask for, compute and tell."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.impact import reverse_words, words
from michisuji.analysis.impact.answers import RANKS, impact
from michisuji.analysis.impact.reverse import leads_to
from michisuji.languages import text

IMPACT = Analysis(
    "impact",
    text("何が効いているか", "What feeds this?"),
    text(
        "指標・成果・まちの状態・施策に、どの事業が、どの道筋で、いくらでつながっているか。",
        "Which programs feed an indicator, outcome, town condition or measure, by which ways, "
        "at what cost.",
    ),
    (
        AnalysisParameter(
            "target",
            "iri",
            text("指標・成果・まちの状態・施策", "indicator, outcome, town condition or measure"),
            "id/town-condition/mihon-0101-t1",
            required=True,
        ),
        AnalysisParameter("rank", "choice", text("並べ方", "order"), choices=RANKS),
        AnalysisParameter(
            "money_year", "year", text("金額の年度", "fiscal year of the money"), "2026"
        ),
        AnalysisParameter(
            "program", "iri", text("道筋を見る事業", "program whose ways are shown"), "id/program/…"
        ),
    ),
    run=impact,
    sentence=words.sentence,
    tables=words.tables,
)

LEADS_TO = Analysis(
    "leads-to",
    text("何につながるか", "What does this lead to?"),
    text(
        "事業・組織・予算が、どの成果・まちの状態・指標につながっているか。",
        "The outcomes, town conditions and indicators that a program, a unit or a budget leads to.",
    ),
    (
        AnalysisParameter(
            "start",
            "iri",
            text("事業・組織・施策・予算", "program, unit, measure or budget"),
            "id/program/mihon-010101",
            required=True,
        ),
        AnalysisParameter(
            "money_year", "year", text("金額の年度", "fiscal year of the money"), "2026"
        ),
    ),
    run=leads_to,
    sentence=reverse_words.sentence,
    tables=reverse_words.tables,
)
