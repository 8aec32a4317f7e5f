"""The pictures of an impact trace, from left to right; what is too many is folded into one box."""

from __future__ import annotations

from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.answers import Feeder, Impact
from michisuji.analysis.impact.reverse import LeadsTo
from michisuji.analysis.logic_model import yen
from michisuji.analysis.tables import Named
from michisuji.web.context import doc_href
from michisuji.web.i18n import translate
from michisuji.web.planner.common import with_arguments
from michisuji.web.planner.layers import Column, Item, draw

#: More elements than these in a column of their own are not drawn: the target stands for them.
MOST_ENDS = 12
_REST = "the rest"


def impact_picture(answer: Impact, shown: int, lang: str) -> str:
    """Programs → the elements just before the target → what it stands for → the target."""
    drawn, rest = answer.feeders[:shown], answer.feeders[shown:]
    ends = {one.iri: one for one in answer.ends if one.iri != answer.target.iri}
    if len(ends) > MOST_ENDS:
        ends = {}
    programs = [_program(f, answer.year, lang) for f in drawn]
    edges: list[tuple[str, str]] = []
    last: dict[str, Named] = {}
    for feeder in drawn:
        for one in feeder.last:
            if one.iri not in ends and one.iri != answer.target.iri:
                last[one.iri] = one
                edges.append((feeder.program.iri, one.iri))
            else:
                edges.append((feeder.program.iri, one.iri))
        for path in feeder.paths:
            iris = [step.element.iri for step in path.steps]
            if len(iris) > 1 and iris[-2] in last:
                edges.append((iris[-2], iris[-1] if iris[-1] in ends else answer.target.iri))
    edges += [(end, answer.target.iri) for end in ends]
    missing = set(last) - {a for a, _ in edges}
    edges += [(iri, next(iter(ends), answer.target.iri)) for iri in missing]
    if rest:
        programs.append(_folded(rest, answer.year, shown, lang))
        edges.append((_REST, next(iter(ends)) if len(ends) == 1 else answer.target.iri))
    columns = [
        Column(translate("impact.column_programs"), programs),
        Column(translate("impact.column_before"), [_element(one) for one in last.values()]),
        Column(translate("impact.column_shown"), [_element(one) for one in ends.values()]),
        Column(
            translate(f"impact.column_{answer.kind}"),
            [
                Item(
                    answer.target.iri,
                    answer.target.label,
                    (),
                    doc_href(answer.target.iri),
                    "target",
                )
            ],
        ),
    ]
    return draw(
        columns,
        list(dict.fromkeys(edges)),
        title=answer.target.label,
        description=answer.sentence[lang],
        name="impact",
    )


def _program(feeder: Feeder, year: int | None, lang: str) -> Item:
    lines = [feeder.units[0].label] if feeder.units else []
    amount = feeder.money.get(year or 0, Amount()).planned
    if amount is not None:
        lines.append(yen(str(amount), lang))
    return Item(feeder.program.iri, feeder.program.label, lines, doc_href(feeder.program.iri))


def _folded(rest: tuple[Feeder, ...], year: int | None, shown: int, lang: str) -> Item:
    amounts = [f.money.get(year or 0, Amount()).planned for f in rest]
    stated = [amount for amount in amounts if amount is not None]
    lines = [yen(str(sum(stated)), lang)] if stated else []
    title = translate("impact.folded", count=len(rest))
    return Item(_REST, title, lines, with_arguments(show=min(200, shown * 3)), "folded")


def _element(one: Named) -> Item:
    return Item(one.iri, one.label, (), doc_href(one.iri))


def leads_to_picture(answer: LeadsTo, shown: int, lang: str) -> str:
    """Programs of the start → outcomes and town conditions → indicators."""
    drawn = answer.reached[:shown]
    programs = {p.iri: p for row in drawn for p in row.by}
    edges = [(p.iri, row.element.iri) for row in drawn for p in row.by]
    indicators: dict[str, Named] = {}
    for row in drawn:
        for one in row.indicators:
            indicators[one.iri] = one
            edges.append((row.element.iri, one.iri))
    outcomes = [
        Item(
            row.element.iri,
            row.element.label,
            [translate("leads_to.others", count=row.others)],
            doc_href(row.element.iri),
            "target" if row.kind == "town" else "",
        )
        for row in drawn
    ]
    rest = len(answer.reached) - len(drawn)
    if rest:
        title = translate("leads_to.folded", count=rest)
        more = with_arguments(show=min(200, shown * 3))
        outcomes.append(Item(_REST, title, (), more, "folded"))
    columns = [
        Column(translate("impact.column_programs"), [_element(p) for p in programs.values()]),
        Column(translate("leads_to.column_outcomes"), outcomes),
        Column(translate("leads_to.column_indicators"), [_element(i) for i in indicators.values()]),
    ]
    return draw(
        columns,
        list(dict.fromkeys(edges)),
        title=answer.start.label,
        description=answer.sentence[lang],
        name="leads",
    )
