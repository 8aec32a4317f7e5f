"""Documents from statements by the declared properties of each key."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import Table
from michisuji.importers.city.properties import Properties, Property
from michisuji.importers.city.stored.statements import Statements, full
from michisuji.questions.plan_order import natural
from michisuji.vocabulary import RULE

if TYPE_CHECKING:
    from michisuji.importers.city.stored.statements import Term


class NotOfACity(ValueError):
    """Raised for a statement that the writer of a city would not have written."""


@dataclass
class StoredData:
    """The graphs of one data set, and functions that read values from them."""

    base: str
    dataset: str
    timeless: Statements
    #: Fiscal year → the state of that year.
    states: dict[int, Statements]
    #: The year that the files of the measures describe.
    year: int

    def state(self, year: int) -> Statements:
        """Return the state of a year: empty if it has no graph."""
        return self.states.get(year) or Statements()

    def iri(self, kind: str, local: str) -> str:
        """Return the IRI of a resource of this data set."""
        return f"{self.base}/id/{kind}/{self.dataset}-{local}"

    def split(self, iri: str) -> tuple[str, str]:
        """Return kind and local name of a resource; raises NotOfACity for that of others."""
        start = f"{self.base}/id/"
        kind, _, rest = iri.removeprefix(start).partition("/")
        own = f"{self.dataset}-"
        if not iri.startswith(start) or not rest.startswith(own):
            raise NotOfACity(iri)
        return kind, rest.removeprefix(own)

    def local(self, term: Term | str) -> str:
        """Return the local name of a resource: its id."""
        return self.split(value_of(term))[1]

    def document(
        self, graph: Statements, subject: str, properties: Properties, table: Table
    ) -> Document:
        """Return the keys that ``properties`` declare, as ``graph`` states them of a subject."""
        out: Document = {}
        for key, prop in properties.items():
            found = graph.values(subject, prop.predicate)
            if prop.kind == "text":
                out.update(texts_of(key, found))
            elif found:
                values = in_order({self._value(prop, term) for term in found})
                kind = table[key].kind if key in table else ""
                out[key] = values if kind == "texts" else one_or_all(values)
        return out

    def _value(self, prop: Property, term: Term) -> Any:
        text = value_of(term)
        match prop.kind:
            case "ref":
                return self.local(text)
            case "prefixed":
                return ":".join(self.split(text))
            case "code":
                return code_of(prop.of, text)
            case "rule":
                return _after(RULE, text)
            case "year" | "integer":
                return int(text)
            case "number":
                return number_of(text)
            case "boolean":
                return text == "true"
            case "date":
                return datetime.date.fromisoformat(text)
        return text


def value_of(term: Term | str) -> str:
    """Return the text of a term: an IRI, or the text of a literal."""
    if isinstance(term, str):
        return term
    return str(getattr(term, "value", ""))


def number_of(text: str) -> int | float:
    """Return the number of an xsd:decimal: whole numbers of any length exactly."""
    return float(text) if "." in text else int(text)


def code_of(scheme: str, text: str) -> str:
    """Return the code that an IRI of a code list means."""
    return _after(full(f"code:{scheme}/"), text)


def in_order(values: Iterable[Any]) -> list[Any]:
    """Return values in their order, the numbers in texts as numbers."""
    return sorted(values, key=lambda v: (natural(v), v) if isinstance(v, str) else v)


def one_or_all(values: list[Any]) -> Any:
    """Return the value if there is only one, else all of them."""
    return values[0] if len(values) == 1 else values


def one(graph: Statements, subject: str, predicate: str) -> str:
    """Return the only value of a property; raises NotOfACity without one."""
    found = graph.values(subject, predicate)
    if len(found) != 1:
        raise NotOfACity(f"{subject} {predicate}")
    return value_of(found[0])


def texts_of(key: str, found: list[Term]) -> Document:
    """Return ``key`` and ``key_en`` from literals in Japanese and English."""
    by_language = {getattr(term, "language", None): value_of(term) for term in found}
    named = (("ja", key), ("en", f"{key}_en"))
    return {name: by_language[tag] for tag, name in named if tag in by_language}


def _after(prefix: str, text: str) -> str:
    if not text.startswith(prefix):
        raise NotOfACity(text)
    return text.removeprefix(prefix)
