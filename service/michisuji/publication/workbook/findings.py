"""The findings of rules at the cells of the workbook that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from michisuji.importers.city import properties
from michisuji.importers.city.workbook.layout import layout
from michisuji.importers.common import Batch
from michisuji.publication.workbook.remarks import CellRemark
from michisuji.quality.check.command import check_store
from michisuji.quality.report import Finding
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES

#: The place that an import records of a row: book and sheet.
_SOURCE = re.compile(r"(?P<book>.*)\[(?P<sheet>[^\[\]]*)\]")
#: Properties that are written by code, and the keys that say them.
_BY_CODE = {
    LM + "leadsTo": "leads_to",
    LM + "indicates": "element",
    LM + "evaluates": "of",
    LM + "improves": "improves",
}
#: Where a finding stands that names no property: rules of chains are about links.
_OF_CHAINS = "leads_to"
_MAIN = ("findings", "name", "title", "text")


def findings_of(batch: Batch, settings: Settings) -> tuple[Finding, ...]:
    """Return what the rules find in imported data, without what a waiver covers.

    The data are checked by themselves, in memory; each finding has the place that it comes from.
    """
    store = MemoryStore(settings.base_iri)
    store.replace(batch)
    found = check_store(store, settings).findings
    return tuple(finding for finding in found if finding.waived_until is None)


def of_findings(findings: Iterable[Finding], book: str) -> list[CellRemark]:
    """Return the findings that come from rows of a workbook (a file's name) as remarks."""
    out = []
    for finding in findings:
        place = finding.place
        source = _SOURCE.fullmatch(place.file) if place else None
        if place is None or place.row is None or source is None or source["book"] != book:
            continue
        link = (finding.program or "").replace("/id/", "/doc/", 1)
        out.append(
            CellRemark(
                source["sheet"],
                f"A{place.row}",
                finding.severity,
                finding.message,
                finding.remedy,
                link if link.startswith(("http://", "https://")) else "",
                _key(source["sheet"], finding),
            )
        )
    return out


def _key(name: str, finding: Finding) -> str:
    """Return the hidden key of the column that a finding is about; "" if that is not known."""
    keys = next(
        ([c.key for c in sheet.columns] for sheet in layout().sheets if sheet.name == name), []
    )
    stated = _keys().get(finding.path or "", frozenset())
    found = [key for key in keys if key.rpartition(".")[2] in stated]
    if finding.rule.startswith("CHAIN-"):
        found.append(_OF_CHAINS)
    return next((key for key in (*found, *_MAIN) if key in keys), "")


@cache
def _keys() -> Mapping[str, frozenset[str]]:
    """Return property → the keys of the format that it states."""
    found: dict[str, set[str]] = {iri: {key} for iri, key in _BY_CODE.items()}
    for table in vars(properties).values():
        if isinstance(table, dict):
            for key, prop in table.items():
                if isinstance(prop, properties.Property):
                    prefix, _, local = prop.predicate.partition(":")
                    found.setdefault(PREFIXES[prefix] + local, set()).add(key)
    return {iri: frozenset(keys) for iri, keys in found.items()}
