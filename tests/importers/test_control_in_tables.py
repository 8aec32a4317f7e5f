"""Control characters in a city's files and in the review's tables: taken out, told with place."""

from __future__ import annotations

from pathlib import Path

from michisuji.importers.city.toml import import_toml
from rs_graph import FIXTURES, run

BASE = "http://127.0.0.1:8000"


def test_a_citys_files(tmp_path: Path) -> None:
    from small_city import FILES

    for name, text in FILES.items():
        path = tmp_path / "city" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace('name = "安全"', 'name = "安\\u000B全\\u0001"'), "utf-8")
    batch, report = import_toml(tmp_path / "city", base_iri=BASE, out_dir=tmp_path / "out")
    written = "".join(file.read_text("utf-8") for file in batch.graphs.values())
    assert '"安全"@ja' in written
    note = report.notes["control-characters"]
    assert (note.count, note.examples) == (2, ["plan.toml"])


def test_the_reviews_tables(tmp_path: Path) -> None:
    plain = run([FIXTURES], tmp_path / "plain")
    source = tmp_path / "source"
    source.mkdir()
    for file in FIXTURES.glob("*.csv"):
        lines = file.read_text("utf-8").split("\n")
        # Within a cell of the second row, where it would make another element of the same text.
        lines[1] = lines[1].replace("の", "\x0bの\x01")
        (source / file.name).write_text("\n".join(lines), "utf-8")
    spoilt = run([source], tmp_path / "spoilt")
    note = spoilt.report.notes["control-characters"]
    assert note.count > 4
    assert all(example.endswith("#row=2") for example in note.examples)
    assert spoilt.report.made == plain.report.made
    assert spoilt.report.graphs == plain.report.graphs
