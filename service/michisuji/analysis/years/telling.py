"""The analysis ``years``: what it asks for, computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.years import words
from michisuji.analysis.years.answers import years
from michisuji.languages import text

YEARS = Analysis(
    "years",
    text("年度を比べる", "Compare two fiscal years"),
    text(
        "二つの年度のロジックモデル・指標・担当・金額で、増えたもの・なくなったもの・変わったものを示します。",
        "What was added, removed and changed between two fiscal years in logic models, "
        "indicators, units and money.",
    ),
    (
        AnalysisParameter(
            "node",
            "iri",
            text("事業・施策・政策・組織(なければ全部)", "program, measure, policy or unit"),
            "id/measure/mihon-0101",
        ),
        AnalysisParameter("before", "year", text("前の年度", "earlier fiscal year"), "2025"),
        AnalysisParameter("after", "year", text("後の年度", "later fiscal year"), "2026"),
    ),
    run=years,
    sentence=words.sentence,
    tables=words.tables,
)
