"""Units as an administrator names them: by name, or by IRI as the picker does."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.errors import BadInput
from michisuji.iris import is_iri
from michisuji.languages import Text, pick
from michisuji.questions.labels import labels_of
from michisuji.search.documents import class_of
from michisuji.web.context import current_lang, current_settings, state
from michisuji.web.search import named

if TYPE_CHECKING:
    from michisuji.store import Store


def unit_of(words: str) -> str:
    """Return the IRI of the unit that somebody has named.

    Raises BadInput for words that are no unit's name, or that of several.
    """
    if words in unit_names({words}):
        return words
    found = named(words, [class_of("Unit")], 20)
    exact = [one["node"] for one in found if one["label"] == words]
    if len(exact) == 1 or len(found) == 1:
        return exact[0] if len(exact) == 1 else found[0]["node"]
    near = ", ".join(one["label"] for one in found[:8])
    raise BadInput(
        f"部署が一つに決まりません: {words[:60]}",
        f"not the name of one unit: {words[:60]}",
        hint_ja=f"近いもの: {near}" if near else "部署の名前を確かめてください",
        hint_en=f"near: {near}" if near else "check the name of the unit",
    )


def unit_names(units: Collection[str]) -> dict[str, str]:
    """Return the names of units, IRI → name, from the drafts, else from the public data.

    What is no unit in either is left out.
    """
    own, found = state(), dict[str, Text]()
    for store in filter(None, (own.store, own.public)):
        found |= _labels(store, {unit for unit in units if is_iri(unit)} - found.keys())
    return {iri: pick(texts, current_lang(), iri) for iri, texts in found.items()}


def _labels(store: Store, units: Collection[str]) -> dict[str, Text]:
    base = current_settings().base_iri
    rows = questions.run_many(store, "units-of", "node", sorted(units), base_iri=base)
    known = {str(row["unit"]) for row in rows if row["unit"] == row["node"]}
    return labels_of(store, known, base_iri=base)
