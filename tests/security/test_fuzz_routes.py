"""Whatever is asked of any address, by whomever: an answer, or one kind of error. Never a 500.

A few hundred requests; ``MICHISUJI_FUZZ=20000`` asks so many. A seed that fails is told, and
``MICHISUJI_FUZZ_FIRST`` begins with it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from michisuji.importers.sample import import_sample
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

from tests.security.odd_requests import Fuzzer
from tests.web.asking import BASE, PROBLEM_FIELDS

pytestmark = pytest.mark.slow

TOKEN = "the secret of whoever fuzzes"
#: Read when the module is: each test runs without the developer's settings.
COUNT = int(os.environ.get("MICHISUJI_FUZZ", "300"))
FIRST = int(os.environ.get("MICHISUJI_FUZZ_FIRST", "0"))
#: What a limit or another endpoint brings, and nothing else above 499.
TOLD = {
    "busy": 503,
    "query-timeout": 503,
    "out-of-memory": 503,
    "service-failed": 502,
    "counting": 503,
    "being-made": 503,
}
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    public, work = MemoryStore(BASE), MemoryStore(BASE)
    import_sample(public, Settings())
    import_sample(work, Settings())
    settings = Settings(
        home=tmp_path_factory.mktemp("fuzz"),
        editor_token=TOKEN,
        rate_per_minute=10**9,
        max_rows=1_000,
    )
    last_check.keep(check_store(public, settings), public, settings)
    return create_app(settings, public, work)


class Answer:
    """What the application says to one request."""

    def __init__(self, app: Flask, environ: dict[str, Any]) -> None:
        self.headers: dict[str, str] = {}
        self.status = 0
        body: Iterable[bytes] = app.wsgi_app(environ, self._start)
        try:
            self.body = b"".join(body)
        finally:
            close: Callable[[], None] = getattr(body, "close", lambda: None)
            close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status.partition(" ")[0])
        for name, value in headers:
            assert not {"\n", "\r"} & {*name, *value}
            (name + value).encode("latin-1")  # as servers send it
        self.headers = {name.lower(): value for name, value in headers}
        return lambda data: data


def _wrong(environ: dict[str, Any], answer: Answer) -> str:
    """What is wrong with an answer; '' when nothing is."""
    if answer.status < 400:
        return ""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if environ["REQUEST_METHOD"] == "HEAD":
        return "" if answer.status < 500 or answer.status in TOLD.values() else "HEAD 500"
    if kind == "text/html":
        whole = re.search(b'<html lang="(ja|en)".*</html>', answer.body, re.DOTALL)
        return "" if whole and answer.status < 500 else f"page of {answer.status}"
    language = answer.headers.get("content-language")
    if language not in ("ja", "en"):
        return f"{answer.status} in no language"
    if kind != "application/problem+json":
        return f"{answer.status} as {kind or 'nothing'}"
    problem = json.loads(answer.body)
    if not set(problem) >= PROBLEM_FIELDS or problem["status"] != answer.status:
        return f"not a whole problem: {problem}"
    if bool(_JAPANESE.search(problem["title"])) != (language == "ja"):
        return f"title in another language than {language}: {problem['title']}"
    if answer.status >= 500 and TOLD.get(problem["code"]) != answer.status:
        return f"{answer.status} {problem['code']}"
    return ""


def test_no_request_breaks_anything(app: Flask) -> None:
    fuzzer = Fuzzer.of(app, TOKEN)
    wrong, statuses = dict[int, str](), Counter[int]()
    for seed in range(FIRST, FIRST + COUNT):
        environ = fuzzer.request(seed)
        try:
            answer = Answer(app, environ)
            statuses[answer.status] += 1
            told = _wrong(environ, answer)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
        if told:
            place = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'][:60]!r}"
            wrong[seed] = f"{place} {environ['QUERY_STRING'][:60]!r}: {told[:300]}"
    print(f"{COUNT} requests: {dict(sorted(statuses.items()))}")
    assert not wrong, "\n".join(f"{seed}: {told}" for seed, told in wrong.items())
    assert COUNT < 300 or {200, 404, 405, 401, 400} <= set(statuses)


def test_the_same_seed_is_the_same_request(app: Flask) -> None:
    one, other = (Fuzzer.of(app, TOKEN).request(7) for _ in range(2))
    for environ in (one, other):
        environ["wsgi.input"] = environ["wsgi.input"].read()
        del environ["wsgi.errors"]
    assert one == other
