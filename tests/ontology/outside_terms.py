"""Whether the terms of other vocabularies that the ontology names exist there."""

from __future__ import annotations

from collections.abc import Iterator

from ontology_lint import Ontology, Problem
from rdflib import (
    DC,
    DCAT,
    DCTERMS,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    URIRef,
)

#: Vocabularies whose terms rdflib knows.
KNOWN = (DC, DCAT, DCTERMS, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD)
#: Other vocabularies, and the terms of theirs that were looked up before they were used here.
LOOKED_UP = {
    # Common Impact Data Standard 3.1.0, cids.ttl of its repository.
    "https://ontology.commonapproach.org/cids#": """
        Activity ExternalRisk FinancialInput ImpactModel ImpactPathway ImpactReport Indicator
        IndicatorReport Input Organization Outcome Output PhysicalInput Program SkillInput Target
        Theme canProduce forIndicator forOutcome hasActualAmount hasBaseline hasContribution
        hasPlannedAmount hasPurpose unitDescription
    """,
    # Newer than rdflib's copy of schema.org.
    "https://schema.org/": "StatisticalVariable",
    "http://www.w3.org/ns/dqv#": "Metric QualityAnnotation inDimension",
    "http://spdx.org/rdf/terms#": "checksumValue",
    "https://spdx.org/licenses/": "Apache-2.0",
    "http://purl.org/linked-data/sdmx/2009/attribute#": "unitMeasure",
    "http://purl.org/linked-data/sdmx/2009/dimension#": "refPeriod",
    "http://purl.org/linked-data/sdmx/2009/measure#": "obsValue",
}
OURS = "https://w3id.org/michisuji/"


def check_outside_terms(ontology: Ontology) -> Iterator[Problem]:
    """IRIs of other vocabularies that neither rdflib nor the list above knows."""
    looked_up = {base + name for base, names in LOOKED_UP.items() for name in names.split()}
    for graph in (ontology.terms, ontology.codes, *ontology.alignments.values()):
        for node in {node for triple in graph for node in triple if isinstance(node, URIRef)}:
            if not (
                node.startswith(OURS)
                or str(node) in looked_up
                or any(node.startswith(str(space)) and node in space for space in KNOWN)
            ):
                yield Problem("outside term", str(node))
