"""The declaration of ``indicators``: parameters, computation, wording."""

from __future__ import annotations

from michisuji.analysis.board import words
from michisuji.analysis.board.answers import CHOSEN_STATES, ORDERS, SURVEYS, indicators
from michisuji.analysis.catalogue import Analysis, AnalysisParameter

INDICATORS = Analysis(
    "indicators",
    (
        AnalysisParameter("policy", "iri", "id/basic-policy/mihon-1"),
        AnalysisParameter("department", "iri", "id/unit/mihon-d-edu"),
        AnalysisParameter("verdict", "choice", choices=CHOSEN_STATES),
        AnalysisParameter("survey", "choice", choices=SURVEYS),
        AnalysisParameter("sort", "choice", choices=ORDERS),
    ),
    run=indicators,
    sentence=words.sentence,
    tables=words.tables,
)
