"""Terms are written right: what goes in comes out of a strict N-Triples parser unchanged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.importers.common import GraphFile, canonical_decimal, literal, web_iri
from michisuji.iris import is_iri

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def _parsed(line: str) -> ox.Quad:
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    return quad


@given(TEXT)
def test_text_survives_escaping(text: str) -> None:
    quad = _parsed(f"<urn:s> <urn:p> {literal(text, 'ja')} .\n")
    assert quad.object.value == text
    assert quad.object.language == "ja"


@given(st.text(max_size=20), st.booleans())
def test_an_iri_that_we_let_through_parses(tail: str, with_host: bool) -> None:
    value = ("https://example.jp/" if with_host else "https://") + tail
    if is_iri(value):
        assert _parsed(f"<urn:s> <urn:p> <{value}> .\n").object.value == value


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        literal("\ud800")


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("34482000.0", "34482000"),
        ("0", "0"),
        ("-0.0", "0"),
        ("007", "7"),
        ("0.870010", "0.87001"),
        (".5", "0.5"),
        ("1,234,567", "1234567"),
        ("１２３", "123"),
        ("▲500", "-500"),
        ("△500", "-500"),
        ("1.5E+3", "1500"),
        ("1e-3", "0.001"),
        ("-20000000", "-20000000"),
    ],
)
def test_numbers_as_people_write_them(raw: str, canonical: str) -> None:
    assert canonical_decimal(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    ["", "-", "百万", "1,23", "1.2.3", "nan", "inf", "1e999", "12 345", "9" * 25, "0x10", "½"],
)
def test_what_is_no_number_is_refused(raw: str) -> None:
    assert canonical_decimal(raw) is None


@given(st.decimals(min_value=-(10**17), max_value=10**17, places=6))
def test_canonical_numbers_keep_their_value_and_are_fixed_points(number: Decimal) -> None:
    text = canonical_decimal(f"{number:f}")
    assert text is not None
    assert Decimal(text) == number
    assert canonical_decimal(text) == text


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = canonical_decimal(text)
    assert number is None or Decimal(number).is_finite()


def test_web_addresses() -> None:
    assert web_iri(" https://a.example.jp/x ") == "<https://a.example.jp/x>"
    assert web_iri("https://a.example.jp/x[1].pdf") == "<https://a.example.jp/x%5B1%5D.pdf>"
    for bad in (
        "file:///C:/x.pdf",
        "javascript:alert(1)",
        "a.example.jp",
        "https://",
        "https://http://a.example.jp/",
        "https://a.example.jp/%zz",
        "https://a.example.jp/a b",
        "",
    ):
        assert web_iri(bad) is None, bad


def test_a_graph_file_counts_what_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "g.nt"
    with GraphFile("urn:g", path, buffer_lines=2) as graph:
        for number in range(5):
            graph.typed(f"<urn:s{number}>", "<urn:C>")
        graph.add("<urn:s0>", "<urn:p>", literal("a\nb"))
    assert graph.triples == 6
    assert graph.classes == {"<urn:C>": 5}
    lines = path.read_bytes().splitlines()
    assert len(lines) == 6
    assert lines[-1] == b'<urn:s0> <urn:p> "a\\nb" .'
