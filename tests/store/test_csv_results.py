"""CSV is made of the engine's TSV: each term one cell, as RFC 4180 and SPARQL 1.1 have it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.spreadsheets import CsvWriter
from michisuji.store import RawResult
from michisuji.store.csv_results import ACCEPT, CSV, TSV, as_csv
from michisuji.store.memory import MemoryStore

BASE = "https://city.example"
_HARD = [
    "a",
    "道",
    ",",
    '"',
    "'",
    "\\",
    "\t",
    "\n",
    "\r",
    "\\t",
    "\x07",
    "<",
    "=1",
    ">",
    "@ja",
    "^^",
    " ",
]
_texts = st.lists(st.sampled_from(_HARD), max_size=5).map("".join)
_iris = st.lists(st.sampled_from(["a", "道", ",", "'", "(", ";"]), max_size=4).map(
    lambda parts: ox.NamedNode("https://city.example/" + "".join(parts))
)
_terms = st.one_of(
    st.none(),
    _iris,
    _texts.map(ox.Literal),
    _texts.map(lambda text: ox.Literal(text, language="ja")),
    _texts.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("https://city.example/d,t"))),
    st.sampled_from([ox.Literal(5), ox.Literal(0.5), ox.Literal(True)]),
)


def converted(body: bytes, cuts: list[int] | None = None, kind: str = TSV) -> bytes:
    """TSV as CSV, cut into chunks anywhere."""
    ends = sorted({min(cut, len(body)) for cut in cuts or []} | {0, len(body)})
    chunks: Iterator[bytes] = (body[a:b] for a, b in pairwise(ends))
    return b"".join(as_csv(RawResult(kind, chunks)).chunks)


@given(
    rows=st.lists(st.tuples(_terms, _terms), max_size=6),
    cuts=st.lists(st.integers(0, 1500), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_any_terms_are_what_a_csv_writer_makes_of_them(
    rows: list[tuple[ox.NamedNode | ox.Literal | None, ...]], cuts: list[int]
) -> None:
    cells = " ".join(
        "(" + " ".join("UNDEF" if term is None else str(term) for term in row) + ")" for row in rows
    )
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {cells} }} }}"
    tsv = b"".join(MemoryStore(BASE).raw(query, TSV).chunks)
    out = io.StringIO(newline="")
    writer = CsvWriter(out)
    writer.writerow(["a", "b"])
    for row in rows:
        writer.writerow(["" if term is None else term.value for term in row])
    assert converted(tsv, cuts).decode() == out.getvalue()


def test_a_row_of_one_empty_cell_is_no_empty_line() -> None:
    assert converted(b'?x\n\n""\n') == b'x\r\n""\r\n""\r\n'


def test_rows_without_a_column_stay() -> None:
    assert converted(b"\n\n\n") == b"\r\n\r\n\r\n"


def test_a_last_line_may_lack_its_line_break() -> None:
    assert converted(b"?x\t?y\n<a:a,b>\t1") == b'x,y\r\n"a:a,b",1\r\n'


def test_the_engines_word_that_it_gave_up_stays_at_the_end() -> None:
    word = b"<a:aThe SPARQL operation has been cancelled"
    assert converted(b"?x\n<a:a>\n" + word, [12, 20]) == b"x\r\na:a\r\n" + word


@pytest.mark.parametrize(
    ("tsv", "expected"),
    [
        (b'"s"\t"p"\n"https://x/a,b"\t"say \\"x\\""\n', b's,p\r\n"https://x/a,b","say ""x"""\r\n'),
        (b'?s\n"\\u9053\\U00009053\\b"\n', "s\r\n道道\b\r\n".encode()),
        (b'$s\n<<( <a:a> <a:b> "c" )>>\n', b's\r\n"<<( <a:a> <a:b> ""c"" )>>"\r\n'),
    ],
    ids=["virtuoso", "escapes", "triple"],
)
def test_tsv_as_other_engines_write_it(tsv: bytes, expected: bytes) -> None:
    assert converted(tsv) == expected


def test_an_engine_without_tsv_gives_its_own_csv() -> None:
    own = '道,"a\r\nb"\r\n=1,-1\r\n'.encode()
    for cut in range(len(own)):
        assert converted(own, [cut], CSV) == own.replace(b"=", b"'=")
    assert converted(b"x\r\n", kind=CSV) == b"x\r\n"
    assert converted(b"{}", kind="application/json") == b"{}"
    assert ACCEPT.startswith(TSV)
    assert CSV in ACCEPT


def test_memory_does_not_grow_with_the_answer() -> None:
    """Each chunk goes on as soon as it has a whole line."""
    given = 0

    def chunks() -> Iterator[bytes]:
        nonlocal given
        yield b"?x\n"
        while True:
            given += 1
            yield b"<https://x/%d,a>\n" % given

    made = as_csv(RawResult(TSV, chunks())).chunks
    assert [next(made), next(made), next(made)][1:] == [
        b'"https://x/1,a"\r\n',
        b'"https://x/2,a"\r\n',
    ]
    assert given == 2
