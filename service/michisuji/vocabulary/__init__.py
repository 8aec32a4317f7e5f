"""Namespaces, the form of a deployment's IRIs and graph names, and terms of earlier versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

LM = "https://w3id.org/michisuji/ns#"
CODE = "https://w3id.org/michisuji/code/"
RULE = "https://w3id.org/michisuji/rule/"
PROFILE = "https://w3id.org/michisuji/profile/"

#: Properties of earlier versions → those that replaced them (ontology/michisuji-deprecated.ttl).
#: Every door that takes data in reads the former as the latter.
RENAMED: dict[str, str] = {
    f"{LM}direction": f"{LM}desiredDirection",
    f"{LM}legalBasis": f"{LM}hasLegalBasis",
    f"{LM}profile": f"{LM}inProfile",
    f"{LM}vision": f"{LM}visionText",
}

#: The class of earlier versions whose resources were both the budget of a year and the money in a
#: model → that of the former; read as two resources (:mod:`michisuji.vocabulary.former_money`).
SPLIT: dict[str, str] = {f"{LM}Money": f"{LM}BudgetYear"}

#: Prefix → namespace: used by queries, exports and the editor alike.
PREFIXES: dict[str, str] = {
    "lm": LM,
    "code": CODE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
}

#: The properties that name a resource, the preferred one first.
LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "title")

_NOT_IN_IRI = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`%]")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
_PERCENT = re.compile(r"%[0-9A-F]{2}")
#: Characters left unencoded by us, by JavaScript's encodeURIComponent, and by RFC 3986 within a
#: part of a path and in a path (Python's ``quote`` is one of these without the signs).
_UNENCODED = ("-._~", "-._~!'()*", "-._~!$&'()*+,;=:@", "-._~/", "-._~!$&'()*+,;=:@/")
_GRAPH = re.compile(r"/graph/(?P<dataset>[^/]+)(?:/(?P<year>\d{4}))?(?P<prov>/provenance)?$")


@dataclass(frozen=True)
class GraphName:
    """The parts of a deployment's named graph."""

    dataset: str
    year: int | None = None
    provenance: bool = False


def resource_iri(base: str, kind: str, reference: str) -> str:
    """Return ``{base}/id/{kind}/{reference}``; the reference is percent-encoded."""
    return f"{base}/id/{kind}/{quote(reference, safe='-._~')}"


def resource_iris(base: str, kind: str, reference: str) -> tuple[str, ...]:
    """Return the IRIs that a resource's decoded address may stand for, the usual one first.

    Other people's data leave unencoded what an IRI can hold, all of it (``学校``, ``a(b)``,
    ``a/b``, ``a#b``) or what their language's library leaves, and write ``%e9`` for ``%E9``.
    """
    if _PLAIN.fullmatch(kind + reference):
        return (f"{base}/id/{kind}/{reference}",)
    kinds = (kind, *_spellings(kind))
    upper = [f"{base}/id/{k}/{r}" for k in kinds for r in _spellings(reference)]
    lower = [_PERCENT.sub(lambda found: found[0].lower(), iri) for iri in upper]
    return tuple(dict.fromkeys((*upper, *lower)))


def _spellings(part: str) -> list[str]:
    plain = _NOT_IN_IRI.sub(lambda sign: quote(sign[0]), part)
    return [*(quote(part, safe=safe) for safe in _UNENCODED), plain]


def graph_iri(base: str, dataset: str, year: int | None = None, *, provenance: bool = False) -> str:
    """Return ``{base}/graph/{dataset}[/{year}][/provenance]``.

    Without a year: the dataset's timeless statements. With one: that fiscal year's state.
    """
    iri = f"{base}/graph/{quote(dataset, safe='-._~')}"
    if year is not None:
        iri += f"/{year}"
    return iri + "/provenance" if provenance else iri


def parse_graph_iri(base: str, iri: str) -> GraphName | None:
    """Parse a graph IRI into its parts; None for a graph outside the deployment."""
    if not iri.startswith(base):
        return None
    found = _GRAPH.fullmatch(iri[len(base) :])
    if not found:
        return None
    year = found["year"]
    return GraphName(found["dataset"], int(year) if year else None, bool(found["prov"]))
