"""The difference between two N-Triples files, in memory that does not grow with them.

Lines are distributed to buckets by their hash; each pair of buckets is then compared as two sets.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

#: Lines of one bucket are held at once; a bucket of a file of a million lines has 16,000.
BUCKETS = 64


@dataclass(frozen=True)
class Difference:
    """The difference of two N-Triples files: statements to add and to remove, and their numbers."""

    added: Path
    removed: Path
    n_added: int
    n_removed: int
    #: Number of distinct statements in the new file.
    n_new: int


def difference(old: Iterable[bytes], new: Iterable[bytes], folder: Path) -> Difference:
    """Compare the lines of two N-Triples documents; the files are made in ``folder``.

    Lines that differ only in how they are written (escapes, spaces, 1.0 for 1) count as equal: what
    differs in bytes is parsed and compared again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    olds, news = _deal(old, folder, "old"), _deal(new, folder, "new")
    added, removed = folder / "added.nt", folder / "removed.nt"
    n_added = n_removed = n_new = 0
    with added.open("wb") as more, removed.open("wb") as less:
        for left, right in zip(olds, news, strict=True):
            before, after = _lines(left), _lines(right)
            come, go = after - before, before - after
            same = len(after) - len(come)
            if come and go:
                come, go = _canonical(come), _canonical(go)
                same += len(come & go)
                come, go = come - go, go - come
            more.writelines(sorted(come))
            less.writelines(sorted(go))
            n_added, n_removed, n_new = (
                n_added + len(come),
                n_removed + len(go),
                n_new + same + len(come),
            )
            left.unlink()
            right.unlink()
    return Difference(added, removed, n_added, n_removed, n_new)


def distinct_lines(path: Path) -> int | None:
    """Count the statements in an N-Triples file, one per line; None if two may be equal.

    Lines with different hashes are different. It keeps eight bytes per line.
    """
    buckets = [array("q") for _ in range(BUCKETS)]
    with path.open("rb") as file:
        for line in file:
            if line[:1] not in (b"<", b"_"):
                return None
            number = hash(line)
            buckets[number % BUCKETS].append(number)
    if all(len(set(bucket)) == len(bucket) for bucket in buckets):
        return sum(map(len, buckets))
    return None


def _deal(lines: Iterable[bytes], folder: Path, name: str) -> list[Path]:
    """Distribute lines to buckets by subject, so that one statement's spellings stay together."""
    paths = [folder / f"{name}.{n}" for n in range(BUCKETS)]
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths]
        for line in lines:
            if line.strip() and not line.startswith(b"#"):
                files[crc32(line.split(b" ", 1)[0]) % BUCKETS].write(line.rstrip() + b"\n")
    return paths


def _lines(path: Path) -> set[bytes]:
    with path.open("rb") as file:
        return set(file)


def _canonical(lines: set[bytes]) -> set[bytes]:
    """Return the statements as Oxigraph writes them, which normalizes numbers, too (007 is 7)."""
    import pyoxigraph as ox

    store = ox.Store()
    store.load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    body = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return {line + b"\n" for line in (body or b"").split(b"\n") if line}
