"""A resource opened for editing: what is said of it in the drafts, and the form of its class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from michisuji import moments, questions
from michisuji.editing import Description, Editing, Quad
from michisuji.editing.drafting import start
from michisuji.editing.forms.fields import ClassForm, form_of
from michisuji.editing.forms.terms import term_list
from michisuji.editing.workflow import after_edit
from michisuji.errors import BadInput, NotFound
from michisuji.fiscal_years import fiscal_year_of
from michisuji.vocabulary import PREFIXES, graph_iri, parse_graph_iri
from michisuji.web.context import current_settings, current_store, state
from michisuji.web.editing.followed import follower
from michisuji.web.forms.classes import is_editable

TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class OpenedResource:
    """A resource with its form; ``graphs`` are the timeless one and that of the year."""

    description: Description
    form: ClassForm
    year: int
    graphs: tuple[str, str]

    @property
    def iri(self) -> str:
        """The resource."""
        return self.description.iri

    @property
    def quads(self) -> frozenset[Quad]:
        """What is said of it, timeless and in the year."""
        return self.description.quads


def editing() -> Editing:
    """Return the application's edits."""
    own = state()

    def make() -> Editing:
        following, public = after_edit(own.store, own.settings.base_iri), own.public or own.store
        return Editing(
            own.store, public, own.settings, following=following, listeners=[follower(own)]
        )

    return own.own(Editing, make)


def open_resource(iri: str, year: int | None = None) -> OpenedResource:
    """Open a resource as of a fiscal year, or as of the latest.

    Raises NotFound, and BadInput for one that forms do not edit.
    """
    if not iri.startswith(f"{current_settings().base_iri}/id/"):
        raise _unknown(iri)
    found = editing().description(iri, year)
    begin(found.dataset)
    classes = {str(q.object) for q in found.quads if str(q.predicate) == TYPE}
    if not classes:
        raise _unknown(iri)
    form = form_of(closest(classes), current_settings().own)
    if not is_editable(form.class_):
        raise BadInput(
            "この種類のものは、記入の画面では変えられません",
            "things of this kind are not edited by a form",
            hint_ja="取り込み元の資料か設定を直してください",
            hint_en="change the source or the setting that it comes from",
        )
    year = year or latest_year(found.dataset)
    return OpenedResource(found, form, year or this_year(), graphs_of(found.dataset, year))


def begin(dataset: str) -> None:
    """Copy a public data set into the drafts if it has no draft: pages and pickers read these."""
    own = state()
    if dataset and own.public is not None:
        start(own.store, own.public, own.settings.base_iri, dataset)


def closest(classes: Iterable[str]) -> str:
    """Return the most specific of a resource's classes."""
    terms = term_list(current_settings().own)
    return max(sorted(classes), key=lambda one: len(terms.ancestors(one)))


def graphs_of(dataset: str, year: int | None) -> tuple[str, str]:
    """Return the timeless graph of a data set and that of a year; without a year the former."""
    base = current_settings().base_iri
    return graph_iri(base, dataset), graph_iri(base, dataset, year)


def this_year() -> int:
    """Return the fiscal year of today, in the city's time zone."""
    return fiscal_year_of(moments.local(datetime.now(UTC), current_settings().zone).date())


def latest_year(dataset: str) -> int | None:
    """Return the latest fiscal year of a data set, in which it is edited; None without any."""
    base = current_settings().base_iri
    rows = questions.run(current_store(), "graphs", base_iri=base).rows
    names = (parse_graph_iri(base, str(graph)) for (graph,) in rows)
    years = [n.year for n in names if n and n.dataset == dataset and n.year and not n.provenance]
    return max(years, default=None)


def asked_year(word: str) -> int | None:
    """Return the fiscal year that a request names; None without one.

    Raises BadInput.
    """
    if not word:
        return None
    if len(word) != 4 or not (word.isascii() and word.isdecimal()) or word < "1000":
        raise BadInput(
            f"年度の指定が正しくありません: {word[:40]}",
            f"not a fiscal year: {word[:40]}",
            hint_ja="西暦4桁で指定してください(例: year=2026)",
            hint_en="give four digits, such as year=2026",
        )
    return int(word)


def _unknown(iri: str) -> NotFound:
    return NotFound(
        f"編集できるものはありません: {iri[:200]}",
        f"there is nothing to edit: {iri[:200]}",
        hint_ja="ページの「編集」から開いてください",
        hint_en="open it by “Edit” on its page",
    )
