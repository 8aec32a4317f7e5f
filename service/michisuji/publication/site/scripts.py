"""Data as scripts: a page on disk may load scripts next to it, but not read other files."""

from __future__ import annotations

import json
from pathlib import Path

#: The function of assets/data.js that receives the data.
_TAKE = "michisuji.take"


def write(folder: Path, file: str, name: str, value: object) -> str:
    """Write ``value`` as a script that passes it on under ``name``; return ``file``."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Old JavaScript engines treat these separators as line ends.
    told = told.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{_TAKE}({json.dumps(name)},{told});\n", "utf-8")
    return file


def shard(text: str, count: int) -> int:
    """Return which of ``count`` files holds a text: FNV-1a over UTF-16 units, as in data.js."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(units), 2):
        value = ((value ^ (units[i] | units[i + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return value % count
