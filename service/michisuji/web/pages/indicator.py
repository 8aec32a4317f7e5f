"""An indicator: chart and table of its values, what it measures, which programs affect it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from michisuji.achievement import in_year
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, QuestionAnswer, ask
from michisuji.web.context import current_lang, register_view, render
from michisuji.web.drawing.charts.indicator_chart import indicator_chart, points_of

KINDS = ("baseline", "target", "actual", "forecast")


@register_view(LM + "Indicator")
def indicator(iri: str) -> Any:
    """Show the page of one indicator."""
    facts = Facts(iri)
    values = ask("observations", {"indicator": iri})
    direction = (facts.one("desiredDirection") or "").rpartition("/")[2]
    indicated = ask("indicated", {"indicator": iri})
    open_from = max((row["year"] for row in indicated if row["year"] is not None), default=None)
    return render(
        "pages/indicator.html",
        iri=iri,
        facts=facts,
        values=values,
        direction=direction,
        by_year=by_year(values, direction, facts.one("tolerance", "number"), open_from),
        chart=indicator_chart(
            points_of(values),
            title=facts.label,
            unit=facts.one("unitOfMeasure") or "",
            direction=direction,
            lang=current_lang(),
        ),
        indicated=indicated,
        parts=ask("breakdowns", {"indicator": iri}),
        feeders=ask("feeders", {"node": iri}),
    )


def by_year(
    values: QuestionAnswer,
    direction: str,
    tolerance: Decimal | None = None,
    open_from: int | None = None,
) -> list[dict[str, Any]]:
    """Return one row per fiscal year: the value of each kind, and the Achievement if there is one.

    ``open_from``: the first year that is not over.
    """
    years: dict[int, dict[str, Any]] = {}
    numbers: dict[str, dict[int, Decimal]] = {kind: {} for kind in KINDS}
    for row in values:
        if row["year"] is None:
            continue
        kind = row["kindCode"].rpartition("/")[2]
        shown = row["value"] if row["value"] is not None else row["text"]
        years.setdefault(row["year"], {"year": row["year"]})[kind] = shown
        if row["value"] is not None:
            numbers.setdefault(kind, {})[row["year"]] = row["value"]
    targets, actuals = numbers["target"], numbers["actual"]
    for year, line in years.items():
        if "actual" not in line or year in actuals:  # an actual in words is no number to judge
            line["achievement"] = in_year(year, direction, targets, actuals, tolerance, open_from)
    return [years[year] for year in sorted(years)]
