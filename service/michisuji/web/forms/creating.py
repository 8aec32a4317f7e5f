"""A new resource in the making: what is known of it, its name by the importers' scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import g, request

from michisuji import questions
from michisuji.editing import Description, Edit, Quad
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.forms import filled as inputs
from michisuji.editing.forms import names
from michisuji.editing.forms.edges import plain_edges
from michisuji.editing.forms.fields import ClassForm, form_of
from michisuji.editing.forms.filled import Filled
from michisuji.editing.forms.order import NAMELESS, RDFS_LABEL
from michisuji.editing.forms.terms import term_list
from michisuji.errors import BadInput
from michisuji.fiscal_years import full_fiscal_year
from michisuji.languages import LANGUAGES, Text, pick
from michisuji.messages import message
from michisuji.messages import text as message_text
from michisuji.vocabulary import LM, PREFIXES, resource_iri
from michisuji.web.context import current_settings, current_store
from michisuji.web.forms.classes import is_written
from michisuji.web.forms.filling import EditForm
from michisuji.web.forms.naming import both_names, names_of, resolve
from michisuji.web.forms.opened import (
    OpenedResource,
    asked_year,
    editing,
    graphs_of,
    latest_year,
    this_year,
)
from michisuji.web.forms.referring import references, versions_of

if TYPE_CHECKING:
    from rdflib.term import Node

TYPE = PREFIXES["rdf"] + "type"
_MODEL = LM + "LogicModel"


@dataclass
class Making:
    """A new resource in the making: of a class, for a resource that it belongs to."""

    form: ClassForm
    dataset: str
    year: int
    graphs: tuple[str, str]
    #: What it is made for, and its classes; '' for something that stands alone.
    owner: str = ""
    owner_classes: frozenset[str] = frozenset()
    filled: Filled = field(default_factory=lambda: Filled(ClassForm("", {}, {}, (), False), []))
    key: str = ""
    key_problem: Text | None = None
    #: The reference that its own facts give it, once they are all there.
    found: str = ""

    @property
    def takes_key(self) -> bool:
        """True if a number names it, which a person may choose."""
        return not names.is_natural(self.form.class_)


def asked() -> Making:
    """Return what the address asks for: a class, and what the new resource is for.

    Raises BadInput for a class that no form writes, and NotFound.
    """
    class_ = _class_of(request.args.get("class", ""))
    owner = request.args.get("for", "")
    found = editing().description(owner) if owner else None
    dataset = found.dataset if found else request.args.get("dataset", "")
    if not dataset or (found and not found.quads):
        raise BadInput(
            "何のために作るのかが分かりません",
            "it is not stated what the new thing is for",
            hint_ja="親にあたるもののページの「編集」から作ってください",
            hint_en="begin at “Edit” on the page of what it belongs to",
        )
    year = asked_year(request.args.get("year", "")) or latest_year(dataset)
    made = Making(
        form_of(class_, current_settings().own),
        dataset,
        year or this_year(),
        graphs_of(dataset, year),
        owner,
        frozenset(str(q.object) for q in found.quads if str(q.predicate) == TYPE)
        if found
        else frozenset(),
    )
    g.editing = owner
    return made


def _class_of(word: str) -> str:
    prefix, _, local = word.partition(":")
    class_ = PREFIXES.get(prefix, "") + local if prefix in PREFIXES else word
    if not is_written(class_):
        raise BadInput(
            f"新しく作れる種類ではありません: {word[:60]}",
            f"no new resource of this class can be made: {word[:60]}",
            hint_ja="/drafts/new の一覧から選んでください",
            hint_en="choose from the list at /drafts/new",
        )
    return class_


def blank(made: Making) -> Making:
    """Fill the form with what follows from what the resource is for."""
    stated = _stated(made)
    graph = made.graphs[0]
    quads = [Quad(_node("urn:new"), _node(p), value, graph) for p, value in stated.items()]
    shown = names_of(str(value) for value in stated.values())
    made.filled = inputs.fill(made.form, quads, shown)
    for slot in made.filled.slots:
        slot.was = ""
    return made


def _stated(made: Making) -> Mapping[str, Node]:
    """Return property → value of what is known before anything is typed."""
    known = made.form.by_property
    stated: dict[str, Node] = {}
    if LM + "inModel" in known and made.owner and _MODEL not in made.owner_classes:
        model = model_of(made.owner, made.year)
        if model:
            stated[LM + "inModel"] = _node(model)
    for one in made.form.fields if made.owner else ():
        if one.kind == "reference" and not made.owner_classes.isdisjoint(one.classes):
            stated.setdefault(one.term.iri, _node(made.owner))
            break
    if LM + "fiscalYear" in known:
        from michisuji.store.rdf_terms import literal

        stated[LM + "fiscalYear"] = literal(str(made.year), None, PREFIXES["xsd"] + "gYear")
    if made.form.class_ == LM + "TownCondition":
        stated[LM + "stage"] = _node("https://w3id.org/michisuji/code/stage/town")
    return stated


def model_of(owner: str, year: int) -> str:
    """Return the logic model of a program or measure in a year; '' if it has none."""
    for subject, prop, _ in references(owner):
        if prop != LM + "modelOf":
            continue
        said = editing().description(subject, year).quads
        if any(str(q.predicate) == LM + "fiscalYear" and str(q.object) == str(year) for q in said):
            return subject
    return ""


def sent(made: Making) -> Making:
    """Take the form as the request sends it."""
    given = request.form
    made.filled = inputs.posted(made.form, given, given.getlist("more"))
    made.key = given.get("key", "").strip()
    resolve(made.filled)
    return made


def edit_of(made: Making) -> tuple[str, Edit]:
    """Return the IRI of the new resource, and the edit that makes it.

    Both are empty if something typed is wrong, or needed to name it and missing.
    """
    base, class_ = current_settings().base_iri, made.form.class_
    found = inputs.changes(made.filled, "urn:new", (), made.graphs)
    facts = {str(quad.predicate): quad.object for quad in found.added}
    for lacking in names.lacking(class_, facts):
        for slot in made.filled.slots:
            if slot.field.term.iri == lacking and slot.problem is None:
                slot.problem = message_text("forms.wrong.needed")
                break
    reference = "" if made.filled.problems else _reference(made, facts)
    if made.filled.problems or made.key_problem is not None:
        return "", Edit()
    iri = names.iri_of(base, class_, made.dataset, reference)
    added = {Quad(_node(iri), q.predicate, q.object, q.graph) for q in found.added}
    added |= _besides(made, iri, facts, reference)
    edges = plain_edges((), added) if class_ == LM + "CausalLink" else None
    added |= edges.added if edges else frozenset()
    touched = {str(quad.subject) for quad in added} - {iri}
    return iri, Edit(frozenset(added), read_at=versions_of(touched))


def _reference(made: Making, facts: Mapping[str, Node]) -> str:
    """Return the reference of the new resource; a taken or wrong one is a problem of its key."""
    class_, dataset = made.form.class_, made.dataset
    if names.is_natural(class_):
        made.found = names.natural(class_, facts, dataset, made.owner)
        if _stated_already(made, made.found):
            made.key_problem = message_text("forms.wrong.there", name=made.found)
        return made.found
    stem = names.stem(class_, facts, dataset, _owner_of(made, facts))
    if not made.key:
        return names.free(stem, lambda keys: _taken(made, keys))
    if not names.KEY.fullmatch(made.key) or len(made.key) > 60:
        made.key_problem = message_text("forms.wrong.key")
    elif _taken(made, [made.key]):
        made.key_problem = message_text("forms.wrong.taken", name=made.key)
    return made.key


def proposed(made: Making) -> str:
    """Return the number that the new resource gets unless another is chosen; '' without one."""
    if not made.takes_key:
        return ""
    facts = _stated(made)
    stem = names.stem(made.form.class_, facts, made.dataset, _owner_of(made, facts))
    return names.free(stem, lambda keys: _taken(made, keys))


def _owner_of(made: Making, facts: Mapping[str, Node]) -> str:
    """Return the program or measure whose number begins that of the new resource; '' for none."""
    for name in ("inModel", "indicates", "partOf"):
        target = str(facts.get(LM + name, ""))
        for step in ("inModel", "modelOf"):
            said = editing().description(target, made.year).quads if target else ()
            target = next((str(q.object) for q in said if str(q.predicate) == LM + step), target)
        if target:
            return target
    return ""


def _taken(made: Making, references_: Iterable[str]) -> set[str]:
    """Return those of some references that are, or ever were, in use."""
    base = current_settings().base_iri
    iris = {
        names.iri_of(base, class_, made.dataset, one): one
        for one in references_
        for class_ in names.sharing(made.form.class_)
    }
    rows = questions.run(current_store(), "mentioned", {"node": list(iris)}, base_iri=base).rows
    return {iris[str(node)] for (node,) in rows}


def _stated_already(made: Making, reference: str) -> bool:
    iri = names.iri_of(current_settings().base_iri, made.form.class_, made.dataset, reference)
    return bool(editing().description(iri).quads)


def _besides(made: Making, iri: str, facts: Mapping[str, Node], reference: str) -> set[Quad]:
    """Return what is said of a new resource besides what was typed."""
    from rdflib import Literal

    class_, graph = made.form.class_, made.graphs[made.form.is_of_year]
    subject = _node(iri)
    found = {Quad(subject, _node(TYPE), _node(class_), graph)}
    if class_ == PREFIXES["qb"] + "Observation":
        dataset = resource_iri(current_settings().base_iri, "dataset", made.dataset)
        found.add(Quad(subject, _node(PREFIXES["qb"] + "dataSet"), _node(dataset), graph))
    if class_ == LM + "CriterionRating":
        found.add(Quad(_node(made.owner), _node(LM + "reviewRating"), subject, graph))
    if class_ == _MODEL:
        found.add(Quad(subject, _node(LM + "version"), Literal("1"), graph))
    if class_ in (LM + "Program", LM + "Measure") and LM + "number" not in facts:
        found.add(Quad(subject, _node(LM + "number"), Literal(reference), graph))
    if RDFS_LABEL not in facts and class_ not in NAMELESS and names.is_natural(class_):
        for language, told in _label(made, facts).items():
            name = Literal(told, lang=language)
            found.add(Quad(subject, _node(RDFS_LABEL), name, graph))
    return found


def _label(made: Making, facts: Mapping[str, Node]) -> Text:
    """Return the name of something that what it is of, and its year, name."""
    owner = next((str(v) for p, v in facts.items() if p in _OF), made.owner)
    called = both_names([owner]).get(owner, {}) if owner else {}
    what = made.form.label
    if LM + "evaluationKind" in facts:
        kinds = term_list(current_settings().own).codes.get(CODES_OF_EVALUATIONS, ())
        code = next((c for c in kinds if c.iri == str(facts[LM + "evaluationKind"])), None)
        what = code.label if code else what
    year = int(str(facts.get(LM + "fiscalYear", made.year)))
    return {
        lang: message(
            "forms.named_after",
            lang,
            what=pick(what, lang),
            name=pick(called, lang),
            year=full_fiscal_year(year, lang),
        )
        for lang in LANGUAGES
        if lang == LANGUAGES[0] or lang in called
    }


_OF = tuple(
    LM + name for name in ("budgetOf", "budgetRecord", "modelOf", "evaluates", "prioritizes")
)
CODES_OF_EVALUATIONS = "https://w3id.org/michisuji/code/evaluation-kind"


def as_form(made: Making, iri: str, edit: Edit) -> EditForm:
    """Return a new resource as a form, so that one page shows both."""
    opened = OpenedResource(Description(iri, made.dataset, ""), made.form, made.year, made.graphs)
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    return EditForm(opened, made.filled, reason=reason, edit=replace(edit, reason=reason))


def _node(iri: str) -> Node:
    from rdflib import URIRef

    return URIRef(iri)
