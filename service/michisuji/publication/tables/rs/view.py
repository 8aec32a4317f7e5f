"""A data set in the state of one fiscal year, as the sheets' writers ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import unquote

from michisuji.importers.common import resource_iri, short_hash
from michisuji.importers.rs.sheet import REFERENCE
from michisuji.publication.tables.statement_db import Facts, Spool
from michisuji.publication.tables.values import IRI, LABELS, expand

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
        # Units, policies and laws are asked for again and again.
        self.facts = lru_cache(maxsize=_CACHED)(self._facts)

    def _facts(self, subject: str) -> Facts:
        return self._spool.facts(self.dataset, subject, self.year)

    def instances(self, class_name: str) -> Iterator[str]:
        """The resources of a class, sorted."""
        return self._spool.instances(self.dataset, expand(class_name), self.year)

    def sources(self, prop: str, target: str) -> list[str]:
        """What points to ``target``, sorted."""
        return self._spool.sources(self.dataset, expand(prop), target, self.year)

    def iris(self, subject: str, prop: str) -> list[str]:
        """The resources that a property points to, sorted."""
        return self.facts(subject).get((expand(prop), IRI), [])

    def texts(self, subject: str, prop: str) -> list[str]:
        """Texts in Japanese; in another language where there are none."""
        whole = expand(prop)
        facts = self.facts(subject)
        found = facts.get((whole, "@ja"))
        return found or [t for (p, tag), ts in facts.items() if p == whole and tag for t in ts]

    def text(self, subject: str, prop: str) -> str:
        """The first text or value of a property; empty without."""
        return next(iter(self.texts(subject, prop)), "")

    def label(self, subject: str) -> str:
        """What a resource is called."""
        facts = self.facts(subject)
        for tag in ("@ja", "@en"):
            for prop in LABELS:
                if facts.get((prop, tag)):
                    return facts[prop, tag][0]
        return ""

    def code(self, subject: str, prop: str) -> str:
        """The last part of a code's IRI (``short``); empty without."""
        found = self.iris(subject, prop)
        return found[0].rsplit("/", 1)[-1] if found else ""

    def has_class(self, subject: str, class_name: str) -> bool:
        """Whether a resource is of a class."""
        return expand(class_name) in self.iris(subject, "rdf:type")

    def iri(self, kind: str, local: str) -> str:
        """The IRI that the importer would give to a resource of this data set."""
        return resource_iri(self._base, kind, f"{self.dataset}-{local}")

    def is_hash(self, subject: str, kind: str, *parts: str) -> bool:
        """Whether the importer has made the resource's IRI from these parts."""
        return subject == self.iri(kind, short_hash(*parts))

    def has_hash(self, subject: str) -> bool:
        """Whether the resource's IRI ends in a hash of its content, as the importer makes it."""
        return bool(_HASH.fullmatch(subject.rsplit("-", 1)[-1]))

    def reference(self, program: str) -> str:
        """予算事業ID: the program's reference in its IRI, or its number; empty if not usable."""
        start = self.iri("program", "")
        local = unquote(program[len(start) :]) if program.startswith(start) else ""
        for candidate in (local, self.text(program, "lm:number")):
            if REFERENCE.fullmatch(candidate):
                return candidate
        return ""


def side_by_side(columns: Mapping[str, Sequence[str]]) -> list[Row]:
    """Rows that hold the first value of each column, then the second ones, and so on."""
    return [
        dict(zip(columns, values, strict=True))
        for values in zip_longest(*columns.values(), fillvalue="")
    ]
