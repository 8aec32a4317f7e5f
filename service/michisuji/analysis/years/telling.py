"""The declaration of the analysis ``years``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.years import words
from michisuji.analysis.years.answers import years

YEARS = Analysis(
    "years",
    (
        AnalysisParameter(
            "node",
            "iri",
            "id/measure/mihon-0101",
        ),
        AnalysisParameter("before", "year", "2025"),
        AnalysisParameter("after", "year", "2026"),
    ),
    run=years,
    sentence=words.sentence,
    tables=words.tables,
)
