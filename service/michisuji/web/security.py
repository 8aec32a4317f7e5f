"""Headers that every answer carries."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

#: What pages may load: from this host alone; inline JSON only with the request's nonce.
CSP = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """A nonce a request, and the headers on every response."""

    @app.before_request
    def nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def protect(response: Response) -> Response:
        own = response.headers
        if response.status_code != 304:  # a kept page has the nonce of the answer that it came with
            own.setdefault("Content-Security-Policy", CSP.format(nonce=g.get("nonce", "")))
        own.setdefault("X-Content-Type-Options", "nosniff")
        own.setdefault("Referrer-Policy", "same-origin")
        own.setdefault("X-Frame-Options", "DENY")
        own.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        own.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if response.mimetype == "text/html":
            response.vary.update(["Accept", "Accept-Encoding"])
        return response

    @app.context_processor
    def with_nonce() -> dict[str, str]:
        return {"csp_nonce": g.get("nonce", "")}
