"""The ontology at ``/ns``, its terms and versions at ``/ns/…``, codes at ``/code/…``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Response, make_response, url_for
from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef

from michisuji import own, resources
from michisuji.errors import NotFound
from michisuji.importers.own_terms import read_terms
from michisuji.vocabulary import CODE, LM
from michisuji.web import ontology_labels
from michisuji.web.context import current_lang, current_settings, render
from michisuji.web.http.negotiation import HTML, RDF_FORMATS, choose
from michisuji.web.http.page_cache import kept
from michisuji.web.http.serialize import serialize
from michisuji.web.linked_data import vocabulary
from michisuji.web.linked_data.blueprint import blueprint, content_type
from michisuji.web.linked_data.ontology_changes import changes
from michisuji.web.linked_data.page import shown, stated
from michisuji.web.page_table import page

#: The city's own terms, as data: ``/ns/own.ttl``.
OWN = "own"
_SHOWN_ELSEWHERE = {str(p) for p in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.definition)}


@blueprint.get("/ns")
@blueprint.get("/ns.<extension>")
@page(kept=False)
def ontology(extension: str = "") -> Any:
    """Send the ontology and its codes, in HTML or RDF."""
    return _document(extension, _whole, _whole_page, LM.removesuffix("#"))


@cache
def _whole(media_type: str) -> bytes:
    return serialize(ontology_labels.ontology(), media_type)


@blueprint.get("/ns/context.jsonld")
def context() -> Any:
    """Send the JSON-LD context, for documents that name it instead of including it."""
    response = make_response((resources.folder("ontology") / "context.jsonld").read_bytes())
    response.content_type = "application/ld+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/ns/<name>")
@page(kept=False)
def ontology_part(name: str) -> Any:
    """Send a term of the ontology (``Program``, ``Program.ttl``), or a version (``0.1.0``)."""
    for part, extension in _readings(name):
        added = read_terms(own.read(current_settings().own))
        if part == OWN and added.files:
            write = partial(serialize, added.graph)
            return _document(extension, write, _whole_page, f"{LM.removesuffix('#')}/{OWN}")
        found = vocabulary.version(part)
        if found is not None:
            return _version(found, extension)
        if vocabulary.is_known(LM + part):
            return _term(LM + part, extension)
    raise _nothing()


@blueprint.get("/code")
@blueprint.get("/code.<extension>")
@page(kept=False)
def codes(extension: str = "") -> Any:
    """Send all code lists."""
    return _document(extension, lambda kind: _codes(kind, ""), _codes_page, CODE)


@blueprint.get("/code/<path:name>")
@page(kept=False)
def code(name: str) -> Any:
    """Send a code list with its codes (``level``), or one code (``level/activity``)."""
    for part, extension in _readings(name):
        if not vocabulary.is_known(CODE + part):
            continue
        if "/" in part:
            return _term(CODE + part, extension)
        return _scheme(part, extension)
    raise _nothing()


def _version(found: vocabulary.Version, extension: str) -> Response:
    def write(media_type: str) -> bytes:
        return _whole(media_type) if found.current else serialize(found.graph, media_type)

    def page() -> str:
        return _version_page(found)

    return _document(extension, write, page, f"{LM.removesuffix('#')}/{found.number}")


def _scheme(name: str, extension: str) -> Response:
    return _document(
        extension, lambda kind: _codes(kind, name), lambda: _term_page(CODE + name), CODE + name
    )


def _codes(media_type: str, scheme: str) -> bytes:
    return serialize(vocabulary.subset(vocabulary.codes(scheme)), media_type)


def _readings(name: str) -> list[tuple[str, str]]:
    """Return (name, extension) pairs: unchanged, then without the ending if that is a format."""
    part, dot, extension = name.rpartition(".")
    split = [(part, extension)] if dot and extension in {*RDF_FORMATS, "html"} else []
    return [(name, ""), *split]


def _term(iri: str, extension: str) -> Any:
    def write(media_type: str) -> bytes:
        return serialize(vocabulary.about(iri), media_type)

    return _document(extension, write, lambda: _term_page(iri), iri)


def _document(
    extension: str, write: Callable[[str], bytes], page: Callable[[], str], iri: str
) -> Response:
    if extension and extension not in {*RDF_FORMATS, "html"}:
        raise _nothing()
    media_type = RDF_FORMATS.get(extension) or (
        HTML if extension == "html" else choose(RDF_FORMATS, html=True)
    )

    def make() -> Response:
        if media_type == HTML:
            return make_response(page())
        response = make_response(write(media_type))
        response.content_type = content_type(media_type)
        return response

    response = kept(make, media_type, arguments=("format",), dated=media_type != HTML)
    if response.status_code == 200:
        response.headers.add("Link", f'<{iri}>; rel="describes"')
    return response


def _whole_page() -> str:
    return render(
        "ontology.html",
        groups=vocabulary.listed(current_lang()),
        facts=vocabulary.facts(),
        versions=vocabulary.version_numbers(),
        changes=changes(vocabulary.facts()["version"]),
        address=address,
        own=vocabulary.own_terms(current_settings().own, current_lang()),
        faults=read_terms(own.read(current_settings().own)).faults,
    )


def _version_page(found: vocabulary.Version) -> str:
    if found.current:
        return _whole_page()
    return render(
        "ontology-version.html",
        found=found,
        triples=len(found.graph),
        changes=changes(found.number),
        address=address,
    )


def _codes_page() -> str:
    schemes = [
        (iri, [c for c in vocabulary.codes(iri.removeprefix(CODE)) if c != iri])
        for iri in vocabulary.codes()
        if "/" not in iri.removeprefix(CODE)
    ]
    return render("codes.html", schemes=schemes, text=_text)


def _term_page(iri: str) -> str:
    graph, node = vocabulary.about(iri), URIRef(iri)
    referring: dict[str, list[tuple[str, str]]] = {}
    for subject, prop in sorted(graph.subject_predicates(node), key=str):
        referring.setdefault(str(prop), []).append(shown(graph, subject))
    return render(
        "term.html",
        iri=iri,
        short=iri.removeprefix(LM).removeprefix(CODE),
        is_code=iri.startswith(CODE),
        now=str(graph.value(node, DCTERMS.isReplacedBy) or ""),
        kinds=[str(k) for k in graph.objects(node, RDF.type)],
        definition=_text(iri, "definition"),
        stated=[item for item in stated(graph, node) if item[0] not in _SHOWN_ELSEWHERE],
        referring=sorted(referring.items()),
        text=_text,
        address=address,
    )


def _text(iri: str, name: str, lang: str = "") -> str:
    prop = RDFS.label if name == "label" else SKOS[name]
    return vocabulary.text(URIRef(iri), prop, lang or current_lang())


def address(iri: str, extension: str = "") -> str:
    """Return the page of a term or code on this host; an external IRI unchanged."""
    end = f".{extension}" if extension else ""
    if iri.startswith(LM):
        return url_for("linked_data.ontology_part", name=iri.removeprefix(LM) + end)
    if iri.startswith(CODE):
        return url_for("linked_data.code", name=iri.removeprefix(CODE) + end)
    return iri if iri.startswith(("https://", "http://")) else "#"


def _nothing() -> NotFound:
    return NotFound("このアドレスのページはありません", "there is no page at this address")
