"""The classes that a city writes, in groups, for the page that begins a new resource."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from michisuji.editing.forms.fields import form_of
from michisuji.editing.forms.names import kind_in_iri
from michisuji.editing.forms.order import DEFINED, GROUPS, NOT_WRITTEN
from michisuji.editing.forms.terms import term_list
from michisuji.languages import first_sentence, pick
from michisuji.messages import message
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.context import current_lang, current_settings

_OURS = frozenset(
    {
        *(PREFIXES["org"] + name for name in ("OrganizationalUnit", "FormalOrganization")),
        PREFIXES["qb"] + "Observation",
    }
)


def is_editable(class_: str) -> bool:
    """Return True for a class whose resources forms edit: one that the ontology describes."""
    return class_ not in NOT_WRITTEN and class_ in _all_classes()


def is_written(class_: str) -> bool:
    """Return True for a class of which forms make new resources."""
    return is_editable(class_) and class_ not in ABSTRACT


def groups() -> Mapping[str, list[str]]:
    """Return group → classes; what no group names is in the last one."""
    written = [one for one in _all_classes() if is_written(one)]
    found: dict[str, list[str]] = {name: [] for name in (*GROUPS, "other")}
    for class_ in written:
        name = next((name for name, classes in GROUPS.items() if class_ in classes), "other")
        found[name].append(class_)
    for name, classes in GROUPS.items():
        found[name].sort(key=classes.index)
    return {name: classes for name, classes in found.items() if classes}


def kind_label(iri: str) -> str:
    """Return the label of the class that a resource's IRI names by its kind; '' if none does."""
    kind = iri.rpartition("/")[0].rpartition("/")[2]
    labels = term_list(current_settings().own).labels
    found = (one for one in _all_classes() if kind_in_iri(one) == kind)
    return pick(labels.get(next(found, ""), {}), current_lang())


def fitting(owner_classes: Collection[str]) -> list[str]:
    """Return the classes whose forms can refer to a resource of some classes."""
    added, wanted = current_settings().own, set(owner_classes)
    if not wanted.isdisjoint((LM + "Program", LM + "Measure")):
        wanted.add(LM + "LogicModel")  # the model of the year, which the form fills in
    return [
        class_
        for classes in groups().values()
        for class_ in classes
        if any(not wanted.isdisjoint(one.classes) for one in form_of(class_, added).fields)
    ]


def told_of_class(class_: str) -> str:
    """Return what a class is, in the words of the ontology or in ours for a borrowed one."""
    if class_ in DEFINED:
        return message(DEFINED[class_], current_lang())
    told = term_list(current_settings().own).definitions.get(class_, {})
    return first_sentence(pick(told, current_lang()))


def _all_classes() -> list[str]:
    terms = term_list(current_settings().own)
    own = [one for one in terms.above if not one.startswith(_FOREIGN)]
    return [*own, *sorted(_OURS)]


#: Classes of other vocabularies, most of which only the alignments name.
_FOREIGN = tuple(
    namespace for prefix, namespace in PREFIXES.items() if prefix not in ("lm", "code")
)
ABSTRACT = frozenset(LM + name for name in ("Element", "Goal", "Input"))
