"""The pages' markup, by the Nu Html Checker (a program of Java that npm carries; see .ci/run)."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.static_city import City

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
JAR = max((CACHE / "michisuji-tests").glob("vnu-*/vnu.jar"), default=None)


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The command; CI must have it, elsewhere its absence is told."""
    java = shutil.which("java")
    if JAR is None or java is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the HTML validator is missing: .ci/html-validator installs it")
        pytest.skip("the HTML validator is not installed (.ci/html-validator)")
    return [java, "-jar", str(JAR), "--stdout", "--exit-zero-always", "--format", "json"]


def test_pages_of_each_kind_and_a_random_sample_are_valid(
    static_city: City, checker: list[str]
) -> None:
    pages = sorted(name for name in static_city.files if name.endswith(".html"))
    kinds: dict[str, str] = {}
    for name in pages:
        folder = name.rpartition("/")[0]
        kinds.setdefault(folder if folder not in ("", "en") else name, name)
    chosen = {*kinds.values(), *random.Random(13).sample(pages, 200)}
    assert len(chosen) > 250
    listed = [str(static_city.folder / name) for name in sorted(chosen)]
    done = subprocess.run([*checker, *listed], capture_output=True, text=True, check=True)
    messages = json.loads(done.stdout)["messages"]
    wrong = [
        (
            m["url"].partition("/site")[2],
            m.get("lastLine"),
            m["message"],
            m.get("extract", "")[:120],
        )
        for m in messages
        # On disk a page's policy looks as if it forbade the page's own files.
        if m["type"] != "info" or ("Content Security Policy" not in m["message"] and "subType" in m)
    ]
    assert not wrong, "\n".join(map(str, wrong[:30]))
