"""The values of an indicator as a grid of years and kinds, each cell one observation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from michisuji import figures, literals
from michisuji.editing.changes import Quad
from michisuji.editing.forms import amounts
from michisuji.editing.forms.filled import FormDifference, mark
from michisuji.editing.forms.terms import Code
from michisuji.editing.forms.values import LONGEST, tidy
from michisuji.editing.statements import n3
from michisuji.languages import Text, pick
from michisuji.messages import each
from michisuji.messages import text as message_text
from michisuji.store.rdf_terms import literal
from michisuji.vocabulary import CODE, LM, PREFIXES, resource_iri

if TYPE_CHECKING:
    from rdflib.term import Node

SCHEME = CODE + "value-kind"
OBSERVATION = PREFIXES["qb"] + "Observation"
_TYPE, _DATASET = PREFIXES["rdf"] + "type", PREFIXES["qb"] + "dataSet"
_XSD = PREFIXES["xsd"]
_VALUE, _TEXT = LM + "value", LM + "valueText"
#: Years before and after those with values that have a row of their own.
_AROUND = 1
_YEARS = range(1900, 2200)
#: Rows of a grid.
MOST_YEARS = 100


@dataclass
class YearCell:
    """One cell; ``iri`` is its observation, ``was`` the mark of the value that it showed."""

    year: int
    code: Code
    text: str = ""
    was: str = ""
    shown: str = ""
    iri: str = ""
    problem: Text | None = None
    #: True for what is stated as words, since it is no number.
    is_words: bool = False
    collides: bool = False
    theirs: str = ""

    @property
    def name(self) -> str:
        """The name of the input: ``values.2025.actual``."""
        return f"values.{self.year}.{self.code.iri.rpartition('/')[2]}"

    @property
    def is_changed(self) -> bool:
        """True if the text is not the one that the cell was made with."""
        return tidy(self.text) != self.shown


@dataclass
class YearGrid:
    """The cells of an indicator by year and kind, and the observations that have none."""

    codes: tuple[Code, ...]
    #: The indicator's unit.
    unit: Text = field(default_factory=dict)
    rows: dict[int, list[YearCell]] = field(default_factory=dict)
    #: Observations that no cell shows: parts of a breakdown, second values.
    others: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[YearCell]:
        """All cells."""
        return [cell for row in self.rows.values() for cell in row]


Observations = Mapping[str, Iterable[Quad]]


def grid_of(observations: Observations, codes: tuple[Code, ...], year: int, unit: Text) -> YearGrid:
    """Return the grid of an indicator's observations, with rows up to the year after ``year``."""
    grid, found = YearGrid(codes, unit), dict[tuple[int, str], YearCell]()
    for iri, quads in sorted(observations.items()):
        cell = _cell_of(iri, quads, codes)
        if cell is None or (cell.year, cell.code.iri) in found:
            grid.others.append(iri)
        else:
            found[cell.year, cell.code.iri] = cell
    years = {year for year, _ in found} or {year}
    for row in range(min(*years, year) - _AROUND, max(*years, year) + _AROUND + 1):
        grid.rows[row] = [found.get((row, c.iri)) or YearCell(row, c) for c in codes]
    grid.rows = dict(list(grid.rows.items())[-MOST_YEARS:])
    return grid


def posted(given: Mapping[str, Any], codes: tuple[Code, ...], unit: Text) -> YearGrid:
    """Return the grid as it was sent, with the row before or after that its button asks for."""
    grid, more = YearGrid(codes, unit), given.get("rows", "")
    words = {name.split(".")[1] for name in given if name.startswith("values.")}
    years = {int(w) for w in words if len(w) == 4 and w.isascii() and w.isdecimal()}
    years |= {min(years) - 1} if more == "before" and years else set()
    years |= {max(years) + 1} if more == "after" and years else set()
    for year in sorted(years.intersection(_YEARS))[:MOST_YEARS]:
        row = [YearCell(year, code) for code in codes]
        for cell in row:
            cell.text = str(given.get(cell.name, ""))
            parts = str(given.get(f"{cell.name}:was", "")).split(" ", 2)
            cell.was, cell.iri, cell.shown = (*parts, "", "", "")[:3]
        grid.rows[year] = row
    return grid


def changes(
    grid: YearGrid, observations: Observations, indicator: str, base: str, dataset: str, graph: str
) -> FormDifference:
    """Return what the cells change; a wrong one gets its ``problem``, an outdated one collides."""
    added, removed = set[Quad](), set[Quad]()
    for cell in filter(lambda one: one.is_changed, grid.cells):
        new = _read(cell, grid.unit)
        iri = cell.iri or _name(cell, indicator, base, dataset)
        known = frozenset(observations.get(iri, ()))
        old = next((q for q in known if cell.was and mark(q) == cell.was), None)
        if cell.problem is not None or _collides(cell, known, old):
            continue
        if new is None:
            removed |= known
        elif old is not None:
            removed.add(old)
            added.add(Quad(old.subject, _node(new[0]), new[1], old.graph))
        else:
            added |= _new(iri, cell, new, indicator, resource_iri(base, "dataset", dataset), graph)
    return FormDifference(frozenset(added - removed), frozenset(removed - added))


def _collides(cell: YearCell, known: Iterable[Quad], old: Quad | None) -> bool:
    now = next((q for q in known if str(q.predicate) in (_VALUE, _TEXT)), None)
    if old is not None or (now is None and not cell.was):
        return False
    cell.theirs = _shown(now.object) or "" if now else ""
    if now is not None:
        cell.was, cell.iri = mark(now), str(now.subject)
    cell.collides = cell.theirs != tidy(cell.text)
    return True


def _cell_of(iri: str, quads: Iterable[Quad], codes: tuple[Code, ...]) -> YearCell | None:
    said: dict[str, list[Quad]] = {}
    for quad in sorted(quads, key=lambda one: n3(one.object)):
        said.setdefault(str(quad.predicate), []).append(quad)
    values = said.get(_VALUE, []) + said.get(_TEXT, [])
    year = literals.year(_only(said.get(LM + "fiscalYear", [])))
    code = next((c for c in codes if c.iri == _only(said.get(LM + "valueKind", []))), None)
    if len(values) != 1 or year is None or code is None or LM + "disaggregation" in said:
        return None
    text = _shown(values[0].object)
    if text is None or year not in _YEARS:
        return None
    return YearCell(year, code, text, mark(values[0]), text, iri)


def _only(quads: list[Quad]) -> str | None:
    return str(quads[0].object) if len(quads) == 1 else None


def _shown(term: Node) -> str | None:
    """Return a value as it stands in its cell; None for one that no cell can hold."""
    from rdflib import Literal

    if not isinstance(term, Literal):
        return None
    number = literals.number(str(term))
    if term.datatype is not None and number is not None:
        return figures.number(number)
    told = tidy(str(term))
    return told if term.language == "ja" and told == str(term) and "\n" not in told else None


def _read(cell: YearCell, unit: Text) -> tuple[str, Node] | None:
    """Return property and value of what was typed: a number, or the value in words."""
    from rdflib import Literal

    typed = tidy(cell.text)
    if not typed:
        return None
    if len(typed) > LONGEST:
        cell.problem = message_text("forms.wrong.long", most=LONGEST)
        return None
    if amounts.is_other_money(typed, unit.values()):
        cell.problem = message_text(
            "forms.wrong.unit", unit=each(lambda lang: pick(unit, lang, "-"))
        )
        return None
    number = amounts.measured(typed, unit.values())
    if number is None:
        cell.is_words = True
        return _TEXT, Literal(typed, lang="ja")
    return _VALUE, literal(number, None, _XSD + "decimal")


def _name(cell: YearCell, indicator: str, base: str, dataset: str) -> str:
    """Return the name that the importers give to the observation."""
    local = indicator.rpartition("/")[2]
    kind = cell.code.iri.rpartition("/")[2]
    own = local if local.startswith(f"{dataset}-") else f"{dataset}-{local}"
    return f"{base}/id/observation/{own}-{cell.year}-{kind}"


def _new(
    iri: str, cell: YearCell, new: tuple[str, Node], indicator: str, dataset: str, graph: str
) -> set[Quad]:
    year = literal(str(cell.year), None, _XSD + "gYear")
    said: list[tuple[str, Node]] = [
        (_TYPE, _node(OBSERVATION)),
        (_DATASET, _node(dataset)),
        (LM + "ofIndicator", _node(indicator)),
        (LM + "fiscalYear", year),
        (LM + "valueKind", _node(cell.code.iri)),
        new,
    ]
    return {Quad(_node(iri), _node(predicate), value, graph) for predicate, value in said}


def _node(iri: str) -> Node:
    from rdflib import URIRef

    return URIRef(iri)
