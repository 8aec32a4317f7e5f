"""The page of a form: its fields with help, what is wrong in them, and their findings."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, request, url_for

from michisuji.editing.forms import amounts
from michisuji.editing.forms.fields import FormField, shortened
from michisuji.editing.forms.filled import Filled, Slot, mark
from michisuji.editing.forms.order import FIRST, MANAGED, ONCE
from michisuji.editing.forms.values import shown
from michisuji.errors import MichisujiError
from michisuji.languages import first_sentence, pick
from michisuji.web.context import current_lang, render, rulebook
from michisuji.web.forms.filling import EditForm
from michisuji.web.forms.naming import names_of
from michisuji.web.forms.opened import TYPE, editing
from michisuji.web.forms.referring import attached
from michisuji.web.i18n import translate

#: What the ontology says of a unit that a form does not show amounts in.
_IN_YEN = re.compile(r"\(円\)|の円(?=\))|, in yen")

if TYPE_CHECKING:
    from michisuji.quality.change.drafts import Draft
    from michisuji.quality.report import Finding


@dataclass
class FieldView:
    """A field as the page shows it, with the findings that are about it."""

    field: FormField
    slots: list[Slot]
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def id(self) -> str:
        """The end of the ids of its elements."""
        return self.field.name.replace(":", "-")

    @property
    def label(self) -> str:
        """The field's label in the reader's language."""
        told = pick(self.field.label, current_lang(), self.field.name)
        return told[:1].upper() + told[1:]

    @property
    def help(self) -> str:
        """The first sentence of the definition: the rest is for machines."""
        told = first_sentence(pick(self.field.term.definition, current_lang()))
        return _IN_YEN.sub("", told) if self.field.kind == "yen" else told

    @property
    def example(self) -> str:
        """An example of a value, where it is one that may be typed."""
        is_statement = "<" in self.field.term.example or "lm:" in self.field.term.example
        typed = self.field.kind not in ("code", "reference", "flag")
        found = self.field.term.example if typed and not is_statement else ""
        return amounts.as_shown(found) if self.field.kind == "yen" else found

    @property
    def takes_more(self) -> bool:
        """True if one more input can be asked for."""
        one = self.field
        return not one.is_single and one.kind not in ("text", "code") and one.term.iri not in ONCE

    @property
    def is_shown(self) -> bool:
        """True for what every form shows, is asked for or filled in; the rest is folded away."""
        one = self.field
        needed = one.term.iri in FIRST or one.asked.least_count > 0 or bool(self.findings)
        asked_for = self.takes_more and len(self.slots) > 1
        return needed or asked_for or any(_is_of_use(slot) for slot in self.slots)


def _is_of_use(slot: Slot) -> bool:
    had = bool(slot.was.partition(".")[0])
    return had or bool(slot.text) or slot.problem is not None or slot.collides


def told(made: EditForm, *, check: bool = False, **more: Any) -> Response:
    """Return the page of a form; ``check``: with the findings that it would bring."""
    name = names_of([made.opened.iri])[made.opened.iri]
    here: dict[str, Any] = {"iri": made.opened.iri, "year": request.args.get("year") or None}
    return shown_form(
        made,
        translate("forms.title", name=name),
        url_for("forms.edit", **here),
        url_for("forms.preview", **here),
        check=check,
        attached=attached(made.opened),
        **more,
    )


def shown_form(
    made: EditForm, title: str, address: str, preview: str, *, check: bool, **more: Any
) -> Response:
    """Return the page of a form under a title, which is sent to an address."""
    draft, failure = _draft(made) if check or made.collisions else (None, None)
    views, rest = views_of(made.filled, draft, made.opened.iri)
    page = render(
        "editing/form.html",
        made=made,
        opened=made.opened,
        views=views,
        rest=rest,
        draft=draft,
        failure=more.pop("failure", None) or failure,
        kept=kept_of(made.filled),
        theirs=theirs_of(made),
        title=title,
        address=address,
        preview_address=preview,
        **more,
    )
    return make_response(page)


def told_json(made: EditForm) -> dict[str, Any]:
    """Return what a form would bring: wrong inputs, findings by field, and the others."""
    lang = current_lang()
    draft, failure = _draft(made)
    views, rest = views_of(made.filled, draft, made.opened.iri)
    return {
        "wrong": {one.name: pick(one.problem, lang) for one in made.wrong},
        "words": {cell.name: translate("forms.cell_words") for cell in made.words},
        "fields": {view.id: [_json(f, lang) for f in view.findings] for view in views},
        "rest": [_json(finding, lang) for finding in rest],
        "told": _told_in_short(draft),
        "failure": failure.message[lang] if failure else "",
    }


def _told_in_short(draft: Draft | None) -> str:
    if draft is None:
        return ""
    return translate("forms.check_told", new=len(draft.new), mended=len(draft.mended))


def _json(finding: Finding, lang: str) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "href": url_for("pages.rule", rule=finding.rule),
        "severity": translate(f"severity.{finding.severity}"),
        "message": finding.message[lang],
        "remedy": finding.remedy[lang],
    }


def _draft(made: EditForm) -> tuple[Draft | None, MichisujiError | None]:
    """Return the effect of a form's edit, or why there is none."""
    if not made.edit.quads:
        return None, None
    try:
        return editing().preview(made.edit), None
    except MichisujiError as error:
        return None, error


def views_of(
    filled: Filled, draft: Draft | None, iri: str
) -> tuple[list[FieldView], list[Finding]]:
    """Return the fields with the findings about them, and the findings about no field."""
    views = [FieldView(one, filled.of(one)) for one in filled.form.fields]
    rest: list[Finding] = []
    by_name = {view.field.name: view for view in views}
    for finding in (*draft.new, *draft.open) if draft else ():
        name = _field_of(finding, by_name) if finding.focus_node == iri else ""
        (by_name[name].findings if name else rest).append(finding)
    return views, rest


def _field_of(finding: Finding, known: Iterable[str]) -> str:
    """Return the field that a finding is about: its path's, or the first that its rule names."""
    names = [shortened(finding.path)] if finding.path else []
    rule = rulebook().rules.get(finding.rule)
    names += [word.strip() for word in (rule.in_rdf if rule else "").split(",")]
    return next((name for name in names if name in known), "")


def kept_of(filled: Filled) -> list[tuple[str, str]]:
    """Return (property, text) of the statements that the form does not know."""
    quads = [quad for quad in filled.kept if str(quad.predicate) not in {TYPE, *MANAGED}]
    names = names_of(str(quad.object) for quad in quads)
    return sorted((str(q.predicate), names.get(str(q.object), str(q.object))) for q in quads)


def theirs_of(made: EditForm) -> Mapping[str, tuple[str, str]]:
    """Return the name of each colliding input → (the value that stands now, its mark)."""
    found = dict[str, tuple[str, str]]()
    quads = made.opened.quads
    names = names_of(str(slot.theirs) for slot in made.filled.collisions if slot.theirs)
    for slot in made.filled.collisions:
        now = [q for q in quads if q.object == slot.theirs]
        text = shown(slot.field, slot.theirs) or "" if slot.theirs is not None else ""
        code = next((c for c in slot.field.codes if c.iri == text), None)
        text = pick(code.label, current_lang()) if code else names.get(text, text)
        found[slot.name] = (text, mark(now[0]) if now else "")
    return found
