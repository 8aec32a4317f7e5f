"""Units as an administrator names them: by name, or by IRI as the picker does."""

from __future__ import annotations

from collections.abc import Collection

from michisuji import questions
from michisuji.errors import BadInput
from michisuji.iris import is_iri
from michisuji.languages import pick
from michisuji.questions.labels import labels_of
from michisuji.search.documents import class_of
from michisuji.web.context import current_lang, current_settings, current_store
from michisuji.web.search import named


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
    """Return the names of units, IRI → name; without those that are no unit in the drafts."""
    base, store = current_settings().base_iri, current_store()
    iris = sorted(unit for unit in units if is_iri(unit))
    rows = questions.run_many(store, "units-of", "node", iris, base_iri=base)
    known = {str(row["unit"]) for row in rows if row["unit"] == row["node"]}
    found = labels_of(store, known, base_iri=base)
    return {iri: pick(texts, current_lang(), iri) for iri, texts in found.items()}
