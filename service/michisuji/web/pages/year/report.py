"""``/report``: one fiscal year of the city for its citizens, the first form of まちづくり報告書."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis.report.answers import CityYear, TownIndicator, cities, city_year
from michisuji.fiscal_years import era_year
from michisuji.languages import first_sentence
from michisuji.web.context import current_lang, render
from michisuji.web.drawing.charts.small_chart import YEARS, last_years, small_chart
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.pages.section_books import books_of_year
from michisuji.web.pages.year.picture import anchor, money_words, named, picture, shown_graph
from michisuji.web.ready import required_state


@blueprint.get("/report")
@blueprint.get("/report/<int:year>")
@page("dataset", shows=shown_graph, section="report")
def year_report(year: int | None = None) -> Any:
    """Show a year's report, of the last year with evaluations or actuals unless one is named.

    Raises NotFound for a year without any.
    """
    state = required_state()
    known = cities(state)
    if not known and year is None:
        return render("pages/report.html", report=None)
    found = named(city_year(state, year, request.args.get("dataset") or None))
    return render(
        "pages/report.html",
        report=found,
        cities=state.named(f"{state.base_iri}/id/dataset/{name}" for name in known),
        picture=picture(found),
        money=money_words(found.money, found.year),
        policies=[
            (anchor(found, one), one, money_words(one.money, found.year)) for one in found.policies
        ],
        conditions=_conditions(found),
        first_sentence=first_sentence,
        books=books_of_year(found.dataset, found.year),
        short_years=[(y, _short(y)) for y in range(found.year - YEARS + 1, found.year + 1)],
    )


def _short(year: int) -> str:
    return (era_year(year) if current_lang() == "ja" else "") or str(year)


def _conditions(report: CityYear) -> list[tuple[str, list[tuple[TownIndicator, str]]]]:
    """Return the best and the worst town conditions, each with its small chart."""
    return [
        (kind, [(one, _chart(one, report.year)) for one in shown])
        for kind, shown in (("best", report.best), ("worst", report.worst))
        if shown
    ]


def _chart(one: TownIndicator, until: int) -> str:
    return small_chart(last_years(one.stated, until), unit="", lang=current_lang())
