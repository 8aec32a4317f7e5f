"""No text becomes a formula, no number a text, and every text comes back."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.messages import message
from michisuji.spreadsheets import csv_file, csv_text, guarded, is_formula, unguarded

from tests.formulas import FORMULAS
from tests.rooms import PACKAGE, ROOT


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded("'" + text) == text


@pytest.mark.parametrize(
    "text",
    ["-5", "+0.5", "-.5", "5.", "1e3", "-1.5E-7", "-INF", "", "道", "3-2.csv", "（a=b）", "'引用'",
     "'-5", "a=1", "1+1", "・=1", "№1", "2026-04-01", "https://city.example/=1"],
)  # fmt: skip
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@pytest.mark.parametrize("text", ["--5", "+-5", "-5-5", "-５", "-1,000", "-5 点", "-", "＋５"])
def test_what_only_looks_like_a_number_is_guarded(text: str) -> None:
    assert is_formula(text)


@given(st.text(alphabet=st.sampled_from("'=+-@|%＝＠５5. \t\n\u200b道eINF"), max_size=8))
def test_every_text_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not is_formula(cell) or cell.startswith("'")


def test_a_file_and_a_text_are_the_same(tmp_path: Path) -> None:
    rows = [["=1", "-5"], ['a"b', "c\nd"]]
    with csv_file(tmp_path / "folder" / "a.csv", ["見出し", "+"]) as writer:
        for row in rows:
            writer.writerow(row)
    made = (tmp_path / "folder" / "a.csv").read_bytes()
    assert made == csv_text(["見出し", "+"], rows).encode()
    assert made.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert read == [["見出し", "'+"], ["'=1", "-5"], rows[1]]


def test_nothing_else_writes_csv() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}:
                found |= {path.name} if getattr(node.value, "id", "") == "csv" else set()
    assert found == {"csv_files.py"}


def test_the_documents_tell_the_rule() -> None:
    told = " ".join((ROOT / "queries" / "clients.md").read_text("utf-8").split())
    assert message("spreadsheets.rule", "ja") in told
    assert message("spreadsheets.rule", "en") in told
