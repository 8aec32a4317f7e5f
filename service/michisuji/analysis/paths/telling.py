"""The declaration of the analysis ``paths``: parameters, computation and wording."""

from __future__ import annotations

from typing import Any

from michisuji.analysis.catalogue import Analysis, AnalysisParameter
from michisuji.analysis.paths import words
from michisuji.analysis.paths.answers import OVER, Paths, paths
from michisuji.analysis.state import State


def _run(state: State, **given: Any) -> Paths:
    """Run the analysis: ``from`` is no name that Python takes."""
    return paths(state, given.pop("from"), given.pop("to"), **given)


PATHS = Analysis(
    "paths",
    (
        AnalysisParameter("from", "iri", "id/program/mihon-010101", required=True),
        AnalysisParameter("to", "iri", "id/town-condition/mihon-0101-t1", required=True),
        AnalysisParameter("over", "choice", choices=OVER),
        AnalysisParameter("longest", "integer", "6"),
    ),
    run=_run,
    sentence=words.sentence,
    tables=words.tables,
)
