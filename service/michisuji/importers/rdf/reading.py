"""Parses RDF files by extension, and says file, line and column of what does not parse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.parsers import expat

import pyoxigraph as ox

from michisuji.importers.problems import Problems
from michisuji.importers.rdf.blank_nodes import Statement
from michisuji.importers.rdf.json_ld import CONTEXTS, RemoteContext, with_local_contexts

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
_PLACE = re.compile(r"^Parser error (?:at|between) line \d+ column \d+(?: and .*?)?: ")
_BOM = b"\xef\xbb\xbf"


def read_file(path: Path, number: int, base: str, problems: Problems) -> Iterator[Statement]:
    """The statements of a file; what is wrong with it goes into ``problems`` and ends it.

    ``number`` tells the blank nodes of one file from those of another.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        problems.add(
            path.name,
            "",
            f"知らない拡張子です({' '.join(FORMATS)} を読みます)",
            f"unknown extension (read are {' '.join(FORMATS)})",
        )
        return
    count = 0
    try:
        with path.open("rb") as file:
            for quad in ox.parse(
                _input(file, format_), format=format_, base_iri=f"{base}/", lenient=False
            ):
                count += 1
                yield _statement(quad, number)
    except (SyntaxError, ValueError) as error:
        problems.add(path.name, *_reason(error))
        return
    except OSError as error:
        problems.add(
            path.name, "", f"読めません: {error.strerror}", f"cannot be read: {error.strerror}"
        )
        return
    if not count:
        problems.add(path.name, "", "トリプルが1つもありません", "holds no statement")


def _input(file: IO[bytes], format_: ox.RdfFormat) -> IO[bytes]:
    if format_ == ox.RdfFormat.JSON_LD:
        return BytesIO(with_local_contexts(file.read()))
    if format_ == ox.RdfFormat.RDF_XML:
        _check_xml(file)
    if file.read(3) != _BOM:
        file.seek(0)
    return file


def _statement(quad: ox.Quad, number: int) -> Statement:
    graph = quad.graph_name
    if isinstance(graph, ox.BlankNode):
        raise _unusable("blank node as graph name")
    if isinstance(quad.object, ox.Triple):
        raise _unusable("triple term (RDF 1.2)")
    return (
        _term(quad.subject, number),
        str(quad.predicate),
        _term(quad.object, number),
        "" if isinstance(graph, ox.DefaultGraph) else graph.value,
    )


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int) -> str:
    return f"_:f{number}-{term.value}" if isinstance(term, ox.BlankNode) else str(term)


def _unusable(what: str) -> SyntaxError:
    return SyntaxError(f"not supported: {what}")


def _check_xml(file: IO[bytes]) -> None:
    """Raise SyntaxError with line and column where XML is not well-formed.

    The RDF/XML parser says no place, and expands entities without a limit (a file of a few lines
    can ask for gigabytes); expat does both, and entities made of entities are refused outright.
    """
    parser = expat.ParserCreate()

    def declared(_name: str, _parameter: bool, value: str | None, *_: object) -> None:
        if value is not None and "&" in value:
            raise _unusable("XML entity made of other entities")

    parser.EntityDeclHandler = declared
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        place = ("", error.lineno, error.offset + 1, "")
        raise SyntaxError(expat.ErrorString(error.code), place) from error
    file.seek(0)


def _reason(error: SyntaxError | ValueError) -> tuple[str, str, str]:
    """Place, and reason in Japanese and English."""
    if isinstance(error, RemoteContext):
        known = "、".join(sorted(CONTEXTS))
        return (
            "@context",
            f"外部のコンテキスト「{error}」は取りに行きません(使えるもの: {known})",
            f"the remote context '{error}' is not fetched (known: {', '.join(sorted(CONTEXTS))})",
        )
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
    text = _PLACE.sub("", text)
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    place = f"line {line}, column {column}" if line else ""
    if "Invalid UTF-8" in text:
        return place, "UTF-8ではありません", "not UTF-8"
    return place, f"書き方に誤りがあります: {text}", f"syntax error: {text}"
