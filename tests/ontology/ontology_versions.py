"""The fingerprint of each version of the ontology: ``python tests/ontology/ontology_versions.py``
writes that of the current one to ``ontology/versions/fingerprints.toml``.

A version that others may have read does not change: raise ``owl:versionInfo`` and
``owl:versionIRI`` in ontology/michisuji.ttl, name the one before by ``owl:priorVersion``, and keep
its whole text as ``ontology/versions/NUMBER.ttl``. Until it is released, its fingerprint may be
written anew.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from michisuji.web import ontology_labels
from michisuji.web.linked_data import vocabulary

FILE = Path(__file__).resolve().parents[2] / "ontology" / "versions" / "fingerprints.toml"


def recorded() -> dict[str, str]:
    """Version → fingerprint, as written."""
    return {str(k): str(v) for k, v in tomllib.loads(FILE.read_text("utf-8")).items()}


def write() -> None:
    """Write the fingerprint of the current version; those of others stay."""
    known = recorded() if FILE.is_file() else {}
    current = ontology_labels.ontology()
    known[vocabulary.version_of(current)] = vocabulary.fingerprint(current)
    lines = [f'"{number}" = "{digest}"\n' for number, digest in sorted(known.items())]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("# SHA-256 of each version's sorted N-Triples.\n" + "".join(lines), "utf-8")


if __name__ == "__main__":
    write()
