"""The pictures of an impact trace, from left to right; excess items are folded into one box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.answers import Feeder, Impact
from michisuji.analysis.impact.reverse import LeadsTo
from michisuji.analysis.tables import Answer, Named
from michisuji.figures import table_yen
from michisuji.web.context import doc_href, with_arguments
from michisuji.web.drawing.layers import BoxColumn, Item, draw
from michisuji.web.i18n import translate

#: With more elements than this they have no column: each program's own are there instead.
MOST_ENDS = 8
#: Elements drawn of one program.
MOST_OWN = 2
_REST = "the rest"
_REST_OWN = "their elements"
_NO_UNIT = "no unit"


def impact_picture(
    answer: Answer[Impact], feeders: Sequence[Feeder], shown: int, lang: str, focused: bool = False
) -> str:
    """Draw units → programs → elements just before the target → what it stands for → the target.

    The first ``shown`` of ``feeders`` are drawn, all others are one box; ``focused``: they are
    those of one unit.
    """
    result = answer.result
    drawn, rest = feeders[:shown], feeders[shown:]
    ends = {one.iri: one for one in result.ends if one.iri != result.target.iri}
    if len(ends) > MOST_ENDS:
        ends = {}
    edges = [(_unit(f), f.program.iri) for f in drawn]
    before: dict[str, Named] = {}
    for feeder in drawn:
        edges += _own(result, feeder, ends, before)
    edges += [(end, result.target.iri) for end in ends]
    programs = [_program(f, result.year, lang) for f in drawn]
    if rest:
        programs.append(_folded(rest, result.year, shown, lang))
        onward = next(iter(ends)) if len(ends) == 1 else result.target.iri
        edges += [(_REST, _REST_OWN), (_REST_OWN, onward)] if before else [(_REST, onward)]
    own = [_element(one) for one in before.values()]
    if rest and own:  # so that no line runs across boxes
        own.append(
            Item(_REST_OWN, translate("impact.folded_own", count=len(rest)), (), "", "folded")
        )
    target = result.target
    shows, at_end = translate("impact.column_shown"), translate("impact.column_ends")
    heading = at_end if _many(result, ends) else translate("impact.column_before")
    columns = [
        BoxColumn(translate("impact.column_units"), _units(feeders, drawn, result, lang, focused)),
        BoxColumn(translate("impact.column_programs"), programs),
        BoxColumn(heading, own),
        BoxColumn(
            shows if result.kind == "indicator" else at_end,
            [_element(one) for one in ends.values()],
        ),
        BoxColumn(
            translate(f"impact.column_{result.kind}"),
            [Item(target.iri, target.label, (), doc_href(target.iri), "target")],
        ),
    ]
    return draw(
        columns,
        list(dict.fromkeys(edges)),
        title=result.target.label,
        description=answer.sentence[lang],
        name="impact",
    )


def unit_of(feeder: Feeder) -> str:
    """Return the IRI of the first unit in charge, '' if none is stated."""
    return feeder.units[0].iri if feeder.units else ""


def _unit(feeder: Feeder) -> str:
    return unit_of(feeder) or _NO_UNIT


def _many(result: Impact, ends: Mapping[str, Named]) -> bool:
    return result.kind != "element" and not ends


def _own(
    result: Impact, feeder: Feeder, ends: Mapping[str, Named], before: dict[str, Named]
) -> list[tuple[str, str]]:
    """Return a program's edges; adds the elements just before the target to ``before``."""
    program, target = feeder.program.iri, result.target.iri
    if _many(result, ends):
        own = dict.fromkeys(end for _, end in feeder.into)
        pairs = [(end, target) for end in own]
    else:
        pairs = [(a, b.iri) for a, b in feeder.into]
    edges: list[tuple[str, str]] = []
    drawn = list(dict.fromkeys(one.iri for one, _ in pairs))[:MOST_OWN]
    for one, onward in pairs:
        if one.iri == onward or one.iri == target or one.iri in ends:
            edges.append((program, onward))
        elif one.iri in drawn:
            before[one.iri] = one
            edges += [(program, one.iri), (one.iri, onward)]
    return edges


def _units(
    feeders: Sequence[Feeder], drawn: Sequence[Feeder], result: Impact, lang: str, focused: bool
) -> list[Item]:
    """Return the drawn programs' units: how many of theirs are drawn, and what all cost."""
    items = []
    for key in dict.fromkeys(map(_unit, drawn)):
        own = [f for f in feeders if _unit(f) == key]
        some = sum(_unit(f) == key for f in drawn)
        name = own[0].units[0].label if own[0].units else translate("impact.no_unit")
        told = translate("impact.unit_some", count=len(own), some=some)
        if some == len(own):
            told = translate("impact.unit_all", count=some)
        lines = [told, *_amount(own, result.year, lang)]
        href = doc_href(key) if own[0].units else ""
        if some < len(own) and not focused and own[0].units:
            href = with_arguments(unit=key)
        items.append(Item(key, name, lines, href, "group"))
    return items


def _amount(feeders: Sequence[Feeder], year: int | None, lang: str) -> list[str]:
    amounts = [f.money.get(year or 0, Amount()).planned for f in feeders]
    stated = [amount for amount in amounts if amount is not None]
    return [table_yen(sum(stated), lang)] if stated else []


def _program(feeder: Feeder, year: int | None, lang: str) -> Item:
    more = "+" if feeder.more else ""
    told = " · ".join(
        [*_amount([feeder], year, lang), translate("impact.ways_of", count=f"{feeder.ways}{more}")]
    )
    return Item(feeder.program.iri, feeder.program.label, [told], doc_href(feeder.program.iri))


def _folded(rest: Sequence[Feeder], year: int | None, shown: int, lang: str) -> Item:
    title = translate("impact.folded", count=len(rest))
    more = with_arguments(show=min(200, shown * 3))
    return Item(_REST, title, _amount(rest, year, lang), more, "folded")


def _element(one: Named) -> Item:
    return Item(one.iri, one.label, (), doc_href(one.iri))


def leads_to_picture(answer: Answer[LeadsTo], shown: int, lang: str) -> str:
    """Draw programs of the start → outcomes and town conditions → indicators."""
    result = answer.result
    drawn = result.reached[:shown]
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
            [translate("leads_to.others", count=row.others)] if row.others else [],
            doc_href(row.element.iri),
            "target" if row.kind == "town" else "",
        )
        for row in drawn
    ]
    rest = len(result.reached) - len(drawn)
    if rest:
        title = translate("leads_to.folded", count=rest)
        more = with_arguments(show=min(200, shown * 3))
        outcomes.append(Item(_REST, title, (), more, "folded"))
    columns = [
        BoxColumn(translate("impact.column_programs"), [_element(p) for p in programs.values()]),
        BoxColumn(translate("leads_to.column_outcomes"), outcomes),
        BoxColumn(
            translate("leads_to.column_indicators"), [_element(i) for i in indicators.values()]
        ),
    ]
    return draw(
        columns,
        list(dict.fromkeys(edges)),
        title=result.start.label,
        description=answer.sentence[lang],
        name="leads",
    )
