"""An indicator: chart and table of its values, what it measures, which programs affect it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from michisuji.achievement import achievement
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, QuestionAnswer, ask
from michisuji.web.context import current_lang, register_view, render
from michisuji.web.drawing.indicator_chart import indicator_chart, points_of

KINDS = ("baseline", "target", "actual", "forecast")


@register_view(LM + "Indicator")
def indicator(iri: str) -> Any:
    """Show the page of one indicator."""
    facts = Facts(iri)
    values = ask("observations", {"indicator": iri})
    direction = (facts.one("direction") or "").rpartition("/")[2]
    return render(
        "pages/indicator.html",
        iri=iri,
        facts=facts,
        values=values,
        by_year=by_year(values, direction, facts.one("tolerance", "number")),
        chart=indicator_chart(
            points_of(values),
            title=facts.label,
            unit=facts.one("unitOfMeasure") or "",
            direction=direction,
            lang=current_lang(),
        ),
        indicated=ask("indicated", {"indicator": iri}),
        feeders=ask("feeders", {"node": iri}),
    )


def by_year(
    values: QuestionAnswer, direction: str, tolerance: Decimal | None = None
) -> list[dict[str, Any]]:
    """Return one row per fiscal year: the value of each kind, and the Achievement if computable."""
    years: dict[int, dict[str, Any]] = {}
    for row in values:
        if row["year"] is None:
            continue
        kind = row["kindCode"].rpartition("/")[2]
        shown = row["value"] if row["value"] is not None else row["text"]
        years.setdefault(row["year"], {"year": row["year"]})[kind] = shown
        if row["value"] is not None:
            years[row["year"]][f"{kind}_number"] = row["value"]
    for line in years.values():
        target, actual = line.get("target_number"), line.get("actual_number")
        if target is not None and actual is not None:
            line["achievement"] = achievement(direction, target, actual, tolerance)
    return [years[year] for year in sorted(years)]
