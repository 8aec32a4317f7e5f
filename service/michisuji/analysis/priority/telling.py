"""The declarations of ``measures`` and ``measure-programs``: parameters, computation, wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.priority import measures_words, programs_words
from michisuji.analysis.priority.measures import measures
from michisuji.analysis.priority.programs import SORTS, measure_programs

MEASURES = Analysis(
    "measures",
    (AnalysisParameter("dataset", "text", "mihon"),),
    run=measures,
    sentence=measures_words.sentence,
    tables=measures_words.tables,
)

MEASURE_PROGRAMS = Analysis(
    "measure-programs",
    (
        AnalysisParameter(
            "measure",
            "iri",
            "id/measure/mihon-0101",
            required=True,
        ),
        AnalysisParameter("sort", "choice", choices=SORTS),
    ),
    run=measure_programs,
    sentence=programs_words.sentence,
    tables=programs_words.tables,
)
