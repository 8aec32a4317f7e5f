"""The declaration of the analysis ``chains``: parameters, computation and wording."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis
from michisuji.analysis.chains import words
from michisuji.analysis.chains.answers import chains

CHAINS = Analysis(
    "chains",
    (),
    run=chains,
    sentence=words.sentence,
    tables=words.tables,
)
