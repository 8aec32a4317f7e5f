"""The result of any query as a table: the kinds of its columns are read off the terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from michisuji.analysis.tables import Cell, Column, Kind, Table
from michisuji.errors import BadInput
from michisuji.languages import LANGUAGES, Text
from michisuji.literals import value
from michisuji.questions import parse

#: The kinds that a column can turn out to be, besides text.
_MEASURED: tuple[Kind, ...] = ("year", "number")
_NAMES = "Label"


def table_of_terms(query: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Return rows of pyoxigraph terms (None: unbound) under the names of their variables.

    A query that begins as one of our questions keeps the headings of its header. A column is of
    years or numbers if all its terms are. An IRI gives way to its ``…Label``.
    """
    kinds = [_kind([row[n] for row in rows]) for n in range(len(names))]
    shown = [n for n, name in enumerate(names) if f"{name}{_NAMES}" not in names]
    known = _headings(query)
    columns = [Column(names[n], known.get(names[n]) or _bare(names[n]), kinds[n]) for n in shown]
    cells = [[_cell(row[n], kinds[n]) for n in shown] for row in rows]
    return Table("result", _bare(""), columns, cells)


def _headings(query: str) -> dict[str, Text]:
    """Return variable → heading, as the header of a question in the query's comments states it."""
    try:
        return {column.name: column.label for column in parse(query, "", "", strict=False).columns}
    except BadInput:
        return {}


def _bare(name: str) -> Text:
    return dict.fromkeys(LANGUAGES, name)


def _kind(terms: Sequence[Any]) -> Kind:
    stated = [term for term in terms if term is not None]
    for kind in _MEASURED:
        if stated and all(_cell(term, kind) is not None for term in stated):
            return kind
    return "text"


def _cell(term: Any, kind: Kind) -> Cell:
    import pyoxigraph as ox

    if term is None:
        return None
    if isinstance(term, ox.Literal):
        if kind == "text":
            return str(term.value)
        found: Cell = value(term.value, term.datatype.value, kind)  # type: ignore[arg-type]  # of _MEASURED
        return found
    if kind != "text":
        return None
    iri = term.value if isinstance(term, ox.NamedNode) else str(term)
    return iri.rpartition("#")[2].rpartition("/")[2]
