"""``/dumps/…`` and ``/tables/…``: the files of the bundle, unchanged.

Only files listed in the manifest are sent; a reader's path never selects any other file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, send_file

from michisuji.errors import NotFound
from michisuji.publication.manifest import Distribution
from michisuji.web.catalog import counting_thread
from michisuji.web.context import current_settings

blueprint = Blueprint("bundle_files", __name__)


@blueprint.get("/dumps/<path:name>")
def dump(name: str) -> Any:
    """Send a dump."""
    return _file(f"dumps/{name}")


@blueprint.get("/tables/<path:name>")
def table(name: str) -> Any:
    """Send a table or its metadata."""
    return _file(f"tables/{name}")


def folder() -> Path:
    """Return the folder of the bundle: the one being served, else the last one made here."""
    given: Path | None = current_app.config.get("MICHISUJI_BUNDLE")
    return given or current_settings().home / "bundle"


def _file(path: str) -> Any:
    """Send one file, partially if requested (Range), with its checksum as ETag."""
    manifest = counting_thread.bundle()
    found = next((e for e in manifest.entries if e.path == path), None) if manifest else None
    place = folder() / path
    if found is None or not place.is_file():
        raise NotFound(
            f"このファイルはありません: {path[:200]}",
            f"there is no such file: {path[:200]}",
            hint_ja="/catalog に、取り出せるファイルの一覧があります",
            hint_en="/catalog lists the files",
        )
    response = send_file(
        place.absolute(),
        mimetype=_kind(found),
        as_attachment=bool(found.packed),
        download_name=place.name,
        conditional=True,
        etag=found.sha256,
        max_age=0,
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(found.sha256)}:"
    if found.described_by:
        address = f"{current_settings().base_iri}/{found.described_by}"
        response.headers.add("Link", f'<{address}>; rel="describedby"')
    return response


def _kind(entry: Distribution) -> str:
    kind = entry.packed or entry.media_type
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _base64(digest: str) -> str:
    from base64 import b64encode

    return b64encode(bytes.fromhex(digest)).decode()
