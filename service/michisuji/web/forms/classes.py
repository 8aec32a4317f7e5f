"""The classes that a city writes, in groups, for the page that begins a new resource."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.editing.forms.fields import form_of
from michisuji.editing.forms.order import BORROWED, GROUPS, NOT_WRITTEN
from michisuji.editing.forms.terms import term_list
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.context import current_settings

_OURS = (LM, PREFIXES["org"] + "OrganizationalUnit", PREFIXES["qb"] + "Observation")


def is_written(class_: str) -> bool:
    """Return True for a class that forms write: one with properties of its own."""
    added = current_settings().own
    terms = term_list(added)
    if class_ in NOT_WRITTEN or class_ not in terms.labels:
        return False
    is_leaf = class_ not in ABSTRACT
    own = any(one.term.iri not in BORROWED for one in form_of(class_, added).fields)
    return is_leaf and (own or class_.startswith(LM)) and class_ in _all_classes()


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


def _all_classes() -> list[str]:
    terms = term_list(current_settings().own)
    return [one for one in terms.above if not one.startswith(_FOREIGN) or one in _OURS]


#: Classes of other vocabularies, most of which only the alignments name.
_FOREIGN = tuple(
    namespace for prefix, namespace in PREFIXES.items() if prefix not in ("lm", "code")
)
ABSTRACT = frozenset(LM + name for name in ("Element", "Goal", "Input"))
