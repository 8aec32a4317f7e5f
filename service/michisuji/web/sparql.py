"""``/sparql``: the SPARQL 1.1 Protocol for programs, an editor and a plain form for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import IO, Any, TypedDict

from flask import Blueprint, Response, jsonify, make_response, request

from michisuji import questions
from michisuji.errors import BadInput, MichisujiError
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.context import current_lang, current_settings, render, state
from michisuji.web.gateway import Gateway, check
from michisuji.web.negotiation import HTML, RDF_FORMATS, RESULT_FORMATS, choose, prefers_html

blueprint = Blueprint("sparql", __name__)
_CHUNK = 65_536
#: What the page's own table shows; the formats beside it give all.
SHOWN = 500
#: The same for a graph, in bytes of Turtle.
SHOWN_BYTES = 100_000
_XML_JSONLD = ("application/ld+json", "application/rdf+xml")


@blueprint.record_once
def _open_gateway(setup: Any) -> None:
    own = setup.app.extensions["michisuji"]
    own.cache["gateway"] = Gateway(own.store, own.settings)


def gateway() -> Gateway:
    """The application's gateway."""
    found: Gateway = state().cache["gateway"]
    return found


@blueprint.after_request
def _for_other_sites(response: Response) -> Response:
    """Scripts of other sites may ask, and read errors too: all that is here is public."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    headers["Access-Control-Expose-Headers"] = "X-Michisuji-Limits, Retry-After"
    limits = current_settings()
    headers["X-Michisuji-Limits"] = (
        f"time={limits.query_timeout_s}s, rows={limits.max_rows}, bytes={limits.max_bytes}"
    )
    return response


@blueprint.route("/sparql", methods=["GET", "POST", "OPTIONS"])
def endpoint() -> Any:
    """A query's answer; without a query the editor."""
    if request.method == "OPTIONS":
        return make_response("", 204)
    query = _query()
    for_person = prefers_html() and "format" not in request.form
    if query is None:
        if request.method in {"GET", "HEAD"} and _takes_pages():
            return page("")
        raise BadInput(
            "query がありません",
            "there is no query",
            hint_ja="/sparql?query=… で問い合わせてください",
            hint_en="ask with /sparql?query=…",
        )
    if for_person:
        return page(query)
    form = check(query, current_settings())
    offered = RESULT_FORMATS if form in {"SELECT", "ASK"} else RDF_FORMATS
    if form == "ASK":
        offered = {k: offered[k] for k in ("json", "xml")}
    return answer(query, choose(offered))


def _takes_pages() -> bool:
    """Whether a client that asks nothing can show the editor; one that does not say can."""
    accept = request.accept_mimetypes
    return "format" not in request.args and (not accept or accept[HTML] > 0)


def _query() -> str | None:
    if request.method == "POST":
        kind = request.mimetype
        if kind == "application/sparql-query":
            return _decoded(request.get_data())
        if kind == "application/sparql-update" or "update" in request.form:
            check(request.form.get("update") or _decoded(request.get_data()), current_settings())
        if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            raise BadInput(
                f"この形式の内容は受け付けません: {kind or '(不明)'}",
                f"this content type is not accepted: {kind or '(none)'}",
                hint_ja="application/sparql-query か application/x-www-form-urlencoded で"
                "送ってください",
                hint_en="send application/sparql-query or application/x-www-form-urlencoded",
            )
        found = request.form.getlist("query")
    else:
        found = request.args.getlist("query")
    if len(found) > 1:
        raise BadInput("query が二つ以上あります", "there is more than one query")
    return found[0] if found else None


class Dataset(TypedDict):
    """The graphs that a request names beside its query; empty lists mean the store's own."""

    default_graphs: list[str]
    named_graphs: list[str]


def _dataset() -> Dataset:
    """``default-graph-uri`` and ``named-graph-uri`` of the SPARQL Protocol."""
    return {
        "default_graphs": request.values.getlist("default-graph-uri"),
        "named_graphs": request.values.getlist("named-graph-uri"),
    }


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("問い合わせ文がUTF-8ではありません", "the query is not UTF-8") from error


def answer(query: str, media_type: str) -> Response:
    """The engine's own bytes, whole."""
    if media_type in _XML_JSONLD:
        # The engine writes Turtle and N-Triples; JSON-LD and RDF/XML it may not, so we do.
        from michisuji.web.serialize import serialize

        file, size = gateway().run(
            query,
            "application/n-triples",
            rewrite=lambda ntriples: serialize(ntriples, media_type),
            **_dataset(),
        )
    else:
        file, size = gateway().run(query, media_type, **_dataset())
    response = Response(_chunks(file), content_type=_with_charset(media_type))
    response.call_on_close(file.close)  # HEAD asks for no chunk
    response.content_length = size
    response.vary.add("Accept")
    return response


def _with_charset(media_type: str) -> str:
    text = media_type.startswith("text/")
    return f"{media_type}; charset=utf-8" if text else media_type


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def page(query: str) -> Any:
    """The editor, the plain form, and the answer of ``query`` when there is one."""
    result, problem, status = None, None, 200
    if query:
        try:
            result = _result(query)
        except MichisujiError as error:
            problem, status = error, error.status
    samples = [
        q
        for q in questions.catalogue().values()
        if q.audience in {"planner", "quality"} and q.form == "SELECT"
    ]
    base, lang = current_settings().base_iri, current_lang()
    html = render(
        "sparql.html",
        query=query,
        result=result,
        problem=problem,
        settings=current_settings(),
        start="\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("lm", "code", "rdfs")),
        samples=[(q.title[lang], q.bind(base, _needed(q), lang)) for q in samples],
    )
    response = make_response(html, status)
    response.vary.add("Accept")
    return response


def _needed(question: questions.Question) -> dict[str, str]:
    return {p.name: p.example for p in question.parameters if p.required}


def _result(query: str) -> dict[str, Any]:
    form = check(query, current_settings())
    if form in {"CONSTRUCT", "DESCRIBE"}:
        file, _ = gateway().run(query, RDF_FORMATS["ttl"], **_dataset())
        with file:
            found = file.read(SHOWN_BYTES + 1)
        cut = len(found) > SHOWN_BYTES
        whole_lines = found.rpartition(b"\n")[0] if cut else found
        turtle = whole_lines.decode("utf-8")
        return {"form": form, "turtle": turtle, "cut": cut, "formats": RDF_FORMATS}
    if form == "ASK":
        file, _ = gateway().run(query, RESULT_FORMATS["json"], **_dataset())
        with file:
            return {"form": form, "boolean": json.load(file)["boolean"], "formats": ("json", "xml")}
    file, _ = gateway().run(query, RESULT_FORMATS["csv"], **_dataset())
    with file, io.TextIOWrapper(file, "utf-8", newline="") as text:
        lines = csv.reader(text)
        head = next(lines, [])
        rows = list(islice(lines, SHOWN))
        more = sum(1 for _ in lines)
    return {
        "form": form,
        "head": head,
        "rows": rows,
        "total": len(rows) + more,
        "shown": SHOWN,
        "formats": RESULT_FORMATS,
    }


@blueprint.get("/sparql/completions")
def completions() -> Any:
    """Classes, properties and prefixes for the editor; nothing is asked of other hosts."""
    response = jsonify(_completions())
    response.cache_control.max_age = 3600
    return response


@cache
def _completions() -> dict[str, Any]:
    from rdflib import OWL, RDF

    from michisuji.web.terms import ontology

    graph = ontology()
    properties = {
        str(s)
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
        for s in graph.subjects(RDF.type, kind)
    }
    classes = {str(s) for s in graph.subjects(RDF.type, OWL.Class)}
    reused = ("rdfs:label", "rdf:type", "dcterms:title", "org:unitOf", "prov:wasDerivedFrom")
    properties |= {PREFIXES[p] + t for p, t in (name.split(":") for name in reused)}
    classes |= {PREFIXES["org"] + "OrganizationalUnit", PREFIXES["qb"] + "Observation"}
    return {
        "class": sorted(c for c in classes if "#" in c or c.startswith(LM)),
        "property": sorted(properties),
        "prefixes": dict(PREFIXES),
    }
