"""The format of ``years/2025/0101.toml``: differences of a measure's models in that year."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.city.fields import ID, KEY, REF, REFS, TEXT, Field, Table
from michisuji.importers.city.schema import ELEMENT, ELEMENT_KINDS, INDICATOR, LINKS

#: Keys that an element, a town condition or a program of the year may have lacked.
WITHOUT = ("text_en", "stage", "planned_fte", "executed_fte", "quantity", "quantity_en")
PROGRAM_WITHOUT = ("unit", "single_stage_reason", "single_stage_reason_en")


def _without(choices: tuple[str, ...]) -> Field:
    return Field("texts", choices=choices)


_INDICATORS: Mapping[str, Field] = {
    # The ids it had that year; without the key, those of the following year.
    "indicators": REFS,
    # Indicators that the following year no longer has, in full.
    "indicator": Field("tables", table=INDICATOR),
}

CONDITION_CHANGE: Table = {
    "key": KEY,
    "text": TEXT,
    "text_en": TEXT,
    "without": _without(("text_en",)),
    **_INDICATORS,
}

ELEMENT_CHANGE: Table = {
    **ELEMENT,
    # Required of an element that the following year no longer has, which earlier.py checks.
    "kind": Field("text", choices=ELEMENT_KINDS),
    "text": TEXT,
    "without": _without(WITHOUT),
    **_INDICATORS,
}

PROGRAM_CHANGE: Table = {
    "id": ID,
    "unit": REF,
    "related": REFS,
    "single_stage_reason": TEXT,
    "single_stage_reason_en": TEXT,
    "without": _without(PROGRAM_WITHOUT),
    "absent": REFS,
    "budget": Field("table", table={"leads_to": LINKS}),
    "element": Field("tables", table=ELEMENT_CHANGE),
}

YEAR: Table = {
    "measure": Field(
        "table",
        required=True,
        table={
            "id": ID,
            "lead": REF,
            "related": REFS,
            "absent": REFS,
            "town_condition": Field("tables", table=CONDITION_CHANGE),
        },
    ),
    "program": Field("tables", table=PROGRAM_CHANGE),
}
