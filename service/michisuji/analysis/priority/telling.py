"""The analyses ``measures`` and ``measure-programs``: what they ask for, compute and tell."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.priority import measures_words, programs_words
from michisuji.analysis.priority.measures import measures
from michisuji.analysis.priority.programs import SORTS, measure_programs
from michisuji.languages import text

MEASURES = Analysis(
    "measures",
    text("施策の一覧", "All measures"),
    text(
        "全施策の目標の達成、成果への道、金額、推移をひと目で見ます。",
        "Targets met, ways to outcomes, money and trend of every measure at a glance.",
    ),
    (AnalysisParameter("dataset", "text", text("データセット", "data set"), "mihon"),),
    run=measures,
    sentence=measures_words.sentence,
    tables=measures_words.tables,
)

MEASURE_PROGRAMS = Analysis(
    "measure-programs",
    text("施策の事業を並べて見る", "A measure's programs side by side"),
    text(
        "一つの施策の事業を、金額・道筋・目標の達成・評価の結果で並べます。",
        "The programs of one measure by money, ways, targets met and evaluation.",
    ),
    (
        AnalysisParameter(
            "measure",
            "iri",
            text("施策・政策", "measure or policy"),
            "id/measure/mihon-0101",
            required=True,
        ),
        AnalysisParameter("sort", "choice", text("並べ方", "order"), choices=SORTS),
    ),
    run=measure_programs,
    sentence=programs_words.sentence,
    tables=programs_words.tables,
)
