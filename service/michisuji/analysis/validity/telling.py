"""The analysis ``validity``: what it asks for, computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.validity import words
from michisuji.analysis.validity.answers import validity
from michisuji.languages import text

VALIDITY = Analysis(
    "validity",
    text("指標の妥当性", "Are the indicators valid?"),
    text(
        "多くの事業が共有する指標、どの事業も届かない指標、成果なのに活動を測る指標、目標がいつも達成・"
        "いつも未達の指標、証拠のないつながり(仮説)を、データとともに挙げます。",
        "Indicators shared by many programs, reached by none, measuring activity; targets always "
        "or never met; claims that are hypotheses: each with the data behind it.",
    ),
    (
        AnalysisParameter(
            "scope",
            "iri",
            text("施策・政策・事業", "measure, policy or program"),
            "id/measure/mihon-0101",
        ),
        AnalysisParameter(
            "many", "integer", text("共有とみなす事業の数", "programs from which on"), "5"
        ),
    ),
    run=validity,
    sentence=words.sentence,
    tables=words.tables,
)
