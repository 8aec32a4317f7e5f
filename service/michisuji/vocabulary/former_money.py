"""Money of earlier versions, which was budget and input of a model at once, read as two resources.

Until 0.2.0 one ``lm:Money`` was the record of a program's budget (``lm:budgetOf``) and, in the year
of the model, a box of it. The record keeps its IRI and becomes a ``lm:BudgetYear``; the box gets an
IRI of its own and refers to it by ``lm:budgetRecord``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from michisuji.vocabulary import LM, PREFIXES
from michisuji.vocabulary.renamed import Renamed

_TYPE, _LABEL = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"
_MONEY, _BUDGET_YEAR = LM + "Money", LM + "BudgetYear"
_BUDGET_OF, _RECORD, _IN_MODEL = LM + "budgetOf", LM + "budgetRecord", LM + "inModel"
#: What the box takes over: properties of it, and properties that refer to it.
OF_BOX = (LM + "leadsTo", LM + "order")
TO_BOX = (LM + "leadsTo", LM + "from", LM + "to", LM + "indicates")
#: A part of the importers' IRIs of budgets, and what stands there in those of boxes.
SEGMENTS = ("/id/money/", "/id/model-money/")
#: The end of a box's IRI where a budget's has no such part.
SUFFIX = "-in-model"


def box(budget: str) -> str:
    """Return the IRI of the box that an earlier version's money becomes."""
    old, new = SEGMENTS
    return budget.replace(old, new) if old in budget else budget + SUFFIX


def may_hold(data: bytes) -> bool:
    """Return True if a document may hold money of an earlier version."""
    return b"budgetOf" in data and b"BudgetYear" not in data


class FormerMoney:
    """The money of an earlier version in a document, found by a first reading of its statements."""

    def __init__(self, quads: Iterable[Any]) -> None:
        typed, budgets = set[str](), set[str]()
        self._labels: dict[str, list[Any]] = defaultdict(list)
        for quad in quads:
            subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
            if predicate == _TYPE and getattr(quad.object, "value", "") == _MONEY:
                typed.add(subject)
            elif predicate == _BUDGET_OF:
                budgets.add(subject)
            elif predicate == _LABEL:
                self._labels[subject].append(quad.object)
        self._found = typed & budgets
        self._labels = {iri: self._labels[iri] for iri in self._found}

    def split(self, quad: Any, renamed: Renamed) -> Iterator[Any]:
        """Yield what a statement is today; ``renamed`` counts the budgets."""
        import pyoxigraph as ox

        subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
        target, graph = getattr(quad.object, "value", ""), quad.graph_name
        if subject in self._found:
            own = ox.NamedNode(box(subject))
            if predicate == _TYPE and target == _MONEY:
                renamed[_MONEY] += 1
                quad = ox.Quad(quad.subject, quad.predicate, ox.NamedNode(_BUDGET_YEAR), graph)
            elif predicate == _IN_MODEL:
                yield ox.Quad(own, ox.NamedNode(_TYPE), ox.NamedNode(_MONEY), graph)
                yield ox.Quad(own, ox.NamedNode(_RECORD), quad.subject, graph)
                for label in self._labels[subject]:
                    yield ox.Quad(own, ox.NamedNode(_LABEL), label, graph)
                quad = ox.Quad(own, quad.predicate, quad.object, graph)
            elif predicate in OF_BOX:
                quad = ox.Quad(own, quad.predicate, quad.object, graph)
        if predicate in TO_BOX and target in self._found:
            quad = ox.Quad(quad.subject, quad.predicate, ox.NamedNode(box(target)), graph)
        yield quad
