"""Tells that there is nothing to check: neither an empty file nor an empty store passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
_JA = "規則の点検するもの(計画・施策・事業・要素・指標・組織など)が一つもありません。"
_EN = "nothing of the classes that the rules look at (plans, measures, programs, elements, "
_EN += "indicators, units …)"

IN_FILES = Problem(
    {
        "ja": f"{_JA}ファイルを取り違えていないか、種別(rdf:type)が書かれているかを"
        "確かめてください",
        "en": f"{_EN} was found: is it the right file, and does it state the classes (rdf:type)?",
    }
)
IN_STORE = Problem(
    {
        "ja": f"データベースに、{_JA}先に取り込むか(michisuji import)、データの置き場所"
        "(MICHISUJI_HOME)を確かめてください",
        "en": f"{_EN} is in the database: import first (michisuji import), or check where the data "
        "are (MICHISUJI_HOME)",
    }
)
IN_CHANGE = Problem(
    {
        "ja": f"この変更には、{_JA}IRIと種別(rdf:type)を確かめてください",
        "en": f"{_EN} is in this change: check the IRIs and the classes (rdf:type)",
    }
)


def _classes(book: Rulebook) -> frozenset[str]:
    """Return the classes of the ontology and the rules' targets."""
    return known_classes(book.own) | book.ruleset().targets


def found(source: Source, problem: Problem, book: Rulebook | None = None) -> tuple[Problem, ...]:
    """Return the problem, unless the source has anything of these classes."""
    classes = _classes(book or rulebook())
    return () if any(has_any(source, class_) for class_ in classes) else (problem,)


def in_change(source: Source, change: Change, most: int, book: Rulebook) -> tuple[Problem, ...]:
    """Return the problem of a change that adds to, or removes from, nothing of these classes.

    ``most``: questions that may be asked of the source.
    """
    subjects = {s for s, _, _ in change.triples()}
    walker = Walker(source, change, most, before=True)
    walker.neighbours(NeighbourQuery(s, _TYPE, True) for s in subjects)
    stated = {
        str(o) for s, p, o in walker.found | change.added if str(p) == _TYPE and s in subjects
    }
    return () if not subjects or stated & _classes(book) else (IN_CHANGE,)
