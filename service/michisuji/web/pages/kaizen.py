"""Kaizen practices: noticing, acting, sharing."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from michisuji.analysis.unreadable import QUESTION
from michisuji.errors import NotFound
from michisuji.questions.values import is_askable
from michisuji.search.query import MAX_LENGTH
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Facts, ask
from michisuji.web.context import register_view, render
from michisuji.web.i18n import label, translate
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.pages.practices import (
    FACETS,
    SCHEMES,
    SORTS,
    Practice,
    in_order,
    narrowed,
    options,
    read,
    sums,
)
from michisuji.web.quality.filters import page_number
from michisuji.web.quality.links import absolute, short
from michisuji.web.search import index_state, named

#: Practices on a page.
SIZE = 60
_NAMES = (*FACETS, "unit")


@blueprint.get("/kaizen")
@page(*_NAMES, "q", "sort", "page", shows=index_state, section="kaizen", place=7)
def kaizen() -> Any:
    """List the practices, narrowed by facets and words, sorted, with the sum of their effects."""
    rows, facets = ask("kaizen"), ask("kaizen-facets")
    every = read(rows, facets)
    words = request.args.get("q", "").strip()[:MAX_LENGTH]
    wanted = _wanted(every)
    practices = _with(every, words)
    found = in_order(narrowed(practices, wanted), _sort())
    pages = -(-len(found) // SIZE)
    number = page_number(pages)
    static = current_app.config.get("MICHISUJI_STATIC")
    shown = found if static else found[(number - 1) * SIZE : number * SIZE]
    askable = [p.iri for p in shown if is_askable(p.iri)]
    return render(
        "pages/kaizen.html",
        practices=shown,
        count=len(found),
        by_iri={practice.iri: practice.row for practice in every},
        sums=sums(found),
        facets={name: _options(practices, wanted, name) for name in _NAMES},
        chosen={name: short(code) for name, code in wanted.items()},
        unreadable=ask(QUESTION, {"node": askable}) if askable else (),
        words=words,
        sort=_sort(),
        sorts=SORTS,
        page=number,
        pages=pages,
        kept={k: v for k, v in request.args.items() if k in (*_NAMES, "q", "sort") and v},
        answers=(rows, facets),
    )


def _sort() -> str:
    asked = request.args.get("sort", "")
    return asked if asked in SORTS else SORTS[0]


def _wanted(practices: list[Practice]) -> dict[str, str]:
    """Return facet → the code that the address names by its last part, or the unit.

    Raises NotFound for a code that does not exist.
    """
    found: dict[str, str] = {}
    for name in _NAMES:
        value = request.args.get(name, "").strip()
        if name == "unit" and value:
            found[name] = absolute(value)
        elif value:
            codes = {code for practice in practices for code in practice.codes[name]}
            known = (code for code in sorted(codes) if code.rpartition("/")[2] == value)
            found[name] = next(known, "") or _code(name, value)
    return found


def _code(facet: str, value: str) -> str:
    """Return the code of a facet that no practice has; raises NotFound if there is none."""
    code = f"{CODE}{SCHEMES.get(facet, facet)}/{value}"
    if label(code) == code:
        raise NotFound(
            f"「{value[:100]}」という区分はありません({translate('kaizen.' + facet)})",
            f"there is no '{value[:100]}' among the codes of '{facet}'",
            hint_ja="改善のページから選び直してください",
            hint_en="choose again from the page of practices",
        )
    return code


def _with(practices: list[Practice], words: str) -> list[Practice]:
    """Return the practices that the search finds by words; all without any."""
    if not words:
        return practices
    found = {row["node"] for row in named(words, [LM + "KaizenPractice"], most=10_000)}
    return [practice for practice in practices if practice.iri in found]


def _options(
    practices: list[Practice], wanted: dict[str, str], name: str
) -> list[tuple[str, str, int]]:
    """Return (value in the address, name, count) of a facet's options."""
    units = {practice.row["unit"]: practice.row["unitLabel"] for practice in practices}
    return [
        (short(code), units.get(code) or short(code), count)
        if name == "unit"
        else (code.rpartition("/")[2], label(code), count)
        for code, count in options(practices, wanted, name).items()
    ]


@register_view(LM + "KaizenPractice")
def practice(iri: str) -> Any:
    """Show the page of one practice."""
    rows, facets = ask("kaizen"), ask("kaizen-facets")
    known = {found.iri: found for found in read(rows, facets)}
    taken = known[iri].taken_by if iri in known else ()
    return render(
        "pages/practice.html",
        iri=iri,
        facts=Facts(iri),
        taken=[known[taker].row for taker in taken if taker in known],
    )
