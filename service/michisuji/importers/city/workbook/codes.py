"""The labels of codes: what cells with a pick-list hold instead of the codes of the documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from michisuji import resources
from michisuji.importers.city.workbook.layout import WorkbookColumn, layout
from michisuji.languages import LANGUAGES, Text
from michisuji.vocabulary import CODE, PREFIXES

_ORDER = PREFIXES["lm"] + "order"
_LABEL = PREFIXES["skos"] + "prefLabel"


def labels(column: WorkbookColumn) -> Mapping[str, Text]:
    """Return the codes that a column takes, in order, each with its label per language.

    A boolean is ``true`` or ``false``. Without ``codes`` the column has none.
    """
    if not column.codes:
        return {}
    of_layout = layout().codes.get(column.codes)
    if of_layout is not None:
        return of_layout
    known, found = column.field.choices, _ontology().get(column.codes, {})
    return {code: told for code, told in found.items() if column.own or code in known}


@cache
def _ontology() -> Mapping[str, Mapping[str, Text]]:
    """Return the code lists of the ontology: list → code → label per language, in their order."""
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
