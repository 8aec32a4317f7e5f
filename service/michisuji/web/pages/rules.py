"""The rule catalogue, and each rule's page: its condition, why, and an example before and after."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from michisuji.errors import NotFound
from michisuji.languages import Text
from michisuji.quality.reading.statistics import family_label
from michisuji.quality.rulebook.consequences import consequences
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, Rule
from michisuji.quality.rulebook.shape_text import families, owner, selects, turtle
from michisuji.web.context import current_lang, current_settings, render, rulebook
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.drawing.logic_model import table_rows
from michisuji.web.http import page_cache
from michisuji.web.http.negotiation import HTML, RDF_FORMATS, choose, depends_on
from michisuji.web.http.serialize import serialize
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.pages.rule_example import Half, breaks, example
from michisuji.web.quality.views import current_view, shown_check


@blueprint.get("/rules")
@page("profile", shows=shown_check, section="quality")
def rules() -> Any:
    """List all rules by family, or those of one profile."""
    profile, book = request.args.get("profile", "").strip(), rulebook()
    if profile and profile not in book.profiles:
        raise _unknown(profile, "点検プロファイル", "profile", ", ".join(book.profiles))
    known, view = book.rules, current_view()
    by_rule = {rule: book.severities(rule) for rule in known}
    shown = {
        family: [known[rule] for rule in members if not profile or profile in by_rule[rule]]
        for family, members in families(book).items()
    }
    return render(
        "pages/rules.html",
        families={family: members for family, members in shown.items() if members},
        count=sum(map(len, shown.values())),
        profile=profile,
        profiles=_ordered(),
        columns=[profile] if profile else list(_ordered()),
        severities=by_rule,
        family_label=family_label,
        found=view.by_rule if view else None,
        faults=book.faults,
    )


@blueprint.get("/rules/<rule>")
@page(kept=False, section="quality")
def rule(rule: str) -> Any:
    """Show one rule, as a page or (``.ttl``, ``.jsonld``, … or by Accept) as its shape."""
    name, _, extension = rule.partition(".")
    known = rulebook().rules.get(name)
    if known is None or (extension and extension not in {*RDF_FORMATS, "html"}):
        raise _unknown(name[:100], "規則", "rule", ", ".join(families(rulebook())) + "-01, …")
    media_type = RDF_FORMATS.get(extension) or (
        HTML if extension else choose(RDF_FORMATS, html=True)
    )
    if media_type == HTML:
        response = page_cache.kept(
            lambda: _page(known), media_type, shown_check(), arguments=("format",)
        )
        if response.status_code == 304:
            return response
    else:
        response = _shape(known, media_type)
    response.headers.add("Link", f'<{known.shape}>; rel="describes"')
    for short, kind in RDF_FORMATS.items():
        address = url_for("pages.rule", rule=f"{name}.{short}")
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind}"')
    depends_on(response, "Accept")
    return response


def _shape(rule: Rule, media_type: str) -> Response:
    from rdflib import Graph

    text = turtle(rule.id, rulebook())
    if media_type == RDF_FORMATS["ttl"]:
        return Response(text, content_type=media_type + "; charset=utf-8")
    graph = Graph().parse(data=text, format="turtle")
    charset = "; charset=utf-8" if media_type.startswith("text") else ""
    return Response(serialize(graph, media_type), content_type=media_type + charset)


def _page(rule: Rule) -> str:
    book, view = rulebook(), current_view()
    levels = book.severities(rule.id)
    profile = DEFAULT_PROFILE if DEFAULT_PROFILE in levels else next(iter(levels), "")
    shown = example(rule.id, profile, current_settings().base_iri) if profile else None
    members = families(book)[rule.family]
    place = members.index(rule.id)
    return render(
        "pages/rule.html",
        rule=rule,
        names={key: other.name[current_lang()] for key, other in book.rules.items()},
        severities=levels,
        profiles=_ordered(),
        turtle=turtle(rule.id, book),
        selects=selects(rule.id, book),
        example=shown,
        before=_pictures(shown.before, "before") if shown else [],
        after=_pictures(shown.after, "after") if shown else [],
        view=view,
        found=view.by_rule.get(rule.id, 0) if view else 0,
        previous=members[place - 1] if place else None,
        following=members[place + 1] if place + 1 < len(members) else None,
        # The things in an example have no pages: their diagram stays on this one.
        stay=_stay,
        follows_from=_related(rule.id, "cause"),
        leads_to=_related(rule.id, "symptom"),
    )


def _related(rule: str, end: str) -> list[str]:
    """Return the rules at one end of the consequences that have this rule at the other."""
    other = "symptom" if end == "cause" else "cause"
    found = {
        owner(getattr(consequence, end))
        for consequence in consequences()
        if owner(getattr(consequence, other)) == rule
    }
    return sorted(found & rulebook().rules.keys() - {rule})


def _pictures(half: Half, prefix: str) -> list[dict[str, Any]]:
    lang = current_lang()
    marks = breaks(half.findings, lang)
    return [
        {
            "diagram": draw(model[lang], marks, lang, link=_stay, prefix=f"{prefix}-{number}"),
            "table": table_rows(model[lang], marks, lang),
        }
        for number, model in enumerate(half.models.values())
    ]


def _stay(_iri: str) -> str:
    return "#example"


def _ordered() -> dict[str, Text]:
    """Return the profiles, the default one first."""
    return dict(sorted(rulebook().profiles.items(), key=lambda item: item[0] != DEFAULT_PROFILE))


def _unknown(name: str, ja: str, en: str, known: str) -> NotFound:
    return NotFound(
        f"「{name}」という{ja}はありません",
        f"there is no {en} '{name}'",
        hint_ja=f"あるもの: {known}",
        hint_en=f"available: {known}",
    )
