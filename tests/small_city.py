"""見本市 with three of its 26 measures: every kind of thing and page, at an eighth of the size."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from michisuji import resources

#: One with values and earlier years, one with three violations, one with a waiver.
MEASURES = ("0101", "0204", "0505")

#: What goals and work name of measures and programs.
_REFERENCES = re.compile(r"(?m)^(contributes_to|programs) = \[(.*)\]\n")


def write(data: Path) -> Path:
    """Write a folder of sample data (see :func:`import_sample`) that is made anew; returns it."""
    shutil.copytree(resources.folder("data"), data)
    city = data / "mihon"
    for path in city.glob("**/[0-9]*.toml"):
        if path.stem not in MEASURES:
            path.unlink()
    for path in (city / "kaizen.toml", city / "waivers.toml"):
        blocks = re.split(r"(?m)^(?=\[\[)", path.read_text("utf-8"))
        # What names a program (its first four digits are its measure's) of another measure.
        own = [b for b in blocks if set(re.findall(r':(\d{4})\d\d[/"]', b)) <= set(MEASURES)]
        names = {name for b in own for name in re.findall(r'(?m)^id = "(\w+)"', b)}
        own = [b for b in own if set(re.findall(r'adopted_from = "(\w+)"', b)) <= names]
        path.write_text("".join(own), "utf-8")
    for path in (city / "organization.toml", city / "work.toml"):
        path.write_text(_REFERENCES.sub(_kept, path.read_text("utf-8")), "utf-8")
    return data


def _kept(line: re.Match[str]) -> str:
    """A line of references without those to other measures; nothing if none is left."""
    named = re.findall(r'"(?:\w+:)?(\w+)[^"]*"', line[2])
    texts = re.findall(r'"[^"]+"', line[2])
    own = [text for text, name in zip(texts, named, strict=True) if _is_here(name)]
    return f"{line[1]} = [{', '.join(own)}]\n" if own else ""


def _is_here(name: str) -> bool:
    return not re.fullmatch(r"\d{4}(\d\d)?", name) or name[:4] in MEASURES
