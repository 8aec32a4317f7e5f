"""The analysis ``chains``: what it computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis
from michisuji.analysis.chains import words
from michisuji.analysis.chains.answers import chains
from michisuji.languages import text

CHAINS = Analysis(
    "chains",
    text("道はどこまで届いているか", "How far do the ways lead?"),
    text(
        "部局・府省ごとに、長期の成果かまちの状態まで道のつながる事業の数です。",
        "By department or ministry, the programs from which a way leads to a long-term outcome.",
    ),
    (),
    run=chains,
    sentence=words.sentence,
    tables=words.tables,
)
