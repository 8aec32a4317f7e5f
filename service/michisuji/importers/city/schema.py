"""The TOML format of a city: its tables, their keys, and the kind of each value.

What a *quality rule* asks for (an indicator's unit, an outcome's upstream…) is not required here: a
broken logic model is legal input, and the checks are there to show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNIT_KINDS = (
    "government",
    "ministry",
    "city",
    "department",
    "section",
    "subsection",
    "office",
    "team",
)
GOAL_KINDS = ("vision", "mission", "goal")
ELEMENT_KINDS = ("staff", "goods", "activity", "output", "outcome")
STAGES = ("short", "mid", "long")
LEADERSHIP = ("top-down", "middle", "bottom-up")
RESULTS = ("expand", "keep", "improve", "shrink", "end")
EVALUATION_KINDS = ("self", "peer", "lead-summary", "external")
STATUSES = ("idea", "trial", "adopted", "dropped")
ECRS = ("eliminate", "combine", "rearrange", "simplify")
EFFECTS = ("cost", "time", "citizen-service", "revenue", "safety", "work-environment")
MEANS = ("ai", "robotics-rpa", "standardization", "outsourcing", "other")


@dataclass(frozen=True)
class Field:
    """One key of the format.

    ``kind`` names a check in checking.py; ``table`` describes a nested table.
    """

    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    table: Mapping[str, Field] | None = None


Table = Mapping[str, Field]

TEXT = Field("text")
NAME = Field("text", required=True)
ID = Field("id", required=True)
KEY = Field("key", required=True)
YEAR = Field("year")
REF = Field("text")
REFS = Field("texts")


def _choice(*choices: str, required: bool = False) -> Field:
    return Field("text", required, choices)


def _tables(table: Table) -> Field:
    return Field("tables", table=table)


def _named(**more: Field) -> Table:
    return {
        "id": ID,
        "name": NAME,
        "name_en": TEXT,
        "description": TEXT,
        "description_en": TEXT,
        **more,
    }


def _bilingual(*names: str) -> dict[str, Field]:
    return {key: TEXT for name in names for key in (name, f"{name}_en")}


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
        },
    )
}

PLAN: Table = {
    "plan": _tables(
        _named(
            start=Field("year", required=True),
            end=Field("year", required=True),
            vision=TEXT,
            vision_en=TEXT,
            style=_choice(*LEADERSHIP),
            revises=REF,
        )
    ),
    # `plan` says which plan it belongs to; without it, the first [[plan]] of the file.
    "principle": _tables(_named(plan=REF)),
    "management_policy": _tables(_named(plan=REF)),
    "direction": _tables(_named(plan=REF)),
    "basic_policy": _tables(_named(plan=REF)),
    "instrument": _tables(_named(feeds=REFS, supports=REFS)),
}

ORGANIZATION: Table = {
    "unit": _tables(
        {
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            "kind": _choice(*UNIT_KINDS, required=True),
            "parent": REF,
            "replaces": REFS,
        }
    ),
    "goal": _tables(
        {
            "id": ID,
            "kind": _choice(*GOAL_KINDS, required=True),
            "unit": Field("text", required=True),
            "year": YEAR,
            "text": NAME,
            "text_en": TEXT,
            "serves": Field("text-or-texts"),
        }
    ),
}

LINK: Table = {
    "to": NAME,
    **_bilingual("rationale", "assumption", "evidence"),
    "confidence": Field("share-of-one"),
    "share": Field("percent"),
    "feedback": Field("boolean"),
}
LINKS = Field("links", table=LINK)

INDICATOR: Table = {
    "id": ID,
    "name": NAME,
    "name_en": TEXT,
    "unit": TEXT,
    "unit_en": TEXT,
    "direction": _choice("up", "down", "keep"),
    "tolerance": Field("amount"),
    "kind": _choice("quantitative", "qualitative", "ratio", required=True),
    **_bilingual("definition", "method", "source", "frequency", "basis"),
    **_bilingual("numerator", "denominator", "qualitative_reason", "qualitative_result"),
    "aggregation": _choice("incremental", "cumulative", "not-summable"),
    "level": _choice("activity", "outcome", "town-condition"),
    "target_year": YEAR,
    "baseline": Field("values"),
    "target": Field("values"),
    "actual": Field("values"),
    "forecast": Field("values"),
}

EVALUATION: Table = {
    "year": Field("year", required=True),
    "kind": _choice(*EVALUATION_KINDS, required=True),
    "result": _choice(*RESULTS),
    **_bilingual("result_text", "findings", "improvement", "reflection", "effect"),
    "by": REF,
    "reflected_in": REFS,
    "reflected_amount": Field("amount"),
}

TOWN_CONDITION: Table = {
    "key": KEY,
    "text": NAME,
    "text_en": TEXT,
    "indicator": _tables(INDICATOR),
}

ELEMENT: Table = {
    "key": KEY,
    "kind": _choice(*ELEMENT_KINDS, required=True),
    "stage": _choice(*STAGES),
    "text": NAME,
    "text_en": TEXT,
    "planned_fte": Field("amount"),
    "executed_fte": Field("amount"),
    **_bilingual("quantity"),
    "leads_to": LINKS,
    "indicator": _tables(INDICATOR),
}

BUDGET: Table = {
    "account": _choice("general", "special"),
    "account_name": TEXT,
    "planned": Field("amounts"),
    "executed": Field("amounts"),
    "leads_to": LINKS,
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
            **_bilingual("purpose", "situation", "summary"),
            "town_condition": _tables(TOWN_CONDITION),
            "evaluation": _tables(EVALUATION),
        },
    ),
    "program": _tables(
        {
            "id": ID,
            "name": NAME,
            "name_en": TEXT,
            **_bilingual("purpose", "situation", "summary", "single_stage_reason"),
            "unit": REF,
            "related": REFS,
            "related_programs": REFS,
            "replaces": REFS,
            "start": YEAR,
            "end": YEAR,
            "budget": Field("table", table=BUDGET),
            "element": _tables(ELEMENT),
            "evaluation": _tables(EVALUATION),
        }
    ),
}

KAIZEN: Table = {
    "practice": _tables(
        {
            "id": ID,
            "title": NAME,
            "title_en": TEXT,
            **_bilingual("problem", "action", "before", "after"),
            **_bilingual("prerequisites", "transferability"),
            "unit": REF,
            "status": _choice(*STATUSES),
            "ecrs": _choice(*ECRS),
            "effect_types": Field("texts", choices=EFFECTS),
            "means": Field("texts", choices=MEANS),
            "work": _choice("routine", "non-routine"),
            "effect_hours": Field("amount"),
            "effect_yen": Field("amount"),
            "effect_basis": _choice("measured", "estimated"),
            "improves": Field("text-or-texts"),
            "adopted_from": REF,
        }
    )
}

#: ``node`` is written as :mod:`.checks.waivers` says: ``program:010101/a1``…
WAIVERS: Table = {
    "waiver": _tables(
        {
            "id": ID,
            "rule": Field("rule", required=True),
            "node": NAME,
            "reason": NAME,
            "reason_en": TEXT,
            "role": NAME,
            "role_en": TEXT,
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
    "waivers.toml": WAIVERS,
}
REQUIRED_FILES = ("dataset.toml", "plan.toml", "organization.toml")
