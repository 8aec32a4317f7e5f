"""``michisuji serve --public BUNDLE``: a bundle on the internet, read only, with SPARQL.

Nothing outside the bundle is available: the database is made from its dumps, and the parts of the
program that write or check drafts are not even loaded.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.errors import BadInput
from michisuji.publication import manifest as manifests
from michisuji.publication.bundle import CHECK, OWN

if TYPE_CHECKING:
    from michisuji.publication.manifest import Manifest
    from michisuji.settings import Settings

_DUMP = "dumps/all.nq.gz"
_FOLDER = "bundles"


def prepared(settings: Settings, folder: Path) -> tuple[Settings, Manifest]:
    """Make the bundle's database if necessary, and return the settings to serve it with.

    It is kept in ``{home}/bundles/`` by the checksum of its dump; those of other bundles are
    removed. Raises BadInput when the folder holds no bundle, or its dump does not match the
    manifest.
    """
    from michisuji.publication.loading import into_folder

    manifest = manifests.read(folder)
    size, digest = manifest.files.get(_DUMP, (0, ""))
    path = folder / _DUMP
    if not path.is_file() or manifests.measured(path) != (size, digest):
        raise _damaged(folder)
    key = hashlib.sha256(f"{digest} {manifest.base_iri}".encode()).hexdigest()[:16]
    home = settings.home / _FOLDER / key
    if not (home / "public").exists():
        _forget_others(home)
        try:
            into_folder(folder, manifest.base_iri, home / "public")
        except (SyntaxError, EOFError) as error:
            raise _damaged(folder) from error
    _keep_check(folder, home)
    own = replace(
        settings,
        home=home,
        base_iri=manifest.base_iri,
        store="",
        work_store="",
        editor_token="",
        own=str(folder / OWN) if (folder / OWN).is_dir() else "",
    )
    return own, manifest


def _damaged(folder: Path) -> BadInput:
    return BadInput(
        f"一式が壊れています: {folder / _DUMP}",
        f"the bundle is damaged: {folder / _DUMP}",
        hint_ja="もう一度写すか、michisuji publish で作り直してください",
        hint_en="copy it again, or make it again with michisuji publish",
    )


def _keep_check(folder: Path, home: Path) -> None:
    """Copy the bundle's check, which the quality pages show."""
    if (folder / CHECK).is_file():
        reports = home / "reports"
        reports.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / CHECK, reports / "last.json")


def _forget_others(home: Path) -> None:
    """Remove databases of earlier bundles that no engine serves any more."""
    if not home.parent.is_dir():
        return
    for other in home.parent.iterdir():
        record = other / "public.engine.json"
        if other != home and not (record.exists() and _lives(record)):
            shutil.rmtree(other, ignore_errors=True)


def _lives(record: Path) -> bool:
    import json

    try:
        os.kill(int(json.loads(record.read_text())["pid"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True
