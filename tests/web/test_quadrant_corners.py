"""The quadrant of changes: no bubble lies on the words of a corner."""

from __future__ import annotations

import math
import re

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st
from michisuji.web.drawing.quadrants.change import Bubble, change_quadrant

_WORDS = re.compile(r'<text[^>]*class="c[^"]*"[^>]*>')
_NUMBER = r'="(-?[\d.]+)"'


def _attribute(tag: str, name: str) -> float:
    found = re.search(rf"\b{name}{_NUMBER}", tag)
    assert found, tag
    return float(found[1])


@pytest.mark.parametrize("lang", ["ja", "en"])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([-200.0, -199.0, 0.0, 150.0, 200.0]) | st.floats(-300, 300),
            st.sampled_from([0.0, 1.0, 50.0, 99.0, 100.0]) | st.floats(0, 100),
            st.sampled_from([0.0, 1e6, 1e12]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_words_in_corners_stay_readable(
    lang: str, given_: list[tuple[float, float, float]]
) -> None:
    bubbles = [Bubble("x", "#", 1, *one) for one in given_]
    with Flask("test").app_context():
        g.lang = lang
        svg = change_quadrant(bubbles, title="t", count=len(bubbles), lang=lang)
    corners = [(_attribute(t, "x"), _attribute(t, "y")) for t in _WORDS.findall(svg)]
    dots = re.findall(r'<circle[^>]*class="bubble[^>]*>', svg)
    assert (len(corners), len(dots)) == (4, len(bubbles))
    for dot in dots:
        for x, y in corners:  # the outer end of each text, at its middle height
            away = math.hypot(_attribute(dot, "cx") - x, _attribute(dot, "cy") - (y - 5))
            assert away >= _attribute(dot, "r") - 1
