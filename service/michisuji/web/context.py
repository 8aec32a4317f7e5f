"""The context of a request: settings, the public store, the reader's language, page views.

It is kept in ``app.extensions["michisuji"]``: modules hold no state but the table of page views,
which is filled when the pages are imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast
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

if TYPE_CHECKING:
    from michisuji.accounts import Accounts

View = Callable[[str], Any]
T = TypeVar("T")

#: Rules have pages of their own.
RULE = "https://w3id.org/michisuji/rule/"

#: In the configuration of the application over the drafts.
OVER_DRAFTS = "MICHISUJI_DRAFTS"
_LIKE_A_FORM = re.compile(r"\.(?:html|ttl|jsonld|nt|rdf|csv)$")

#: Class IRI → the function that renders the page of a resource of that class.
VIEWS: dict[str, View] = {}


@dataclass
class AppState:
    """One application's own objects; ``store`` is the public database and nothing else.

    In the application over the drafts (:mod:`michisuji.web.editing.drafts`) ``store`` is the
    database of drafts, and ``public`` the public one.
    """

    settings: Settings
    store: Store
    #: The causal graphs, read once and kept up to date.
    index: CausalIndex = field(default_factory=CausalIndex)
    public: Store | None = None
    #: Persons and their sessions; None where nothing is edited, as in a bundle.
    accounts: Accounts | None = None
    #: Returns True if somebody may edit.
    is_edited: Callable[[], bool] = field(default=lambda: False)
    #: Pages made for a state of the data.
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self.pages = Pages(self.settings.page_bytes)
        self._own: dict[type, object] = {}

    def own(self, kind: type[T], make: Callable[[], T] | None = None) -> T:
        """Return the application's one object of a kind, created on first use.

        So each module keeps its cache in its own class, which this one need not know.
        """
        found = self._own.get(kind)
        if found is None:
            found = self._own.setdefault(kind, (make or kind)())
        return cast("T", found)

    def forget(self) -> None:
        """Drop everything that modules have cached."""
        self._own.clear()


def state() -> AppState:
    """Return the current application's state."""
    found: AppState = current_app.extensions["michisuji"]
    return found


def is_over_drafts() -> bool:
    """Return True if the current application is that over the drafts."""
    return bool(current_app.config.get(OVER_DRAFTS))


def is_edited() -> bool:
    """Return True if somebody may edit: there is an account, or a token by setting."""
    return state().is_edited()


def current_settings() -> Settings:
    """Return the application's settings."""
    return state().settings


def current_store() -> Store:
    """Return the public database."""
    return state().store


def rulebook() -> Rulebook:
    """Return the rules, with those of the city's own."""
    return rules.rulebook(current_settings().own)


def own_questions() -> Questions:
    """Return the questions, with those of the city's own."""
    return questions_of(current_settings().own)


def current_lang() -> str:
    """Return the reader's language, ``ja`` or ``en``."""
    return str(g.get("lang", "ja"))


def register_view(class_iri: str) -> Callable[[View], View]:
    """Register the decorated function as the page of resources of a class."""

    def keep(view: View) -> View:
        VIEWS[class_iri] = view
        return view

    return keep


def render(template: str, **values: Any) -> str:
    """Render a template in the reader's language."""
    return render_template(template, lang=current_lang(), **values)


def document_name(reference: str, extension: str = "") -> str:
    """Return the end of a document's address.

    ``a.ttl`` is a form of ``a``; the page of a resource that is itself called ``a.ttl`` is at
    ``a.ttl.html``.
    """
    if not extension and _LIKE_A_FORM.search(reference):
        extension = "html"
    return f"{reference}.{extension}" if extension else reference


def document_path(iri: str, base: str) -> str:
    """Return the path of a resource's document, whatever its IRI contains; '' if it has none."""
    kind, reference = name_parts(iri.removeprefix(f"{base}/id/"))
    name = quote(document_name(reference), safe="-._~")
    return f"/doc/{quote(kind, safe='-._~')}/{name}" if kind else ""


def name_parts(local: str) -> tuple[str, str]:
    """Return kind and reference of ``{kind}/{reference}``, decoded.

    Empty unless there are both, and their bytes are text.
    """
    kind, _, reference = local.partition("/")
    try:
        found = unquote(kind, errors="strict"), unquote(reference, errors="strict")
    except UnicodeDecodeError:
        return "", ""
    return found if all(found) else ("", "")


def doc_href(iri: str, extension: str = "") -> str:
    """Return the address of a resource's page on this host; an external IRI unchanged.

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
    """Return the end of the IRI of a term of the city's own; None for all else."""
    from rdflib import URIRef

    terms = read_terms(own.read(current_settings().own))
    known = terms.files and (URIRef(iri), None, None) in terms.graph
    return re.split("[/#]", iri)[-1] if known else None


def with_arguments(**changes: Any) -> str:
    """Return this page's address with other arguments (None removes one, a list repeats it)."""
    kept: dict[str, Any] = dict(request.args.lists())
    kept.update(changes)
    left = {key: value for key, value in kept.items() if value not in (None, "", [])}
    return url_for(str(request.endpoint), **left)
