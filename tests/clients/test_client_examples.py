"""The examples of queries/clients.md: run as they stand, or their queries and addresses are."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.clients.conftest import Live
from tests.conftest import ROOT

WRITTEN = "http://127.0.0.1:8000"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = _BLOCK.findall((ROOT / "queries" / "clients.md").read_text("utf-8"))


def blocks(language: str) -> list[str]:
    found = [text for name, text in BLOCKS if name == language]
    assert found, language
    return found


def test_every_block_is_looked_at() -> None:
    assert {name for name, _ in BLOCKS} == {"bash", "python", "r", "powerquery"}


@pytest.mark.parametrize("text", blocks("python"), ids=["SPARQLWrapper", "pandas"])
def test_python_runs(live: Live, text: str) -> None:
    names: dict[str, Any] = {}
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(text.replace(WRITTEN, live.base), "clients.md", "exec"), names)
    assert len(shown.getvalue().splitlines()) >= 5
    if "rows" in names:
        assert names["rows"][0]["number"]["value"] == "010101"
    else:
        assert names["actual"].shape[0] > 50
        assert {2024, 2025} <= set(names["actual"].columns)
        assert len(names["chains"]) > 0


@pytest.mark.parametrize("text", blocks("bash"), ids=["michisuji", "sparql", "document"])
def test_commands_run(live: Live, text: str, tmp_path: Path) -> None:
    words = shlex.split(text.replace(WRITTEN, live.base))
    environment = live.environment(MICHISUJI_HOME=str(tmp_path))
    del environment["MICHISUJI_BASE_IRI"]
    if words[0] == "michisuji":
        words = [sys.executable, "-m", *words]
    elif not shutil.which("curl"):
        shown = fetch_as_curl(words[1:])
        assert "010101" in shown
        return
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 5
    assert "010101" in done.stdout


def fetch_as_curl(words: list[str]) -> str:
    """What curl would show, where there is none: -s -L -G, -H and --data-urlencode."""
    headers: dict[str, str] = {}
    data: list[tuple[str, str]] = []
    address = ""
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, value = next(rest).partition("=")
            data.append((name, value))
        elif word not in {"-s", "-L", "-G"}:
            address = word
    return fetch(address + (f"?{urlencode(data)}" if data else ""), **headers)


def fetch(address: str, **headers: str) -> str:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=300) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8-sig"))


def rows_of(live: Live, query: str) -> list[list[str]]:
    address = f"{live.sparql}?{urlencode({'query': query, 'format': 'csv'})}"
    return list(csv.reader(io.StringIO(fetch(address))))


def addresses_in(live: Live, text: str) -> list[str]:
    """The whole addresses of a block, but for the service's own."""
    found = re.findall(rf'"({re.escape(live.base)}/[^"]+)"', text)
    assert all(urlsplit(address).query for address in found)
    return found


def test_r_asks_what_the_service_answers(live: Live) -> None:
    (text,) = blocks("r")
    text = text.replace(WRITTEN, live.base)
    (query,) = re.findall(r"query <- '([^']*)'", text)
    heading, *rows = rows_of(live, query)
    assert heading == ["unit", "programs"]
    assert len(rows) > 5
    assert all(int(count) > 0 for _, count in rows)
    assert 'paste0(service, "/sparql?format=csv&query=", URLencode(query, reserved = TRUE))' in text
    (address,) = addresses_in(live, text)
    assert len(list(csv.reader(io.StringIO(fetch(address))))) > 5


def test_power_query_asks_what_the_service_answers(live: Live) -> None:
    with_query, with_address = (b.replace(WRITTEN, live.base) for b in blocks("powerquery"))
    strings = [s.replace('""', '"') for s in re.findall(r'"((?:[^"]|"")*)"', with_query)]
    (query,) = (s for s in strings if "SELECT" in s)
    heading, *rows = rows_of(live, query)
    assert heading == ["number", "name", "unit"]
    assert rows[0][0] == "010101"
    assert f'Web.Contents("{live.base}", [RelativePath = "sparql", Query = [query = Query, ' in (
        with_query
    )
    (address,) = addresses_in(live, with_address)
    assert len(list(csv.reader(io.StringIO(fetch(address))))) > 1
    for text in (with_query, with_address):
        names = re.findall(r"^    (\w+) = ", text, re.MULTILINE)
        assert text.rstrip().endswith(f"in\n    {names[-1]}"), "the last step is the outcome"
        for before, after in pairwise(names):
            assert before in text.partition(f"    {after} = ")[2], "each step uses the one before"
