"""The statement that each key of the format becomes: one declaration, for writing and for reading.

``writing`` turns documents into statements by these tables and ``stored`` turns statements back. A
key is missing here only if both need code for it: ids, keys, kinds that choose a class, nested
tables, yearly values, links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "plain",
    "code",
    "year",
    "number",
    "integer",
    "boolean",
    "date",
    "iri",
    "ref",
    "prefixed",
    "rule",
]


@dataclass(frozen=True)
class Property:
    """The property that states a key's value; an array is one statement per item.

    ``of`` is the code list of a ``code``, the resource kind of a ``ref``. A ``text`` is Japanese,
    and English if the format has the key with ``_en``; a ``prefixed`` value is ``kind:id``.
    """

    predicate: str
    kind: Kind = "text"
    of: str = ""


Properties = Mapping[str, Property]


def _code(predicate: str, scheme: str) -> Property:
    return Property(predicate, "code", scheme)


def _ref(predicate: str, kind: str) -> Property:
    return Property(predicate, "ref", kind)


def _prefixed(predicate: str) -> Property:
    return Property(predicate, "prefixed")


def _number(predicate: str) -> Property:
    return Property(predicate, "number")


def _year(predicate: str) -> Property:
    return Property(predicate, "year")


_NAME = {"name": Property("rdfs:label")}
_NAMED = {**_NAME, "description": Property("dcterms:description")}
_PURPOSE = {
    "purpose": Property("lm:purpose"),
    "situation": Property("lm:situation"),
    "summary": Property("lm:summary"),
}

DATASET: Properties = {
    "title": Property("dcterms:title"),
    "description": Property("dcterms:description"),
    "publisher": Property("dcterms:publisher"),
    "licence": Property("dcterms:license", "iri"),
    "page": Property("dcat:landingPage", "iri"),
    "issued": Property("dcterms:issued", "date"),
    "fictional": Property("lm:fictional", "boolean"),
}
PLAN: Properties = {
    **_NAMED,
    "start": _year("lm:periodStart"),
    "end": _year("lm:periodEnd"),
    "vision": Property("lm:visionText"),
    "style": _code("lm:leadershipStyle", "leadership"),
    "revises": _ref("prov:wasRevisionOf", "plan"),
}
#: Principles, management policies, directions and basic policies.
PART: Properties = {
    **_NAMED,
    "plan": _ref("lm:partOf", "plan"),
    "realizes": _prefixed("lm:realizes"),  # of directions
}
INSTRUMENT: Properties = {
    **_NAMED,
    "feeds": _prefixed("lm:feeds"),
    "supports": _prefixed("lm:supports"),
}
UNIT: Properties = {
    **_NAME,
    "kind": _code("lm:unitKind", "unit-kind"),
    "parent": _ref("org:unitOf", "unit"),
    "replaces": _ref("dcterms:replaces", "unit"),
    "valid_from": Property("lm:validFrom", "date"),
    "valid_to": Property("lm:validTo", "date"),
}
GOAL: Properties = {
    "text": Property("rdfs:label"),
    "unit": _ref("lm:goalOf", "unit"),
    "year": _year("lm:fiscalYear"),
    "contributes_to": _prefixed("lm:contributesTo"),
    "level": Property("lm:levelToReach"),
    "due": Property("lm:dueOn", "date"),
    "mid_year": Property("lm:midYearState"),
    "result": _code("lm:goalResult", "goal-result"),
    "result_text": Property("lm:resultText"),
}
MEASURE: Properties = {
    **_NAME,
    "number": Property("lm:number", "plain"),
    "basic_policy": _ref("lm:partOf", "basic-policy"),
    **_PURPOSE,
    "realizes": _prefixed("lm:realizes"),
    "replaces": _ref("dcterms:replaces", "measure"),
}
PROGRAM: Properties = {
    **_NAME,
    **_PURPOSE,
    "realizes": _prefixed("lm:realizes"),
    "start": _year("lm:startYear"),
    "end": _year("lm:endYear"),
    "target_group": Property("lm:targetGroup"),
    "methods": _code("lm:implementationMethod", "method"),
    "contractor": Property("lm:contractor"),
    "pledge": Property("lm:pledge"),
    "obligation": _code("lm:obligation", "obligation"),
    "kind": _code("lm:programKind", "program-kind"),
    "affair": _code("lm:affairKind", "affair"),
    "budget_code": Property("lm:budgetCode", "plain"),
    "in_plan": _ref("lm:inPlan", "plan"),
    "visibility": _code("lm:visibility", "visibility"),
    "related_programs": _ref("lm:relatedProgram", "program"),
    "replaces": _ref("dcterms:replaces", "program"),
}
#: Stated in each year's graph: the units, and what belongs to a program's model.
MEASURE_OF_YEAR: Properties = {
    "lead": _ref("lm:leadUnit", "unit"),
    "related": _ref("lm:relatedUnit", "unit"),
}
PROGRAM_OF_YEAR: Properties = {
    "unit": _ref("lm:leadUnit", "unit"),
    "related": _ref("lm:relatedUnit", "unit"),
}
PROGRAM_MODEL: Properties = {"single_stage_reason": Property("lm:singleStageReason")}
TOWN_CONDITION: Properties = {"text": Property("rdfs:label")}
ELEMENT: Properties = {
    "stage": _code("lm:stage", "stage"),
    "text": Property("rdfs:label"),
    "planned_fte": _number("lm:plannedFte"),
    "executed_fte": _number("lm:executedFte"),
    "quantity": Property("lm:quantity"),
}
LINK: Properties = {
    "rationale": Property("lm:rationale"),
    "assumption": Property("lm:assumption"),
    "evidence": Property("lm:evidence"),
    "confidence": _number("lm:confidence"),
    "share": _number("lm:contributionShare"),
    "feedback": Property("lm:feedback", "boolean"),
}
BUDGET: Properties = {
    "account": _code("lm:account", "account"),
    "account_name": Property("lm:accountName"),
}
#: Amounts by fiscal year, in yen.
BUDGET_YEARS: Properties = {
    "initial": _number("lm:initialBudget"),
    "supplementary": _number("lm:supplementaryBudget"),
    "carried_over": _number("lm:carriedOver"),
    "planned": _number("lm:plannedAmount"),
    "executed": _number("lm:executedAmount"),
    "national": _number("lm:nationalFunds"),
    "prefectural": _number("lm:prefecturalFunds"),
    "bond": _number("lm:bondFunds"),
    "other": _number("lm:otherFunds"),
    "general": _number("lm:generalFunds"),
    "requested": _number("lm:requestedAmount"),
}
INDICATOR: Properties = {
    **_NAME,
    "unit": Property("lm:unitOfMeasure"),
    "direction": _code("lm:desiredDirection", "direction"),
    "tolerance": _number("lm:tolerance"),
    "kind": _code("lm:indicatorKind", "indicator-kind"),
    "definition": Property("lm:definition"),
    "method": Property("lm:method"),
    "source": Property("lm:statisticalSource"),
    "frequency": Property("lm:frequency"),
    "basis": Property("lm:basis"),
    "numerator": Property("lm:numerator"),
    "denominator": Property("lm:denominator"),
    "qualitative_reason": Property("lm:qualitativeReason"),
    "qualitative_result": Property("lm:qualitativeResult"),
    "aggregation": _code("lm:aggregation", "aggregation"),
    "level": _code("lm:level", "level"),
    "cycle": _code("lm:cycle", "cycle"),
    "target_year": _year("lm:targetYear"),
    "target_reason": Property("lm:targetReason"),
    "benchmark": Property("lm:benchmark"),
    "remark": Property("lm:remark"),
    "reporting_unit": _ref("lm:reportingUnit", "unit"),
    "replaces_indicator": _ref("lm:replacesIndicator", "indicator"),
    "comparable_from": _year("lm:comparableFrom"),
}
#: What each value says of the part that it is a value of.
BREAKDOWN: Properties = {
    "name": Property("lm:disaggregation"),
    "overlapping": Property("lm:overlapping", "boolean"),
}
#: The kinds of an indicator's yearly values.
VALUES = ("baseline", "target", "actual", "forecast")
EVALUATION: Properties = {
    "year": _year("lm:fiscalYear"),
    "kind": _code("lm:evaluationKind", "evaluation-kind"),
    "result": _code("lm:result", "result"),
    "result_text": Property("lm:resultText"),
    "findings": Property("lm:findings"),
    "improvement": Property("lm:improvement"),
    "reflection": Property("lm:reflection"),
    "effect": Property("lm:effectEvaluation"),
    "by": _ref("lm:evaluatedBy", "unit"),
    "reflected_in": _prefixed("lm:reflectedIn"),
    "reflected_amount": _number("lm:reflectedAmount"),
    "budget_direction": _code("lm:budgetDirection", "budget-direction"),
    "progress": _code("lm:progress", "progress"),
    "office": Property("lm:evaluatorRole"),
    "evaluated_on": Property("lm:evaluatedOn", "date"),
    "status": _code("lm:workflowStatus", "workflow-status"),
    "return_reason": Property("lm:returnReason"),
    "answer": Property("lm:answer"),
    "follow_up": _code("lm:followUpState", "follow-up"),
}
#: References to evaluations of the same owner, written without its id.
EVALUATION_LINKS: Properties = {
    "responds_to": _ref("lm:respondsTo", "evaluation"),
    "follows_up": _ref("lm:followsUp", "evaluation"),
}
PRIORITY: Properties = {
    "year": _year("lm:fiscalYear"),
    "program": _ref("lm:prioritizes", "program"),
    "contribution": _code("lm:contribution", "contribution"),
    "directness": _code("lm:directness", "directness"),
    "rank": Property("lm:rank", "integer"),
    "focus": _code("lm:focus", "focus"),
    "reason": Property("lm:reason"),
}
PRACTICE: Properties = {
    "title": Property("rdfs:label"),
    "problem": Property("lm:problem"),
    "action": Property("lm:action"),
    "before": Property("lm:before"),
    "after": Property("lm:after"),
    "prerequisites": Property("lm:prerequisites"),
    "transferability": Property("lm:transferability"),
    "unit": _ref("lm:practicedBy", "unit"),
    "status": _code("lm:status", "status"),
    "ecrs": _code("lm:ecrs", "ecrs"),
    "effect_types": _code("lm:effectType", "effect"),
    "means": _code("lm:means", "means"),
    "work": _code("lm:workKind", "work"),
    "effect_hours": _number("lm:effectHours"),
    "effect_yen": _number("lm:effectYen"),
    "effect_basis": _code("lm:effectBasis", "effect-basis"),
    "adopted_from": _ref("lm:adoptedFrom", "kaizen"),
    "realizes": _prefixed("lm:realizes"),
    "number": Property("lm:number", "plain"),
    "year": _year("lm:fiscalYear"),
    "kind": _code("lm:kaizenKind", "kaizen-kind"),
    "introduction_cost": _number("lm:introductionCost"),
    "award": Property("lm:award"),
    "contributes_to": _prefixed("lm:contributesTo"),
}
WORK: Properties = {
    **_NAME,
    "unit": _ref("lm:performedBy", "unit"),
    "kind": _code("lm:workKind", "work"),
    "hours": _number("lm:hoursPerYear"),
    "procedure": _code("lm:procedure", "procedure"),
    "programs": _ref("lm:workFor", "program"),
    "automation": Property("lm:automationCandidate", "boolean"),
}
WAIVER: Properties = {
    "rule": Property("lm:waives", "rule"),
    "reason": Property("lm:reason"),
    "role": Property("lm:responsibleRole"),
    "expires": Property("lm:expires", "date"),
}
