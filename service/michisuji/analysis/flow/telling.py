"""The declaration of the analysis ``money-flow``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.flow import words
from michisuji.analysis.flow.answers import KINDS, money_flow

MONEY_FLOW = Analysis(
    "money-flow",
    (
        AnalysisParameter(
            "scope",
            "iri",
            "id/measure/mihon-0101",
            required=True,
        ),
        AnalysisParameter("money_year", "year", "2026"),
        AnalysisParameter("money", "choice", choices=KINDS),
    ),
    run=money_flow,
    sentence=words.sentence,
    tables=words.tables,
)
