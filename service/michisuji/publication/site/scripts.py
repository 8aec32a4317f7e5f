"""Data as scripts: a page on disk may load scripts beside it, but may not read other files."""

from __future__ import annotations

import json
from pathlib import Path

#: The function of assets/data.js that takes what is loaded.
_TAKE = "michisuji.take"


def write(folder: Path, file: str, name: str, value: object) -> str:
    """Write ``value`` as a script that hands it over under ``name``; returns ``file``."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Line separators end a line in old readers of JavaScript.
    told = told.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{_TAKE}({json.dumps(name)},{told});\n", "utf-8")
    return file


def shard(text: str, count: int) -> int:
    """In which of ``count`` files a text is kept: FNV-1a over UTF-16 units, as data.js has it."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(units), 2):
        value = ((value ^ (units[i] | units[i + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return value % count
