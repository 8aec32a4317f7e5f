"""Searchable documents: each resource with its names, texts, and where it belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji.languages import LANGUAGES, pick
from michisuji.questions.bulk_reader import BulkReader
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.store import Store

_ORG = "http://www.w3.org/ns/org#"
#: Kinds in the order of results, in three groups: those that readers mostly look for, the elements
#: of logic models, laws.
_GROUPS: tuple[tuple[str, ...], ...] = (
    (
        *("Unit", "Plan", "Policy", "BasicPolicy", "Measure", "Program", "Indicator"),
        *("KaizenPractice", "Direction", "ManagementPolicy", "Principle", "Instrument"),
    ),
    ("TownCondition", "Outcome", "Output", "Activity"),
    ("LegalBasis",),
)
KINDS: tuple[str, ...] = tuple(kind for group in _GROUPS for kind in group)
#: For each group, the number of kinds in it and in those before it.
GROUP_ENDS = tuple(sum(map(len, _GROUPS[: n + 1])) for n in range(len(_GROUPS)))
#: Kinds that are also found by the names of the unit in charge and of those above it.
_WITH_UNITS = frozenset({"Plan", "Policy", "BasicPolicy", "Measure", "Program", "KaizenPractice"})
#: Kinds whose ``lm:number`` people know.
_NUMBERED = frozenset({"Measure", "Program", "LegalBasis"})
_SHORTEST_NUMBER = 3
_UP = 12

Both = dict[str, str]


def class_of(kind: str) -> str:
    """Return the IRI of the class of a kind."""
    return f"{_ORG}OrganizationalUnit" if kind == "Unit" else LM + kind


def kind_of(class_: str) -> str:
    """Return the kind of a class; '' for a class that is not searched."""
    name = class_.removeprefix(LM)
    if class_ in (f"{_ORG}OrganizationalUnit", f"{_ORG}FormalOrganization"):
        return "Unit"
    return name if name in KINDS else ""


@dataclass
class SearchDocument:
    """A resource that can be found. Names are by language (``ja``, ``en``)."""

    iri: str
    kind: str
    names: Both = field(default_factory=dict)
    #: Other names, and numbers that are used like a name.
    others: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    #: Names of the units from the one below the whole organization to this one, by language.
    path: dict[str, list[str]] = field(default_factory=dict)
    #: IRIs of the program or measure that it belongs to, and of its department or ministry; or ''.
    owner: str = ""
    department: str = ""
    dataset: str = ""
    #: The number of statements that refer to it.
    links: int = 0

    def name(self, lang: str) -> str:
        """Return the name in a language, or the one that stands in for it; '' without a name."""
        return pick(self.names, lang)


def documents(store: Store, base_iri: str, datasets: Iterable[str]) -> list[SearchDocument]:
    """Read all documents, in the order of results that fit a query equally well.

    Raises the store's errors.
    """
    reader = BulkReader(store, base_iri, family="search")
    found = _named(reader)
    _read_texts(reader, found)
    places = _Places(reader, found)
    names = sorted(datasets, key=len, reverse=True)
    for one in found.values():
        places.put(one)
        one.dataset = next((name for name in names if f"/{name}-" in one.iri), "")
    return sorted(found.values(), key=_order)


def _order(one: SearchDocument) -> tuple[int, int, int, str]:
    return KINDS.index(one.kind), -one.links, len(one.name("ja")), one.iri


def _named(reader: BulkReader) -> dict[str, SearchDocument]:
    found: dict[str, SearchDocument] = {}
    for row in reader.rows("names"):
        kind = kind_of(row["class"])
        one = found.setdefault(row["node"], SearchDocument(row["node"], kind))
        one.kind = min(kind, one.kind, key=KINDS.index)
        known = one.names.get(row["lang"])
        # Of several names in one language the first is shown; the others can be found, too.
        one.names[row["lang"]] = min(known, row["label"]) if known else row["label"]
        if known and known != row["label"]:
            one.others.append(max(known, row["label"]))
    return found


def _read_texts(reader: BulkReader, found: Mapping[str, SearchDocument]) -> None:
    for row in reader.rows("texts"):
        one = found.get(row["node"])
        if one is None:
            continue
        if row["kind"] == "text":
            one.texts.append(row["text"])
        elif row["kind"] == "name" or (
            one.kind in _NUMBERED and len(row["text"]) >= _SHORTEST_NUMBER
        ):
            one.others.append(row["text"])
    for one in found.values():
        one.texts.sort()


class _Places:
    """The places of resources, and the number of links to each."""

    def __init__(self, reader: BulkReader, found: Mapping[str, SearchDocument]) -> None:
        self._found = found
        self._of: dict[str, dict[str, str]] = {"part": {}, "above": {}, "unit": {}}
        self._links: Counter[str] = Counter()
        for row in reader.rows("places"):
            self._links[row["place"]] += 1
            known = self._of.get(row["relation"])
            if known is not None:
                # The first of several by IRI, so that the same data give the same index.
                node = row["node"]
                known[node] = min(known.get(node, row["place"]), row["place"])

    def put(self, one: SearchDocument) -> None:
        """Set where a document belongs, and how many statements refer to it."""
        one.links = self._links[one.iri]
        above = [iri for iri in self._up(one.iri, "part") if iri in self._found]
        owners = [iri for iri in above if self._found[iri].kind in ("Program", "Measure")]
        one.owner = next(iter(owners), next(iter(above), ""))
        units = (self._of["unit"].get(iri) for iri in (one.iri, *self._up(one.iri, "part")))
        unit = one.iri if one.kind == "Unit" else next(filter(None, units), "")
        if not unit:
            return
        # The topmost is the whole organization: the city, the government.
        line = [unit, *self._up(unit, "above")]
        line = [iri for iri in (line[:-1] or line) if iri in self._found]
        one.department = line[-1] if line else ""
        if one.kind == "Unit" or one.kind in _WITH_UNITS:
            for lang in LANGUAGES:
                one.path[lang] = [self._found[iri].name(lang) for iri in reversed(line)]

    def _up(self, iri: str, relation: str) -> Iterator[str]:
        known, seen = self._of[relation], {iri}
        for _ in range(_UP):
            iri = known.get(iri, "")
            if not iri or iri in seen:
                return
            seen.add(iri)
            yield iri
