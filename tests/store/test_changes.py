"""What a large replacement reads and loads, by the piece, without an engine."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from michisuji.store.engine.changes import load_lines, loads
from michisuji.store.engine.difference import difference, distinct_lines


def lines(path: Path, count: int) -> Path:
    path.write_text("".join(f'<urn:{n}> <urn:p> "{n}"@ja .\n' for n in range(count)), "utf-8")
    return path


def test_different_lines_are_counted_as_the_comparison_counts_them(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.nt", 5_000)
    with path.open("rb") as file:
        assert difference((), file, tmp_path / "d").n_new == distinct_lines(path) == 5_000
    assert distinct_lines(lines(tmp_path / "none.nt", 0)) == 0


@pytest.mark.parametrize(
    "more", ['<urn:7> <urn:p> "7"@ja .\n', "\n", "# a comment\n", ' <urn:x> <urn:p> "x" .\n']
)
def test_a_line_said_twice_or_none_is_left_to_the_comparison(tmp_path: Path, more: str) -> None:
    path = lines(tmp_path / "a.nt", 5_000)
    with path.open("a", encoding="utf-8") as file:
        file.write(more)
    assert distinct_lines(path) is None


@pytest.mark.parametrize("at_once", [1, 2, 1_999, 2_000, 2_001, 2_002, 4_001, 4_999, 5_000, 9_000])
def test_a_file_is_loaded_whole_and_in_pieces_of_so_many_lines(
    tmp_path: Path, at_once: int
) -> None:
    path = lines(tmp_path / "a.nt", 5_000)
    pieces = [b"".join(parts) for parts in loads(path, at_once)]
    assert b"".join(pieces) == path.read_bytes()
    assert all(piece.count(b"\n") == at_once for piece in pieces[:-1])
    assert pieces[-1].count(b"\n") <= at_once


def test_a_piece_is_never_held_whole(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.nt", 200_000)
    tracemalloc.start()
    sizes = [sum(map(len, parts)) for parts in loads(path, 200_000)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes == [path.stat().st_size]
    assert peak < sizes[0] / 4


def test_as_much_is_loaded_at_once_as_the_engine_has_memory_for() -> None:
    assert load_lines(0) == load_lines(2_000_000_000) == load_lines(10**12) == 500_000
    assert load_lines(750_000_000) == 500_000
    assert load_lines(1) == 50_000
