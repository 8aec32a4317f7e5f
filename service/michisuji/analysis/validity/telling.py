"""The analysis ``validity``: what it asks for, computes and tells."""

from __future__ import annotations

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.validity import words
from michisuji.analysis.validity.answers import validity

VALIDITY = Analysis(
    "validity",
    (
        Parameter(
            "scope",
            "iri",
            "id/measure/mihon-0101",
        ),
        Parameter("many", "integer", "5"),
    ),
    run=validity,
    sentence=words.sentence,
    tables=words.tables,
)
