"""The problem "nothing to check": neither an empty file nor an empty store passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.messages import text
from michisuji.quality.check.data import known_classes
from michisuji.quality.report import Problem
from michisuji.quality.rulebook.rules import Rulebook, rulebook
from michisuji.quality.shacl import has_any
from michisuji.quality.shacl.change.walk import NeighbourQuery, Walker
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source
    from michisuji.quality.shacl.change.walk import Change

_TYPE = PREFIXES["rdf"] + "type"


def _classes(book: Rulebook) -> frozenset[str]:
    """Return the classes of the ontology and the rules' targets."""
    return known_classes(book.own) | book.ruleset().targets


def found(source: Source, where: str, book: Rulebook | None = None) -> tuple[Problem, ...]:
    """Return the problem of a source that has nothing of these classes.

    ``where`` is what was checked: ``files`` or ``store`` (``check.nothing`` in messages/).
    """
    classes = _classes(book or rulebook())
    return () if any(has_any(source, class_) for class_ in classes) else (problem(where),)


def problem(where: str) -> Problem:
    """Return the problem of files, a store or a change (``where``) without anything to check."""
    return Problem(text(f"check.nothing.{where}"))


def in_change(source: Source, change: Change, most: int, book: Rulebook) -> tuple[Problem, ...]:
    """Return a problem for a change that concerns no instance of these classes.

    ``most`` limits the number of lookups in the source.
    """
    subjects = {s for s, _, _ in change.triples()}
    walker = Walker(source, change, most, before=True)
    walker.neighbours(NeighbourQuery(s, _TYPE, True) for s in subjects)
    stated = {
        str(o) for s, p, o in walker.found | change.added if str(p) == _TYPE and s in subjects
    }
    return () if not subjects or stated & _classes(book) else (problem("change"),)
