"""Kaizen practices with their facets: narrowed, counted, sorted and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Row

#: Argument → the property that it narrows by; ``unit`` is the unit that practices it.
FACETS: Mapping[str, str] = {
    "status": "status",
    "effect": "effectType",
    "ecrs": "ecrs",
    "means": "means",
    "work": "workKind",
    "basis": "effectBasis",
}
#: Facet → its code list, where that is named otherwise.
SCHEMES: Mapping[str, str] = {"basis": "effect-basis"}
#: The orders on offer: by name, by effect, by how many have taken it over.
SORTS = ("name", "hours", "yen", "taken")


@dataclass(frozen=True)
class Practice:
    """One practice: its row of ``kaizen``, its codes by facet, and who took it over from whom."""

    row: Row
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken_by: tuple[str, ...] = ()
    taken_from: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI."""
        return str(self.row["practice"])


@dataclass(frozen=True)
class Sum:
    """The effects of practices on one basis: hours and yen a year; ``practices`` state any."""

    basis: str
    practices: int
    hours: Decimal
    yen: Decimal


def read(rows: Iterable[Row], facets: Iterable[Row]) -> list[Practice]:
    """Join the answers of ``kaizen`` and ``kaizen-facets``; each practice once."""
    codes: dict[str, dict[str, set[str]]] = {}
    origins: dict[str, list[str]] = {}
    takers: dict[str, list[str]] = {}
    for row in facets:
        practice, facet, value = row["practice"], row["facet"].removeprefix(LM), row["value"]
        if facet == "adoptedFrom":
            origins.setdefault(practice, []).append(value)
            takers.setdefault(value, []).append(practice)
        else:
            codes.setdefault(practice, {}).setdefault(facet, set()).add(value)
    found: dict[str, Practice] = {}
    for row in rows:
        iri = row["practice"]
        own = {name: frozenset(codes.get(iri, {}).get(prop, ())) for name, prop in FACETS.items()}
        own["unit"] = frozenset({row["unit"]})
        taken = tuple(takers.get(iri, ())), tuple(origins.get(iri, ()))
        found.setdefault(iri, Practice(row, own, *taken))
    return list(found.values())


def narrowed(practices: Iterable[Practice], wanted: Mapping[str, str]) -> list[Practice]:
    """Return the practices that have the codes wanted (facet → code's IRI)."""
    return [p for p in practices if all(code in p.codes[name] for name, code in wanted.items())]


def options(practices: Sequence[Practice], wanted: Mapping[str, str], facet: str) -> dict[str, int]:
    """Return code → practices, as many as the list has when it is chosen besides what is wanted."""
    among = narrowed(practices, {name: c for name, c in wanted.items() if name != facet})
    found = Counter(code for practice in among for code in practice.codes[facet])
    if (chosen := wanted.get(facet)) is not None:
        found.setdefault(chosen, 0)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def in_order(practices: Iterable[Practice], sort: str) -> list[Practice]:
    """Return the practices by name, or those with the largest figure first."""
    named = sorted(practices, key=lambda p: (p.row["practiceLabel"] or "", p.iri))
    if sort == "taken":
        return sorted(named, key=lambda p: -len(p.taken_by))
    if sort in ("hours", "yen"):
        return sorted(named, key=lambda p: -_amount(p.row[sort]))
    return named


def sums(practices: Iterable[Practice]) -> list[Sum]:
    """Add up effects by their basis: what was measured is not mixed with what is estimated."""
    found: dict[str, list[Practice]] = {}
    for practice in practices:
        if isinstance(practice.row["hours"], Decimal) or isinstance(practice.row["yen"], Decimal):
            basis = min(practice.codes["basis"], default="")
            found.setdefault(basis, []).append(practice)
    order = sorted(found, key=lambda basis: (basis != f"{CODE}effect-basis/measured", not basis))
    return [
        Sum(
            basis,
            len(found[basis]),
            sum((_amount(p.row["hours"]) for p in found[basis]), Decimal(0)),
            sum((_amount(p.row["yen"]) for p in found[basis]), Decimal(0)),
        )
        for basis in order
    ]


def _amount(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
