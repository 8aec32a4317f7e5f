"""The declarations of ``measures``, ``programs`` and ``measure-programs``."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.priority import all_programs_words, measures_words, programs_words
from michisuji.analysis.priority.all_programs import programs
from michisuji.analysis.priority.choosing import BUDGETS, ORDERS, REACHED, WAYS
from michisuji.analysis.priority.measures import measures
from michisuji.analysis.priority.programs import SORTS, measure_programs

_CHOICE = (
    AnalysisParameter("policy", "iri", "id/basic-policy/mihon-1"),
    AnalysisParameter("department", "iri", "id/unit/mihon-d-edu"),
    AnalysisParameter("reached", "choice", choices=REACHED),
    AnalysisParameter("budget", "choice", choices=BUDGETS),
    AnalysisParameter("sort", "choice", choices=ORDERS),
    AnalysisParameter("way", "choice", choices=WAYS),
)

MEASURES = Analysis(
    "measures",
    (AnalysisParameter("dataset", "text", "mihon"), *_CHOICE),
    run=measures,
    sentence=measures_words.sentence,
    tables=measures_words.tables,
)

PROGRAMS = Analysis(
    "programs",
    _CHOICE,
    run=programs,
    sentence=all_programs_words.sentence,
    tables=all_programs_words.tables,
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
