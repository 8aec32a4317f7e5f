"""A set-based SHACL engine: shapes become SPARQL queries, run where the data is.

``parse_shapes`` reads a shapes graph, ``validate`` runs it against a source; neither knows about
logic models. What the engine does not support is listed in ``Shapes.handed`` and left to pySHACL.
"""

from __future__ import annotations

from michisuji.quality.shacl.engine import validate
from michisuji.quality.shacl.model import Result, Shape, Shapes
from michisuji.quality.shacl.nodes import Classes, count_nodes, has_any
from michisuji.quality.shacl.parse import parse_shapes, read_graph
from michisuji.quality.shacl.source import SnapshotSource, Source, StoreSource
from michisuji.quality.shacl.terms import ShapesError

__all__ = [
    "Classes",
    "Result",
    "Shape",
    "Shapes",
    "ShapesError",
    "SnapshotSource",
    "Source",
    "StoreSource",
    "count_nodes",
    "has_any",
    "parse_shapes",
    "read_graph",
    "validate",
]
