"""What passes for an IRI at our doors, an engine takes too."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.iris import has_scheme, is_iri

#: Signs that mean something in IRIs, and some that cannot stand there.
SIGNS = st.sampled_from(
    ["a", "道", ":", "/", "//", "?", "#", "[", "]", "[::1]", "@", "%", "%41", "%zz", "\x7f", "\x80",
     "\ue000", "\ufffe", "\U000f0000", "\U0001fffe", " ", "^", "|", "\\", "{", "1", "-", "~", "'"]
)  # fmt: skip


@given(st.sampled_from(["", "urn:", "http://", "http://a/"]), st.lists(SIGNS, max_size=8))
@settings(max_examples=800, deadline=None)
def test_the_engine_takes_it_in_a_query_and_as_a_graph(start: str, signs: list[str]) -> None:
    text = start + "".join(signs)
    if is_iri(text):
        ox.Store().query(f"ASK {{ <{text}> ?p ?o }}", default_graph=[ox.NamedNode(text)])


@pytest.mark.parametrize(
    "text",
    ["urn:a", "http://a", "https://市.jp:80/id/道?q=1#2", "http://[::1]/", "http://u@h/%E9%81%93"],
)
def test_usual_ones_pass(text: str) -> None:
    assert is_iri(text)
    assert has_scheme(text)


@pytest.mark.parametrize(
    "text", ["", "id/program/a", "/a", "_:b0", "道:a", "http://a/%zz", "urn:a b"]
)
def test_what_is_none_does_not(text: str) -> None:
    assert not is_iri(text)
