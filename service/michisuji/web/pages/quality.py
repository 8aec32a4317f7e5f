"""The state of the data according to the last check of the public database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for

from michisuji.languages import Text, pick
from michisuji.moments import local, short_day
from michisuji.quality.history.records import CheckRecord
from michisuji.quality.reading.ladder import SHARE
from michisuji.quality.reading.statistics import BY, Completeness, Count
from michisuji.quality.report import SEVERITIES
from michisuji.web.context import current_lang, current_settings, render, rulebook
from michisuji.web.drawing.charts.quality_charts import Bar, lines_chart, share_bars
from michisuji.web.i18n import fiscal_year, translate
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.quality.filters import known_place
from michisuji.web.quality.links import absolute, downloads
from michisuji.web.quality.views import CheckScope, current_view, shown_check, standing

#: Bars of one chart; the table next to it has every row.
BARS = 24
#: Causes that the first page shows in full, and new or mended findings that it names.
FIRST, FEW = 5, 10
#: Rows of a table of programs; the downloads have all of them.
PROGRAMS = MEASURES = 200


@blueprint.get("/checks")
def checks() -> Any:
    """Redirect from the page's former address."""
    address = url_for("pages.quality").partition("?")[0]
    query = request.query_string.decode("ascii", "replace")
    return redirect(address + (f"?{query}" if query else ""), 301)


@blueprint.get("/quality")
@page(*BY, "page", shows=shown_check, section="quality", place=8)
def quality() -> Any:
    """Show the whole check, or one department's part.

    Any other filter redirects to the causes.
    """
    if any(request.args.get(name) for name in (*BY[1:], "page")):
        query = request.query_string.decode("ascii", "replace")
        return redirect(url_for("pages.causes").partition("?")[0] + f"?{query}")
    view = current_view()
    if view is None:
        return render("pages/quality_none.html", standing=standing())
    department = absolute(request.args.get("department", "").strip())
    scope = known_place(view, department) if department else view
    known = any(row.key for row in scope.completeness("department"))
    by = "department" if known and not department else "measure"
    return render(
        "pages/quality.html",
        view=view,
        standing=standing(),
        scope=scope,
        department=department,
        department_label=_label(scope, department) if department else None,
        by=by,
        rows=_rows(scope, by)[:MEASURES],
        family_rows=_rows(scope, "family"),
        programs=_programs(scope) if department else [],
        most=PROGRAMS,
        bars=_bars(scope, by),
        families=_bars(scope, "family"),
        rules=scope.counts("rule"),
        rule_names={key: rule.name[current_lang()] for key, rule in rulebook().rules.items()},
        profiles=rulebook().profiles,
        standings=_standings(scope, department),
        share=round(SHARE * 100),
        trend=_chart(
            view.records[0],
            [
                short_day(local(r.at, current_settings().zone).date(), current_lang())
                for r in view.records[0]
            ],
            "checks",
        ),
        trend_rows=list(reversed(view.records[0])),
        years=list(view.years.items())[::-1],
        years_chart=_chart(
            list(view.years.values()), [fiscal_year(year) for year in view.years], "years"
        ),
        first=FIRST,
        few=FEW,
        formats=downloads(),
    )


def _rows(scope: CheckScope, by: str) -> list[dict[str, Any]]:
    """Return counts with completeness: one row per department or measure, worst first."""
    rows: dict[str | None, dict[str, Any]] = {}
    for whole in scope.completeness(by):
        rows[whole.key] = _row(whole)
    for count in scope.counts(by):
        rows.setdefault(count.key, _row(count) | {"whole": None})["count"] = count
    names = Counter(row["label"].get("ja") for row in rows.values())
    for key, row in rows.items():
        if key and by in ("department", "measure") and names[row["label"].get("ja")] > 1:
            # Two cities may have departments of the same name: the dataset distinguishes them.
            row["qualifier"] = key.rpartition("/")[2].partition("-")[0]

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        count = row["count"]
        bad = (-count.violations, -count.total) if count else (0, 0)
        return (row["key"] is None, *bad, row["label"].get("ja", ""))

    return sorted(rows.values(), key=order)


def _row(of: Completeness | Count) -> dict[str, Any]:
    return {"key": of.key, "label": of.label, "whole": of, "count": None, "qualifier": ""}


def _programs(scope: CheckScope) -> list[dict[str, Any]]:
    return [row for row in _rows(scope, "program") if row["key"]][:PROGRAMS]


def _bars(scope: CheckScope, by: str) -> str:
    """Draw the shares, the least complete first, as many as a picture can hold."""
    lang, unnamed = current_lang(), translate("quality.unnamed")
    found = [w for w in scope.completeness(by) if w.key is not None and w.members]
    found.sort(key=lambda w: (w.member_share or 0.0, -w.members))
    bars = [Bar(pick(w.label, lang, unnamed), w.whole_members, w.members) for w in found[:BARS]]
    return share_bars(bars, title=translate(f"quality.whole_by_{by}"), prefix=f"bars-{by}")


def _standings(scope: CheckScope, department: str) -> list[Any]:
    """Return each department's standing; for one department also that of its units."""
    found = list(scope.standings("department"))
    if department:
        found += [s for s in scope.standings("unit") if s.key != department]
    return [standing for standing in found if standing.members]


def _chart(records: Sequence[CheckRecord], times: Sequence[str], of: str) -> str:
    """Draw findings by severity, and causes, over time."""
    lines = {
        translate(f"severity.{name}"): [record.by_severity.get(name, 0) for record in records]
        for name in SEVERITIES
    }
    lines[translate("quality.causes")] = [record.causes for record in records]
    return lines_chart(times, lines, title=translate(f"quality.trend_{of}"), prefix=f"trend-{of}")


def _label(scope: CheckScope, department: str) -> Text:
    name = department.rpartition("/")[2]
    return {lang: label or name for lang, label in scope.department_label.items()}
