"""Changes against the last bundle: statements by graph, and the resources concerned."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

#: Resources that are listed by name; all are counted.
LISTED = 1_000


@dataclass
class BundleDifference:
    """Statements added and removed, by graph; and resources: new, gone, or changed.

    The lists hold the first :data:`LISTED` IRIs of each kind, ``counts`` counts all.
    """

    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_empty(self) -> bool:
        """True when both bundles hold the same statements."""
        return not self.added and not self.removed


def between(old: Path, new: Path, base_iri: str) -> BundleDifference:
    """Compare two files of quads (``all.nq.gz``, or not packed), each sorted by graph, then line.

    Both are read once, side by side, so memory holds the resources that differ, not the files.
    ``old`` may be missing: then all is new. Resources are those of the data (``{base}/id/…``) in
    graphs that are not provenance.
    """
    found, touched = BundleDifference(), dict[str, set[int]]()
    prefix = f"<{base_iri}/id/"
    for sign, graph, line in _merge(_lines(old), _lines(new)):
        told = found.added if sign > 0 else found.removed
        told[graph] += 1
        subject = line.split(b" ", 1)[0].decode()
        if subject.startswith(prefix) and not graph.endswith("/provenance"):
            touched.setdefault(subject[1:-1], set()).add(sign)
    if touched:
        _classify(found, touched, old, new)
    return found


def _classify(found: BundleDifference, touched: dict[str, set[int]], old: Path, new: Path) -> None:
    """Classify each resource as new, gone or changed, by where it is described."""
    before, after = _described(old, touched), _described(new, touched)
    for iri in sorted(touched):
        kind = "changed" if iri in before and iri in after else "new" if iri in after else "gone"
        found.counts[kind] += 1
        listed: list[str] = getattr(found, kind)
        if len(listed) < LISTED:
            listed.append(iri)


def _described(path: Path, wanted: Iterable[str]) -> set[str]:
    names = {f"<{iri}>".encode(): iri for iri in wanted}
    found = set[str]()
    for graph, line in _lines(path):
        iri = names.get(line.split(b" ", 1)[0])
        if iri is not None and not graph.endswith("/provenance"):
            found.add(iri)
    return found


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (graph, line) in the file's order, which is by graph, then by bytes."""
    if not path.exists():
        return
    with _opened(path) as lines:
        for line in lines:
            yield line.rsplit(b" ", 2)[1].strip(b"<>").decode(), line


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _merge(
    old: Iterator[tuple[str, bytes]], new: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[int, str, bytes]]:
    """Yield what only one of two sorted streams holds: −1 for the old one, +1 for the new one."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(old, None), next(new, None)
        elif left is not None and (right is None or _order(left) < _order(right)):
            yield -1, *left
            left = next(old, None)
        elif right is not None:
            yield 1, *right
            right = next(new, None)


def _order(at: tuple[str, bytes]) -> tuple[list[str], bytes]:
    """Order by data set, then graph: ``mihon/2026`` comes before ``mihon-2``."""
    return at[0].split("/"), at[1]
