"""A bundle's list of files with sizes and checksums, used by catalog, downloads and diffs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from michisuji.errors import BadInput
from michisuji.languages import Text

NAME = "manifest.json"
#: The layout of the bundle that this version writes and reads.
FORMAT = 1


@dataclass(frozen=True)
class Distribution:
    """One file of a bundle that can be downloaded for itself (a distribution in DCAT's words).

    ``path`` is relative to the bundle's folder, with ``/``. ``dataset`` is a data set's short name
    (``mihon``), empty for a file over all of them; ``year`` a fiscal year, or None for all years
    and for timeless data. ``media_type`` is that of the content; ``packed`` that of its compression
    (``application/gzip``) or empty. ``sha256`` is hexadecimal. ``conforms_to`` is the IRI of a
    standard that the file follows, or empty; ``described_by`` the path of its metadata.
    """

    path: str
    media_type: str
    size: int
    sha256: str
    title: Text
    dataset: str = ""
    year: int | None = None
    packed: str = ""
    conforms_to: str = ""
    described_by: str = ""


@dataclass(frozen=True)
class Manifest:
    """A whole bundle; ``marker`` names the state of the store that it was made from."""

    base_iri: str
    marker: str
    made: str
    version: str
    entries: tuple[Distribution, ...] = ()
    #: Path → (bytes, SHA-256) of every file of the bundle but this one, for ``--diff``.
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write JSON into the bundle's folder, keys and files in order; return its path."""
        body = {"format": FORMAT, **asdict(self)}
        body["files"] = {path: list(self.files[path]) for path in sorted(self.files)}
        path = folder / NAME
        text = json.dumps(body, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        return path


def read(folder: Path) -> Manifest:
    """Read the manifest of a bundle.

    Raises BadInput when the folder has no readable one.
    """
    try:
        body: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if body.pop("format") != FORMAT:
            raise ValueError("another format")
        body["entries"] = tuple(Distribution(**entry) for entry in body["entries"])
        body["files"] = {path: (int(n), str(digest)) for path, (n, digest) in body["files"].items()}
        return Manifest(**body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"公開用の一式ではありません: {folder}",
            f"not a bundle: {folder} ({error})",
            hint_ja="michisuji publish で作ったフォルダーを指定してください",
            hint_en="name a folder made by michisuji publish",
        ) from error


def entry(folder: Path, path: Path, **words: Any) -> Distribution:
    """Return the entry of a written file, with its size and checksum."""
    size, digest = measured(path)
    return Distribution(path=path.relative_to(folder).as_posix(), size=size, sha256=digest, **words)


def measured(path: Path) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def every_file(folder: Path, leave_out: Iterable[str] = (NAME,)) -> dict[str, tuple[int, str]]:
    """Return path → (bytes, SHA-256) of all files below a folder."""
    left = set(leave_out)
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    named = {p.relative_to(folder).as_posix(): p for p in paths}
    return {name: measured(path) for name, path in named.items() if name not in left}
