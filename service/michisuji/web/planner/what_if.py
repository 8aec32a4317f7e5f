"""``/what-if``: what is stopped or cut, the effect next to it, and two scenarios side by side.

Scenarios are the page's address and nothing else: nothing is written anywhere. The form sends each
program's percentage as a pair (``of``, ``percent``); the answer to that is a redirect to the short
address that restores all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import redirect, request, url_for

from michisuji.analysis import catalogue
from michisuji.analysis.causal import planned, told_year
from michisuji.analysis.state import State
from michisuji.analysis.whatif import scenario_of
from michisuji.errors import BadInput
from michisuji.fiscal_years import fiscal_year_of
from michisuji.vocabulary import LM
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.context import current_lang
from michisuji.web.drawing.charts.support_bar import support_bar
from michisuji.web.planner.choices import ProgramGroup, ProgramScope, programs_in, receivers, scopes
from michisuji.web.planner.common import blueprint, page, planner_page, state_years
from michisuji.web.search import index_state, named

#: Programs found by words that are listed to choose from.
SHOWN = 30
MAX_WORDS = 200
MAX_NAME = 40
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Side:
    """One scenario as the request names it; ``end`` is what its arguments end in."""

    key: str
    end: str
    name: str
    to: str
    cuts: dict[str, Decimal]

    def arguments(self, state: State) -> dict[str, Any]:
        """Return the shortest arguments for the same scenario."""
        cuts = {_short(state, iri): percent for iri, percent in self.cuts.items()}
        found = {
            "called": self.name,
            "to": _short(state, self.to),
            "stop": [iri for iri, percent in cuts.items() if percent == _WHOLE],
            "cut": [f"{iri}:{percent}" for iri, percent in cuts.items() if percent != _WHOLE],
        }
        return {key + self.end: value for key, value in found.items() if value}


@blueprint.get("/what-if")
@page(way=3, listed=False, shows=index_state)
def what_if() -> Any:
    """Show the programs of a scope to stop or cut, and what that does, in one or two scenarios."""
    asked = state_of_request()
    _ = asked.graphs  # an unknown year is an error
    past = asked.year is not None and asked.year < fiscal_year_of(date.today())
    state = replace(asked, year=None) if past else asked
    sides = _sides(state)
    if "of" in request.args or "add" in request.args:
        return redirect(_address(state, sides))
    name = "scenarios" if len(sides) > 1 else "what-if"
    given: dict[str, Sequence[str]] = {}
    for side in sides:
        given |= {
            f"cut{side.end}": [f"{iri}:{percent}" for iri, percent in side.cuts.items()],
            f"to{side.end}": [side.to],
        }
        if len(sides) > 1:
            given[f"called{side.end}"] = [side.name]
    answer = catalogue.get(name).answer(state, given)
    answers = [answer.result.a, answer.result.b] if len(sides) > 1 else [answer]
    scope = _scope(state, sides)
    groups = programs_in(state, scope, [iri for side in sides for iri in side.cuts])
    return planner_page(
        "what_if.html",
        state,
        name,
        answer,
        sides=list(zip(sides, answers, strict=True)),
        freed=[planned(one.result.freed, told_year(one.result.freed)) for one in answers],
        bars=[support_bar(one.result, current_lang()) for one in answers],
        scope=scope,
        scopes=scopes(state),
        groups=groups,
        money_of=_money_of(state, groups),
        receivers=receivers(state, groups),
        past=asked.year if past else None,
        coming=[y for y in state_years() if y > fiscal_year_of(date.today())],
        permalink=_address(state, sides, anchor=None),
        most_found=SHOWN,
    )


@blueprint.get("/what-if/compare")
def compare_scenarios() -> Any:
    """Redirect the former address of two scenarios to the page that now shows both."""
    kept: dict[str, Any] = {**request.args.to_dict(flat=False), "both": "1"}
    return redirect(url_for("planner.what_if", **kept))


def _sides(state: State) -> list[Side]:
    """Return scenario A, and B if the request has one; a B that is asked for begins as A."""
    a = _side(state, "a", "")
    add = request.args.get("add")
    if add == "none":
        return [a]
    if add == "b":
        return [a, replace(a, key="b", end="_b", name="")]
    ends = ("stop_b", "cut_b", "both")
    return [a, _side(state, "b", "_b")] if any(map(request.args.get, ends)) else [a]


def _side(state: State, key: str, end: str) -> Side:
    """Return a scenario in the order of its programs' addresses.

    Raises BadInput, NotFound and TooLarge (see ``scenario_of``).
    """
    of, percents = request.args.getlist("of"), request.args.getlist("percent" + end)
    if of and len(of) != len(percents):
        raise BadInput(
            "「of」と「percent」の数が合いません",
            "'of' and 'percent' are not given equally often",
            hint_ja="減らす割合は cut=IRI:割合 でも指定できます",
            hint_en="a cut can also be given as cut=IRI:percent",
        )
    paired = [f"{iri}:{word}" for iri, word in zip(of, percents, strict=False) if word.strip()]
    cuts = [word for word in request.args.getlist("cut" + end) if word]
    stops = [word for word in request.args.getlist("stop" + end) if word]
    scenario = scenario_of(state, stops, [*cuts, *paired])
    to = request.args.get("to" + end, "").strip()
    return Side(
        key,
        end,
        request.args.get("called" + end, "").strip()[:MAX_NAME],
        state.iri(to) if to else "",
        dict(scenario.named),
    )


def _money_of(state: State, groups: Iterable[ProgramGroup]) -> Callable[[str], Decimal | None]:
    """Return a function from a program to its budget in yen, of the latest year that states any."""
    plan = state.causal.plan
    money = {iri: plan.money(iri) for group in groups for iri in group.iris}
    year = told_year(plan.money_of(money))
    return lambda iri: planned(money[iri], year)


def _short(state: State, iri: str) -> str:
    return iri.removeprefix(f"{state.base_iri}/")


def _address(state: State, sides: Iterable[Side], anchor: str | None = "result") -> str:
    """Return the short address that restores scope, scenarios and names."""
    shown = list(sides)
    found: dict[str, Any] = {"as_of": state.year} if state.year else {}
    if words := request.args.get("words", "").strip():
        found["words"] = words
    if scope := request.args.get("scope") or request.args.get("measure"):
        found["scope"] = _short(state, scope.strip())
    for side in shown:
        found |= side.arguments(state)
    if len(shown) > 1:
        found["both"] = "1"
    return url_for("planner.what_if", **found, _anchor=anchor)


def _scope(state: State, sides: Iterable[Side]) -> ProgramScope:
    """Return what the request asks to list: words, a measure, policy or unit, or a default.

    Without either it is the measure of the first program in a scenario.
    """
    words = request.args.get("words", "").strip()[:MAX_WORDS]
    if words:
        rows = named(words, [LM + "Program"])
        found = list(dict.fromkeys(row["node"] for row in rows))
        return ProgramScope("", words, tuple(found[:SHOWN]), len(found) > SHOWN)
    asked = (request.args.get("scope") or request.args.get("measure") or "").strip()
    if asked:
        return ProgramScope(state.iri(asked))
    plan = state.causal.plan
    marked = (iri for side in sides for iri in side.cuts if plan.is_program(iri))
    first = next(marked, None)
    above = plan.measures_of(first) if first else ()
    return ProgramScope(above[0] if above else "")
