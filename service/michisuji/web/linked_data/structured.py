"""schema.org for search engines: what the data state about a resource, and nothing else.

The types follow ontology/alignment-schema.ttl: a program and a measure are planned to reach an aim
(Project); a unit is a GovernmentOrganization; an indicator's values and a data set are a Dataset; a
kaizen practice is an Article, because it reports on one case and is not a recipe (HowTo).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.answers import Facts, ask
from michisuji.web.context import current_lang, current_settings, name_parts
from michisuji.web.i18n import label
from michisuji.web.linked_data.links import canonical
from michisuji.web.linked_data.resource import datasets_of

Told = dict[str, Any]
_DCT, _ORG, _DCAT = PREFIXES["dcterms"], PREFIXES["org"], PREFIXES["dcat"]
_LICENCE, _PUBLISHER = _DCT + "license", _DCT + "publisher"


def structured(iri: str, classes: Sequence[str]) -> Told | None:
    """Return ``{"@context", "@graph"}`` with the resource and its breadcrumbs.

    Returns None for other classes.
    """
    maker = next((MAKERS[kind] for kind in classes if kind in MAKERS), None)
    if maker is None:
        return None
    facts = Facts(iri)
    own: Told = {"@id": iri, "name": facts.label, "url": address(iri), **maker(facts)}
    own["mainEntityOfPage"] = address(iri)
    if "license" not in own:
        own |= _source(iri)
    crumbs = _breadcrumbs(facts)
    graph = [_stated(own), *([crumbs] if crumbs else [])]
    return {"@context": "https://schema.org", "@graph": graph}


def address(iri: str) -> str:
    """Return the document about an own resource on the configured host; other IRIs unchanged."""
    prefix = current_settings().base_iri + "/id/"
    if not iri.startswith(prefix):
        return iri
    return canonical(*name_parts(iri.removeprefix(prefix)))


def _project(facts: Facts) -> Told:
    return {
        "@type": "Project",
        "identifier": facts.one("number"),
        "description": facts.one("purpose") or facts.one("summary"),
        "parentOrganization": _named(facts, "leadUnit", "GovernmentOrganization"),
    }


def _unit(facts: Facts) -> Told:
    return {
        "@type": "GovernmentOrganization",
        "parentOrganization": _named(facts, _ORG + "unitOf", "GovernmentOrganization"),
    }


def _indicator(facts: Facts) -> Told:
    """Return the values of an indicator, as a data set with downloads."""
    rows = ask("observations", {"indicator": facts.iri})
    years = sorted({row["year"] for row in rows if row["year"] is not None})
    terms = ("definition", "unitOfMeasure", "method", "statisticalSource", "frequency")
    said = [f"{label(LM + term)}: {facts.one(term)}" for term in terms if facts.one(term)]
    return {
        "@type": "Dataset",
        "description": " / ".join([facts.label, *said]),
        "measurementTechnique": facts.one("method"),
        "variableMeasured": _stated(
            {
                "@type": "PropertyValue",
                "name": facts.label,
                "unitText": facts.one("unitOfMeasure"),
                "description": facts.one("definition"),
            }
        ),
        "temporalCoverage": f"{years[0]}/{years[-1]}" if years else None,
        "isAccessibleForFree": True,
        "distribution": _distributions(facts.iri),
    }


def _dataset(facts: Facts) -> Told:
    return {
        "@type": "Dataset",
        "description": facts.one(_DCT + "description"),
        "license": facts.one(_LICENCE),
        "creator": _organization(facts.one(_PUBLISHER)),
        "datePublished": _text(facts.one(_DCT + "issued")),
        "isAccessibleForFree": True,
        "distribution": _distributions(facts.iri),
    }


def _kaizen(facts: Facts) -> Told:
    parts = ("problem", "action", "after")
    return {
        "@type": "Article",
        "headline": facts.label,
        "abstract": facts.one("problem"),
        "articleBody": "\n".join(str(facts.one(p)) for p in parts if facts.one(p)) or None,
        "about": _named(facts, "improves", "Thing"),
        "author": _named(facts, "practicedBy", "GovernmentOrganization"),
    }


def _law(_facts: Facts) -> Told:
    return {"@type": "Legislation"}


MAKERS: dict[str, Callable[[Facts], Told]] = {
    LM + "Program": _project,
    LM + "Measure": _project,
    LM + "Indicator": _indicator,
    LM + "KaizenPractice": _kaizen,
    LM + "LegalBasis": _law,
    _ORG + "OrganizationalUnit": _unit,
    _ORG + "FormalOrganization": _unit,
    _DCAT + "Dataset": _dataset,
}


def _source(iri: str) -> Told:
    """Return licence and publisher of the data sets that the resource belongs to."""
    rows = datasets_of(iri)
    licences = sorted({row["license"] for row in rows if "license" in row})
    publishers = sorted({row["publisher"] for row in rows if "publisher" in row})
    found: Told = {"inLanguage": current_lang()}
    if len(licences) == 1:
        found["license"] = licences[0]
    if len(publishers) == 1:
        found["sdPublisher"] = _organization(publishers[0])
    return found


def _organization(name: str | None) -> Told | None:
    return {"@type": "Organization", "name": name} if name else None


def _distributions(iri: str) -> list[Told]:
    kinds = (("csv", "text/csv"), ("ttl", "text/turtle"), ("jsonld", "application/ld+json"))
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": media_type,
            "contentUrl": f"{address(iri)}.{extension}",
        }
        for extension, media_type in kinds
    ]


def _named(facts: Facts, term: str, kind: str) -> list[Told] | Told | None:
    found = [{"@type": kind, "@id": i, "name": name} for i, name in facts.links(term)]
    return found[0] if len(found) == 1 else found or None


def _breadcrumbs(facts: Facts) -> Told | None:
    """Return the path upwards in the plan; none if a resource has several."""
    rows = list(ask("ancestors", {"node": facts.iri}))
    if not rows or len({row["depth"] for row in rows}) != len(rows):
        return None
    line = [(str(row["ancestor"]), str(row["ancestorLabel"])) for row in rows]
    line.append((facts.iri, facts.label))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": address(iri)}
            for n, (iri, name) in enumerate(line, 1)
        ],
    }


def _stated(told: Told) -> Told:
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
