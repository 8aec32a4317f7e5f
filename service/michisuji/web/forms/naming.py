"""Names in inputs: those of the resources that a form refers to, and what a typed name means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.editing.forms.filled import Filled, Slot
from michisuji.editing.forms.order import ANYTHING
from michisuji.editing.forms.terms import term_list
from michisuji.editing.forms.values import rule_of, tidy
from michisuji.folding import fold
from michisuji.iris import is_iri
from michisuji.languages import Text
from michisuji.messages import text as message_text
from michisuji.quality.check.labels import Names
from michisuji.quality.shacl.source import StoreSource
from michisuji.questions.labels import labels_of
from michisuji.search.documents import kind_of
from michisuji.vocabulary import LM, RULE
from michisuji.web import search as searching
from michisuji.web.context import current_lang, current_settings, current_store, rulebook

if TYPE_CHECKING:
    from michisuji.editing import Quad

#: Resources that are offered for a name that several have.
OFFERED = 12


def both_names(iris: Iterable[str]) -> dict[str, Text]:
    """Return IRI → stated name by language, as far as resources have one."""
    store, base = current_store(), current_settings().base_iri
    return labels_of(store, sorted(set(iris)), base_iri=base)


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """Return IRI → name, in the reader's language; rules have their number."""
    base, lang = current_settings().base_iri, current_lang()
    own = [iri for iri in set(iris) if iri.startswith(f"{base}/id/")]
    names = Names(StoreSource(current_store()), base)
    names.learn(own)
    found = {iri: names.label(iri, lang) for iri in own}
    return found | {iri: rule_of(iri) for iri in set(iris) if rule_of(iri)}


def referred(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs that statements refer to."""
    from rdflib import URIRef

    return {str(quad.object) for quad in quads if isinstance(quad.object, URIRef)}


def resolve(filled: Filled) -> None:
    """Find what each typed reference means; one that is unclear gets its problem, and offers."""
    for slot in filled.slots:
        typed = tidy(slot.text)
        if slot.field.kind == "reference" and typed and slot.is_changed:
            if slot.stands != slot.text or not slot.iri:
                _resolve(slot, typed)
            elif not _exists(slot.iri):
                slot.problem = message_text("forms.wrong.reference")


def _resolve(slot: Slot, typed: str) -> None:
    found = candidates(typed, slot.field.classes)
    exact = [one for one in found if fold(one[1]) == fold(typed)]
    if len(found) == 1 or len(exact) == 1:
        slot.iri, slot.text = (exact or found)[0]
        slot.stands = slot.text
        return
    slot.offered = (exact or found)[:OFFERED]
    key = "forms.wrong.several" if found else "forms.wrong.nothing"
    slot.problem = message_text(key)


def candidates(typed: str, classes: Collection[str]) -> list[tuple[str, str]]:
    """Return (IRI, name) of the resources of some classes that a name or IRI may mean."""
    if is_iri(typed) and _exists(typed):
        return [(typed, names_of([typed]).get(typed, typed))]
    if LM + "Rule" in classes:
        known = rulebook().rules
        return [(RULE + typed.upper(), typed.upper())] if typed.upper() in known else []
    anything = ANYTHING in classes
    found: dict[str, str] = {}
    searched = [one for one in classes if kind_of(one)]
    if searched or anything:
        for hit in searching.named(typed, () if anything else searched, OFFERED):
            found[hit["node"]] = hit["label"]
    # What was made a moment ago is not in the index yet.
    is_new = not found and not searching.is_current()
    others = [one for one in _known(classes) if is_new or not kind_of(one)]
    for iri, label in _named(typed, others) if others else ():
        found.setdefault(iri, label)
    return list(found.items())


def _known(classes: Collection[str]) -> list[str]:
    terms = term_list(current_settings().own)
    return [one for one in classes if one in terms.labels and one != ANYTHING]


def _named(typed: str, classes: list[str]) -> list[tuple[str, str]]:
    rows = questions.run(
        current_store(),
        "named-resources",
        {"class": classes, "words": typed},
        base_iri=current_settings().base_iri,
    ).rows
    return [(str(node), str(label)) for node, label in rows]


def _exists(iri: str) -> bool:
    if rule_of(iri):
        return rule_of(iri) in rulebook().rules
    if not is_iri(iri):
        return False
    base = current_settings().base_iri
    return bool(questions.run(current_store(), "stated-of", {"node": iri}, base_iri=base).rows)
