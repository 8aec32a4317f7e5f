"""Each class that a city writes: made by its form, and taken away again."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox
from michisuji.editing.forms import names
from michisuji.editing.forms.fields import ClassForm, FormField, form_of
from michisuji.editing.forms.order import GROUPS
from michisuji.vocabulary import LM

from tests.web.forms.conftest import BASE, FormEditor
from tests.web.forms.sending import inputs_of
from tests.web.forms.test_edit_form import TYPE, of_data

PROGRAM = f"{BASE}/id/program/mihon-010101"
ACTIVITY = f"{BASE}/id/activity/mihon-010101-a1"
OUTPUT = f"{BASE}/id/output/mihon-010101-p2"
#: The class of what a class is made for, if not a program.
OWNERS = {f"{LM}CausalLink": f"{LM}LogicModel", f"{LM}CriterionRating": f"{LM}Evaluation"}
TYPED = {"text": "新しい文", "plain": "X-1", "yen": "12", "number": "12", "integer": "3"}
TYPED |= {"year": "1999", "date": "2026-04-01", "flag": "true", "web": "https://example.jp/a"}
CLASSES = [*dict.fromkeys(class_ for group in GROUPS.values() for class_ in group)]


def of_class(editor: FormEditor) -> Mapping[str, str]:
    """Class → the first resource of it in the current state."""
    found: dict[str, str] = {}
    for quad in editor.work.data.quads_for_pattern(None, TYPE, None, ox.DefaultGraph()):
        iri, class_ = quad.subject.value, quad.object.value  # type: ignore[union-attr]
        found[class_] = min(iri, found.get(class_, iri))
    return found


def typed(one: FormField, known: Mapping[str, str]) -> str:
    """A text that the field takes."""
    if one.kind == "code":
        return one.codes[-1].iri
    if one.kind == "reference":
        return next((known[class_] for class_ in one.classes if class_ in known), "")
    return TYPED[one.kind]


def filled(form: ClassForm, blank: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """A form with all that its class is asked for, and what names a resource of it."""
    needed = set(names.lacking(form.class_, {}))
    inputs = dict(blank)
    for one in form.fields:
        if one.asked.least_count or one.term.iri in needed:
            name = f"{one.name}@ja.0" if one.kind == "text" else f"{one.name}.0"
            inputs[name] = inputs.get(name) or typed(one, known)
    if form.class_ == f"{LM}CausalLink":
        inputs |= {"lm:from.0": ACTIVITY, "lm:to.0": OUTPUT}
    if names.is_natural(form.class_) and "lm:fiscalYear.0" in inputs:
        inputs["lm:fiscalYear.0"] = "2019"  # there is one of each other year
    return inputs


def test_each_class_is_made_and_taken_away_again(module_editor: FormEditor) -> None:
    editor, known = module_editor, of_class(module_editor)
    before = of_data(editor.lines())
    for class_ in CLASSES:
        owner = known[OWNERS[class_]] if class_ in OWNERS else PROGRAM
        query = {"class": class_, "for": owner}
        page = editor.get("new", **query)
        assert page.status_code == 200, class_
        made = editor.post(
            "new", filled(form_of(class_), inputs_of(page.text), known) | {"save": "1"}, **query
        )
        told = re.findall(r'class="problem"[^>]*>([^<]*)|role="alert">([^<]*)', made.text)
        assert made.status_code == 303, (class_, made.status_code, told)
        (iri,) = re.findall("iri=([^&]*)", made.location)
        assert names.kind_in_iri(class_) == iri.split("/")[-2]
        page = editor.get("delete", iri=iri)
        gone = editor.post("delete", inputs_of(page.text), iri=iri)
        assert gone.status_code == 303, (class_, gone.status_code)
    left = of_data(editor.lines())
    assert left == before, left ^ before
