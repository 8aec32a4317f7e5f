"""Tables beyond the ontology: the order of fields, and terms of other vocabularies.

Every table has a default: a class or property that none of them names has its form all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from michisuji.vocabulary import LM, PREFIXES

RDFS_LABEL = PREFIXES["rdfs"] + "label"
_LANG_STRING = PREFIXES["rdf"] + "langString"
_ORG = PREFIXES["org"]
ORGANIZATION = _ORG + "Organization"
#: Stands for every class, as a domain.
ANYTHING = PREFIXES["rdfs"] + "Resource"


@dataclass(frozen=True)
class Borrowed:
    """The use of a property of another vocabulary; ``help`` is the key of a message."""

    domains: tuple[str, ...]
    ranges: tuple[str, ...] = (_LANG_STRING,)
    is_reference: bool = False
    is_functional: bool = False
    help: str = ""


def _lm(*names: str) -> tuple[str, ...]:
    return tuple(LM + name for name in names)


#: Properties of other vocabularies that a city writes.
BORROWED: Mapping[str, Borrowed] = {
    RDFS_LABEL: Borrowed(
        (ANYTHING,),
        help="forms.help.name",
    ),
    PREFIXES["dcterms"] + "description": Borrowed(
        _lm("Plan", "Principle", "ManagementPolicy", "Direction", "Policy", "Instrument"),
        help="forms.help.description",
    ),
    PREFIXES["prov"] + "wasRevisionOf": Borrowed(_lm("Plan"), _lm("Plan"), is_reference=True),
    PREFIXES["dcterms"] + "replaces": Borrowed(
        (*_lm("Measure", "Program"), ORGANIZATION),
        (*_lm("Measure", "Program"), ORGANIZATION),
        is_reference=True,
        help="forms.help.replaces",
    ),
    _ORG + "unitOf": Borrowed((ORGANIZATION,), (ORGANIZATION,), is_reference=True),
}

#: Classes that have no name of their own: what they join, or are of, names them.
NAMELESS = frozenset(
    {*_lm("CausalLink", "CriterionRating", "Waiver"), PREFIXES["qb"] + "Observation"}
)

#: Properties that others write: the state by its buttons, the plain edge with its link, imports.
MANAGED = frozenset(_lm("workflowStatus", "returnReason", "leadsTo", "version", "sha256"))

#: Properties of everything that only some classes use.
ONLY_OF: Mapping[str, frozenset[str]] = {LM + "visibility": frozenset(_lm("Program"))}

#: What comes first in any form, and what comes last; the rest is in the order of the ontology.
FIRST = (
    RDFS_LABEL,
    *_lm("number", "fiscalYear", "modelOf", "inModel", "from", "to", "partOf", "evaluates"),
    *_lm("evaluationKind", "goalOf", "prioritizes", "prioritizedIn", "budgetOf", "budgetRecord"),
    LM + "ofIndicator",
    *_lm("stage", "indicates", "unitOfMeasure", "indicatorKind", "desiredDirection"),
    *_lm("purpose", "situation", "summary", "leadUnit", "relatedUnit"),
    *_lm("rationale", "assumption", "evidence", "confidence"),
    *_lm("initialBudget", "executedAmount", "result", "findings", "improvement"),
    *_lm("problem", "action", "before", "after", "practicedBy"),
)
LAST = (*_lm("order", "remark", "visibility"), PREFIXES["dcterms"] + "replaces")

#: Properties that a form offers one input for, though the ontology allows several values.
ONCE = frozenset(_lm("number"))

#: Texts of a line; all others have several.
SHORT = frozenset(
    {
        RDFS_LABEL,
        *_lm("unitOfMeasure", "frequency", "accountName", "accountCategory", "subAccount"),
        *_lm("disaggregation", "evaluatorRole", "responsibleRole", "valueText", "quantity"),
        *_lm("award", "contractor", "statisticalSource"),
    }
)

#: Properties whose statements are in the graph of a year, whatever they are of.
OF_YEAR = frozenset(_lm("leadUnit", "relatedUnit", "indicates", "inModel", "leadsTo"))
#: Classes that are described in the graph of a year, with the classes below them.
CLASSES_OF_YEAR = frozenset(_lm("LogicModel", "Element", "CausalLink"))

#: Classes that no form writes: rules, checks, imports, data sets, and what only a review has.
NOT_WRITTEN = frozenset(
    {
        *_lm("Rule", "Profile", "RuleSetting", "Consequence", "LadderLevel"),
        PREFIXES["dcat"] + "Dataset",
        *(PREFIXES["prov"] + name for name in ("Activity", "Entity")),
        *(PREFIXES["skos"] + name for name in ("Concept", "ConceptScheme")),
        *(PREFIXES["sh"] + name for name in ("ValidationResult", "ValidationReport")),
    }
)

#: Classes of other vocabularies → the key of what they are here.
DEFINED: Mapping[str, str] = {
    _ORG + "OrganizationalUnit": "forms.help.unit",
    _ORG + "FormalOrganization": "forms.help.organization",
    PREFIXES["qb"] + "Observation": "forms.help.observation",
}

#: Groups of classes, for the page that begins a new resource; others come last.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "model": (
        *_lm("LogicModel", "Staff", "Goods", "Activity", "Output", "Outcome", "TownCondition"),
        *_lm("CausalLink", "Money", "BudgetYear"),
    ),
    "indicator": (LM + "Indicator", PREFIXES["qb"] + "Observation"),
    "evaluation": _lm("Evaluation", "CriterionRating", "Prioritization", "Waiver"),
    "plan": (
        *_lm("Plan", "Principle", "ManagementPolicy", "Direction", "BasicPolicy", "Policy"),
        *_lm("Measure", "Program", "Instrument", "LegalBasis", "CountStatement"),
    ),
    "unit": (
        PREFIXES["org"] + "OrganizationalUnit",
        *_lm("Vision", "Mission", "ImprovementGoal", "Work", "StaffUnitCost"),
    ),
    "kaizen": _lm("KaizenPractice"),
}
