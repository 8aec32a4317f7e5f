"""The fields that a city's format is made of, and the codes that a field may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Scheme of ``ontology/codes.ttl`` → the codes that staff may choose.
CODES: Mapping[str, tuple[str, ...]] = {
    "leadership": ("top-down", "middle", "bottom-up"),
    "unit-kind": (
        *("government", "ministry", "city", "department", "section", "subsection"),
        *("office", "team"),
    ),
    "goal-result": ("achieved", "partly", "not-achieved"),
    "stage": ("short", "mid", "long"),
    "direction": ("up", "down", "keep"),
    "indicator-kind": ("quantitative", "qualitative", "ratio"),
    "aggregation": ("incremental", "cumulative", "not-summable"),
    "level": ("activity", "outcome", "town-condition"),
    "cycle": (
        *("monthly", "quarterly", "semiannual", "annual", "biennial", "triennial"),
        *("quadrennial", "quinquennial", "decennial", "irregular"),
    ),
    "account": ("general", "special", "enterprise"),
    "method": (
        *("direct", "part-outsourced", "outsourced", "designated-manager"),
        *("subsidy", "burden", "grant", "contribution", "other"),
    ),
    "obligation": ("mandatory", "effort", "discretionary"),
    "program-kind": ("soft", "hard", "obligatory", "internal"),
    "affair": ("self-governing", "entrusted"),
    "evaluation-kind": ("self", "peer", "lead-summary", "external"),
    "result": (
        *("expand", "keep", "improve", "shrink", "merge", "transfer"),
        *("postpone", "suspend", "complete", "end"),
    ),
    "budget-direction": ("increase", "keep", "decrease", "zero"),
    "progress": ("on-track", "slightly-delayed", "delayed"),
    "criterion": (
        *("necessity", "effectiveness", "efficiency", "fairness", "urgency"),
        "achievement",
    ),
    "rating": ("A", "B", "C", "D"),
    "workflow-status": ("draft", "submitted", "returned", "confirmed", "approved", "published"),
    "follow-up": ("done", "partly", "not"),
    "contribution": ("high", "middle", "low"),
    "directness": ("direct", "partly", "indirect"),
    "focus": ("first", "second"),
    "status": ("idea", "trial", "adopted", "dropped"),
    "kaizen-kind": ("done", "proposal", "policy-idea"),
    "ecrs": ("eliminate", "combine", "rearrange", "simplify"),
    "effect": ("cost", "time", "citizen-service", "revenue", "safety", "work-environment"),
    "means": ("ai", "robotics-rpa", "standardization", "outsourcing", "other"),
    "work": ("routine", "non-routine"),
    "procedure": ("documented", "partly", "none"),
    "effect-basis": ("measured", "estimated"),
    "visibility": ("public", "internal"),
}


@dataclass(frozen=True)
class Field:
    """One key of the format.

    ``kind`` names a check in checking.py; ``table`` describes a nested table; ``scheme`` is the
    code list that gives the choices their labels, "" if no list does.
    """

    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    table: Mapping[str, Field] | None = None
    scheme: str = ""


Table = Mapping[str, Field]

TEXT = Field("text")
NAME = Field("text", required=True)
ID = Field("id", required=True)
KEY = Field("key", required=True)
YEAR = Field("year")
REF = Field("text")
REFS = Field("texts")
BOOLEAN = Field("boolean")
DATE = Field("date")
AMOUNT = Field("amount")
AMOUNTS = Field("amounts")
VALUES = Field("values")


def code(scheme: str, *, required: bool = False) -> Field:
    """Return a field that takes one code of a list."""
    return Field("text", required, CODES[scheme], scheme=scheme)


def codes(scheme: str) -> Field:
    """Return a field that takes several codes of a list."""
    return Field("texts", choices=CODES[scheme], scheme=scheme)


def tables(table: Table) -> Field:
    """Return a field that takes an array of tables."""
    return Field("tables", table=table)


def bilingual(*names: str) -> dict[str, Field]:
    """Return, for each name, a text in Japanese and one in English (``name_en``)."""
    return {key: TEXT for name in names for key in (name, f"{name}_en")}
