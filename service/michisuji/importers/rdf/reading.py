"""Parses RDF files by extension, and says file, line and column of what does not parse."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from michisuji.importers.description import file_name
from michisuji.importers.problems import Problems
from michisuji.importers.rdf.blank_nodes import Statement
from michisuji.importers.rdf.bounds import TooMuch, check_xml
from michisuji.importers.rdf.json_ld import (
    CONTEXTS,
    RemoteContext,
    plain_decimal,
    with_local_contexts,
)

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
#: The parser says the place in its text, too.
_SHOWN = 300
_PLACE = re.compile(r"^Parser error (?:at|between) line \d+ column \d+(?: and .*?)?: ")


def read_file(path: Path, number: int, base: str, problems: Problems) -> Iterator[Statement]:
    """The statements of a file; what is wrong with it goes into ``problems`` and ends it.

    ``number`` tells the blank nodes of one file from those of another.
    """
    name = file_name(path.name)
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        problems.add(
            name,
            "",
            f"知らない拡張子です({' '.join(FORMATS)} を読みます)",
            f"unknown extension (read are {' '.join(FORMATS)})",
        )
        return
    if not path.is_file():
        problems.add(name, "", "ファイルがありません", "no such file")
        return
    count = 0
    try:
        for quad in quads(path.read_bytes(), format_, f"{base}/"):
            count += 1
            yield _statement(quad, number)
    except (SyntaxError, ValueError) as error:
        problems.add(name, *reason(error))
        return
    except OSError as error:
        problems.add(name, "", f"読めません: {error.strerror}", f"cannot be read: {error.strerror}")
        return
    if not count:
        problems.add(name, "", "トリプルが1つもありません", "holds no statement")


def quads(
    data: bytes, format_: ox.RdfFormat, base_iri: str, *, rename_blank_nodes: bool = False
) -> Iterator[ox.Quad]:
    """The statements of a document, as every door takes them in.

    A byte order mark is passed over, known contexts are written in, and a number of JSON that is
    to be a decimal is written as one. Raises SyntaxError (TooMuch among them), where possible with
    line and column, and ValueError; both also for what RDF 1.1 has not.
    """
    found = ox.parse(
        _readable(data, format_),
        format=format_,
        base_iri=base_iri,
        lenient=False,
        rename_blank_nodes=rename_blank_nodes,
    )
    for quad in found:
        if isinstance(quad.graph_name, ox.BlankNode):
            raise _unusable("blank node as graph name")
        if isinstance(quad.object, ox.Triple):
            raise _unusable("triple term (RDF 1.2)")
        yield plain_decimal(quad) if format_ == ox.RdfFormat.JSON_LD else quad


def _readable(data: bytes, format_: ox.RdfFormat) -> bytes:
    """A document as the parser can read it."""
    if format_ == ox.RdfFormat.JSON_LD:
        return with_local_contexts(data)
    if format_ == ox.RdfFormat.RDF_XML:
        check_xml(data)
    return data.removeprefix(codecs.BOM_UTF8)


def _statement(quad: ox.Quad, number: int) -> Statement:
    graph = quad.graph_name
    return (
        _term(quad.subject, number),
        str(quad.predicate),
        _term(quad.object, number),
        graph.value if isinstance(graph, ox.NamedNode) else "",
    )


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int) -> str:
    return f"_:f{number}-{term.value}" if isinstance(term, ox.BlankNode) else str(term)


def _unusable(what: str) -> SyntaxError:
    return SyntaxError(f"not supported: {what}")


def reason(error: SyntaxError | ValueError) -> tuple[str, str, str]:
    """Place, and reason in Japanese and English."""
    if isinstance(error, RemoteContext):
        known = "、".join(sorted(CONTEXTS))
        return (
            "@context",
            f"外部のコンテキスト「{error}」は取りに行きません(使えるもの: {known})",
            f"the remote context '{error}' is not fetched (known: {', '.join(sorted(CONTEXTS))})",
        )
    if isinstance(error, TooMuch):
        return "", error.ja, str(error.msg)
    if isinstance(error, UnicodeDecodeError):
        place = f"byte {error.start + 1}"
        return place, "UTF-8ではありません", "not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}"
        return (
            place,
            f"JSONの書き方に誤りがあります: {error.msg}",
            f"JSON syntax error: {error.msg}",
        )
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    text = _PLACE.sub("", text)[:_SHOWN]
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    place = f"line {line}, column {column}" if line else ""
    if "Invalid UTF-8" in text:
        return place, "UTF-8ではありません", "not UTF-8"
    return place, f"書き方に誤りがあります: {text}", f"syntax error: {text}"
