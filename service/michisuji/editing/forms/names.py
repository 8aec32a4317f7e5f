"""Names of new resources, by the scheme of the importers: ``id/activity/mihon-010101-a3``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji.vocabulary import CODE, LM, PREFIXES, resource_iri

if TYPE_CHECKING:
    from rdflib.term import Node

_ORG, _QB = PREFIXES["org"], PREFIXES["qb"]
#: Classes whose kind in IRIs is not their own name.
_KINDS = {
    LM + "BudgetYear": "money",
    LM + "Money": "model-money",
    LM + "KaizenPractice": "kaizen",
    LM + "LegalBasis": "law",
    LM + "CausalLink": "link",
    LM + "LogicModel": "model",
    LM + "CriterionRating": "rating",
    LM + "ImprovementGoal": "goal",
    _ORG + "OrganizationalUnit": "unit",
    _ORG + "FormalOrganization": "unit",
}
#: Classes that their own facts name: there is one of a program and year, say.
_NATURAL: Mapping[str, tuple[str, ...]] = {
    LM + "BudgetYear": ("budgetOf", "fiscalYear"),
    LM + "Money": ("budgetRecord",),
    LM + "LogicModel": ("modelOf", "fiscalYear"),
    LM + "Evaluation": ("evaluates", "fiscalYear", "evaluationKind", "evaluatedBy"),
    LM + "Prioritization": ("prioritizes", "fiscalYear"),
    LM + "CausalLink": ("from", "to"),
    LM + "StaffUnitCost": ("fiscalYear",),
    _QB + "Observation": ("ofIndicator", "fiscalYear", "valueKind"),
}
#: The letter before the number of an element.
_LETTERS = {
    LM + "Staff": "i",
    LM + "Goods": "i",
    LM + "Input": "i",
    LM + "Activity": "a",
    LM + "Output": "p",
    LM + "Outcome": "s",
    LM + "TownCondition": "t",
}
_OF_STAGE = {"short": "s", "mid": "m", "long": "l", "town": "t"}
#: Numbers that are tried for a new resource.
MOST_TRIED = 500
KEY = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")

Facts = Mapping[str, "Node"]


@dataclass(frozen=True)
class Stem:
    """The beginning of a numbered name, and how many digits its number has."""

    text: str
    digits: int = 1

    def number(self, number: int) -> str:
        """Return the name with a number."""
        return f"{self.text}{number:0{self.digits}}"


def kind_in_iri(class_: str) -> str:
    """Return the kind that stands in the IRIs of a class: ``town-condition``."""
    name = re.split("[#/]", class_)[-1]
    return _KINDS.get(class_) or re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def is_natural(class_: str) -> bool:
    """Return True if its own facts name a resource of a class."""
    return class_ in _NATURAL or class_ == LM + "CriterionRating"


def lacking(class_: str, facts: Facts) -> list[str]:
    """Return the properties without which no resource of a class can be named."""
    needed = [LM + name for name in _NATURAL.get(class_, ()) if name != "evaluatedBy"]
    if class_ == LM + "CriterionRating":
        needed = [LM + "criterion"]
    return [iri for iri in needed if iri not in facts]


def natural(class_: str, facts: Facts, dataset: str, above: str = "") -> str:
    """Return the reference that facts give, without the data set; ``above`` is a rating's review.

    All properties that :func:`lacking` names must be there.
    """
    parts = [_part(facts[LM + n], dataset) for n in _NATURAL.get(class_, ()) if LM + n in facts]
    if class_ == LM + "CriterionRating":
        parts = [local(above, dataset), _part(facts[LM + "criterion"], dataset)]
    if class_ == LM + "CausalLink":
        return _of_link(parts, (str(facts[LM + "from"]), str(facts[LM + "to"])))
    return "-".join(parts)


def _of_link(parts: list[str], ends: tuple[str, str]) -> str:
    """Return ``010101-a1-o1`` for a link within a model, ``0101-l1-measure-t1`` to its measure."""
    start, end = parts
    owner, _, key = start.rpartition("-")
    if "/model-money/" in ends[0]:
        key = "money"
    target = end.removeprefix(f"{owner}-")
    if target == end and "/town-condition/" in ends[1]:
        target = f"measure-{end.rpartition('-')[2]}"
    return f"{owner}-{key}-{target}"


def sharing(class_: str) -> tuple[str, ...]:
    """Return the classes whose names share numbers with those of a class.

    Links name the elements of a model without their kind.
    """
    return tuple(_LETTERS) if class_ in _LETTERS else (class_,)


def stem(class_: str, facts: Facts, dataset: str, owner: str) -> Stem:
    """Return the stem of a numbered name; ``owner`` is the IRI of what it belongs to, or ''."""
    owner = local(owner, dataset)
    if class_ in _LETTERS:
        stage = _OF_STAGE.get(_part(facts[LM + "stage"], dataset)) if LM + "stage" in facts else ""
        return Stem(f"{owner}-{stage or _LETTERS[class_]}" if owner else _LETTERS[class_])
    if class_ == LM + "Indicator":
        is_town = any("/town-condition/" in str(value) for value in facts.values())
        return Stem(f"{owner}-t" if is_town else f"{owner}-", 2) if owner else Stem("n", 2)
    if class_ in (LM + "Program", LM + "Measure") and owner:
        return Stem(owner if len(owner) > 1 else f"0{owner}", 2)
    if class_ == LM + "KaizenPractice":
        return Stem("", 3)
    return Stem({LM + "Waiver": "w", LM + "Work": "w"}.get(class_, ""), 1)


def free(names: Stem, taken: Callable[[list[str]], set[str]]) -> str:
    """Return the first number after all that were ever taken.

    ``taken`` returns those of some names that are. A number that was given up is not given again.
    """
    found = [names.number(n) for n in range(1, MOST_TRIED + 1)]
    used = taken(found)
    last = max((n for n, name in enumerate(found) if name in used), default=-1)
    return found[last + 1] if last + 1 < len(found) else names.number(MOST_TRIED + 1)


def iri_of(base: str, class_: str, dataset: str, reference: str) -> str:
    """Return the IRI of a resource of a class."""
    return resource_iri(base, kind_in_iri(class_), f"{dataset}-{reference}")


def local(iri: str, dataset: str) -> str:
    """Return the reference of an IRI without the data set: ``010101-a1``."""
    return unquote(iri.rpartition("/")[2]).removeprefix(f"{dataset}-")


def _part(term: Node, dataset: str) -> str:
    text = str(term)
    return text.rpartition("/")[2] if text.startswith(CODE) else local(text, dataset)
