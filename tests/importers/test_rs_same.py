"""The same content gives the same bytes, however it is packed and in whatever order it comes."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.importers.rs.tables import TABLES
from rs_graph import FIXTURES, rows, run, table, write

FILES = sorted(FIXTURES.glob("*.csv"))


def _digest(paths: list[Path]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        done = run(paths, Path(folder))
        return {graph: hashlib.sha256(b).hexdigest() for graph, b in done.bytes().items()}


def test_folder_zip_and_single_files_are_the_same(tmp_path: Path) -> None:
    whole = _digest([FIXTURES])
    for path in FILES[:4]:
        with zipfile.ZipFile(tmp_path / f"{path.stem}.zip", "w") as archive:
            archive.write(path, path.name)
    with zipfile.ZipFile(tmp_path / "rest.zip", "w") as archive:
        for path in reversed(FILES[4:]):
            archive.write(path, f"folder/{path.name}")
    assert _digest([tmp_path]) == whole
    assert _digest([*reversed(FILES)]) == whole


@settings(max_examples=10, deadline=None)
@given(st.permutations(FILES))
def test_the_order_of_tables_does_not_matter(files: list[Path]) -> None:
    assert _digest(files) == _digest([FIXTURES])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_columns_does_not_matter_for_the_data(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path in FILES:
            content = rows(path)
            header = list(content[0])
            random.Random(seed).shuffle(header)
            write(Path(folder) / path.name, content, header)
        data = [graph for graph in _digest([FIXTURES]) if not graph.endswith("provenance")]
        mixed = _digest([Path(folder)])
        assert all(mixed[graph] == _digest([FIXTURES])[graph] for graph in data)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from([t.id for t in TABLES]), min_size=1))
def test_any_subset_of_tables_can_be_imported(subset: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = run([table(i) for i in sorted(subset)], Path(folder))
    assert set(done.report.tables) == subset
    ids = {row["予算事業ID"] for i in subset for row in rows(table(i))}
    assert done.report.made["Program"] == len(ids)
    assert done.report.adds_up


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["1-2", "1-3", "2-1", "4-1"]))
def test_the_order_of_rows_does_not_matter_where_the_sheet_has_none(seed: int, which: str) -> None:
    """As sets of statements; 1-1 and 3-2 are lists in the sheet's own order, and stay so."""
    content = rows(table(which))
    mixed = content.copy()
    random.Random(seed).shuffle(mixed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        results = []
        for number, version in enumerate((content, mixed)):
            path = write(place / f"{number}.csv", version)
            done = run([table("1-1"), path], place / f"out{number}")
            graph = next(g for g in done.batch.graphs if not g.endswith("provenance"))
            results.append(sorted(done.batch.graphs[graph].read_bytes().splitlines()))
    assert results[0] == results[1]


def test_another_process_with_another_hash_seed_writes_the_same(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from michisuji.importers.rs import import_rs\n"
        "import_rs([Path(sys.argv[1])], out_dir=Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        subprocess.run(  # the interpreter of the tests, a fixed text
            [sys.executable, "-c", code, str(FIXTURES), str(tmp_path / seed)],
            env={"PYTHONHASHSEED": seed},
            check=True,
        )
    first = {p.name: p.read_bytes() for p in (tmp_path / "1").iterdir()}
    assert first == {p.name: p.read_bytes() for p in (tmp_path / "2").iterdir()}
    assert len(first) == 2


def test_two_years_make_two_pairs_of_graphs(tmp_path: Path) -> None:
    later = tmp_path / "in"
    later.mkdir()
    for path in FILES:
        shutil.copy(path, later / path.name)
        content = [{**row, "事業年度": "2025"} for row in rows(path)]
        write(later / path.name.replace("2024", "2025"), content)
    both = run([later], tmp_path / "out")
    alone = run([FIXTURES], tmp_path / "alone")
    assert len(both.batch.graphs) == 4
    for graph, content in alone.bytes().items():
        assert both.bytes()[graph] == content
    assert both.values("id/model/rs-101-2025", "lm:modelOf") == ["id/program/rs-101"]
