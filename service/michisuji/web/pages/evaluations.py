"""The evaluations of a measure or program: a year's kinds side by side, and what came of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.vocabulary import CODE
from michisuji.web.answers import QuestionAnswer, Row, ask

#: Columns, and the kinds of evaluation that stand in each (ontology/codes.ttl).
SIDES = {"self": ("self",), "peer": ("peer",), "lead": ("lead-summary", "external")}


@dataclass(frozen=True)
class YearEvaluations:
    """The evaluations of one fiscal year; ``sides``: column → rows, ``other`` if there are any."""

    year: int | None
    sides: dict[str, Sequence[Row]]


@dataclass(frozen=True)
class Evaluations:
    """All evaluations, the latest year first, and the two queries that gave them.

    Each row has ``reflected``, the (IRI, name) of the programs and budgets that took it up, and
    ``ratings``, the rows of ``ratings``.
    """

    years: tuple[YearEvaluations, ...]
    answer: QuestionAnswer
    reflections: QuestionAnswer

    @property
    def promises(self) -> list[Row]:
        """The evaluations that call for something, or that something came of; latest first."""
        return [row for row in self.answer if row["improvement"] or _came(row)]


def _came(row: Row) -> bool:
    return bool(row["reflection"] or row["reflected"] or row["amount"] is not None)


def evaluations_of(iri: str) -> Evaluations:
    """Return the evaluations of a measure or program. Raises the store's errors."""
    answer, reflections = ask("evaluations", {"node": iri}), ask("reflections", {"node": iri})
    reflected: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in reflections:
        pair = (row["target"], row["targetLabel"] or row["target"].rpartition("/")[2])
        if pair not in reflected[row["evaluation"]]:
            reflected[row["evaluation"]].append(pair)
    ratings: dict[str, list[Row]] = defaultdict(list)
    for row in ask("ratings", {"node": iri}):
        ratings[row["evaluation"]].append(row)
    years: dict[int | None, dict[str, list[Row]]] = {}
    for row in answer:
        row["reflected"] = reflected[row["evaluation"]]
        row["came"] = _came(row)
        row["ratings"] = ratings[row["evaluation"]]
        side = _side((row["kindCode"] or "").removeprefix(f"{CODE}evaluation-kind/"))
        years.setdefault(row["year"], {}).setdefault(side, []).append(row)
    found = [YearEvaluations(year, _sides(own)) for year, own in years.items()]
    found.sort(key=lambda one: -(one.year or 0))
    return Evaluations(tuple(found), answer, reflections)


def _side(kind: str) -> str:
    return next((side for side, kinds in SIDES.items() if kind in kinds), "other")


def _sides(own: dict[str, list[Row]]) -> dict[str, Sequence[Row]]:
    """Return every column, an empty one for a kind that is missing; ``other`` only if needed."""
    return {side: own.get(side, []) for side in (*SIDES, *(["other"] if "other" in own else []))}
