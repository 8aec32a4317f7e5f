"""What a request can reach: settings, the public store, the reader's language, page views.

Kept in ``app.extensions["michisuji"]``: there is no state in modules but the table of page views,
which is filled when the pages are imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import quote, unquote

from flask import current_app, g, render_template, request, url_for

from michisuji import own
from michisuji.analysis.causal import CausalIndex
from michisuji.importers.own_terms import read_terms
from michisuji.quality.rulebook import rules
from michisuji.quality.rulebook.rules import Rulebook
from michisuji.questions.own import Questions, questions_of
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.vocabulary import CODE, LM
from michisuji.web.http.page_memory import Pages

View = Callable[[str], Any]
T = TypeVar("T")

#: Rules have pages of their own.
RULE = "https://w3id.org/michisuji/rule/"

_LIKE_A_FORM = re.compile(r"\.(?:html|ttl|jsonld|nt|rdf|csv)$")

#: Class IRI → the function that renders the page of a resource of that class.
VIEWS: dict[str, View] = {}


@dataclass
class AppState:
    """One application's own objects. ``store`` is the public database and nothing else.

    ``work`` is the database of drafts; only :mod:`michisuji.web.editing.roles` hands it out.
    """

    settings: Settings
    store: Store
    #: The causal graphs, read once and kept up to date.
    index: CausalIndex = field(default_factory=CausalIndex)
    work: Store | None = None
    #: Pages made for a state of the data.
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self.pages = Pages(self.settings.page_bytes)
        self._own: dict[type, object] = {}

    def own(self, kind: type[T], make: Callable[[], T] | None = None) -> T:
        """Return the application's one object of a kind, made when it is first asked for.

        So each module keeps what it remembers in a class of its own, which this one needs not know.
        """
        found = self._own.get(kind)
        if found is None:
            found = self._own.setdefault(kind, (make or kind)())
        return cast("T", found)

    def forget(self) -> None:
        """Let go of everything that modules remember."""
        self._own.clear()


def state() -> AppState:
    """The current application's state."""
    found: AppState = current_app.extensions["michisuji"]
    return found


def current_settings() -> Settings:
    """The application's settings."""
    return state().settings


def current_store() -> Store:
    """The public database."""
    return state().store


def rulebook() -> Rulebook:
    """The rules, with those of the city's own."""
    return rules.rulebook(current_settings().own)


def own_questions() -> Questions:
    """The questions, with those of the city's own."""
    return questions_of(current_settings().own)


def current_lang() -> str:
    """``ja`` or ``en``: the reader's."""
    return str(g.get("lang", "ja"))


def register_view(class_iri: str) -> Callable[[View], View]:
    """Decorator: the function renders the page of resources of that class."""

    def keep(view: View) -> View:
        VIEWS[class_iri] = view
        return view

    return keep


def render(template: str, **values: Any) -> str:
    """A template in the reader's language."""
    return render_template(template, lang=current_lang(), **values)


def document_name(reference: str, extension: str = "") -> str:
    """The end of a document's address: ``a.ttl`` is a form of ``a``, the page of a resource that
    is itself called ``a.ttl`` is at ``a.ttl.html``."""
    if not extension and _LIKE_A_FORM.search(reference):
        extension = "html"
    return f"{reference}.{extension}" if extension else reference


def document_path(iri: str, base: str) -> str:
    """The path of a resource's document, whatever signs its IRI holds; '' for one that has none."""
    kind, reference = name_parts(iri.removeprefix(f"{base}/id/"))
    name = quote(document_name(reference), safe="-._~")
    return f"/doc/{quote(kind, safe='-._~')}/{name}" if kind else ""


def name_parts(local: str) -> tuple[str, str]:
    """Kind and reference of ``{kind}/{reference}``, decoded.

    Empty where there are not both, or their bytes are no text.
    """
    kind, _, reference = local.partition("/")
    try:
        found = unquote(kind, errors="strict"), unquote(reference, errors="strict")
    except UnicodeDecodeError:
        return "", ""
    return found if all(found) else ("", "")


def doc_href(iri: str, extension: str = "") -> str:
    """The address of a resource's page on this host; an IRI of elsewhere stays as it is.

    Only the path of an own IRI is used, so that links work on whatever host the reader sees.
    """
    base = current_settings().base_iri
    prefix = base + "/id/"
    if iri.startswith(prefix):
        kind, reference = name_parts(iri[len(prefix) :])
        name = document_name(reference, extension)
        return url_for("linked_data.doc", kind=kind, reference=name) if kind else "#"
    if iri.startswith(RULE):
        # IND-02-unit is a part of IND-02, and explained there.
        name = iri.removeprefix(RULE)
        rule = "-".join(name.split("-")[:2])
        return url_for("pages.rule", rule=rule) + (f"#{name}" if name != rule else "")
    for namespace in (LM, CODE):
        if iri.startswith(namespace):
            return url_for("linked_data.ontology") + "#" + iri.removeprefix(namespace)
    if (end := _own_term(iri)) is not None:
        return url_for("linked_data.ontology") + "#own-" + end
    return iri if iri.startswith(("https://", "http://")) else "#"


def _own_term(iri: str) -> str | None:
    """The end of the IRI of a term of the city's own; None for all else."""
    from rdflib import URIRef

    terms = read_terms(own.read(current_settings().own))
    known = terms.files and (URIRef(iri), None, None) in terms.graph
    return re.split("[/#]", iri)[-1] if known else None


def with_arguments(**changes: Any) -> str:
    """The address of this page with other arguments (None takes one out, a list repeats one)."""
    kept: dict[str, Any] = dict(request.args.lists())
    kept.update(changes)
    left = {key: value for key, value in kept.items() if value not in (None, "", [])}
    return url_for(str(request.endpoint), **left)
