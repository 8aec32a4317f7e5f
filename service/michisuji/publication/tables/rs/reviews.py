"""Table 4-1: the reviews of a program, side by side; further rows if there are several."""

from __future__ import annotations

import re
from collections.abc import Iterable

from michisuji.publication.tables.rs.view import Row, YearView, side_by_side

#: Results without a text of their own → the review team's word for them.
_RESULTS = {
    "keep": "現状通り",
    "improve": "事業内容の一部改善",
    "merge": "事業内容の一部改善",
    "postpone": "事業内容の一部改善",
    "shrink": "縮減",
    "suspend": "縮減",
    "transfer": "終了予定",
    "complete": "終了予定",
    "end": "終了予定",
    "expand": "拡充",
}
_REFLECTION = re.compile(r"【([^】]*)】(.*)", re.DOTALL)
#: The importer's name of a remark whose kind the sheet does not state.
_UNNAMED = "過去の指摘事項"
_REMARK = ("kind", "year", "text", "response")


def review_rows(view: YearView, program: str, reference: str) -> list[Row]:
    """Return the reviews of the sheet's year, and remarks of outsiders in any year."""
    own: dict[str, list[str]] = {"self": [], "external": [], "lead-summary": []}
    remarks: list[str] = []
    for one in view.sources("lm:evaluates", program):
        kind = view.code(one, "lm:evaluationKind")
        this_year = view.text(one, "lm:fiscalYear") == str(view.year)
        if kind == "external" and (view.has_hash(one) or not this_year):
            remarks.append(one)
        elif this_year and kind in own:
            own[kind].append(one)
    columns = {
        **_own(view, own["self"]),
        **_external(view, own["external"]),
        **_lead(view, own["lead-summary"]),
    }
    for group in ("past", "other"):
        rows = [_remark(view, one, reference) for one in remarks]
        of_group = [cells for name, cells in rows if name == group]
        for key in _REMARK:
            columns[f"{group}_{key}"] = [cells[key] for cells in of_group]
    return side_by_side(columns) or [{}]


def _all(view: YearView, reviews: Iterable[str], prop: str) -> list[str]:
    return [text for review in reviews for text in view.texts(review, prop)]


def _own(view: YearView, reviews: list[str]) -> dict[str, list[str]]:
    return {
        "self_findings": _all(view, reviews, "lm:findings"),
        "self_improvement": _all(view, reviews, "lm:improvement"),
        "self_effect": _all(view, reviews, "lm:effectEvaluation"),
    }


def _external(view: YearView, reviews: list[str]) -> dict[str, list[str]]:
    findings = _all(view, reviews, "lm:findings")
    return {
        "external_method": _all(view, reviews, "rdfs:comment")[:1],
        "external_findings": findings[::2],
        "external_public": findings[1::2],
    }


def _lead(view: YearView, reviews: list[str]) -> dict[str, list[str]]:
    followed, details = [], []
    for text in _all(view, reviews, "lm:reflection"):
        found = _REFLECTION.fullmatch(text)
        followed.append(found[1] if found else "")
        details.append(found[2] if found else text)
    results = _all(view, reviews, "lm:resultText")
    codes = [_RESULTS.get(view.code(review, "lm:result"), "") for review in reviews]
    return {
        "lead_result": results or [word for word in codes if word],
        "lead_findings": _all(view, reviews, "lm:findings"),
        "followed": followed,
        "followed_detail": details,
        "amount_general": _all(view, reviews, "lm:reflectedAmount"),
    }


def _remark(view: YearView, one: str, reference: str) -> tuple[str, Row]:
    """Return the group (``past`` or ``other``) of a remark and its cells.

    The importer made the remark's IRI from the group and the word for its kind, so each combination
    is tried; ``past`` is used when none fits.
    """
    label = view.label(one)
    year = view.text(one, "lm:fiscalYear")
    text, response = view.text(one, "lm:findings"), view.text(one, "lm:reflection")
    kinds = ["", label] if label == _UNNAMED else [label]
    for group in ("past", "other"):
        for kind in kinds:
            if view.is_hash(one, "evaluation", reference, group, kind, year, text):
                return group, _cells(kind, year, text, response)
    return "past", _cells(label, year, text, response)


def _cells(kind: str, year: str, text: str, response: str) -> Row:
    return {"kind": kind, "year": year, "text": text, "response": response}
