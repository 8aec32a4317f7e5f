"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response

from michisuji.web.http.negotiation import depends_on

#: What pages may load: from this host alone. No inline script runs; JSON in a script element is
#: data, which no policy concerns. So a page is the same for everybody, and can be cached.
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


#: What a program reads loads nothing; a browser that shows XML as a tree styles it.
_DATA_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
#: Media types that a browser renders or runs; all others are data.
_ACTIVE = ("text/html", "application/xhtml+xml", "image/", "application/pdf")
_SCRIPT = ("javascript", "wasm")


def init_app(app: Flask) -> None:
    """Add the headers to every response."""

    @app.after_request
    def protect(response: Response) -> Response:
        own, kind = response.headers, response.mimetype or ""
        own.setdefault("X-Content-Type-Options", "nosniff")
        if not kind.startswith(_ACTIVE) and not kind.endswith(_SCRIPT):
            if response.status_code != 304:
                own.setdefault("Content-Security-Policy", _DATA_CSP)
            return response
        if response.status_code != 304:
            own.setdefault("Content-Security-Policy", CSP)
        own.setdefault("Referrer-Policy", "same-origin")
        own.setdefault("X-Frame-Options", "DENY")
        own.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        own.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if kind == "text/html":
            depends_on(response, "Accept", "Accept-Encoding")
        return response
