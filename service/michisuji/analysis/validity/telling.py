"""The declaration of the analysis ``validity``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.validity import words
from michisuji.analysis.validity.answers import validity

VALIDITY = Analysis(
    "validity",
    (
        AnalysisParameter(
            "scope",
            "iri",
            "id/measure/mihon-0101",
        ),
        AnalysisParameter("many", "integer", "5"),
    ),
    run=validity,
    sentence=words.sentence,
    tables=words.tables,
)
