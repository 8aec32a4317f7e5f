"""Mapping files: TOML that says which label or column of a city's own files means which key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from michisuji.importers.problems import Problems, SourceProblems


def mapping_document(path: Path, problems: Problems) -> dict[str, Any]:
    """Return the content of a mapping file.

    Raises SourceProblems for one that cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        problems.add(path.name, "", f"読めません: {reason}", f"cannot be read: {reason}")
    except ValueError as error:
        problems.add(
            path.name,
            "",
            f"TOMLの書き方に誤りがあります: {error}",
            f"TOML syntax error: {error}",
        )
    refuse(path, problems)
    raise AssertionError  # there was a problem


def refuse(path: Path, problems: Problems) -> None:
    """Raise SourceProblems if a mapping file has any problems."""
    if problems.found:
        raise SourceProblems(
            path.name,
            problems.sorted(),
            hint_ja="書き方は data/forms.md にあります。"
            "michisuji forms learn 様式.xlsx がひな形を作ります",
            hint_en="data/forms.md says how to write one; "
            "michisuji forms learn FORM.xlsx proposes one",
        )
