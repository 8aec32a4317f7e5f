"""What pictures are made of: markup from data, names for screen readers, axes, one home for all."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.web.drawing import figure

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = Path(figure.__file__).parent
EVIL = "</text><script>alert(1)</script>\x00\u202e\"'&"


@given(st.text(max_size=40))
def test_any_words_stay_words(words: str) -> None:
    drawn = figure.frame(
        "x",
        (10, 10),
        [figure.label(0, 0, words, words), figure.titled(words, "", href=words, css=words)],
        title=words,
        description=words,
        prefix="p",
    )
    root = ET.fromstring(drawn)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "text", "g", "a"}
    assert not re.search(r"[\x00-\x08\u202a-\u202e]", drawn)


def test_markup_in_data_is_no_markup() -> None:
    drawn = figure.label(0, 0, EVIL, style=EVIL)
    assert "<script" not in drawn
    assert drawn.count("<text") == 1
    assert ET.fromstring(drawn).text == "</text><script>alert(1)</script>\"'&"


@pytest.mark.parametrize(
    ("href", "tag"),
    [
        *((href, "a") for href in ("/doc/x", "#y", "?z=1", "https://city.example/")),
        *((href, "g") for href in ("", "javascript:alert(1)", "data:text/html,x", "doc/x")),
    ],
)
def test_only_addresses_become_links(href: str, tag: str) -> None:
    assert ET.fromstring(figure.titled("x", "", href)).tag == tag
    assert figure.address(href) == (href if tag == "a" else "#")


def test_empty_attributes_are_left_out_and_numbers_are_short() -> None:
    assert figure.shape("g", css="", id="") == "<g/>"
    assert figure.rect(1.0, 2.04, 0.66, 100, "b") == (
        '<rect class="b" x="1" y="2" width="0.7" height="100"/>'
    )
    assert figure.path("M0 0", stroke_width=0) == '<path d="M0 0" stroke-width="0"/>'


@pytest.mark.parametrize("role", ["img", "group"])
def test_a_frame_is_named_and_described_by_what_it_holds(role: str) -> None:
    made = figure.frame(
        "x", (20, 10.5), [], title="題", description="説明", prefix="p", role=role, rules=".x{}"
    )
    root = ET.fromstring(made)
    told = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    named = (root.get("aria-labelledby") or "").split()
    named += (root.get("aria-describedby") or "").split()
    assert [told[one] for one in named] == ["題", "説明"]
    assert root.get("viewBox") == "0 0 20 10.5"
    assert (root.get("width"), root.get("height")) == ("20", "10.5")
    assert root.findtext(f"{SVG}style") == ".x{}"


def test_a_sign_has_words_or_is_passed_over() -> None:
    told = ET.fromstring(figure.sign("x", (1, 1), "", "線 & 点"))
    assert (told.get("role"), told.get("aria-label")) == ("img", "線 & 点")
    assert ET.fromstring(figure.sign("x", (1, 1), "")).get("aria-hidden") == "true"


def test_ticks_have_a_line_and_their_value_and_zero_is_darker() -> None:
    for axis in (figure.axis_beside, figure.axis_below):
        root = ET.fromstring(f"<g>{axis([(0, '零'), (5, '5万')], lambda v: 10 * v, 0, 100)}</g>")
        assert [text.text for text in root.iter("text")] == ["零", "5万"]
        strokes = [path.get("stroke") for path in root.iter("path")]
        assert strokes == [figure.QUIET, figure.GRID]


def test_every_chart_shows_its_text_in_forced_colours() -> None:
    assert "@media(forced-colors:active){.x text{fill:CanvasText" in figure.text_rules("x", "9px")


def test_markup_is_written_here_alone() -> None:
    """A drawing that writes an element by hand would have to escape by hand, too."""
    by_hand = {
        path.name
        for path in DRAWING.rglob("*.py")
        if path.name != "figure.py"
        and re.search(r"<(svg|pattern|rect|text|path|g|a)\b[^`]*=|html.escape", path.read_text())
    }
    assert not by_hand
