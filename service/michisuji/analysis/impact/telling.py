"""The declarations of ``impact`` and ``leads-to``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.impact import reverse_words, words
from michisuji.analysis.impact.answers import RANKS, impact
from michisuji.analysis.impact.reverse import leads_to

IMPACT = Analysis(
    "impact",
    (
        AnalysisParameter(
            "target",
            "iri",
            "id/town-condition/mihon-0101-t1",
            required=True,
        ),
        AnalysisParameter("rank", "choice", choices=RANKS),
        AnalysisParameter("money_year", "year", "2026"),
        AnalysisParameter("program", "iri", "id/program/…"),
    ),
    run=impact,
    sentence=words.sentence,
    tables=words.tables,
)

LEADS_TO = Analysis(
    "leads-to",
    (
        AnalysisParameter(
            "start",
            "iri",
            "id/program/mihon-010101",
            required=True,
        ),
        AnalysisParameter("money_year", "year", "2026"),
    ),
    run=leads_to,
    sentence=reverse_words.sentence,
    tables=reverse_words.tables,
)
