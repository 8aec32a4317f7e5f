"""What is not plainly passed, engine by engine: (verdict, reason). Tests hold it to be exact."""

from __future__ import annotations

_TWICE = "The suite wants the same result twice, once a way to it; a finding is told once."
_BYTE = (
    "Oxigraph keeps every integer type as xsd:integer: the value is found, as "
    '`"300"^^xsd:integer` and not as xsd:byte.'
)
_GRAPH = "`$shapesGraph`, which SHACL leaves to the engine, is not supported."
_FLAG = 'sh:uniqueLang is switched on by `true` alone; `"1"^^xsd:boolean` is taken for it.'
_IMPORTS = "Prefixes declared by an ontology that another imports are not looked for."

_PYSHACL = {
    "core/property/uniqueLang-002": ("wrong", _FLAG),
    "sparql/node/prefixes-001": ("declined", _IMPORTS),
    "sparql/pre-binding/shapesGraph-001": ("declined", _GRAPH),
}

KNOWN: dict[str, dict[str, tuple[str, str]]] = {
    "compiled": {
        "core/node/class-003": ("once", _TWICE),
        "core/property/datatype-ill-formed": ("as stored", _BYTE),
        "core/property/lessThan-002": ("once", _TWICE),
        "core/property/property-001": ("once", _TWICE),
        "core/property/uniqueLang-001": ("once", _TWICE),
        "core/validation-reports/shared": ("once", _TWICE),
        "sparql/pre-binding/shapesGraph-001": ("declined", _GRAPH),
    },
    "pySHACL made fast": _PYSHACL | {"core/property/datatype-ill-formed": ("as stored", _BYTE)},
    "pySHACL as shipped": _PYSHACL,
    "shacl": {
        "sparql/pre-binding/unsupported-sparql-004": (
            "wrong",
            "It runs a nested SELECT that does not project `$this`, which SHACL forbids.",
        ),
    },
}
