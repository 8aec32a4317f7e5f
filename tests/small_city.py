"""見本市 with three of its 26 measures: every kind of thing and page, at an eighth of the size."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from michisuji import resources

#: One with values and earlier years, one with three violations, one with a waiver.
MEASURES = ("0101", "0204", "0505")


def write(data: Path) -> Path:
    """Write a folder of sample data (see :func:`import_sample`) that is made anew; returns it."""
    shutil.copytree(resources.folder("data"), data)
    city = data / "mihon"
    for path in city.glob("**/[0-9]*.toml"):
        if path.stem not in MEASURES:
            path.unlink()
    for name in ("organization", "kaizen", "waivers", "work"):
        path = city / f"{name}.toml"
        text = re.sub(r"(?m)^contributes_to = (.*)\n", _contributions, path.read_text("utf-8"))
        blocks = re.split(r"(?m)^(?=\[\[)", text)
        # What names a program (its first four digits are its measure's) of another measure.
        own = [b for b in blocks if set(re.findall(r'[:"](\d{4})\d\d[/"]', b)) <= set(MEASURES)]
        names = {name for b in own for name in re.findall(r'(?m)^id = "(\w+)"', b)}
        own = [b for b in own if set(re.findall(r'adopted_from = "(\w+)"', b)) <= names]
        path.write_text("".join(own), "utf-8")
    return data


def _contributions(found: re.Match[str]) -> str:
    """Return the line without the measures, and programs of measures, that are not there."""
    items = re.findall(r'"((?:measure|program):(\d{4})\d*|[a-z]+:[\w-]+)"', found[1])
    kept = [item for item, measure in items if not measure or measure in MEASURES]
    return f"contributes_to = {kept}\n".replace("'", '"') if kept else ""
