"""Random parts of a logic model: indicators, links."""

from __future__ import annotations

from typing import Any

from michisuji.importers.city import properties, schema
from michisuji.importers.city.content import Document
from random_tables import Filling

_BREAKDOWN = schema.INDICATOR["breakdown"].table or {}


def indicator(filling: Filling, name: str) -> Document:
    """An indicator with its values and breakdowns."""
    others = [other for other in filling.ids["indicator"] if other != name]
    return filling.table(
        schema.INDICATOR,
        properties.INDICATOR,
        {
            "replaces_indicator": lambda: filling.chance.one(others),
            "breakdown": lambda: [
                filling.table(_BREAKDOWN, properties.BREAKDOWN, key=key)
                for key in filling.chance.some(("men", "women", "r7"))
            ],
        },
        id=name,
    )


def links(filling: Filling, key: str, targets: list[str]) -> list[Any]:
    """Links of an item to some of the targets, bare or with what is said about them."""
    found = filling.chance.some([target for target in targets if target != key], 0)
    return [
        t if filling.chance.yes() else filling.table(schema.LINK, properties.LINK, to=t)
        for t in found
    ]
