"""A data set in the state of one fiscal year, with the lookups that the sheets' writers need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import unquote

from michisuji.importers.common import resource_iri, short_hash
from michisuji.importers.rs.sheet import REFERENCE
from michisuji.languages import LANGUAGES, pick
from michisuji.publication.tables.statement_db import Facts, Spool
from michisuji.publication.tables.values import IRI, expand, language_of
from michisuji.vocabulary import LABELS

#: One row of a sheet: the keys of :mod:`michisuji.importers.rs.tables` → cells.
Row = dict[str, str]
_HASH = re.compile(r"[0-9a-f]{16}")
_CACHED = 20_000


class YearView:
    """Facts of resources, timeless ones and those of ``year``; properties are prefixed names."""

    def __init__(self, spool: Spool, dataset: str, base_iri: str, year: int) -> None:
        self._spool = spool
        self.dataset = dataset
        self.year = year
        self._base = base_iri
        # Units, policies and laws are looked up again and again.
        self.facts = lru_cache(maxsize=_CACHED)(self._facts)

    def _facts(self, subject: str) -> Facts:
        return self._spool.facts(self.dataset, subject, self.year)

    def instances(self, class_name: str) -> Iterator[str]:
        """Yield the resources of a class, sorted."""
        return self._spool.instances(self.dataset, expand(class_name), self.year)

    def sources(self, prop: str, target: str) -> list[str]:
        """Return the resources that point to ``target``, sorted."""
        return self._spool.sources(self.dataset, expand(prop), target, self.year)

    def iris(self, subject: str, prop: str) -> list[str]:
        """Return the resources that a property points to, sorted."""
        return self.facts(subject).get((expand(prop), IRI), [])

    def texts(self, subject: str, prop: str) -> list[str]:
        """Return texts in Japanese, or in another language if there are none."""
        whole = expand(prop)
        facts = self.facts(subject)
        found = facts.get((whole, "@ja"))
        return found or [t for (p, tag), ts in facts.items() if p == whole and tag for t in ts]

    def text(self, subject: str, prop: str) -> str:
        """Return the first text or value of a property; empty if there is none."""
        return next(iter(self.texts(subject, prop)), "")

    def label(self, subject: str) -> str:
        """Return a resource's name."""
        facts = self.facts(subject)
        names: dict[str, str] = {}
        for named in reversed(LABELS):
            for (prop, tag), said in facts.items():
                if prop == named and (lang := language_of(tag)) is not None:
                    names[lang] = said[0]
        return pick(names, LANGUAGES[0])

    def code(self, subject: str, prop: str) -> str:
        """Return the last part of a code's IRI (``short``); empty if there is none."""
        found = self.iris(subject, prop)
        return found[0].rsplit("/", 1)[-1] if found else ""

    def has_class(self, subject: str, class_name: str) -> bool:
        """Return True if a resource is of a class."""
        return expand(class_name) in self.iris(subject, "rdf:type")

    def iri(self, kind: str, local: str) -> str:
        """Return the IRI that the importer would give to a resource of this data set."""
        return resource_iri(self._base, kind, f"{self.dataset}-{local}")

    def is_hash(self, subject: str, kind: str, *parts: str) -> bool:
        """Return True if the importer made the resource's IRI from these parts."""
        return subject == self.iri(kind, short_hash(*parts))

    def has_hash(self, subject: str) -> bool:
        """Return True if the resource's IRI ends in the importer's hash of its content."""
        return bool(_HASH.fullmatch(subject.rsplit("-", 1)[-1]))

    def reference(self, program: str) -> str:
        """Return the 予算事業ID: from the program's IRI, or its number; empty if not usable."""
        start = self.iri("program", "")
        local = unquote(program[len(start) :]) if program.startswith(start) else ""
        for candidate in (local, self.text(program, "lm:number")):
            if REFERENCE.fullmatch(candidate):
                return candidate
        return ""


def side_by_side(columns: Mapping[str, Sequence[str]]) -> list[Row]:
    """Return rows that hold the first value of each column, then the second ones, and so on."""
    return [
        dict(zip(columns, values, strict=True))
        for values in zip_longest(*columns.values(), fillvalue="")
    ]
