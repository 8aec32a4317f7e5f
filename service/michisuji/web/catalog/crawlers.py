"""``/robots.txt`` and the sitemap: what search engines read, generated while it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from flask import Response, url_for

from michisuji import questions
from michisuji.errors import NotFound, StoreUnavailable
from michisuji.publication import catalog as publication
from michisuji.web.catalog.blueprint import blueprint
from michisuji.web.context import current_settings, current_store, document_path, state
from michisuji.web.http.caching import conditional, marker
from michisuji.web.page_table import pages

#: Addresses of one part of the sitemap: what sitemaps.org allows.
MOST = 50_000
_XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_PAGES = "pages"
#: What is computed for one reader, or meant for programs.
_CLOSED = (
    "/sparql?",
    "/graph-store",
    "/api/",
    "/search?",
    "/what-if",
    "/impact?",
    "/leads-to?",
    "/similar?",
    "/graph?",
    "/graph/expand",
    "/quality/report.",
)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Allow crawling of pages and files; disallow queries and pages computed for a reader."""
    root = url_for("pages.home", lang=None).rstrip("/")
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in _CLOSED), f"Allow: {root}/"]
    lines += ["", f"Sitemap: {current_settings().base_iri}/sitemap.xml", ""]
    body = "\n".join(lines)
    return conditional(lambda: Response(body, content_type="text/plain; charset=utf-8"), vary=())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap: main pages, and the resources of each class."""

    def make() -> Response:
        base = current_settings().base_iri
        names = [_PAGES, *_parts()]
        places = "".join(
            f"<sitemap><loc>{escape(f'{base}/sitemap/{name}.xml')}</loc></sitemap>\n"
            for name in names
        )
        body = f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{places}</sitemapindex>\n'
        return Response(body, content_type=_XML)

    return conditional(make, vary=(), dated=True)


@blueprint.get("/sitemap/<name>.xml")
def sitemap_part(name: str) -> Response:
    """Send one part, at most 50,000 addresses, each with its other language."""
    if name != _PAGES and name not in _parts():
        raise NotFound("このアドレスのページはありません", "there is no page at this address")

    def make() -> Response:
        if name == _PAGES:
            return Response(_written(_main_pages()), content_type=_XML)
        found, close = _resources(*_parts()[name])
        response = Response(_written(found), content_type=_XML)
        # Also for HEAD, and for a client that goes away: then nothing is read to its end.
        response.call_on_close(close)
        return response

    return conditional(make, vary=(), dated=True)


@dataclass
class _Parts:
    """The parts of the sitemap of one state of the data."""

    mark: str = ""
    found: dict[str, tuple[str, int, int]] = field(default_factory=dict)


def _parts() -> dict[str, tuple[str, int, int]]:
    """Return part name → (class, index of its first resource, count), for the current data."""
    known, mark = state().own(_Parts), marker()
    if mark and known.mark == mark:
        return dict(known.found)
    settings = current_settings()
    rows = questions.run(
        current_store(),
        "catalog-classes-now",
        base_iri=settings.base_iri,
        timeout_s=settings.query_timeout_s,
    ).rows
    own = f"{settings.base_iri}/id/"
    found: dict[str, tuple[str, int, int]] = {}
    for kind, count, example in sorted(rows):
        if not str(example).startswith(own) or str(kind) in _ALSO_DATASETS:
            continue
        local = _NOT_IN_NAMES.sub("-", str(kind).rpartition("#")[2].rpartition("/")[2]) or "x"
        for first in range(0, int(str(count)), MOST):
            name = f"{local}-{first // MOST + 1}"
            while name in found:  # two vocabularies with a class of the same name
                name = f"x-{name}"
            found[name] = (str(kind), first, min(MOST, int(str(count)) - first))
    known.mark, known.found = mark, found
    return dict(found)


#: A data set is of these classes, too, and listed as a dcat:Dataset.
_ALSO_DATASETS = {
    "http://rdfs.org/ns/void#Dataset",
    "http://purl.org/linked-data/cube#DataSet",
}


def _main_pages() -> list[str]:
    base = current_settings().base_iri
    root = url_for("pages.home", lang=None).rstrip("/")
    own = (page.endpoint for page in pages() if page.is_entry)
    listed = [base + url_for(endpoint, lang=None).removeprefix(root) for endpoint in own]
    found = publication.read(current_store(), current_settings(), count=False)
    parts = (part.iri for dataset in found.datasets for part in dataset.parts)
    return listed + [base + document_path(iri, base) for iri in parts]


def _resources(kind: str, first: int, count: int) -> tuple[Iterator[str], Callable[[], None]]:
    """Return a class's documents, as rows arrive, and a function to release the store."""
    settings = current_settings()
    query = questions.get("catalog-addresses").bind(settings.base_iri, {"class": kind})
    answer = current_store().raw(
        f"{query}\nOFFSET {first}\nLIMIT {MOST}",
        "text/tab-separated-values",
        timeout_s=settings.query_timeout_s,
    )
    base = settings.base_iri

    def documents() -> Iterator[str]:
        rows = 0
        for row in _lines(answer.chunks):
            whole = row.startswith("<") and row.endswith(">")
            rows += whole
            own = whole and row.startswith(f"<{base}/id/")
            if own and (path := document_path(row[1:-1], base)):
                yield base + path
        if rows < count:  # cut at the time limit: no document is better than a partial one
            raise StoreUnavailable("一覧が途中で切れました", "the list of resources was cut")

    return documents(), answer.close


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield text by lines, however it is split into chunks."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line.decode() for line in lines)
    yield rest.decode()


def _written(addresses: Iterable[str]) -> Iterator[bytes]:
    yield f'{_HEAD}<urlset xmlns="{_SPACE}" xmlns:xhtml="{_XHTML}">\n'.encode()
    lines: list[str] = []
    for address in addresses:
        lines.append(_one(escape(address, {'"': "&quot;"})))
        if len(lines) >= 500:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode() + b"</urlset>\n"


def _one(address: str) -> str:
    link = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>'.format
    pair = link("ja", address) + link("en", f"{address}?lang=en")
    return f"<url><loc>{address}</loc>{pair}</url>\n"
