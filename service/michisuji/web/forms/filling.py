"""A form as it is asked for or sent: its inputs, what they change, and the edit that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request

from michisuji.editing import Edit, Quad
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.forms import filled as inputs
from michisuji.editing.forms import grid as grids
from michisuji.editing.forms.edges import plain_edges
from michisuji.editing.forms.filled import Filled, FormDifference
from michisuji.editing.forms.grid import SCHEME, YearCell, YearGrid
from michisuji.editing.forms.terms import term_list
from michisuji.editing.forms.values import tidy
from michisuji.languages import Text
from michisuji.vocabulary import LM
from michisuji.web.context import current_settings
from michisuji.web.forms.naming import names_of, referred, resolve
from michisuji.web.forms.opened import OpenedResource, editing
from michisuji.web.forms.referring import observations_of, other_links, versions_of


@dataclass
class EditForm:
    """The form of an opened resource, filled in."""

    opened: OpenedResource
    filled: Filled
    grid: YearGrid | None = None
    reason: str = ""
    edit: Edit = field(default_factory=Edit)

    @property
    def wrong(self) -> list[Any]:
        """The inputs and cells whose text is no value."""
        cells = self.grid.cells if self.grid else []
        return [*self.filled.problems, *(cell for cell in cells if cell.problem)]

    @property
    def words(self) -> list[YearCell]:
        """The cells that are stated as words, since they are no numbers."""
        return [cell for cell in self.grid.cells if cell.is_words] if self.grid else []

    @property
    def collisions(self) -> list[Any]:
        """The inputs and cells that somebody else has changed, too."""
        cells = self.grid.cells if self.grid else []
        return [*self.filled.collisions, *(cell for cell in cells if cell.collides)]


def asked_for(opened: OpenedResource) -> EditForm:
    """Return the form with what is said of the resource now."""
    names = names_of(referred(opened.quads))
    filled = inputs.fill(opened.form, opened.quads, names)
    grid = None
    if opened.form.class_ == LM + "Indicator":
        grid = grids.grid_of(observations_of(opened), value_kinds(), opened.year, _unit(filled))
    return EditForm(opened, filled, grid)


def sent(opened: OpenedResource) -> EditForm:
    """Return the form as the request sends it, with the edit that it asks for."""
    given = request.form
    filled = inputs.posted(opened.form, given, given.getlist("more"))
    made = EditForm(opened, filled, reason=given.get("reason", "").strip()[:LONGEST_REASON])
    if opened.form.class_ == LM + "Indicator":
        made.grid = grids.posted(given, value_kinds(), _unit(filled))
    inputs.settle(filled, opened.quads, _choices(given))
    resolve(filled)
    made.edit = _edit(made)
    return made


def _unit(filled: Filled) -> Text:
    """Return the unit of an indicator, as it stands in its form."""
    stated = (slot for slot in filled.slots if slot.field.term.iri == LM + "unitOfMeasure")
    return {slot.language: tidy(slot.text) for slot in stated if tidy(slot.text)}


def value_kinds() -> tuple[Any, ...]:
    """Return the kinds of yearly values, in their order."""
    return term_list(current_settings().own).codes.get(SCHEME, ())


def _choices(given: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("keep "): given[name] for name in given if name.startswith("keep ")}


def _edit(made: EditForm) -> Edit:
    """Return what the form changes, of the resource and of what hangs on it, as one edit."""
    opened = made.opened
    found = inputs.changes(made.filled, opened.iri, opened.quads, opened.graphs)
    found = _with_edge(found, opened)
    if made.grid is not None:
        found = joined(found, _of_grid(made.grid, opened))
    read_at = versions_of({str(q.subject) for q in found.added | found.removed} - {opened.iri})
    if any(str(quad.subject) == opened.iri for quad in found.added | found.removed):
        read_at[opened.iri] = opened.description.version
    return Edit(found.added, found.removed, read_at, made.reason)


def _with_edge(found: FormDifference, opened: OpenedResource) -> FormDifference:
    """Return the difference with the plain edge that a link is said by, too."""
    if opened.form.class_ != LM + "CausalLink":
        return found
    after = (opened.quads - found.removed) | found.added
    return joined(found, plain_edges(opened.quads, after, other_links(opened, after)))


def _of_grid(grid: YearGrid, opened: OpenedResource) -> FormDifference:
    settings, iri = current_settings(), opened.iri
    dataset, (timeless, _) = opened.description.dataset, opened.graphs
    known = observations_of(opened)
    return grids.changes(grid, known, iri, settings.base_iri, dataset, timeless)


def joined(*parts: FormDifference) -> FormDifference:
    """Return several differences as one."""
    return FormDifference(
        frozenset[Quad]().union(*(part.added for part in parts)),
        frozenset[Quad]().union(*(part.removed for part in parts)),
    )


def read_again(made: EditForm) -> EditForm:
    """Return the sent form over what is said now, after somebody else's edit."""
    found = editing().description(made.opened.iri, made.opened.year)
    return sent(replace(made.opened, description=found))
