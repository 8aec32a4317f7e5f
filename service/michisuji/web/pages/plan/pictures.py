"""The pictures of a city's plans: the line of plans, their places, the instruments, the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from michisuji.fiscal_years import fiscal_year
from michisuji.messages import message, section
from michisuji.web.answers import Row
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.cycle import CycleStep, cycle
from michisuji.web.drawing.layers import BoxColumn, Item, draw
from michisuji.web.pages.plan.outline import PlanOutline

#: The steps of the two cycles, as keys of the messages.
_PDCA = ("plan", "do", "check", "act")
_KAIZEN = ("notice", "act", "share")


def period(row: Row, lang: str) -> str:
    """Return a plan's period in words; '' if none is stated."""
    ends = [fiscal_year(year, lang) if year else "" for year in (row["start"], row["end"])]
    return "–".join(ends) if any(ends) else ""


def line_picture(line: Sequence[Row], name: str) -> str:
    """Draw a line of plans from left to right, each below who led it."""
    lang, says = current_lang(), section("plan.style", current_lang())
    columns = [
        BoxColumn(says.get(row["style"], says["none"]), [_item(row, period(row, lang))])
        for row in line
    ]
    iris = [row["member"] for row in line]
    return draw(
        columns,
        list(pairwise(iris)),
        title=message("plan.line", lang),
        description=message("plan.line_lead", lang),
        name=name,
    )


def place_picture(outline: PlanOutline, policies: Sequence[Row], name: str) -> str:
    """Draw where each plan stands: the plan with the vision, what it holds, and what follows it.

    Returns '' unless a plan refers to another or to a policy of it.
    """
    main, says = outline.main, section("plan.figure", current_lang())
    refers = outline.links.get("references", [])
    if main is None or not (refers or outline.parts["Direction"]):
        return ""
    top = main["member"]
    held = [r for k in ("Principle", "ManagementPolicy") for r in outline.parts[k]]
    below = [row for row in held if row["plan"] in (top, None)]
    named = [Item(p["policy"], p["policyLabel"], (), doc_href(p["policy"])) for p in policies]
    stated = [
        outline.members[to] for _, to in outline.links.get("states", ()) if to in outline.members
    ]
    followers = [iri for iri in outline.plans if any(a == iri for a, _ in refers)]
    followers += [
        row["plan"]
        for row in outline.parts["Direction"]
        if row["plan"] in outline.plans and row["plan"] not in followers
    ]
    followers = list(dict.fromkeys(one for one in followers if one != top))
    columns = [
        BoxColumn(says["top"], [_item(main, main["vision"], kind="group")]),
        BoxColumn(says["holds"], [*(_item(row) for row in (*stated, *below)), *named]),
        BoxColumn(
            says["followers"], [_item(outline.plans[one], kind="target") for one in followers]
        ),
        BoxColumn(says["directions"], [_item(row) for row in outline.parts["Direction"]]),
    ]
    edges = [(top, item.key) for item in columns[1].items]
    edges += [(to, iri) for iri, to in refers if to != top or not below]
    edges += [(row["plan"], row["member"]) for row in outline.parts["Direction"]]
    return draw(columns, edges, title=says["place"], description=says["place_lead"], name=name)


def instruments_picture(outline: PlanOutline, name: str) -> str:
    """Draw directions, the instruments that support them, and what these feed.

    Returns '' without instruments.
    """
    rows = outline.parts["Instrument"]
    if not rows:
        return ""
    says, members = section("plan.figure", current_lang()), outline.members
    supports = outline.links.get("supports", [])
    feeds = [(a, b) for a, b in outline.links.get("feeds", ()) if a in members and b in members]
    level = _levels([row["member"] for row in rows], feeds)
    columns = [
        BoxColumn(says["directions"], [_item(r, kind="group") for r in outline.parts["Direction"]])
    ]
    for n in range(max(level.values()) + 1):
        heading = says["instruments"] if n == 0 else says["onward"]
        items = [
            _item(members[iri], kind="target" if iri in outline.plans else "")
            for iri, at in level.items()
            if at == n
        ]
        columns.append(BoxColumn(heading, items))
    edges = [(direction, one) for one, direction in supports if level.get(one) == 0]
    return draw(
        columns,
        [*edges, *feeds],
        title=says["instruments_title"],
        description=says["instruments_lead"],
        name=name,
    )


def _levels(iris: Iterable[str], feeds: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return each one's column: one to the right of what feeds it; a link that closes a cycle not.

    A walk of depth first decides which link that is, from what nothing feeds onward.
    """
    nodes = list(dict.fromkeys([*iris, *(b for _, b in feeds)]))
    fed = {b for _, b in feeds}
    onward: dict[str, list[str]] = {}
    for a, b in feeds:
        onward.setdefault(a, []).append(b)
    level = dict.fromkeys(nodes, 0)

    def walk(node: str, above: tuple[str, ...]) -> None:
        for to in onward.get(node, ()):
            if to in above or level[to] > len(above):
                continue
            level[to] = max(level[to], len(above))
            walk(to, (*above, to))

    seen: set[str] = set()
    for node in sorted(nodes, key=lambda one: one in fed):
        if node not in seen and (node not in fed or level[node] == 0):
            walk(node, (node,))
        seen.add(node)
    return level


def cycles(name: str) -> list[tuple[str, str, list[CycleStep]]]:
    """Return the two cycles of the year: heading, picture, steps."""
    found = []
    for key, steps in (("pdca", _PDCA), ("kaizen", _KAIZEN)):
        says = section(f"plan.{key}", current_lang())
        drawn = [CycleStep(says[one], says[f"{one}_what"], says[f"{one}_when"]) for one in steps]
        told = cycle(drawn, title=says["title"], description=says["lead"], name=f"{name}-{key}")
        found.append((says["title"], told, drawn))
    return found


def _item(row: Row, *lines: str, kind: str = "") -> Item:
    number = f"{row['number']} " if row["number"] else ""
    told = [line for line in lines if line]
    return Item(row["member"], f"{number}{row['label']}", told, doc_href(row["member"]), kind)
