"""Random parts of a logic model: indicators, links."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from michisuji.importers.city import properties, schema
from michisuji.importers.city.content import Document
from random_tables import Filling, some_of


def indicator(filling: Filling, name: str) -> Document:
    """An indicator with its values and breakdowns."""
    others = [other for other in filling.ids.of("indicator") if other != name]
    return filling.table(
        schema.INDICATOR,
        properties.INDICATOR,
        {
            "replaces_indicator": st.sampled_from(others) if others else None,
            "breakdown": lambda: _breakdown(filling),
        },
        id=name,
    )


def _breakdown(filling: Filling) -> list[Document]:
    table = schema.INDICATOR["breakdown"].table or {}
    keys = filling.draw(some_of(("men", "women", "r7"), 0))
    return [filling.table(table, properties.BREAKDOWN, key=key) for key in keys]


def links(filling: Filling, key: str, targets: list[str]) -> list[Any] | None:
    """Links of an item to some of the targets, bare or with what is said about them."""
    out: list[str | Document] = []
    for target in filling.draw(some_of([t for t in targets if t != key], 0)) or []:
        bare = filling.draw(st.booleans())
        out.append(target if bare else filling.table(schema.LINK, properties.LINK, to=target))
    return out or None
