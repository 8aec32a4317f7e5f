"""A city's own rules, questions, profiles and terms: the files, read within limits.

``MICHISUJI_OWN`` names a folder with ``shapes/*.ttl``, ``questions/*.rq``, ``profiles.ttl`` and
``ontology/*.ttl``, each optional. Several are separated as in PATH; a file, or a folder without
these parts, holds shapes. A file that cannot be read is a fault, and the others are still used.
Files are read once per process: a change takes effect at the next start.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.vocabulary import renamed

#: The maximum number of a city's own files, and of bytes per file.
MOST_FILES = 200
MOST_BYTES = 1_000_000
_PARTS = {"shapes": ".ttl", "questions": ".rq", "ontology": ".ttl"}
_PROFILES = "profiles.ttl"


@dataclass(frozen=True)
class OwnFile:
    """A file: readers see its ``name``, and the operator its ``path``."""

    path: Path
    name: str
    text: str = field(repr=False)

    def fault(self, message: Text, line: int | None = None) -> Fault:
        """Return a fault of this file; ``line`` counts from 1."""
        return Fault(self.path, self.name, message, line)

    def line_of(self, name: str) -> int | None:
        """Return the first line, from 1, that holds the end of an IRI; None without such a line."""
        end = re.escape(re.split(r"[/#:]", name)[-1])
        found = re.search(rf"(?<![\w-]){end}(?![\w-])", self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else None


@dataclass(frozen=True)
class Fault:
    """A fault in one of the files, and what to do about it; ``line`` counts from 1."""

    path: Path
    name: str
    message: Text = field(hash=False)
    line: int | None = None

    def told(self, lang: str) -> str:
        """Return the place and the fault in one line, for the operator."""
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.message[lang]}"


@dataclass(frozen=True)
class Own:
    """A city's own files by what they hold, and the faults of those that could not be read."""

    shapes: tuple[OwnFile, ...] = ()
    questions: tuple[OwnFile, ...] = ()
    ontology: tuple[OwnFile, ...] = ()
    profiles: tuple[OwnFile, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __bool__(self) -> bool:
        return self != NOTHING

    @property
    def fingerprint(self) -> str:
        """A hash that changes with the text of any file; '' without files."""
        texts = [f.text for f in (*self.shapes, *self.questions, *self.ontology, *self.profiles)]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16] if texts else ""

    def copy_to(self, folder: Path) -> tuple[Path, ...]:
        """Write the files into a folder that :func:`read` accepts, and return their paths."""
        made: list[Path] = []
        for kind in (*_PARTS, "profiles"):
            for file in getattr(self, kind):
                path = _free(folder / ("" if kind == "profiles" else kind) / file.path.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8")
                made.append(path)
        return tuple(made)


def _free(path: Path) -> Path:
    """Return the path, or a numbered one if a file has it already."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
    return path if not path.exists() else next(p for p in numbered if not p.exists())


NOTHING = Own()


@lru_cache(maxsize=16)
def read(setting: str) -> Own:
    """Read the files that the setting ``MICHISUJI_OWN`` names; unreadable ones become faults."""
    found: dict[str, list[OwnFile]] = {name: [] for name in (*_PARTS, "profiles")}
    faults: list[Fault] = []
    for place in filter(None, setting.split(os.pathsep)):
        for kind, path, name in _files(Path(place), faults):
            if sum(map(len, found.values())) >= MOST_FILES:
                faults.append(_too_many(Path(place)))
                break
            try:
                found[kind].append(OwnFile(path, name, _text(path)))
            except (OSError, ValueError) as error:
                faults.append(_unreadable(path, name, error))
                continue
            faults += _former(found[kind][-1])
    return Own(**{kind: tuple(files) for kind, files in found.items()}, faults=tuple(faults))


def _files(place: Path, faults: list[Fault]) -> Iterator[tuple[str, Path, str]]:
    """Yield kind, path and shown name of each file of one place; a missing place is a fault."""
    if place.is_file():
        yield "shapes", place, place.name
        return
    if not place.is_dir():
        faults.append(Fault(place, place.name, text("own.fault.missing")))
        return
    parts = [name for name in _PARTS if (place / name).is_dir()]
    has_profiles = (place / _PROFILES).is_file()
    if not parts and not has_profiles:
        yield from (("shapes", path, path.name) for path in sorted(place.glob("*.ttl")))
        return
    for kind in parts:
        for path in sorted((place / kind).glob(f"*{_PARTS[kind]}")):
            yield kind, path, f"{kind}/{path.name}"
    if has_profiles:
        yield "profiles", place / _PROFILES, _PROFILES


def _text(path: Path) -> str:
    """Return the text of a file. Raises OSError, and ValueError if it is too large or not UTF-8."""
    if not path.is_file():  # reading a pipe would block
        raise OSError("not a file")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES:,} bytes")
    return path.read_bytes().decode("utf-8-sig")


def _former(file: OwnFile) -> Iterator[Fault]:
    """Yield a fault for each property of an earlier version that a file names."""
    for former, at in renamed.named_in(file.text):
        yield file.fault(renamed.told("own", former), file.text.count("\n", 0, at) + 1)


def _unreadable(path: Path, name: str, error: Exception) -> Fault:
    return Fault(path, name, text("own.fault.unreadable", error=error, bytes=MOST_BYTES))


def _too_many(place: Path) -> Fault:
    return Fault(place, place.name, text("own.fault.too_many", files=MOST_FILES))
