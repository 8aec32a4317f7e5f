"""Static files: their addresses carry a content hash, so browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Add ``?v=…`` to ``url_for('static', …)``; answers to it may be cached."""
    folder = Path(app.static_folder or "")
    hashes: dict[str, str] = {}

    @app.url_defaults
    def version(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename")
        if endpoint != "static" or not name:
            return
        if name not in hashes:
            path = folder / name
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            hashes[name] = digest[:12]
        values["v"] = hashes[name]

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
        return response
