"""The running service has new data checked by itself, and pages follow."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.quality.history import last_check
from michisuji.settings import Settings

from tests.web.asking import BROWSER, Page
from tests.web.test_checker import WORDS
from tests.web.test_platform_serve import ended, started

BREAK = "直すべき原因"
DATA = """
@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <http://127.0.0.1:8000/id/> .
<program/t-1> a lm:Program ; rdfs:label "%s"@ja .
<model/t-1> a lm:LogicModel ; lm:modelOf <program/t-1> ; lm:fiscalYear 2026 .
<activity/t-1> a lm:Activity ; lm:inModel <model/t-1> ; rdfs:label "行動"@ja .
"""


def imported(folder: Path, name: str) -> None:
    file = folder / "t.ttl"
    file.write_text(DATA % name, "utf-8")
    assert run(["import", "rdf", str(file), "--dataset", "t"]) == 0


def until(so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 300
    while not so() and time.monotonic() < deadline:
        time.sleep(0.2)
    return so()


@pytest.mark.service
def test_an_import_is_checked_without_anybody_asking(tmp_path: Path) -> None:
    home = tmp_path / "var"  # the one that the tests' environment names
    imported(tmp_path, "前の名前")
    process, address = started(home)

    def shown() -> str:
        asked = urllib.request.Request(f"{address}/doc/program/t-1", headers=BROWSER)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return Page(answer.read().decode()).text()

    try:
        assert until(lambda: BREAK in shown())
        first = last_check.last(Settings(home=home))
        imported(tmp_path, "新しい名前")
        assert until(lambda: "新しい名前" in shown())
        assert until(lambda: BREAK in shown() and WORDS["awaited"] not in shown())
        second = last_check.last(Settings(home=home))
    finally:
        told = ended(process)
    assert first is not None
    assert second is not None
    assert first.report.state != second.report.state
    assert last_check.records(Settings(home=home))[0] == ()
    assert "Traceback" not in told
