"""The declaration of the analysis ``similar``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.similar import words
from michisuji.analysis.similar.answers import LIMIT, WITHIN, similar

SIMILAR = Analysis(
    "similar",
    (
        AnalysisParameter(
            "node",
            "iri",
            "id/program/mihon-010101",
            required=True,
        ),
        AnalysisParameter(
            "within",
            "choice",
            "others",
            choices=WITHIN,
        ),
        AnalysisParameter("limit", "integer", str(LIMIT)),
    ),
    run=similar,
    sentence=words.sentence,
    tables=words.tables,
)
