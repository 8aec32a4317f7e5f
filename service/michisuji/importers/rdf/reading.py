"""Parses RDF files by extension, and reports file, line and column of errors."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from michisuji.importers import control_characters
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
from michisuji.importers.report import ImportReport
from michisuji.vocabulary.former_money import FormerMoney, may_hold
from michisuji.vocabulary.renamed import Renamed, as_of_today, short, told

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
#: The parser repeats the position in its message.
_SHOWN = 300
_PLACE = re.compile(r"^Parser error (?:at|between) line \d+ column \d+(?: and .*?)?: ")


def read_file(
    path: Path, number: int, base: str, problems: Problems, report: ImportReport
) -> Iterator[Statement]:
    """Yield the statements of a file; a problem is added to ``problems`` and ends the file.

    Control characters are removed from texts and counted in ``report``.

    ``number`` distinguishes the blank nodes of one file from those of another.
    """
    name = file_name(path.name)
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        problems.add(
            name,
            "",
            f"知らない拡張子です({' '.join(FORMATS)} を読みます)",
            f"unknown extension (supported: {' '.join(FORMATS)})",
        )
        return
    if not path.is_file():
        problems.add(name, "", "ファイルがありません", "no such file")
        return
    count = 0
    renamed = Renamed()
    try:
        for quad in quads(path.read_bytes(), format_, f"{base}/", renamed):
            count += 1
            obj, removed = without_control_in(quad.object)
            if removed:
                control_characters.note(report, f"{name}: {quad.subject} {quad.predicate}", removed)
            yield _statement(quad, obj, number)
    except (SyntaxError, ValueError) as error:
        problems.add(name, *reason(error))
        return
    except OSError as error:
        problems.add(name, "", f"読めません: {error.strerror}", f"cannot be read: {error.strerror}")
        return
    if not count:
        problems.add(name, "", "トリプルが1つもありません", "holds no statement")
    for former, times in sorted(renamed.items()):
        says = told("imported", former)
        report.note(f"renamed-{short(former)}", says["ja"], says["en"], name, times)


def quads(
    data: bytes,
    format_: ox.RdfFormat,
    base_iri: str,
    renamed: Renamed,
    *,
    rename_blank_nodes: bool = False,
) -> Iterator[ox.Quad]:
    """Yield the statements of a document; every way in uses this function.

    A byte order mark is skipped, known contexts are inlined, a JSON number that is typed as a
    decimal is written as one, and terms of earlier versions are today's (``renamed`` counts
    them). Raises SyntaxError (TooMuch among them), where possible with line and
    column, or ValueError, also for anything that RDF 1.1 does not have.
    """

    def parsed() -> Iterator[ox.Quad]:
        return ox.parse(
            readable,
            format=format_,
            base_iri=base_iri,
            lenient=False,
            rename_blank_nodes=rename_blank_nodes,
        )

    readable = _readable(data, format_)
    former = FormerMoney(parsed()) if may_hold(readable) else None
    for quad in parsed():
        if isinstance(quad.graph_name, ox.BlankNode):
            raise _unusable("blank node as graph name")
        if isinstance(quad.object, ox.Triple):
            raise _unusable("triple term (RDF 1.2)")
        quad = as_of_today(quad, renamed)
        quad = plain_decimal(quad) if format_ == ox.RdfFormat.JSON_LD else quad
        yield from (quad,) if former is None else former.split(quad, renamed)


def _readable(data: bytes, format_: ox.RdfFormat) -> bytes:
    """Prepare a document so that the parser can read it."""
    if format_ == ox.RdfFormat.JSON_LD:
        return with_local_contexts(data)
    if format_ == ox.RdfFormat.RDF_XML:
        check_xml(data)
    return data.removeprefix(codecs.BOM_UTF8)


def without_control_in(term: Any) -> tuple[Any, int]:
    """Remove control characters from a term's text; return the term and how many it had."""
    if not isinstance(term, ox.Literal) or not control_characters.CONTROL.search(term.value):
        return term, 0
    text, removed = control_characters.without_control(term.value)
    if term.language:
        return ox.Literal(text, language=term.language), removed
    return ox.Literal(text, datatype=term.datatype), removed


def _statement(quad: ox.Quad, obj: Any, number: int) -> Statement:
    graph = quad.graph_name
    return (
        _term(quad.subject, number),
        str(quad.predicate),
        _term(obj, number),
        graph.value if isinstance(graph, ox.NamedNode) else "",
    )


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int) -> str:
    return f"_:f{number}-{term.value}" if isinstance(term, ox.BlankNode) else str(term)


def tell_circle(circle: Sequence[str], files: Sequence[Path], problems: Problems) -> None:
    """Add a problem for blank nodes in a cycle, with the line that first names one of them."""
    number, _, _ = circle[0].removeprefix("_:f").partition("-")
    path = files[int(number)]
    labels = [node.partition("-")[2] for node in circle]
    text = path.read_text(encoding="utf-8", errors="replace")
    names = "|".join(re.escape(label) for label in labels)
    named = re.compile(rf"""_:(?:{names})(?![\w-])|nodeID\s*=\s*["'](?:{names})["']""")
    found = named.search(text)
    at = found.start() if found else 0
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    shown = " → ".join(f"_:{label}" for label in [*labels, labels[0]][:6])
    problems.add(
        file_name(path.name),
        f"line {line}, column {column}" if found else "",
        f"空白ノードが輪になって参照し合っています({shown})。IRIを付けてください",
        f"blank nodes refer to each other in a cycle ({shown}): give them IRIs",
    )


def _unusable(what: str) -> SyntaxError:
    return SyntaxError(f"not supported: {what}")


def reason(error: SyntaxError | ValueError) -> tuple[str, str, str]:
    """Return the place, and the reason in Japanese and English."""
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
