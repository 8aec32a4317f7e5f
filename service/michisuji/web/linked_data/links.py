"""``Link`` headers of a document.

Absolute addresses come from the configured base IRI alone.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, url_for
from werkzeug.urls import iri_to_uri

from michisuji.web.context import current_settings
from michisuji.web.http.negotiation import HTML
from michisuji.web.linked_data.blueprint import DOC_FORMATS
from michisuji.web.linked_data.resource import licences_of


def canonical(kind: str, name: str) -> str:
    """Return the address of a resource's document on the configured host."""
    return (
        f"{current_settings().base_iri}/doc/{quote(kind, safe='-._~')}/{quote(name, safe='-._~')}"
    )


def addresses(kind: str, name: str) -> dict[str, str]:
    """Return extension → address on this host of each form of a document, including its page."""
    page = url_for("linked_data.doc", kind=kind, reference=f"{name}.html")
    before, _, after = page.rpartition(".html")
    return {extension: f"{before}.{extension}{after}" for extension in ("html", *DOC_FORMATS)}


def add(response: Response, iri: str, kind: str, name: str) -> None:
    """Add what the document describes, where it belongs, its other forms, and its licence."""
    own = response.headers
    own.add("Link", f'<{iri_to_uri(iri)}>; rel="describes"')  # headers are ASCII
    own.add("Link", f'<{canonical(kind, name)}>; rel="canonical"')
    for extension, address in addresses(kind, name).items():
        media_type = DOC_FORMATS.get(extension, HTML)
        own.add("Link", f'<{address}>; rel="alternate"; type="{media_type}"')
    for licence in licences_of(iri):
        if _plain(licence):
            own.add("Link", f'<{licence}>; rel="license"')


def _plain(iri: str) -> bool:
    """Return True if an IRI of the data can be used in a header as it is."""
    return (
        iri.startswith(("https://", "http://")) and iri.isascii() and not set(iri) & set('<>" \r\n')
    )
