"""Rows are counted exactly, in every format, wherever chunks end, whatever texts hold."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from asking import BASE, answered
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.errors import TooLarge
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.gateway import Gateway, row_counter

FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}


def rows_query(rows: Sequence[Sequence[str | None]]) -> str:
    """A query whose answer is these rows (None is unbound)."""
    cells = [
        " ".join("UNDEF" if cell is None else ox.Literal(cell).__str__() for cell in row)
        for row in rows
    ]
    return "SELECT ?a ?b { VALUES (?a ?b) { " + " ".join(f"({c})" for c in cells) + " } }"


@pytest.mark.parametrize("media_type", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("count", [1, 9, 10])
def test_all_rows_up_to_the_limit_are_given(media_type: str, count: int) -> None:
    gateway = Gateway(MemoryStore(BASE), Settings(max_rows=10))
    file, size = answered(gateway, rows_query([("x", None)] * count), media_type)
    with file:
        body = file.read()
    assert len(body) == size
    assert parsed_rows(body, media_type) == count


@pytest.mark.parametrize("media_type", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("row", [("x", "y"), (None, None)], ids=["bound", "unbound"])
def test_one_row_over_the_limit_is_too_large(
    media_type: str, row: tuple[str | None, str | None]
) -> None:
    gateway = Gateway(MemoryStore(BASE), Settings(max_rows=10))
    with pytest.raises(TooLarge) as caught:
        answered(gateway, rows_query([row] * 11), media_type)
    assert "10" in caught.value.message["ja"]
    assert "LIMIT" in caught.value.hint["en"]


def parsed_rows(body: bytes, media_type: str) -> int:
    if media_type == FORMATS["json"]:
        return len(json.loads(body)["results"]["bindings"])
    if media_type == FORMATS["xml"]:
        name = "{http://www.w3.org/2005/sparql-results#}result"
        return sum(1 for _ in ElementTree.fromstring(body).iter(name))
    if media_type == FORMATS["csv"]:
        return len(list(csv.reader(io.StringIO(body.decode(), newline="")))) - 1
    return body.decode().count("\n") - 1


_HARD = ['"', "\\", "\n", "\r", "\t", ",", "{", "}", "[", "]", "<result>", '}},{"', "},{}", '\\"',
         '"bindings":[{', "[{", ",{", " ", "&", "道"]  # fmt: skip
_cell = st.none() | st.lists(st.sampled_from(_HARD), max_size=5).map("".join)


@pytest.mark.parametrize("media_type", FORMATS.values(), ids=FORMATS)
@given(rows=st.lists(st.tuples(_cell, _cell), max_size=6), cuts=st.lists(st.integers(0, 2000)))
@settings(max_examples=60, deadline=None)
def test_rows_are_counted_whatever_they_hold_and_wherever_chunks_end(
    media_type: str, rows: list[tuple[str | None, str | None]], cuts: list[int]
) -> None:
    body = b"".join(MemoryStore(BASE).raw(rows_query(rows), media_type).chunks)
    ends = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    count = row_counter(media_type + "; charset=utf-8")
    found = sum(count(body[a:b]) for a, b in pairwise(ends))
    expected = len(rows) + (media_type.startswith("text/"))  # the first line of CSV and TSV
    assert found == expected
    by_byte = row_counter(media_type)
    assert sum(by_byte(body[i : i + 1]) for i in range(len(body))) == expected


def test_rows_of_json_as_other_engines_write_it() -> None:
    body = json.dumps(
        {"head": {"vars": ["a"], "link": []},
         "results": {"bindings": [{"a": {"type": "literal", "value": ', [{ "'}}, {}, {}]}},
        indent=1,
    ).encode()  # fmt: skip
    assert row_counter(FORMATS["json"])(body) == 3


def test_csv_has_a_cell_for_each_term() -> None:
    query = (
        """SELECT * { VALUES (?a ?b) { (<https://x/a,b> "c") (<https://x/a'b> 'say "d,e"') } }"""
    )
    file, _ = answered(Gateway(MemoryStore(BASE), Settings()), query, FORMATS["csv"])
    with file:
        assert file.read().decode() == (
            'a,b\r\n"https://x/a,b",c\r\nhttps://x/a\'b,"say ""d,e"""\r\n'
        )
