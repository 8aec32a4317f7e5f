"""``michisuji import xlsx``: what is told, what is written, and what changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from michisuji import cli
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from openpyxl import load_workbook

from tests.importers.dirty.books import clean, made

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    found = MemoryStore(BASE)

    @contextmanager
    def opened(_: str = "public") -> Iterator[tuple[Settings, MemoryStore]]:
        yield Settings(), found

    monkeypatch.setattr("michisuji.cli.city.workbooks.opened", opened)
    return found


def _run(*words: str | Path) -> int:
    return cli.run(["--lang", "ja", "import", "xlsx", *map(str, words)])


def _graphs(store: MemoryStore) -> list[str]:
    rows = store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
    return [name for row in rows if (name := str(row[0]).partition("/graph/")[2])]


def test_the_report_tells_sheet_and_cell(
    store: MemoryStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "市.xlsx"
    book.write_bytes(made("units_and_words"))
    assert _run("--dry-run", book) == 0
    told = capsys.readouterr().out
    assert "市.xlsx「11 値」C3「実績値」: 数値に単位や言葉が付いています" in told
    assert "04 事業: 読んだ行 3 = 使用 3" in told
    assert "50行のうち50行を使用、0行は不採用。読めないセル: 10" in told
    assert "点検だけ" in told
    assert _graphs(store) == []
    assert _run(book) == 0
    assert _graphs(store) == ["kogane", "kogane/2026", "kogane/provenance"]
    capsys.readouterr()
    assert _run(book, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["changed"] is False
    refusal = next(one for one in again["refusals"] if one["sheet"] == "11 値")
    assert {"file": "市.xlsx", "cell": "B3", "code": "number-with-words"}.items() <= refusal.items()


def test_strict_refuses_and_the_book_comes_back_marked(
    store: MemoryStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, returned = tmp_path / "b.xlsx", tmp_path / "returned.xlsx"
    book.write_bytes(made("eras"))
    assert _run("--strict", "-o", returned, book) == 2
    told = capsys.readouterr().err
    assert "b.xlsx" in told
    assert "--strict を付けなければ" in told
    assert _graphs(store) == []
    marked = load_workbook(returned)["04 事業"]
    assert "年度として読めません" in marked["F5"].comment.text
    assert marked["F4"].comment is None


def test_one_name_for_many_and_no_way_to_return_two(
    store: MemoryStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "b.xlsx"
    clean().save(book)
    assert _run("--dataset", "other", book) == 0
    assert _graphs(store)[0] == "other"
    assert _run("-o", tmp_path / "r.xlsx", book, book) == 2
    assert "-o で返せるのは" in capsys.readouterr().err
    assert _run(tmp_path / "nowhere.xlsx") == 2
    assert "ファイルがありません" in capsys.readouterr().err
