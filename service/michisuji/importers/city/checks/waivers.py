"""Checks of waivers: which rule, for which node, why, who is responsible, until when.

``node`` names the node for which the rule is suspended:

``program:010101``, ``measure:0101``, ``unit:s-a``, ``indicator:010101-01``, ``practice:001``
    the resource itself;
``program:010101/a1``, ``measure:0101/t1``
    an element of the program's model (``money`` among them), a town condition of the measure;
``model:010101``, ``model:0101``
    the logic model of a program or a measure;
``link:010101/a1/p1``, ``link:010101/l1/measure:t1``
    the link of a program's model from one element to another.
"""

from __future__ import annotations

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.content import City
from michisuji.importers.city.index import ReferenceIndex, links, tables

FILE = "waivers.toml"
_PLAIN = ("program", "measure", "unit", "indicator", "practice")


def check_waivers(city: City, index: ReferenceIndex) -> None:
    """Report every waiver whose node is missing, and two of one rule for the same node."""
    known_links = _links(city)
    seen: set[tuple[str, str]] = set()
    for number, waiver in enumerate(city.tables(FILE, "waiver"), 1):
        rule, node = waiver.get("rule"), waiver.get("node")
        path = f"{item_path('waiver', waiver, number)}.node"
        if not isinstance(node, str) or not isinstance(rule, str):
            continue
        _refer(index, path, node, known_links)
        if (rule, node) in seen:
            index.problems.add(
                FILE,
                path,
                f"規則 {rule} と対象「{node}」の免除が2つあります",
                f"two waivers of {rule} for '{node}'",
            )
        seen.add((rule, node))


def _refer(index: ReferenceIndex, path: str, node: str, known_links: set[str]) -> None:
    kind, _, rest = node.partition(":")
    owner, slash, key = rest.partition("/")
    if kind == "model":
        if owner not in index.ids.get("measure", {}):
            index.refer(FILE, path, owner, "program")
    elif kind == "link":
        if owner in index.ids.get("program", {}):
            if rest not in known_links:
                index.nowhere(FILE, path, node)
        else:
            index.refer(FILE, path, owner, "program")
    elif slash and kind in ("program", "measure"):
        keys = (index.elements if kind == "program" else index.town_conditions).get(owner)
        if keys is None:
            index.refer(FILE, path, owner, kind)
        elif key not in keys:
            index.nowhere(FILE, path, node)
    else:
        index.refer_prefixed(FILE, path, node, *_PLAIN, "model", "link")


def _links(city: City) -> set[str]:
    """Return ``program/from/to`` for every link."""
    found = set()
    for _, _, programs in city.measures():
        for program in programs:
            budget = program.get("budget")
            items = [("money", budget)] if isinstance(budget, dict) else []
            items += [(str(e.get("key")), e) for e in tables(program, "element")]
            for key, item in items:
                found |= {f"{program.get('id')}/{key}/{target}" for target, _ in links(item)}
    return found
