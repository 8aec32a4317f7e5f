"""The labels of the ontology's code lists, by which staff choose."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from michisuji import resources
from michisuji.languages import LANGUAGES, Text
from michisuji.vocabulary import CODE, PREFIXES

_ORDER = PREFIXES["lm"] + "order"
_LABEL = PREFIXES["skos"] + "prefLabel"


def code_labels(scheme: str) -> Mapping[str, Text]:
    """Return code → label of a code list (``unit-kind``) in its own order; {} if there is none."""
    return _lists().get(scheme, {})


@cache
def _lists() -> Mapping[str, Mapping[str, Text]]:
    """Return scheme → code → label of all code lists."""
    import pyoxigraph as ox

    told: dict[str, dict[str, str]] = {}
    order: dict[str, int] = {}
    path = resources.folder("ontology") / "codes.ttl"
    for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        code, value = str(triple.subject.value).removeprefix(CODE), triple.object
        if triple.predicate.value == _ORDER:
            order[code] = int(value.value)
        elif triple.predicate.value == _LABEL and value.language in LANGUAGES:
            told.setdefault(code, {})[value.language] = value.value
    found: dict[str, dict[str, Text]] = {}
    for code in sorted(order, key=lambda one: order[one]):
        scheme, _, notation = code.partition("/")
        found.setdefault(scheme, {})[notation] = told[code]
    return found
