"""The RDF in a request as N-Triples: one document, or several parts of a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from flask import request

from michisuji.errors import BadInput, MichisujiError, TooLarge
from michisuji.languages import Text
from michisuji.vocabulary.renamed import Renamed
from michisuji.web.context import current_settings
from michisuji.web.http.negotiation import ALIASES, RDF_FORMATS

_DEFAULT_BASE = "/"
#: Media type of a body → that of the format it is read as. Of TriG and N-Quads one graph is taken.
_READ = {
    **{near: kind for name, kind in RDF_FORMATS.items() for near in ALIASES[name] if "/" in near},
    **{kind: kind for kind in (*RDF_FORMATS.values(), "application/trig", "application/n-quads")},
}


class NotRdf(MichisujiError):
    """Raised for a body in a format that is not supported here."""

    code = "unsupported-media-type"
    status = 415
    title: ClassVar[Text] = {"ja": "読めない形式です", "en": "Unsupported media type"}


@dataclass
class Body:
    """A body's triples as N-Triples lines, and what was done to them."""

    triples: str = ""
    #: Control characters removed.
    removed: int = 0
    renamed: Renamed = field(default_factory=Renamed)


def triples_of(graph: str | None) -> Body:
    """Return the body's triples, without control characters, in today's properties.

    Relative IRIs are read against the graph's IRI. No document named in the body is fetched: a
    JSON-LD context must be included. Raises NotRdf, BadInput with line and column, TooLarge.
    """
    base = graph or current_settings().base_iri + _DEFAULT_BASE
    limit = current_settings().max_upload_bytes
    body, lines, size = Body(), list[str](), 0
    for data, kind in _parts():
        for line in _lines(data, kind, base, body):
            size += len(line)
            if size > 4 * limit:  # N-Triples is longer than the format sent, but bounded
                raise TooLarge(
                    f"一度に送れるのは{limit:,}バイトまでです",
                    f"a graph may be {limit:,} bytes long",
                )
            lines.append(line)
    body.triples = "".join(lines)
    return body


def _parts() -> Iterator[tuple[bytes, str]]:
    if request.mimetype != "multipart/form-data":
        yield request.get_data(), request.mimetype
        return
    for part in request.files.values():
        yield part.read(), part.mimetype
    if not request.files:
        raise BadInput("ファイルがありません", "there is no file in the form")


def _lines(data: bytes, kind: str, base: str, body: Body) -> Iterator[str]:
    import pyoxigraph as ox

    format_ = ox.RdfFormat.from_media_type(_READ.get(kind, ""))
    if format_ is None:
        raise NotRdf(
            f"{kind or '形式の示されていないもの'} は読めません",
            f"{kind or 'a body without a media type'} is not supported here",
            hint_ja="Content-Type を text/turtle、application/n-triples、application/rdf+xml、"
            "application/ld+json のどれかにしてください",
            hint_en="send text/turtle, application/n-triples, application/rdf+xml or "
            "application/ld+json (Content-Type)",
        )
    from michisuji.importers.rdf.reading import quads, reason, without_control_in

    try:
        for quad in quads(data, format_, base, body.renamed, rename_blank_nodes=True):
            if quad.graph_name != ox.DefaultGraph():
                raise BadInput(
                    "グラフは一つだけ送ってください", "the document holds more than one graph"
                )
            obj, removed = without_control_in(quad.object)
            body.removed += removed
            yield f"{quad.subject} {quad.predicate} {obj} .\n"
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
        place = (line, column) if line and column else None
        _, ja, en = reason(error)
        raise BadInput(
            f"{kind} として読めません: {ja}",
            f"not {kind}: {en}",
            hint_ja="その場所の書き方を確かめてください",
            hint_en="look at that place",
            place=place,
        ) from error
