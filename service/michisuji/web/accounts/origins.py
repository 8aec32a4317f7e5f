"""Requests that another site's page makes a signed-in browser send, and how they are recognized.

A browser states where a form comes from; and each form carries a mark that no other site can know
(Flask-WTF). A script reads it from ``<meta name="csrf-token">`` and sends it as ``X-CSRFToken``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from michisuji.errors import Refused
from michisuji.web.context import current_settings

SAFE = ("GET", "HEAD", "OPTIONS")


def not_from_elsewhere() -> None:
    """Raise Refused for a request sent by another site's page.

    A browser states where a form comes from in ``Origin``, and in ``Sec-Fetch-Site``, which no page
    can change.
    """
    origin = request.headers.get("Origin")
    own = {"{0.scheme}://{0.netloc}".format(urlsplit(current_settings().base_iri))}
    own.add(request.host_url.rstrip("/"))
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_foreign = request.method not in SAFE and site not in ("same-origin", "none")
    if is_foreign or (origin is not None and origin not in own):
        raise Refused(
            "ほかのサイトのページからは書き込めません",
            "a page of another site may not write",
            hint_ja="このサービスのページか、ブラウザー以外のクライアントから送ってください",
            hint_en="send it from a page of this service, or with a client other than a browser",
        )


def csrf_field() -> Markup:
    """Return the hidden field that each form below ``/drafts`` carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
