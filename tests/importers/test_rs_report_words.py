"""What the review's import tells of: every code has its words, and every word its code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from michisuji.importers import rs
from michisuji.importers.rs.report_words import NOTES, REFUSED, refused

#: Which argument of a call is the code.
CODES = {"note": 0, "note_at": 0, "RowRefused": 2, "refuse_cell": 2}


def used() -> dict[str, set[str]]:
    """The codes in the importer's calls, by the name of what is called."""
    found: dict[str, set[str]] = {name: set() for name in CODES}
    for path in Path(rs.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            at = CODES.get(name, len(call.args))
            code = call.args[at] if at < len(call.args) else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                found[name].add(code.value)
    return found


def test_every_code_has_words_and_all_words_are_used() -> None:
    found = used()
    assert found["note"] | found["note_at"] == NOTES.keys()
    assert found["RowRefused"] | found["refuse_cell"] == REFUSED.keys()


def test_words_are_japanese_and_english() -> None:
    for ja, en in (*NOTES.values(), *REFUSED.values()):
        assert not ja.isascii()
        assert ja != en


def test_a_reason_is_filled_in() -> None:
    told = refused("year-digits", year=2024)
    assert told["ja"] == "事業年度は「2024」と数字4桁だけで書きます"
    assert told["en"] == "the fiscal year must be 2024, four digits alone"
    with pytest.raises(KeyError):
        refused("year-digits")
