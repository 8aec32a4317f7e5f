"""Limits of the national review's layout: what it cannot hold, by table, in both languages."""

from __future__ import annotations

from michisuji.messages import section, text
from michisuji.publication.tables.about import DeclaredDataset


def readme(about: DeclaredDataset, skipped: int) -> str:
    """Return the text of README.txt for the files; ``skipped``: programs without a usable ID."""
    said = text("tables.rs_readme.about", rule=text("spreadsheets.rule"))
    parts = [
        f"{' / '.join(dict.fromkeys(about.title.values()))}\n{_both('layout')}\n\n"
        f"{said['ja']}\n\n{said['en']}\n"
    ]
    for table in section("tables.rs_limits", "ja"):
        limit = text(f"tables.rs_limits.{table}")
        parts.append(f"{table}\n  {limit['ja']}\n  {limit['en']}\n")
    if skipped:
        parts.append(f"{_both('skipped', count=skipped)}\n")
    return "\n".join(parts)


def _both(key: str, **values: object) -> str:
    return " / ".join(text(f"tables.rs_readme.{key}", **values).values())
