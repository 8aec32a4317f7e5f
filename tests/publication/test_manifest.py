"""A bundle's manifest: written, read again, and refused when it is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.publication import manifest


def _bundle(folder: Path) -> manifest.Manifest:
    (folder / "dumps").mkdir(parents=True)
    file = folder / "dumps" / "all.nq"
    file.write_bytes(b"<a:s> <a:p> <a:o> .\n")
    entry = manifest.entry(
        folder, file, media_type="application/n-quads", title={"ja": "全部", "en": "all"}
    )
    return manifest.Manifest(
        base_iri="https://city.example",
        marker="m",
        made="2026-04-01",
        version="1",
        entries=(entry,),
        files=manifest.every_file(folder),
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    made = _bundle(tmp_path)
    made.write(tmp_path)
    assert manifest.read(tmp_path) == made
    assert made.entries[0].path == "dumps/all.nq"
    assert made.entries[0].size == 20
    assert made.files == {"dumps/all.nq": (20, made.entries[0].sha256)}


def test_the_manifest_is_not_among_its_files(tmp_path: Path) -> None:
    _bundle(tmp_path).write(tmp_path)
    assert manifest.NAME not in manifest.every_file(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "\udc80"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match="not a bundle"):
        manifest.read(tmp_path)


def test_a_manifest_of_another_format_is_refused(tmp_path: Path) -> None:
    path = _bundle(tmp_path).write(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    with pytest.raises(BadInput):
        manifest.read(tmp_path)
