"""The catalog of what is published: DCAT 3, VoID and DQV in one graph, and the change feed.

Import it lazily: it needs rdflib.
"""

from michisuji.publication.catalog.counts import AllCounts
from michisuji.publication.catalog.facts import DataSet, DatasetGraph, newest
from michisuji.publication.catalog.feed import atom
from michisuji.publication.catalog.files import FORMATS, serialize, write
from michisuji.publication.catalog.vocabularies import licences
from michisuji.publication.catalog.whole import Catalog, build, read, statistics_only

__all__ = [
    "FORMATS",
    "AllCounts",
    "Catalog",
    "DataSet",
    "DatasetGraph",
    "atom",
    "build",
    "licences",
    "newest",
    "read",
    "serialize",
    "statistics_only",
    "write",
]
