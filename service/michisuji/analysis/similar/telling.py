"""The analysis ``similar``: what it asks for, computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.similar import words
from michisuji.analysis.similar.answers import LIMIT, WITHIN, similar
from michisuji.languages import text

SIMILAR = Analysis(
    "similar",
    text("似た事業・施策・指標", "Who does something similar?"),
    text(
        "ほかではどうしているかを見ます。読み込んだデータの中から、言葉とロジックモデルの形が似たものを"
        "近い順に挙げ、その成果と指標を参考として示します。",
        "How do others do it? The programs, measures or indicators of the loaded data with the "
        "most similar words and shape of the logic model, with outcomes and indicators to borrow.",
    ),
    (
        AnalysisParameter(
            "node",
            "iri",
            text("事業・施策・指標", "program, measure or indicator"),
            "id/program/mihon-010101",
            required=True,
        ),
        AnalysisParameter(
            "within",
            "choice",
            text("探す範囲", "where to look"),
            "others",
            choices=WITHIN,
        ),
        AnalysisParameter("limit", "integer", text("件数", "how many"), str(LIMIT)),
    ),
    run=similar,
    sentence=words.sentence,
    tables=words.tables,
)
