"""Drafts with a secret in them, beside the public sample city; and where the secret shows up."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping

from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = Settings().base_iri
TOKEN = "the-editor's-secret-of-this-test"
#: Stands in texts of drafts only, and in no request: wherever it turns up, a draft has leaked.
SECRET = "カナリア秘密42"
#: Names that a request may guess.
GRAPHS = (f"{BASE}/graph/mihon/2027", f"{BASE}/graph/canary", f"{BASE}/graph/canary/2026")
NODES = tuple(f"{BASE}/id/{kind}/canary" for kind in ("program", "measure", "unit", "outcome"))
EXISTING = (f"{BASE}/id/program/mihon-010101", f"{BASE}/id/measure/mihon-0101")

_LM = "https://w3id.org/michisuji/ns#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def drafts(store: MemoryStore) -> None:
    """Put drafts into a store: new resources, changed ones, in named graphs and the default."""
    lines = []
    for node, kind in zip(NODES, ("Program", "Measure", "Unit", "Outcome"), strict=True):
        lines.append(f'<{node}> a <{_LM}{kind}> ; <{_LABEL}> "{SECRET} {kind}"@ja .')
    lines.append(f"<{NODES[0]}> <{_LM}partOf> <{EXISTING[1]}> .")
    lines += [f'<{node}> <{_LABEL}> "{SECRET} 改"@ja .' for node in EXISTING]
    lines.append(f"<{EXISTING[0]}> <{_LM}leadsTo> <{BASE}/id/outcome/{'x' * 8}> .")
    body = "\n".join(lines)
    store.update(f"INSERT DATA {{ {body} }}")
    for graph in GRAPHS:
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}")


def is_in(data: bytes) -> bool:
    """Whether the secret is in some bytes: plain, escaped, or packed in gzip or zip."""
    if data[:2] == b"\x1f\x8b":
        return is_in(gzip.decompress(data))
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(is_in(packed.read(name)) for name in packed.namelist())
    return any(form in data for form in _FORMS)


def _forms() -> tuple[bytes, ...]:
    from urllib.parse import quote

    escaped = SECRET.encode("ascii", "backslashreplace")
    return (
        SECRET.encode(),
        escaped,
        escaped.upper().replace(b"\\U", b"\\u"),
        SECRET.encode("ascii", "xmlcharrefreplace"),
        quote(SECRET).encode(),
        SECRET.encode("utf-16-le"),
    )


_FORMS = _forms()


def is_in_headers(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> bool:
    """Whether the secret, or the editor's, is in some header."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    told = "\n".join(f"{name}: {value}" for name, value in pairs)
    return is_in(told.encode("utf-8", "replace")) or TOKEN in told
