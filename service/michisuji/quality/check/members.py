"""The programs and measures that a check covers: the basis of shares and levels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from michisuji import questions
from michisuji.languages import Text
from michisuji.literals import read
from michisuji.quality.check.labels import Names
from michisuji.quality.report import Context
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source
    from michisuji.store import Store

Kind = Literal["program", "measure"]


@dataclass(frozen=True)
class Member:
    """A program or measure, where it belongs, and the number of elements in its current model.

    ``context.year`` is the fiscal year of the model; None for one without a model.
    """

    iri: str
    label: Text = field(hash=False)
    kind: Kind
    context: Context = field(hash=False)
    elements: int = 0


def members(
    store: Store, base_iri: str, *, default_graphs: tuple[str, ...] = ()
) -> tuple[Member, ...]:
    """Return all programs and measures of the current state (or ``default_graphs``), by IRI."""
    from michisuji.quality.check.data import source_of
    from michisuji.quality.shacl import StoreSource

    source = StoreSource(store, default_graphs) if default_graphs else source_of(store)
    return members_of(source, base_iri)


def members_of(source: Source, base_iri: str) -> tuple[Member, ...]:
    """Return the programs and measures of any source that a check can use."""
    found: dict[str, tuple[Kind, int | None, int]] = {}
    query = questions.get("programs-and-measures").bind(base_iri)
    for owner, class_, year, elements in source.rows(query):
        kind: Kind = "measure" if str(class_) == LM + "Measure" else "program"
        stated = kind, read(year, "year"), int(read(elements, "number") or 0)
        found.setdefault(str(owner), stated)
    prefix = f"{base_iri}/id/dataset/"
    rows = source.rows(questions.get("dataset-profiles").bind(base_iri))
    names = Names(source, base_iri, {str(row[0]).removeprefix(prefix) for row in rows})
    names.learn(found)
    return tuple(
        Member(iri, names.text(iri), kind, replace(names.context(iri), year=year), elements)
        for iri, (kind, year, elements) in sorted(found.items())
    )
