"""The data's description of a data set: title, publisher, licence, for the metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.importers.common import dataset_iri
from michisuji.languages import LANGUAGES, Text

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class DeclaredDataset:
    """A data set: its short name, IRI, and description of itself."""

    name: str
    iri: str
    title: Text
    publisher: Text
    licence: str

    def described(self, title: Text) -> dict[str, Any]:
        """Return title, publisher, licence and source as CSVW's common properties."""
        found: dict[str, Any] = {"dc:title": _said(title), "dc:source": {"@id": self.iri}}
        if any(self.publisher.values()):
            found["dc:publisher"] = _said(self.publisher)
        if self.licence:
            found["dc:license"] = {"@id": self.licence}
        return found


def _said(text: Text) -> list[dict[str, str]]:
    return [{"@value": text[lang], "@language": lang} for lang in LANGUAGES if text[lang]]


def about_of(store: Store, base_iri: str, names: list[str]) -> dict[str, DeclaredDataset]:
    """Return short name → the data set's description; the bare name if it has none."""
    from rdflib import URIRef

    told: dict[str, dict[str, dict[str, str]]] = {}
    for lang in LANGUAGES:
        for row in questions.run(store, "datasets", base_iri=base_iri, lang=lang).dicts():
            one = told.setdefault(str(row["dataset"]), {})
            if not isinstance(row.get("license"), URIRef):
                row.pop("license", None)
            for key in ("title", "publisher", "license"):
                one.setdefault(key, {})[lang] = str(row.get(key, ""))
    found = {}
    for name in names:
        iri = dataset_iri(base_iri, name)
        one = told.get(iri, {})
        found[name] = DeclaredDataset(
            name,
            iri,
            one.get("title", {"ja": name, "en": name}),
            one.get("publisher", {"ja": "", "en": ""}),
            one.get("license", {}).get("ja", ""),
        )
    return found
