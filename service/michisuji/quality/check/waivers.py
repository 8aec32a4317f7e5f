"""Waivers: a rule suspended for one node, with a reason, a responsible role, and an end.

A waiver that lacks any of these is not in force, and is reported in a note; one that has expired no
longer counts, and is reported with the finding that counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from michisuji import questions
from michisuji.languages import Text, both, by_language
from michisuji.literals import day
from michisuji.messages import each, listed, text
from michisuji.quality.report import Problem, Waiver
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.quality.shacl import Source

#: What a waiver must state to be in force; ``check.needed`` in messages/ describes it.
_NEEDED = ("waives", "focusNode", "reason", "responsibleRole", "expires")


class Fact(NamedTuple):
    """One statement about a waiver: ``name`` is the local name of the predicate."""

    waiver: str
    name: str
    value: str
    language: str = ""
    is_iri: bool = False


@dataclass(frozen=True)
class Waivers:
    """All waivers of some data, as of a day."""

    by_target: Mapping[tuple[str, str], Waiver]
    notes: tuple[Problem, ...] = ()

    def of(self, rule: str, node: str) -> Waiver | None:
        """Return the waiver of a rule (its IRI) for a node.

        One in force is preferred to an expired one.
        """
        return self.by_target.get((rule, node))


def collect(facts: Iterable[Fact], today: date) -> Waivers:
    """Return the waivers that ``facts`` describe, in force through their last day."""
    by_iri: dict[str, list[Fact]] = {}
    for fact in facts:
        by_iri.setdefault(fact.waiver, []).append(fact)
    found: dict[tuple[str, str], Waiver] = {}
    notes: list[Problem] = []
    for iri in sorted(by_iri):
        stated = {name: _usable(by_iri[iri], name) for name in _NEEDED}
        missing = [name for name in _NEEDED if not stated[name]]
        if missing:
            notes.append(_incomplete(iri, missing))
            continue
        # Of several dates the first counts: a waiver ends no later than any of its statements says.
        last = min(date.fromisoformat(fact.value) for fact in stated["expires"])
        waiver = Waiver(
            iri, _text(stated["reason"]), _text(stated["responsibleRole"]), last, last < today
        )
        for rule in stated["waives"]:
            for node in stated["focusNode"]:
                target = rule.value, node.value
                found[target] = max(
                    waiver, found.get(target, waiver), key=lambda w: (w.expires, w.iri)
                )
    return Waivers(found, tuple(notes))


def from_source(source: Source, today: date, *, base_iri: str) -> Waivers:
    """Return the waivers in the data."""
    from rdflib import XSD, URIRef

    facts = (
        Fact(
            str(waiver),
            str(name).removeprefix(LM),
            str(value),
            getattr(value, "language", None) or "",
            isinstance(value, URIRef),
        )
        for waiver, name, value in source.rows(questions.get("waivers").bind(base_iri))
        # A date without its datatype does not count, here as in other places.
        if not str(name).endswith("#expires") or getattr(value, "datatype", None) == XSD.date
    )
    return collect(facts, today)


def _usable(facts: Iterable[Fact], name: str) -> list[Fact]:
    found = sorted(fact for fact in facts if fact.name == name and fact.value.strip())
    if name in ("waives", "focusNode"):
        return [fact for fact in found if fact.is_iri]
    if name == "expires":
        return [fact for fact in found if day(fact.value) == fact.value]
    return found


def _text(facts: Iterable[Fact]) -> Text:
    """Return the text in each language; any other text stands in for a missing one."""
    return both(by_language((fact.language, fact.value) for fact in facts))


def _incomplete(iri: str, missing: Iterable[str]) -> Problem:
    lacking = [text(f"check.needed.{name}") for name in missing]
    short = iri.rsplit("/", 1)[-1]
    told = each(lambda lang: listed((one[lang] for one in lacking), lang, by="beside"))
    return Problem(text("check.waiver_lacks", waiver=short, lacking=told))
