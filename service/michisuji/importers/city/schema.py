"""The format of a city: its tables, their keys, and the kind of each value.

What a *quality rule* asks for (an indicator's unit, an outcome's upstream…) is not required here: a
broken logic model is legal input, and the checks are there to show it.
"""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.city.fields import (
    AMOUNT,
    AMOUNTS,
    BOOLEAN,
    CODES,
    DATE,
    ID,
    KEY,
    NAME,
    REF,
    REFS,
    TEXT,
    VALUES,
    YEAR,
    Field,
    Table,
    bilingual,
    code,
    codes,
    tables,
)
from michisuji.importers.city.properties import VALUES as VALUE_KINDS

GOAL_KINDS = ("vision", "mission", "goal")
ELEMENT_KINDS = ("staff", "goods", "activity", "output", "outcome")
#: Where the money of a year comes from; the parts of its planned amount.
SOURCES = ("national", "prefectural", "bond", "other", "general")


def _named(**more: Field) -> Table:
    return {"id": ID, "name": NAME, "name_en": TEXT, **bilingual("description"), **more}


DATASET: Table = {
    "dataset": Field(
        "table",
        required=True,
        table={
            "name": Field("dataset", required=True),
            "title": NAME,
            "title_en": NAME,
            "description": NAME,
            "description_en": NAME,
            "publisher": NAME,
            "publisher_en": TEXT,
            "licence": Field("iri", required=True),
            "page": Field("iri"),
            "issued": Field("date", required=True),
            "fictional": Field("boolean", required=True),
            "fiscal_year": Field("year", required=True),
            # Yen for one full-time equivalent, by year: staff × this is the personnel cost.
            "staff_unit_cost": AMOUNTS,
            # Of a part that was exported: unit:s-safety, measure:0101, year:2025.
            "scope": REFS,
        },
    )
}

PLAN: Table = {
    "plan": tables(
        _named(
            start=Field("year", required=True),
            end=Field("year", required=True),
            **bilingual("vision"),
            style=code("leadership"),
            revises=REF,
        )
    ),
    # `plan` says which plan it belongs to; without it, the first [[plan]] of the file.
    "principle": tables(_named(plan=REF)),
    "management_policy": tables(_named(plan=REF)),
    "direction": tables(_named(plan=REF, realizes=REFS)),
    "basic_policy": tables(_named(plan=REF)),
    "instrument": tables(_named(feeds=REFS, supports=REFS)),
}

ORGANIZATION: Table = {
    "unit": tables(
        {
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            "kind": code("unit-kind", required=True),
            "parent": REF,
            "replaces": REFS,
            "valid_from": DATE,
            "valid_to": DATE,
        }
    ),
    "goal": tables(
        {
            "id": ID,
            "kind": Field("text", True, GOAL_KINDS),
            "unit": Field("text", required=True),
            "year": YEAR,
            "text": NAME,
            "text_en": TEXT,
            "serves": Field("text-or-texts"),
            # measure:0101, program:010101, or another goal by its kind: mission:mission-safety
            "contributes_to": REFS,
            **bilingual("level", "mid_year", "result_text"),
            "due": DATE,
            "result": code("goal-result"),
        }
    ),
}

LINK: Table = {
    "to": NAME,
    **bilingual("rationale", "assumption", "evidence"),
    "confidence": Field("share-of-one"),
    "share": Field("percent"),
    "feedback": BOOLEAN,
}
LINKS = Field("links", table=LINK)

_VALUES = dict.fromkeys(VALUE_KINDS, VALUES)

INDICATOR: Table = {
    "id": ID,
    "name": NAME,
    "name_en": TEXT,
    "unit": TEXT,
    "unit_en": TEXT,
    "direction": code("direction"),
    "tolerance": AMOUNT,
    "kind": code("indicator-kind", required=True),
    **bilingual("definition", "method", "source", "frequency", "basis"),
    **bilingual("numerator", "denominator", "qualitative_reason", "qualitative_result"),
    "aggregation": code("aggregation"),
    "level": code("level"),
    "cycle": code("cycle"),
    "target_year": YEAR,
    **bilingual("target_reason", "benchmark", "remark"),
    "reporting_unit": REF,
    "replaces_indicator": REF,
    "comparable_from": YEAR,
    **_VALUES,
    "breakdown": tables(
        {"key": KEY, "name": NAME, "name_en": TEXT, "overlapping": BOOLEAN, **_VALUES}
    ),
}

RATINGS: Table = {
    criterion: field
    for name in CODES["criterion"]
    for criterion, field in ((name, code("rating")), *bilingual(f"{name}_reason").items())
}

EVALUATION: Table = {
    "year": Field("year", required=True),
    "kind": code("evaluation-kind", required=True),
    "result": code("result"),
    **bilingual("result_text", "findings", "improvement", "reflection", "effect"),
    "by": REF,
    "reflected_in": REFS,
    "reflected_amount": Field("signed-amount"),
    "budget_direction": code("budget-direction"),
    "progress": code("progress"),
    "ratings": Field("table", table=RATINGS),
    **bilingual("office", "return_reason", "answer"),
    "evaluated_on": DATE,
    "status": code("workflow-status"),
    # Evaluations of the same measure or program, as YEAR-KIND-UNIT: 2025-peer-s-river.
    "responds_to": REFS,
    "follows_up": REF,
    "follow_up": code("follow-up"),
}

TOWN_CONDITION: Table = {
    "key": KEY,
    "text": NAME,
    "text_en": TEXT,
    "indicator": tables(INDICATOR),
}

ELEMENT: Table = {
    "key": KEY,
    "kind": Field("text", True, ELEMENT_KINDS),
    "stage": code("stage"),
    "text": NAME,
    "text_en": TEXT,
    "planned_fte": AMOUNT,
    "executed_fte": AMOUNT,
    **bilingual("quantity"),
    "leads_to": LINKS,
    "indicator": tables(INDICATOR),
}

BUDGET: Table = {
    "account": code("account"),
    "account_name": TEXT,
    "initial": AMOUNTS,
    # Negative for a cut.
    "supplementary": Field("signed-amounts"),
    "carried_over": AMOUNTS,
    # What may be spent in the year: initial + supplementary + carried over.
    "planned": AMOUNTS,
    "executed": AMOUNTS,
    **dict.fromkeys(SOURCES, AMOUNTS),
    # The request for the next year, by the year in which it is made.
    "requested": AMOUNTS,
    "leads_to": LINKS,
}

PRIORITY: Table = {
    "year": Field("year", required=True),
    "program": Field("text", required=True),
    "contribution": code("contribution"),
    "directness": code("directness"),
    "rank": Field("rank"),
    "focus": code("focus"),
    **bilingual("reason"),
}

MEASURE: Table = {
    "measure": Field(
        "table",
        required=True,
        table={
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            "number": TEXT,
            "basic_policy": Field("text", required=True),
            "lead": REF,
            "related": REFS,
            "realizes": REFS,
            "replaces": REFS,
            **bilingual("purpose", "situation", "summary"),
            "town_condition": tables(TOWN_CONDITION),
            "evaluation": tables(EVALUATION),
            "priority": tables(PRIORITY),
        },
    ),
    "program": tables(
        {
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            **bilingual("purpose", "situation", "summary", "single_stage_reason"),
            "unit": REF,
            "related": REFS,
            "related_programs": REFS,
            "realizes": REFS,
            "replaces": REFS,
            "start": YEAR,
            "end": YEAR,
            **bilingual("target_group", "contractor", "pledge"),
            "methods": codes("method"),
            # Names of laws, with their article: 災害対策基本法 第42条.
            "laws": REFS,
            "obligation": code("obligation"),
            "kind": code("program-kind"),
            "affair": code("affair"),
            # Account–款–項–目–事業.
            "budget_code": TEXT,
            "in_plan": REFS,
            "visibility": code("visibility"),
            "budget": Field("table", table=BUDGET),
            "element": tables(ELEMENT),
            "evaluation": tables(EVALUATION),
        }
    ),
}

KAIZEN: Table = {
    "practice": tables(
        {
            "id": ID,
            "title": NAME,
            "title_en": TEXT,
            **bilingual("problem", "action", "before", "after"),
            **bilingual("prerequisites", "transferability"),
            "unit": REF,
            "realizes": REFS,
            "status": code("status"),
            "ecrs": code("ecrs"),
            "effect_types": codes("effect"),
            "means": codes("means"),
            "work": code("work"),
            "effect_hours": AMOUNT,
            "effect_yen": AMOUNT,
            "effect_basis": code("effect-basis"),
            "improves": Field("text-or-texts"),
            "adopted_from": REF,
            "number": TEXT,
            "year": YEAR,
            "kind": code("kaizen-kind"),
            "introduction_cost": AMOUNT,
            **bilingual("award"),
            # As of a goal.
            "contributes_to": REFS,
        }
    )
}

WORK: Table = {
    "work": tables(
        {
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            "unit": REF,
            "kind": code("work"),
            "hours": AMOUNT,
            "procedure": code("procedure"),
            "programs": REFS,
            "automation": BOOLEAN,
        }
    )
}

#: ``node`` is written as :mod:`.checks.waivers` says: ``program:010101/a1``…
WAIVERS: Table = {
    "waiver": tables(
        {
            "id": ID,
            "rule": Field("rule", required=True),
            "node": NAME,
            **bilingual("reason", "role"),
            "reason": NAME,
            "role": NAME,
            "expires": Field("date", required=True),
        }
    )
}

#: File → format. Files in ``measures/`` all have the format MEASURE.
FILES: Mapping[str, Table] = {
    "dataset.toml": DATASET,
    "plan.toml": PLAN,
    "organization.toml": ORGANIZATION,
    "kaizen.toml": KAIZEN,
    "work.toml": WORK,
    "waivers.toml": WAIVERS,
}
REQUIRED_FILES = ("dataset.toml", "plan.toml", "organization.toml")
