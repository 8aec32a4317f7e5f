"""Any model can be drawn: random ones, and the national review's own."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.analysis.logic_model import COLUMNS, Edge, IndicatorName, LogicModel, Node
from michisuji.web.drawing import logic_model
from michisuji.web.drawing.logic_model.layout import layout

from tests.web.diagram_help import assert_sound, by_class, model, render

NASTY = ["", "<&>\"'", "]]>", "\x00\x07\x1b", "ש" * 40, "مرحبا بالعالم", "あ" * 2000, "x" * 2000,
         "\u202eevil", "\ud800", "😀👨‍👩‍👧", "<script>alert(1)</script>", "a\nb"]  # fmt: skip


@st.composite
def models(draw: st.DrawFn) -> LogicModel:
    count = draw(st.integers(0, 14))
    label = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
    nodes = [
        Node(
            draw(st.sampled_from([f"n{i}", f"n{i % 5}"])),
            draw(st.sampled_from(COLUMNS)),
            draw(label),
            draw(st.sampled_from(["", "予算 1百万円"])),
            tuple(IndicatorName("k", draw(label)) for _ in range(draw(st.integers(0, 2)))),
            draw(st.integers(-2, 20)),
            draw(st.booleans()),
        )
        for i in range(count)
    ]
    ends = st.sampled_from([f"n{i}" for i in range(max(count, 1) + 1)])
    edges = [
        Edge(f"e{i}", draw(ends), draw(ends), draw(label), feedback=draw(st.booleans()))
        for i in range(draw(st.integers(0, 25)))
    ]
    return model(nodes, edges)


@settings(max_examples=120, deadline=None)
@given(
    models(), st.sets(st.sampled_from([f"n{i}" for i in range(14)])), st.sampled_from(["ja", "en"])
)
def test_any_model_is_drawn_whole(m: LogicModel, broken: set[str], lang: str) -> None:
    breaks = {iri: ["理由 <b>&"] for iri in broken}
    root = render(m, breaks, lang)
    iris = {node.iri for node in m.nodes}
    drawn = sorted(str(n.get("href")) for n in by_class(root, "n"))
    assert drawn == sorted(f"/doc/{iri}" for iri in iris)
    valid = [e for e in m.edges if e.source in iris and e.target in iris]
    assert len(by_class(root, "e")) == len(valid)
    assert_sound(layout(m, breaks, lang))
    assert len(logic_model.table_rows(m, breaks, lang)) == len(iris)


FROM, TO = "派生元ー", "派生先ー"
TEXT = {FROM: "アクティビティの内容/ 活動目標／成果目標", TO: " 活動目標／成果目標"}
STAGE = {"短期": "short", "中期": "mid", "長期": "long"}


def national_models(folder: Path, programs: set[str]) -> dict[str, LogicModel]:
    """Models straight from table 3-2, without the importer."""
    found: dict[str, tuple[dict[str, Node], list[Edge]]] = {p: ({}, []) for p in programs}
    archive = zipfile.ZipFile(next(folder.glob("3-2*.zip")))
    with archive, archive.open(archive.namelist()[0]) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")):
            if row["予算事業ID"] in found:
                _add(*found[row["予算事業ID"]], row)
    return {p: model(list(nodes.values()), edges) for p, (nodes, edges) in found.items()}


def _add(nodes: dict[str, Node], edges: list[Edge], row: dict[str, str]) -> None:
    ends = []
    for side in (FROM, TO):
        kind = row[side + "種別（アクティビティ・アウトプット・アウトカム）"]
        stage, text = row[side + "アウトカムの期間"], row[side + TEXT[side]]
        number = row[side + "アクティビティ・アウトプット・アウトカムの番号"]
        column = {"アクティビティ": "activity", "アウトプット": "output"}.get(kind)
        key = "|".join((kind, stage, number, text))
        if kind:
            column = column or STAGE.get(stage, "outcome-unstated")
            nodes.setdefault(key, Node(key, column, text, order=len(nodes)))
            ends.append(key)
    if len(ends) == 2:
        edges.append(Edge(f"e{len(edges)}", *ends))


@pytest.mark.national
def test_real_programs_of_40_to_117_elements_are_drawn_without_crossings(national: Path) -> None:
    sizes = {"3339": 38, "20591": 117, "6498": 104, "6510": 87}
    for program, m in national_models(national, set(sizes)).items():
        picture = layout(m, {m.nodes[5].iri: ["理由"]}, "ja")
        assert len(picture.boxes) == sizes[program]
        assert picture.crossings == 0, program
        assert_sound(picture)
