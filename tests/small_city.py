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
    for path in (city / "kaizen.toml", city / "waivers.toml"):
        blocks = re.split(r"(?m)^(?=\[\[)", path.read_text("utf-8"))
        # What names a program (its first four digits are its measure's) of another measure.
        own = [b for b in blocks if set(re.findall(r':(\d{4})\d\d[/"]', b)) <= set(MEASURES)]
        names = {name for b in own for name in re.findall(r'(?m)^id = "(\w+)"', b)}
        own = [b for b in own if set(re.findall(r'adopted_from = "(\w+)"', b)) <= names]
        path.write_text("".join(own), "utf-8")
    return data
