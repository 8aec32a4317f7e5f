"""gzip: for text, where it is wanted and worth it, and while an answer streams."""

from __future__ import annotations

import gzip
import zlib

import pytest
from asking import BROWSER
from flask.testing import FlaskClient
from michisuji.web.http.compression import gzipped

MANY = {"query": "SELECT * { ?s ?p ?o } LIMIT 2000"}
GZIP = {"Accept-Encoding": "gzip", "Accept": "text/csv"}


def test_a_result_is_the_same_and_smaller(client: FlaskClient) -> None:
    plain = client.get("/sparql", query_string=MANY, headers={"Accept": "text/csv"})
    packed = client.get("/sparql", query_string=MANY, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    for found in (plain, packed):
        assert "Accept-Encoding" in found.headers["Vary"]
    assert packed.headers.get("Content-Length") in (None, str(len(packed.data)))


@pytest.mark.parametrize("encoding", ["", "br", "gzip;q=0", "identity"])
def test_who_does_not_take_gzip_gets_none(client: FlaskClient, encoding: str) -> None:
    found = client.get("/sparql", query_string=MANY, headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in found.headers


def test_small_answers_and_pictures_stay_as_they_are(client: FlaskClient) -> None:
    small = client.get(
        "/sparql", query_string={"query": "ASK {}"}, headers=GZIP | {"Accept": "*/*"}
    )
    assert "Content-Encoding" not in small.headers
    assert small.json == {"head": {}, "boolean": True}


def test_pages_and_static_files(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER | {"Accept-Encoding": "gzip"})
    assert gzip.decompress(page.data).startswith(b"<!doctype html>")
    script = client.get("/static/js/graph.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/js/graph.js")
    for found in (script, plain):
        found.get_data()
        found.close()
    assert gzip.decompress(script.data) == plain.data
    tag, weak = script.get_etag()
    assert tag is None or weak


def test_head_has_the_headers_and_no_body(client: FlaskClient) -> None:
    found = client.head("/sparql", query_string=MANY, headers=GZIP)
    assert (found.status_code, found.data) == (200, b"")
    assert found.headers["Content-Encoding"] == "gzip"


def test_the_first_chunk_goes_out_at_once() -> None:
    seen = []

    def chunks():  # type: ignore[no-untyped-def]
        for number in range(3):
            seen.append(number)
            yield b"a few bytes"

    stream = gzipped(chunks())
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert reader.decompress(next(stream)) == b"a few bytes"
    assert seen == [0]
    assert reader.decompress(b"".join(stream)) == b"a few bytes" * 2
    assert reader.eof
