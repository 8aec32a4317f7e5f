"""Browser files from elsewhere: named, licensed, unchanged, and asking nobody."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import michisuji.web
import pytest

STATIC = Path(michisuji.web.__file__).parent / "static"
VENDOR = STATIC / "vendor"
LOCK = json.loads((VENDOR / "lock.json").read_text("utf-8"))
FILES = {name: entry for package in LOCK["packages"] for name, entry in package["files"].items()}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_the_lock_says(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == FILES[name]["sha256"]


def test_every_file_is_locked_and_every_package_has_its_licence() -> None:
    there = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}
    folders = {name.split("/")[0] for name in FILES}
    assert there == {*FILES, "lock.json", *(f"{folder}/LICENSE" for folder in folders)}
    for package in LOCK["packages"]:
        assert package["name"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["license"] == "MIT"
    for folder in folders:
        assert "Permission is hereby granted" in (VENDOR / folder / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda p: p.name)
def test_styles_load_nothing_from_elsewhere(path: Path) -> None:
    css = path.read_text("utf-8")
    assert "@import" not in css
    loaded = re.findall(r"url\(\s*['\"]?([^'\")]+)", css)
    assert [url for url in loaded if not url.startswith(("data:", "#"))] == []


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda p: p.name)
def test_own_scripts_name_no_other_host(path: Path) -> None:
    script = path.read_text("utf-8")
    named = re.findall(r"https?://[^\s\"'`)]+", script)
    assert [url for url in named if not url.startswith("http://www.w3.org/")] == []
    assert "innerHTML" not in script
